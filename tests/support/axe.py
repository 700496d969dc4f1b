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


OF_COLOURS = ["color-contrast", "link-in-text-block"]  # the rules that another theme can break
THEMES = {"light": "rgb(255, 255, 255), rgb(15, 26, 36)", "dark": "rgb(16, 22, 29), rgb(230, 237, 244)"}
COLOURS = """() => {
  const {backgroundColor, color} = getComputedStyle(document.querySelector('[data-testid=stApp]'));
  return `${backgroundColor}, ${color}`;
}"""


def assert_no_barrier_in_either_theme(page):
    """Fails where an open page of the app does not follow the visitor's theme, or has a barrier in one of the two."""
    for (scheme, colours), rules in zip(THEMES.items(), (None, OF_COLOURS), strict=True):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(f"(wanted) => ({COLOURS})() === wanted", arg=colours)
        assert barriers(page, rules) == [], scheme
