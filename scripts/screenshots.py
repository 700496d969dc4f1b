"""Screenshots of the running app: those of the README, or all pages in two themes and two widths.

python -m scripts.screenshots URL           # README: into docs/
python -m scripts.screenshots URL FOLDER    # all pages: into FOLDER
"""

import argparse
from pathlib import Path

from playwright.sync_api import Page

from scripts.browser import chromium

DOCS = Path(__file__).parent.parent / "docs"
PAGES = {
    "home": "",
    "train": "train?run=mnist-vae-2d",
    "map": "map?run=mnist-vae-2d&layers=points,grid,prior,outlines",
    "interpolate": "interpolate?run=mnist-vae-10d",
    "runs": "runs",
    "compare": "compare",
    "room": "room",
    "learn": "learn",
    "generate": "generate",
    "denoise": "denoise",
    "anomalies": "anomalies",
    "compression": "compression",
    "probe": "probe",
    "disentanglement": "disentanglement",
}
README = {
    ("map", "dark", 1280),
    ("train", "light", 1280),
    ("interpolate", "light", 1280),
    ("compare", "light", 1280),
    ("learn", "light", 1280),
}
MAP_READY = "[data-testid=latent-map][data-state=ready]"
READY = {  # elements that appear last
    "home": MAP_READY,
    "map": MAP_READY,
    "interpolate": "[data-testid=film-data]",
    "train": ".js-plotly-plot",
    "compare": ".js-plotly-plot",
}
SETTLE_MS = 2500  # the map decodes its first image and Streamlit's placeholders fade


def shoot(page: Page, url: str, ready: str, path: Path) -> None:
    """Saves a screenshot of a page after the element `ready` has appeared and the page has settled."""
    page.set_default_timeout(120_000)
    page.goto(url, wait_until="networkidle")
    page.locator(ready).first.wait_for()
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=path)


def main() -> None:
    """Takes the screenshots that the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, prog="python -m scripts.screenshots", formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("url", help="address of the running app")
    parser.add_argument("folder", nargs="?", type=Path, help="folder for screenshots of all pages")
    options = parser.parse_args()
    folder = options.folder or DOCS
    folder.mkdir(exist_ok=True)
    with chromium() as browser:
        for theme in ("light", "dark"):
            for width, height in ((1280, 860), (800, 1000)):
                context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": height})
                for name, address in PAGES.items():
                    if options.folder or (name, theme, width) in README:
                        path = folder / f"{name}-{theme}-{width}.png"
                        shoot(context.new_page(), f"{options.url}/{address}", READY.get(name, "h1:visible"), path)
                context.close()


if __name__ == "__main__":
    main()
