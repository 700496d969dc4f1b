"""The dialog that lists the map's keys, in a real browser."""

import pytest

from dashboard.ui.components.assets import asset_version
from tests.support.axe import barriers

pytestmark = pytest.mark.browser
SHOW = """async version => {
  const { keysDialog } = await import(`/assets/${version}/js/map/panel/keys_dialog.js`);
  document.body.innerHTML = `<link rel="stylesheet" href="/assets/${version}/js/tokens.css">
    <link rel="stylesheet" href="/assets/${version}/js/shared/buttons_and_tabs.css">
    <link rel="stylesheet" href="/assets/${version}/js/plane/controls.css">
    <link rel="stylesheet" href="/assets/${version}/js/map/latent_map.css"><main><h1>Map</h1>
    <div class="latent-map"><button>Keys</button></div></main>`;
  document.documentElement.lang = "en";
  document.title = "Keys";
  const dialog = keysDialog(document.querySelector(".latent-map"));
  document.querySelector("button").onclick = dialog.open;
}"""


def test_the_keys_are_listed_the_focus_stays_inside_and_comes_back(app, page):
    page.goto(f"{app}/healthz")
    page.evaluate(SHOW, asset_version())
    opener, dialog = page.get_by_role("button", name="Keys"), page.get_by_role("dialog", name="Keys of the map")
    opener.press("Enter")
    dialog.wait_for()
    assert dialog.get_by_role("row").filter(has_text="Zoom in").get_by_role("rowheader").inner_text() == "+"
    assert page.evaluate("() => document.querySelector('dialog').contains(document.activeElement)")
    assert barriers(page) == []
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert page.evaluate("() => document.activeElement.textContent") == "Keys"
    opener.press("Enter")
    page.mouse.click(5, 5)
    dialog.wait_for(state="hidden")
