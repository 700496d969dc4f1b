"""Own pictures in a real browser: from a dropped zip archive to a latent map that decodes under the pointer."""

import io
import zipfile

import numpy as np
import pytest

from tests.support.axe import barriers
from tests.support.map_page import changed, decoded, drag, marker, open_map
from tests.support.pictures import encoded, zipped
from tests.support.waiting import answered, laid_out, until
from tests.support.windows import SIZES, inside

pytestmark = pytest.mark.browser


def bars(upright, place):
    image = np.zeros((11, 17), np.uint8)
    image[tuple([slice(None), slice(place, place + 3)][:: 1 if upright else -1])] = 255
    return encoded(image)


ARCHIVE = zipped(
    {
        f"{'upright' if upright else 'flat'}/{place}.png": bars(upright, place)
        for upright in (0, 1)
        for place in range(8)
    }
)


def drop(page, app):
    page.goto(f"{app}/data")
    chooser = page.locator("input[type=file]")
    chooser.wait_for(state="attached")
    chooser.set_input_files({"name": "bars.zip", "mimeType": "application/zip", "buffer": ARCHIVE})
    page.locator(".st-key-set-preview img").wait_for()
    answered(page)


def test_choices_preview_and_button_are_in_one_window(app, page):
    drop(page, app)
    image = page.locator(".st-key-set-preview img")
    for size in SIZES:
        page.set_viewport_size(size)
        for part in (image, page.get_by_role("button", name="Add data set")):
            assert until(page, lambda part=part: inside(page, part), bool)
    before = image.get_attribute("src")
    page.get_by_text("Invert", exact=True).click()
    until(page, lambda: image.get_attribute("src"), lambda now: now != before)
    answered(page)
    assert barriers(page) == []


def test_a_folder_with_its_sub_folders_is_taken_as_classes(app, page, tmp_path):
    with zipfile.ZipFile(io.BytesIO(ARCHIVE)) as archive:
        archive.extractall(tmp_path / "bars")
    page.goto(f"{app}/data")
    page.get_by_role("radio", name="folder").click()
    page.locator("input[type=file][webkitdirectory]").set_input_files(tmp_path / "bars")
    page.get_by_text(
        "The first 12 of 16, as they would be stored: 17 x 11, grey. Classes: flat (8), upright (4)."
    ).wait_for()
    assert page.get_by_label("Name").input_value() == "bars"


def test_a_zip_archive_becomes_a_map_that_decodes_its_shape(app, page):
    drop(page, app)
    page.get_by_role("button", name="Add data set").click()
    page.get_by_role("link", name="Train on it").first.click()
    page.wait_for_url("**/train?data=bars-*")
    field = page.get_by_label("Seconds")
    field.fill("1")
    field.press("Enter")
    answered(page)
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_url("**run=*")
    page.get_by_role("link", name="Open map").first.click()
    page.wait_for_url("**/map?run=*")
    open_map(page, page.url)
    assert page.get_by_test_id("decoded").evaluate("({width, height}) => width * 11 === height * 17")
    for _ in range(4):  # after a training of 1 s, the codes may be far from z = 0, where the marker is
        page.get_by_role("button", name="Zoom out").click()
    laid_out(page)
    before, (x, y) = decoded(page), marker(page)
    drag(page, (x, y), (x + 60, y + 30))
    changed(page, before)
    page.mouse.up()
