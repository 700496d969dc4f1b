"""Own pictures in a real browser: from a dropped zip archive to a latent map that decodes under the pointer."""

import io
import re
import zipfile

import numpy as np
import pytest

from tests.support.axe import barriers
from tests.support.map_page import changed, decoded, drag, open_map
from tests.support.pictures import encoded, photos, zipped
from tests.support.waiting import answered, settled, until
from tests.support.windows import SIZES, inside

pytestmark = pytest.mark.browser


# The middle of what is opaque on the plane's top canvas, in the window's pixels: the marker, and not its fine cross-hair.
MIDDLE_OF_MARKER = """canvas => {
  const {data, width, height} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let [count, x, y] = [0, 0, 0];
  for (let at = 0; at < width * height; at++)
    if (data[4 * at + 3] > 250) [count, x, y] = [count + 1, x + at % width, y + Math.floor(at / width)];
  if (count < 200) throw new Error(`the marker is not in sight: ${count} pixels`);
  const {left, top} = canvas.getBoundingClientRect();
  const ratio = canvas.clientWidth / width;
  return [left + ratio * x / count, top + ratio * y / count];
}"""


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


def train_for(page, epochs):
    """Trains on the Train page, and opens the map of the run."""
    page.goto(f"{page.url}&length=epochs&epochs={epochs}")
    page.locator("[data-testid=pause]:enabled").wait_for()
    answered(page)
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_url("**run=*")
    page.get_by_role("link", name="Open map").first.click()
    page.wait_for_url("**/map?run=*")
    open_map(page, page.url)


def drag_the_marker(page):
    """Drags the marker from where it starts, which must be in sight; the decoded image follows it."""
    settled(page)
    x, y = page.get_by_test_id("map").evaluate(MIDDLE_OF_MARKER)
    before = decoded(page)
    drag(page, (x, y), (x + 60, y + 30))
    changed(page, before)
    page.mouse.up()


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
    train_for(page, 300)
    assert page.get_by_test_id("decoded").evaluate("({width, height}) => width * 11 === height * 17")
    drag_the_marker(page)


@pytest.mark.slow
def test_300_photos_of_mixed_sizes_become_a_map_whose_marker_is_in_sight(app, page, tmp_path):
    files = []
    for name, content in photos(300).items():
        files.append(tmp_path / name)
        files[-1].write_bytes(content)
    page.goto(f"{app}/data")
    chooser = page.locator("input[type=file]")
    chooser.wait_for(state="attached")
    chooser.set_input_files(files)
    page.locator(".st-key-set-preview img").wait_for()
    page.get_by_text(re.compile("The first 12 of 300, as they would be stored: .* colour")).wait_for()
    page.get_by_label("Name").fill("Photos")
    page.get_by_label("Name").press("Enter")
    answered(page)
    page.get_by_role("button", name="Add data set").click()
    page.get_by_role("link", name="Train on it").first.click()
    page.wait_for_url("**/train?data=photos-*")
    train_for(page, 10)
    drag_the_marker(page)
