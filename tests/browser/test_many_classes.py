"""An own data set of 47 classes, as EMNIST has: shapes, names and a legend with search."""

import re

import pytest

from tests.support.axe import barriers
from tests.support.map_page import open_map
from tests.support.pictures import EMNIST_CLASSES, glyphs, zipped
from tests.support.trained_runs import trained
from tests.support.waiting import until
from vae_core.own_data import import_pictures, new_name, open_uploads

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")  # a process may come back to this module, and the data set is there then
def many(runs_folder):
    """The number of a run on 47 classes of letters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_LAB_RUNS", str(runs_folder))
        import_pictures(open_uploads([("glyphs.zip", zipped(glyphs()))]), new_name("glyphs"))
        return trained(runs_folder, "many-classes", data="glyphs", epochs=3, latent_dim=2, subset=0).id


def items(page):
    return page.locator(".legend-item:visible")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
def test_the_legend_is_inside_the_page_and_its_search_filters_it(app, page, many, width, height):
    page.set_viewport_size({"width": width, "height": height})
    open_map(page, f"{app}/map?run={many}")
    assert items(page).count() == len(EMNIST_CLASSES)
    key, plane = page.locator(".key").bounding_box(), page.get_by_test_id("plane").bounding_box()
    assert key["x"] >= 0
    assert key["x"] + key["width"] <= width + 1
    assert key["y"] + key["height"] <= plane["y"] + 1
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    search = page.get_by_label("Find classes by name")
    search.fill("q")
    assert [re.sub(r"\s", "", text) for text in items(page).all_inner_texts()] == ["Q", "q"]
    search.press("Enter")
    pressed = page.locator('.legend-item[aria-pressed="true"]')
    assert pressed.count() == 2
    search.fill("")
    assert items(page).count() == len(EMNIST_CLASSES)
    assert pressed.count() == 2
    search.press("Enter")
    assert pressed.count() == len(EMNIST_CLASSES)


def test_a_map_of_many_classes_has_shapes_and_no_barrier(app, page, many):
    open_map(page, f"{app}/map?run={many}")
    clips = page.locator(".legend-item .dot").evaluate_all("dots => dots.map(dot => getComputedStyle(dot).clipPath)")
    assert [clip == "none" for clip in clips] == [label < 10 for label in range(len(EMNIST_CLASSES))]
    assert len(set(clips)) == 5
    assert barriers(page) == []


def test_the_training_page_and_the_paths_list_all_classes(app, page, many):
    page.goto(f"{app}/train?run={many}")
    until(page, page.locator(".live-legend li").count, lambda count: count == len(EMNIST_CLASSES))
    page.goto(f"{app}/interpolate?run={many}")
    until(page, page.locator(".map-classes .dot").count, lambda count: count == len(EMNIST_CLASSES))
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
