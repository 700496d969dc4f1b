"""The README's animation, recorded from the running app: a drag on the map, then a training with its curves.

python -m scripts.record_gif URL [FILE]
"""

import argparse
import io
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import FloatRect, Page, ViewportSize

from scripts.browser import chromium

_FILE = Path(__file__).parent.parent / "docs" / "drag-and-train.gif"
WINDOW: ViewportSize = {"width": 1280, "height": 720}
BELOW_NAVIGATION: FloatRect = {"x": 0, "y": 56, "width": 1280, "height": 664}
_WIDTH, _HEIGHT = 720, 374  # the same aspect ratio
_COLOURS, GREYS = 192, 64
# The drag visits these codes of mnist-vae-2d, which decode to a 0, a 6, a 2, a 9 and a 7; steps between two of them.
_CODES, _STEPS = ((0.0, 0.0), (-1.9, 0.9), (-0.9, 0.9), (-0.3, 1.6), (0.8, 0.3), (2.1, 1.2)), 7
UNIT = 0.113  # of the map's width, for a latent value of 1 in the view at the start
DRAG_MS, HOLD_MS, CURVE_MS, END_MS = 90, 450, 90, 1200  # shown for a frame
_SECONDS, _FRAMES = 20, 60  # of the recorded training; shown faster than it runs
_TRAIN = f"train?data=mnist&latent_dim=2&seconds={_SECONDS}&beta=1"
LENGTH = "() => Math.max(0, ...(document.querySelector('.js-plotly-plot')?.data ?? []).map(({x}) => x.length))"

_Frame = tuple[Image.Image, int]  # with its duration in ms


def picture(page: Page) -> Image.Image:
    """Returns the page below its navigation, in the animation's size."""
    shot = Image.open(io.BytesIO(page.screenshot(clip=BELOW_NAVIGATION))).convert("RGB")
    return shot.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS)


def box(page: Page, selector: str, index: int = 0) -> FloatRect:
    """Returns the place of an element of the page. Raises a ValueError if the element is not visible."""
    found = page.locator(selector).nth(index).bounding_box()
    if found is None:
        raise ValueError(f"{selector} is not visible on {page.url}")
    return found


def drag(page: Page, url: str) -> Iterator[_Frame]:
    """Records the Map page while the marker is dragged over it."""
    page.goto(f"{url}/map?run=mnist-vae-2d", wait_until="networkidle")
    page.locator("[data-testid=latent-map][data-state=ready]").wait_for()
    page.wait_for_timeout(2500)  # the map decodes its first image and Streamlit's placeholders fade
    plane = box(page, "[data-testid=map]")
    lines = [box(page, ".zero line", index) for index in (0, 1)]
    x0 = next(line["x"] for line in lines if line["height"] > line["width"])
    y0 = next(line["y"] for line in lines if line["width"] > line["height"])
    scale = UNIT * plane["width"]
    page.mouse.move(x0, y0)
    page.mouse.down()
    for (z1, z2), (next_z1, next_z2) in pairwise(_CODES):
        for step in range(1, _STEPS + 1):
            share = step / _STEPS
            at = z1 + share * (next_z1 - z1), z2 + share * (next_z2 - z2)
            page.mouse.move(x0 + scale * at[0], y0 - scale * at[1])
            page.wait_for_timeout(60)  # for the decoder and one repaint
            yield picture(page), HOLD_MS if step == _STEPS else DRAG_MS
    page.mouse.up()


def record_training(page: Page, url: str) -> Iterator[_Frame]:
    """Records the cockpit of the Train page during a short training."""
    page.goto(f"{url}/{_TRAIN}", wait_until="networkidle")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_text("Recorded training", exact=True).wait_for(state="hidden", timeout=120_000)
    page.wait_for_function(f"() => ({LENGTH})() > 0", timeout=120_000)
    started = time.monotonic()
    for frame in range(_FRAMES):
        page.wait_for_timeout(max(0, 1000 * (_SECONDS * frame / _FRAMES - (time.monotonic() - started))))
        yield picture(page), END_MS if frame == _FRAMES - 1 else CURVE_MS


def palette_of(pictures: list[Image.Image]) -> Image.Image:
    """Returns a palette for all pictures: greys, and colours of which each counts once, so that small points keep theirs."""
    coarse = np.concatenate([np.asarray(picture)[::2, ::2].reshape(-1, 3) >> 3 for picture in pictures[::6]])
    colours = np.unique(coarse, axis=0) * 8 + 4
    cut = Image.fromarray(colours[None].astype(np.uint8)).quantize(_COLOURS).getpalette() or []
    greys = [level for grey in range(GREYS) for level in 3 * [round(255 * grey / (GREYS - 1))]]
    palette = Image.new("P", (1, 1))
    palette.putpalette(greys + cut[: 3 * _COLOURS])
    return palette


def write_gif(path: Path, frames: list[_Frame]) -> None:
    """Writes the animation with one palette for all frames."""
    pictures = [image for image, _ in frames]
    palette = palette_of(pictures)
    indexed = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in pictures]
    indexed[0].save(
        path,
        save_all=True,
        append_images=indexed[1:],
        duration=[milliseconds for _, milliseconds in frames],
        loop=0,
        optimize=True,
    )


def main() -> None:
    """Records both scenes and writes the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, prog="python -m scripts.record_gif", formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("url", help="address of the running app")
    parser.add_argument("file", nargs="?", type=Path, default=_FILE, help="the animation; default: %(default)s")
    options = parser.parse_args()
    with chromium() as browser:
        page = browser.new_page(viewport=WINDOW)
        frames = [*drag(page, options.url), *record_training(page, options.url)]
    write_gif(options.file, frames)
    seconds = sum(milliseconds for _, milliseconds in frames) / 1000
    print(f"{options.file}: {options.file.stat().st_size:,} bytes, {len(frames)} frames, {seconds:.1f} s")


if __name__ == "__main__":
    main()
