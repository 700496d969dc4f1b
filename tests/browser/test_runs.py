"""The Runs page in a real browser: the actions on a marked run, and the undo, are where the eye is."""

import shutil

import pytest

from tests.support.axe import barriers
from tests.support.waiting import answered, settled, until
from tests.support.windows import SIZES, inside, on_top
from vae_core.config import RunConfig
from vae_core.runs.run import create_run

pytestmark = [
    pytest.mark.browser,
    pytest.mark.may_retry("clicks into a table that is drawn on a canvas, which busy cores draw late"),
]
FIRST_BOX = 17, 58  # pixels of the first row's checkbox, from the corner of the table
ROW = 44  # pixels
# A table has many colours only once its words are drawn on its canvas.
DRAWN = """() => [...document.querySelectorAll('[data-testid=stDataFrame] canvas')].some((canvas) => canvas.width
  && new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size
  > 20)"""


@pytest.fixture
def many(runs_folder):
    """More runs than fit into a window; removed at the end, because other tests share the folder."""
    made = [create_run(runs_folder / f"many{number:02}", RunConfig(data="digits")) for number in range(24)]
    for run in made:
        run.update_summary(status="finished")
    yield made
    for run in made:
        shutil.rmtree(run.path, ignore_errors=True)


def open_runs(page, app):
    page.goto(f"{app}/runs?find=many")
    page.get_by_text("Select runs at the left").wait_for()
    answered(page)
    page.wait_for_function(DRAWN)
    settled(page)


def top_of(page):
    return page.get_by_test_id("stDataFrame").bounding_box()["y"]


def mark(page, row):
    """Marks a row of the table, after scrolling to it."""
    table = page.get_by_test_id("stDataFrame")
    main = page.locator("[data-testid=stMain]")
    place = table.bounding_box()["y"] + FIRST_BOX[1] + row * ROW
    main.evaluate("(main, by) => main.scrollBy(0, by)", max(0, place - page.viewport_size["height"] * 0.7))
    box = table.bounding_box()
    page.mouse.click(box["x"] + FIRST_BOX[0], box["y"] + FIRST_BOX[1] + row * ROW)
    answered(page)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("row", [0, 22])
def test_the_actions_are_in_the_window_with_the_marked_run_and_so_is_the_undo(app, page, many, size, row):
    page.set_viewport_size(size)
    open_runs(page, app)
    top = top_of(page)
    mark(page, row)
    delete = page.get_by_role("button", name="Delete run")
    delete.wait_for()
    answered(page)
    settled(page)
    for action in ("Describe run", "Share run", "Download"):
        assert inside(page, page.get_by_role("button", name=action, exact=True)), action
    assert inside(page, delete)
    assert row or abs(top_of(page) - top) <= 2  # the table stays under the pointer
    before = delete.bounding_box()["y"]
    delete.click()
    undo = page.get_by_role("button", name="Undo deletion")
    undo.wait_for()
    answered(page)
    settled(page)
    assert inside(page, undo)
    assert abs(undo.bounding_box()["y"] - before) < 8 or row  # a shorter table may end the scrolling
    undo.click()
    undo.wait_for(state="detached")


def test_the_table_is_not_cut_at_1280_pixels_and_its_tools_are_not_covered(app, page, many):
    page.set_viewport_size(SIZES[0])
    open_runs(page, app)
    widths = until(
        page,
        lambda: page.locator(".dvn-scroller").evaluate("grid => [grid.scrollWidth, grid.clientWidth]"),
        lambda found: found[1] > 0,
    )
    assert widths[0] <= widths[1]
    page.get_by_test_id("stDataFrame").hover(position={"x": 400, "y": 120})
    tools = page.get_by_test_id("stBaseButton-elementToolbar")
    tools.first.wait_for()
    settled(page)
    assert [tool for tool in tools.all() if not on_top(tool)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_marked_run_has_no_serious_barrier(app, page, many, scheme):
    page.emulate_media(color_scheme=scheme)
    open_runs(page, app)
    mark(page, 0)
    page.get_by_role("button", name="Delete run").wait_for()
    assert barriers(page) == []


def test_the_first_tab_stop_leads_past_the_navigation(app, page, many):
    open_runs(page, app)
    page.get_by_test_id("skip-to-heading").wait_for(state="attached")
    page.keyboard.press("Tab")
    assert page.get_by_test_id("skip-to-heading").evaluate("link => document.activeElement === link")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.tagName") == "H1"
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == "Find"
