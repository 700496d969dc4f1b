"""Take pictures of a running app: `python scripts/screenshots.py URL` those of the README, with a FOLDER behind it all."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).parent.parent / "docs"
PAGES = {
    "home": "", "train": "train?run=mnist-vae-2d", "map": "map?run=mnist-vae-2d&layers=points,grid,prior,outlines",
    "interpolate": "interpolate?run=mnist-vae-10d", "runs": "runs", "compare": "compare", "room": "room", "learn": "learn",
    "generate": "generate", "denoise": "denoise", "anomalies": "anomalies", "compression": "compression", "probe": "probe",
    "disentanglement": "disentanglement",
}  # fmt: skip
README = {("home", "light", 1280), ("map", "dark", 1280), ("train", "light", 1280)}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def shoot(page: Page, url: str, path: Path) -> None:
    """One page as a visitor sees it once everything has come to rest."""
    page.goto(url, wait_until="networkidle")
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_timeout(2500)  # the map decodes its first picture and Streamlit's skeletons fade
    page.screenshot(path=path)


def main(url: str, folder: Path | None) -> None:
    """Every page at two widths in two themes into `folder`, or those of the README into docs/."""
    (folder or DOCS).mkdir(exist_ok=True)
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        for theme in ("light", "dark"):
            for width, height in ((1280, 860), (800, 1000)):
                context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": height})
                for name, address in PAGES.items():
                    if folder or (name, theme, width) in README:
                        path = (folder or DOCS) / f"{name}-{theme}-{width}.png"
                        shoot(context.new_page(), f"{url}/{address}", path)
                context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None)
