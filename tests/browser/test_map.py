"""From the first page to a dragged digit, in a real browser."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import torch

from dashboard.ui.components.assets import asset_version
from tests.support.map_page import PIXELS, changed, decoded, drag, draw_a_seven, is_close, marker, open_map, point
from tests.support.paths import ROOT
from tests.support.trained_runs import copied
from tests.support.waiting import address_changed, answered, settled, timers_fired, until
from vae_core.files import read_tensors
from vae_core.runs.run import Run

pytestmark = [
    pytest.mark.browser,
    pytest.mark.may_retry("waits for the browser's first decode, which may take long on busy cores"),
]
PRETRAINED = ROOT / "assets" / "pretrained"


def test_the_first_page_lets_a_digit_be_dragged_and_tells_the_server_only_on_release(app, page):
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda payload: sent.append(payload)))
    open_map(page, app)
    before, (x, y) = decoded(page), marker(page)
    sent.clear()
    drag(page, (x, y), (x + 150, y + 60))
    until(page, lambda: decoded(page), lambda now: sum(abs(a - b) for a, b in zip(before, now, strict=True)) > 1000)
    timers_fired(page, 500)  # in which nothing may be sent
    assert sent == []
    page.mouse.up()
    until(page, lambda: len(sent), lambda count: count > 0)
    timers_fired(page, 500)  # in which no second message may follow
    assert len(sent) == 1


def test_a_page_says_that_it_loads_until_its_module_has_arrived(app, visitor):
    page, held = visitor(), []
    page.route("**/js/streamlit/map.js", lambda route: held.append(route))
    page.goto(app)
    sign = page.get_by_text("Loading…", exact=True).filter(visible=True)
    until(page, lambda: sign.evaluate("sign => getComputedStyle(sign).opacity"), lambda shown: shown == "1")
    held[0].continue_()
    page.locator(".latent-map canvas").first.wait_for()
    sign.wait_for(state="detached")


def test_the_place_stands_in_the_address_and_a_link_brings_it_back(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    x, y = marker(page)
    drag(page, (x, y), (x - 120, y + 40))
    page.mouse.up()
    page.wait_for_function("() => location.search.includes('z=')")
    settled(page)
    there = decoded(page)
    link = page.url
    page.goto("about:blank")
    open_map(page, link)
    until(page, lambda: decoded(page), lambda now: is_close(there, now))


def test_the_marker_stays_where_it_was_put_however_often_the_page_runs_again(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    x, y = marker(page)
    hold = (x, y)
    for end in ((x - 90, y + 40), (x + 70, y - 30), (x - 40, y - 80)):
        address = page.url
        drag(page, hold, end)
        page.mouse.up()
        address_changed(page, address)
        place, address = page.get_by_test_id("z").inner_text(), page.url
        # Not clicked by the mouse: that would scroll the page, and the next drag would miss the marker.
        page.get_by_role("switch", name="Manifold grid").evaluate("input => input.click()")
        address_changed(page, address)
        assert page.get_by_test_id("z").inner_text() == place
        hold = end


def test_taking_hold_of_a_point_shows_its_image_and_its_reconstruction(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    page.mouse.move(*point(page))
    page.mouse.down()
    page.mouse.up()
    page.get_by_test_id("original").wait_for()
    until(page, lambda: max(page.get_by_test_id("reconstruction").evaluate(PIXELS)), lambda brightest: brightest > 100)


def test_the_keyboard_moves_the_marker(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    before = decoded(page)
    page.get_by_test_id("map").focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    changed(page, before)
    ticks = page.locator(".axis text").all_text_contents()
    for _ in range(60):  # beyond the plane's rim, where the window follows
        page.keyboard.press("ArrowRight")
    until(page, page.locator(".axis text").all_text_contents, lambda texts: texts != ticks)


def test_a_slider_redraws_while_it_moves(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-10d")
    before = decoded(page)
    page.get_by_test_id("slider-z4").evaluate(
        "slider => { slider.value = 2; slider.dispatchEvent(new Event('input')); }"
    )
    changed(page, before)


def test_two_switches_turned_at_once_both_stay(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    for name in ("Manifold grid", "Prior: 1, 2, 3 sd"):
        page.get_by_role("switch", name=name).evaluate("input => input.click()")
    page.wait_for_function("() => decodeURIComponent(location.search).includes('layers=points,grid,prior')")
    answered(page)
    settled(page)
    for name in ("Manifold grid", "Prior: 1, 2, 3 sd"):
        until(page, page.get_by_role("switch", name=name).is_checked, bool)


def test_the_legend_hides_a_class(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    ink = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.filter(v => v).length"
    before = page.get_by_test_id("points").evaluate(ink)
    page.get_by_role("button", name="0", exact=True).click()
    until(page, lambda: page.get_by_test_id("points").evaluate(ink), lambda now: now < before)


@pytest.mark.parametrize("run", ["mnist-vae-2d", "mnist-vae-10d", "mnist-ae-2d", "sprites-vae-6d"])
def test_the_browser_computes_what_pytorch_computes(app, page, run):
    model = Run(PRETRAINED / run).load_model()
    z = torch.randn(16, model.architecture.latent_dim, generator=torch.Generator().manual_seed(0))
    page.goto(f"{app}/healthz")
    script = """async ([version, run, z, count]) => {
      const { openDecoder } = await import(`/assets/${version}/js/run/decoder.js`);
      const decoder = await openDecoder(`/runs/${run}/decoder.onnx`);
      return Array.from((await decoder.decode(Float32Array.from(z), count)).data);
    }"""
    ours = page.evaluate(script, [asset_version(), run, z.flatten().tolist(), len(z)])
    with torch.no_grad():
        theirs = model.decode(z).flatten()
    assert (torch.tensor(ours) - theirs).abs().max() < 1e-5


@pytest.mark.parametrize(
    "place", ["map?run=<script>window.broken=1</script>", "map?z=abc", "train?latent_dim=0&beta=-3", "train?run=nobody"]
)
def test_nonsense_in_the_address_shows_words_and_no_traceback(app, page, place):
    page.goto(f"{app}/{place}")
    page.get_by_role("heading", level=1).wait_for()
    answered(page)
    settled(page)
    assert "Traceback" not in page.inner_text("body")
    assert page.evaluate("() => window.broken") is None


def test_a_run_without_its_decoder_says_so_in_the_map(app, page, runs_folder):
    run = copied(runs_folder, "mnist-vae-2d", without=["weights.safetensors"])  # its decoder is made from them
    page.goto(f"{app}/map?run={run.id}")
    page.get_by_text("decoder.onnx could not be fetched").first.wait_for()
    assert run.status == "finished"


def lies_among(page, digit):
    """Waits until the place in the address is among codes of a digit."""
    latents, _ = read_tensors(PRETRAINED / "mnist-vae-2d" / "latents.safetensors")

    def label():
        if not (numbers := parse_qs(urlsplit(page.url).query).get("z")):
            return None
        z = torch.tensor([float(number) for number in numbers[0].split(",")])
        return latents["label"][(latents["mean"] - z).norm(dim=1).argsort()[:30]].mode().values.item()

    until(page, label, lambda found: found == digit)


def test_a_drawn_seven_lies_among_the_sevens_and_comes_back_after_undo(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    page.get_by_role("tab", name="Draw").click()
    pad = draw_a_seven(page)
    lies_among(page, 7)
    assert page.get_by_text("Your drawing").is_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    until(page, lambda: max(pad.evaluate(PIXELS)), lambda brightest: brightest == 0)


def test_a_drawing_that_is_encoded_long_after_the_pen_was_lifted_is_in_the_address(app, page):
    held = []
    page.route("**/encoder.onnx*", lambda route: held.append(route))
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    page.get_by_role("tab", name="Draw").click()
    draw_a_seven(page)
    until(page, lambda: len(held), bool)
    timers_fired(page, 500)  # a movement is reported after a pause of 350 ms
    assert "z=" not in page.url
    held[0].continue_()
    lies_among(page, 7)


def test_a_lasso_selects_images_and_gives_them_as_csv(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    x, y = marker(page)
    page.get_by_role("button", name="Select images with a lasso").click()
    page.mouse.move(x - 60, y - 60)
    page.mouse.down()
    for corner in ((x + 60, y - 60), (x + 60, y + 60), (x - 60, y + 60)):
        page.mouse.move(*corner, steps=6)
    page.mouse.up()
    page.get_by_test_id("selection").wait_for()
    told = page.get_by_test_id("selection").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    lines = Path(download.value.path()).read_text().splitlines()
    assert told.startswith(f"{len(lines) - 1:,} images")
    assert len(lines) > 100
    assert all(abs(float(number)) < 2 for line in lines[1:] for number in line.split(",")[5:7])
    page.wait_for_function("() => location.search.includes('area=')")
    page.goto(page.url)
    page.get_by_test_id("selection").get_by_text(told[:12]).wait_for()


def test_the_map_is_worked_by_keyboard_alone(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-10d")
    told = page.get_by_test_id("z-live")
    page.get_by_test_id("map").focus()
    page.keyboard.press("Enter")
    page.get_by_test_id("original").wait_for()
    page.wait_for_function("() => location.search.includes('image=')")
    settled(page)
    first, place = decoded(page), told.inner_text()
    assert "Near" in place
    for _ in range(6):
        page.keyboard.press("ArrowUp")
    until(page, told.inner_text, lambda words: words != place)
    page.keyboard.press("Control+z")
    until(page, told.inner_text, lambda words: words == place)
    until(page, lambda: decoded(page), lambda now: is_close(first, now))
    page.keyboard.press("d")
    page.keyboard.press("o")
    page.wait_for_function("() => location.search.includes('points%2Cdensity%2Coutlines')")
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys of the map").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Traverse").focus()
    page.keyboard.press("Enter")
    page.get_by_test_id("traversals").get_by_text("z9").wait_for()


def test_the_inspector_shows_a_posterior_and_its_amortisation_gap(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-10d&image=60007")
    page.get_by_role("tab", name="Posterior").click()
    page.get_by_test_id("posterior").get_by_text("z10").wait_for()
    until(page, lambda: max(page.get_by_test_id("samples").evaluate(PIXELS)), lambda brightest: brightest > 100)
    page.get_by_test_id("refine").click()
    page.get_by_test_id("gap").get_by_text("amortisation gap is").wait_for()


def test_every_layer_can_be_shown_on_every_bundled_run(app, page):
    for run in ("mnist-vae-2d", "mnist-ae-2d", "sprites-vae-6d"):
        open_map(page, f"{app}/map?run={run}&layers=points,grid,density,prior,holes,ellipses,outlines&split=all")
        for colour in ("reconstruction", "split"):
            page.get_by_label("Colour of the points").select_option(colour)
            page.get_by_test_id("colour-bar").wait_for()
    notes = page.get_by_test_id("layer-notes").inner_text
    until(page, notes, lambda words: words.endswith("unlike the training images."))


def test_an_image_taken_on_one_map_is_shown_by_every_model_beside_it(app, page):
    page.goto(f"{app}/map?run=mnist-vae-2d&beside=mnist-ae-2d,mnist-vae-10d")
    maps = page.locator("[data-testid=latent-map][data-state=ready]")
    maps.nth(2).wait_for()
    answered(page)
    settled(page)
    page.get_by_test_id("map").first.focus()
    page.keyboard.press("Enter")
    for at in range(3):
        maps.nth(at).get_by_test_id("original").wait_for()
    page.wait_for_function("() => location.search.includes('image=')")
    answered(page)
    settled(page)
    shown = lambda part: [maps.nth(at).get_by_test_id(part).evaluate(PIXELS) for at in range(3)]  # noqa: E731
    until(page, lambda: shown("original"), lambda now: any(now[0]) and now[0] == now[1] == now[2])
    until(page, lambda: shown("reconstruction"), lambda now: now[0] != now[1] != now[2])
