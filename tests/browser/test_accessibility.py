"""What axe-core finds on every page, in both themes: nothing that keeps people out of it."""

import pytest

from tests.browser.test_map import PRETRAINED, ROOT, open_map
from tests.browser.test_training import start
from vae_core.html import write_page
from vae_core.runs import Run

pytestmark = pytest.mark.browser
AXE = next(ROOT.glob("tests/browser/vendor/axe-core-*/axe.min.js"))
PLACES = sorted({path.stem for path in (ROOT / "pages").rglob("*.py")} - {"home", "navigation"})
OPEN_ALL = """() => { const seek = root => { for (const e of root.querySelectorAll('*')) {
  if (e.matches('details:not([open]) > summary')) e.click();
  if (e.shadowRoot) seek(e.shadowRoot); } }; seek(document); }"""
RUN = """async () => {
  const {violations} = await axe.run({resultTypes: ['violations']});
  return violations.filter(({impact}) => impact === 'serious' || impact === 'critical')
    .flatMap(({id, nodes}) => nodes.map(({html, any, all, none}) =>
      `${id}: ${html.slice(0, 200)} (${[...any, ...all, ...none].map(({message}) => message).join("; ")})`));
}"""
BACKGROUND = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
STATES = ["train?run=mnist-vae-2d", "train?data=sprites&model=autoencoder", "map?run=nobody"]


def barriers(page):
    """What axe-core calls serious or critical, with everything that folds unfolded: a line each."""
    page.evaluate(OPEN_ALL)
    page.wait_for_timeout(700)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(RUN)


@pytest.fixture(params=["light", "dark"])
def themed(page, request):
    page.emulate_media(color_scheme=request.param)
    return page


@pytest.mark.parametrize("place", ["", *PLACES, *STATES])
def test_no_page_has_a_serious_barrier(app, page, place):
    page.goto(f"{app}/{place}")
    page.get_by_role("heading", level=1).wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(1000)
    in_light, light = barriers(page), page.evaluate(BACKGROUND)
    page.emulate_media(color_scheme="dark")  # the page follows, as it does when the visitor's system turns dark
    page.wait_for_function(f"(light) => ({BACKGROUND})() !== light", arg=light)
    assert {"light": in_light, "dark": barriers(page)} == {"light": [], "dark": []}


def test_the_map_has_none_with_a_point_in_hand_and_all_layers_on(app, themed):
    open_map(themed, f"{app}/map?run=mnist-vae-10d")
    for switch in themed.get_by_role("switch").all():
        switch.check()
    themed.get_by_role("button", name="3", exact=True).click()
    themed.get_by_test_id("map").click(position={"x": 300, "y": 250})
    assert barriers(themed) == []


@pytest.mark.slow
def test_a_training_has_none_while_it_runs(app, themed):
    start(themed, app, 600)
    found = barriers(themed)
    themed.get_by_role("button", name="Stop", exact=True).click()
    assert found == []
    themed.get_by_test_id("live-view").get_by_text("Stopped by you").wait_for()
    assert barriers(themed) == []


def test_a_run_taken_home_has_none(browser, tmp_path):
    path = write_page(Run(PRETRAINED / "sprites-vae-6d"), tmp_path / "page.html")
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(path.as_uri())
        page.locator("[data-testid=latent-map][data-state=ready]").wait_for()
        assert barriers(page) == []
        page.close()


def test_a_barrier_would_be_found_also_inside_a_component(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    page.get_by_test_id("decoded").evaluate(
        "canvas => { const button = document.createElement('button'); canvas.after(button); }"
    )
    assert ["button-name" in line for line in barriers(page)] == [True]
