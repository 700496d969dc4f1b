"""A run taken home as one HTML file: opened from disk, with the network off."""

import pytest
import torch

from tests.support.map_page import PIXELS, changed, decoded, drag, draw_a_seven, marker, point
from tests.support.paths import PRETRAINED
from tests.support.waiting import settled, until
from vae_core.files import read_tensors
from vae_core.runs.html_page import write_page
from vae_core.runs.run import Run

pytestmark = [
    pytest.mark.browser,
    pytest.mark.may_retry("waits for the browser's first decode, which may take long on busy cores"),
]


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return write_page(Run(PRETRAINED / "mnist-vae-2d"), tmp_path_factory.mktemp("taken home") / "map, 100 %.html")


@pytest.fixture(scope="module")
def offline(browser):
    """One page for all tests, with the network off: in a new one the file takes 3 s of CPU, here 1 s."""
    context = browser.new_context(viewport={"width": 1280, "height": 1100}, offline=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def opened(offline, file):
    """The file in a browser that reaches nothing else; fails where its scripts did, or where it asked for more."""
    asked, problems = [], []
    watches = {
        "request": lambda request: asked.append(request.url),
        "pageerror": lambda error: problems.append(str(error)),
        "console": lambda line: problems.append(line.text) if line.type == "error" else None,
    }
    for event, watch in watches.items():
        offline.on(event, watch)
    show(offline, file)
    yield offline
    for event, watch in watches.items():
        offline.remove_listener(event, watch)
    offline.emulate_media(color_scheme="light")
    offline.mouse.up()
    assert [url for url in asked if not url.startswith(("blob:", "data:"))] == [file.as_uri()]
    assert problems == []


def show(page, file):
    """Opens a file and waits for its first decoded image."""
    page.goto("about:blank")
    page.goto(file.as_uri())
    page.locator("[data-testid=latent-map][data-state=ready]").wait_for()
    page.wait_for_function("() => document.querySelector('[data-testid=decoded]').width > 1")


def shown_code(page):
    """z as the page writes it beside the map."""
    texts = page.locator(".readout dd").all_inner_texts()
    return torch.tensor([float(text.replace("\N{MINUS SIGN}", "-")) for text in texts])


def test_a_drag_draws_what_the_decoder_makes_of_each_place(opened):
    before, (x, y) = decoded(opened), marker(opened)
    drag(opened, (x, y), (x + 150, y + 60))
    changed(opened, before)
    settled(opened)
    model, z = Run(PRETRAINED / "mnist-vae-2d").load_model(), shown_code(opened)
    with torch.no_grad():
        wanted = model.decode(z[None]).flatten() * 255
    assert (wanted - torch.tensor(before)).abs().sum() > 1000
    difference = lambda: float((torch.tensor(decoded(opened)) - wanted).abs().mean())  # noqa: E731
    until(opened, difference, lambda found: found < 3)  # z is written with two decimals
    opened.mouse.up()


def test_a_point_shows_its_image_and_its_reconstruction(opened):
    opened.mouse.click(*point(opened))
    opened.get_by_test_id("original").wait_for()
    for part in ("original", "reconstruction"):
        brightest = lambda part=part: max(opened.get_by_test_id(part).evaluate(PIXELS))  # noqa: E731
        until(opened, brightest, lambda found: found > 100)


def test_a_drawn_seven_moves_the_marker_among_the_sevens(opened):
    opened.get_by_role("tab", name="Draw").click()
    draw_a_seven(opened)
    opened.get_by_text("Your drawing", exact=True).wait_for()
    latents, _ = read_tensors(PRETRAINED / "mnist-vae-2d" / "latents.safetensors")
    nearest = lambda: (latents["mean"] - shown_code(opened)).norm(dim=1).argsort()[:30]  # noqa: E731
    until(opened, nearest, lambda rows: latents["label"][rows].mode().values == 7)


def test_the_button_on_the_map_page_gives_the_same_file(app, page, file):
    page.goto(f"{app}/map?run=mnist-vae-2d")
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as one HTML file").click()
    assert waiting.value.suggested_filename == (
        "latent-map-MNIST-digits-Variational-autoencoder-2-latent-dimensions.html"
    )
    with open(waiting.value.path(), "rb") as content:
        assert content.read() == file.read_bytes()


@pytest.mark.parametrize(("scheme", "ground"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(16, 22, 29)")])
def test_the_page_follows_the_readers_theme(opened, scheme, ground):
    opened.emulate_media(color_scheme=scheme)
    colour = lambda: opened.evaluate("() => getComputedStyle(document.body).backgroundColor")  # noqa: E731
    until(opened, colour, lambda now: now == ground)


def test_four_ways_lead_from_one_image_to_another(opened):
    opened.get_by_text("Walk from one image to another").click()
    opened.locator("[data-testid=interpolate][data-state=ready]").wait_for()
    opened.get_by_test_id("film-data").wait_for()
    for way in ("linear", "slerp", "data", "fade"):
        pictures = opened.get_by_test_id(f"steps-{way}").locator("li")
        pictures.nth(2).wait_for()
        second = pictures.nth(1).locator("canvas").first
        until(opened, lambda second=second: max(second.evaluate(PIXELS)), lambda brightest: brightest > 100)
    neighbour = opened.get_by_test_id("steps-linear").locator(".neighbour").first  # small windows hide it
    name = lambda: neighbour.get_attribute("aria-label")  # noqa: E731
    until(opened, name, lambda words: words != "Nearest training image: none")


@pytest.mark.parametrize("run", ["mnist-vae-10d", "mnist-ae-2d", "sprites-vae-6d"])
def test_every_bundled_run_opens_from_its_file(offline, tmp_path, run):
    show(offline, write_page(Run(PRETRAINED / run), tmp_path / "page.html"))


def test_a_damaged_file_says_so_in_words(offline, file, tmp_path):
    damaged = tmp_path / "damaged.html"
    text = file.read_text(encoding="utf-8")
    damaged.write_text(text.replace('data-path="js/map/controller.js"', 'data-path="js/lost.js"'), encoding="utf-8")
    offline.goto(damaged.as_uri())
    offline.get_by_role("alert").wait_for()
    assert "This could not be shown" in offline.get_by_role("alert").inner_text()
