"""Accessibility barriers found by axe-core in an open page."""

from tests.support.paths import ROOT
from tests.support.waiting import laid_out

AXE = next(ROOT.glob("tests/browser/vendor/axe-core-*/axe.min.js"))
OPEN_ALL = """() => { const seek = root => { for (const e of root.querySelectorAll('*')) {
  if (e.matches('details:not([open]) > summary')) e.click();
  if (e.shadowRoot) seek(e.shadowRoot); } }; seek(document); }"""
RUN = """async (rules) => {
  const {violations} = await axe.run({resultTypes: ['violations'], ...(rules ? {runOnly: rules} : {})});
  return violations.filter(({impact}) => impact === 'serious' || impact === 'critical')
    .flatMap(({id, nodes}) => nodes.map(({html, any, all, none}) =>
      `${id}: ${html.slice(0, 200)} (${[...any, ...all, ...none].map(({message}) => message).join("; ")})`));
}"""


def barriers(page, rules=None):
    """What axe-core calls serious or critical by all its rules or these, with everything that folds unfolded: a line each."""
    laid_out(page)
    page.evaluate(OPEN_ALL)
    laid_out(page)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(RUN, rules)
