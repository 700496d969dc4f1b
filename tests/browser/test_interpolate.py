"""From one image to another, in a real browser: what is shown is what PyTorch computes, by mouse, keyboard, pad and file."""

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import torch
from PIL import Image

from tests.support.axe import barriers
from tests.support.map_page import PIXELS, drag
from tests.support.paths import PRETRAINED
from tests.support.trained_runs import copied
from tests.support.waiting import answered, settled, timers_fired, until
from tests.support.windows import SIZES, inside, scrolls, swipe
from vae_core.config import RunConfig
from vae_core.datasets import load_dataset, load_for
from vae_core.files import read_tensors
from vae_core.measures.interpolation import lerp, slerp
from vae_core.recording.recording import record
from vae_core.runs.run import Run, create_run
from vae_core.training.trainer import Trainer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.may_retry("waits for the browser's first decode, which may take long on busy cores"),
]
WAYS = ("linear", "slerp", "data", "fade")
# The label of the marked step where all of it is in sight, else "".
IN_SIGHT = """reel => {
  const step = reel.querySelector(".is-now");
  const [{left, right}, seen] = [step.getBoundingClientRect(), reel.getBoundingClientRect()];
  return left >= seen.left && right <= seen.right ? step.querySelector("strong").textContent : "";
}"""


def open_page(page, address, **asked):
    page.goto(f"{address}/interpolate?" + "&".join(f"{name}={value}" for name, value in asked.items()))
    page.locator("[data-testid=interpolate][data-state=ready]").wait_for()
    if asked.get("mode", "ways") == "ways":
        page.get_by_test_id("film-data").wait_for()  # once the neighbours are known
    answered(page)
    settled(page)


def step_pixels(page, way, step):
    pixels = page.get_by_test_id(f"steps-{way}").locator("li").nth(step).locator("canvas").first.evaluate(PIXELS)
    return torch.tensor(pixels)


def shows(page, way, step, wanted, most):
    """Waits until each pixel of a step's picture is as wanted, but for `most` grey levels."""
    until(page, lambda: float((step_pixels(page, way, step) - wanted).abs().max()), lambda found: found <= most)


def shown_now(page):
    """The pixels of the large picture of each way."""
    return [page.get_by_test_id(f"now-{way}").evaluate(PIXELS) for way in WAYS]


def seen_values(page, seen):
    """The set `seen`, with the slider's value added."""
    seen.add(page.get_by_test_id("share").input_value())
    return seen


def in_address(page, name):
    return parse_qs(urlsplit(page.url).query)[name][0]


def saved(page, ending):
    with page.expect_download() as download:
        page.get_by_test_id(f"save-{ending}").click()
    return download.value.path().read_bytes()


def codes_of(table, way):
    rows = [row for row in csv.reader(io.StringIO(table.decode())) if row[0] == way]
    return torch.tensor([[float(number) for number in row[2:]] for row in rows])


def latents_of(run):
    return read_tensors(PRETRAINED / run / "latents.safetensors")[0]


def mean_of(run, index):
    latents = latents_of(run)
    return latents["mean"][latents["index"] == index][0]


@pytest.fixture(scope="session")
def conditional(runs_folder):
    """A run whose decoder is told a label, trained for a moment."""
    config = RunConfig(data="digits", model="conditional_vae", hidden=(16,), epochs=2, threads=1, device="cpu")
    run = create_run(runs_folder / ("c" * 32), config)
    list(record(run, Trainer(config, load_for(config))))
    return run


@torch.no_grad()
def decoded_as(run, index, label):
    """The bytes of what the run draws for the code of image `index`, told the label."""
    latents = read_tensors(run.path / "latents.safetensors")[0]
    code = latents["mean"][latents["index"] == index]
    return 255 * run.load_model().decode(code, torch.tensor([label])).flatten()


def test_a_conditional_model_draws_the_class_it_is_told_and_the_address_keeps_it(app, page, conditional):
    latents = read_tensors(conditional.path / "latents.safetensors")[0]
    own, other = latents["label"][0].item(), 8 - latents["label"][0].item()
    first, second = latents["index"][:2].tolist()
    open_page(page, app, run=conditional.id, a=first, b=second)
    assert page.get_by_test_id("label").input_value() == str(own)
    shows(page, "linear", 0, decoded_as(conditional, first, own), 1)
    page.get_by_test_id("label").select_option(str(other))
    page.wait_for_url(f"**label={other}**")
    for _ in range(2):  # the second time from the address alone
        shows(page, "linear", 0, decoded_as(conditional, first, other), 1)
        shows(page, "linear", 8, decoded_as(conditional, second, other), 1)
        page.reload()
        page.locator("[data-testid=interpolate][data-state=ready]").wait_for()
    assert (decoded_as(conditional, first, other) - decoded_as(conditional, first, own)).abs().max() > 10


@pytest.mark.parametrize(
    ("run", "a", "b"), [("mnist-vae-2d", 60011, 60025), ("mnist-ae-2d", 60011, 60025), ("sprites-vae-6d", 6, 44)]
)
def test_every_way_begins_and_ends_with_the_reconstructions(app, page, run, a, b):
    open_page(page, app, run=run, a=a, b=b, n=5)
    model = Run(PRETRAINED / run).load_model()
    with torch.no_grad():
        wanted = model.decode(torch.stack([mean_of(run, a), mean_of(run, b)])).flatten(1) * 255
    for way in WAYS:
        for step, picture in ((0, wanted[0]), (4, wanted[1])):
            shows(page, way, step, picture, 0.51)


def test_the_codes_of_linear_and_slerp_are_those_of_vae_core(app, page):
    open_page(page, app, run="mnist-vae-10d", a=60011, b=60025, n=7, beyond="true")
    table = saved(page, "csv")
    a, b = mean_of("mnist-vae-10d", 60011), mean_of("mnist-vae-10d", 60025)
    shares = np.linspace(-0.5, 1.5, 7)
    for name, way in (("Linear", lerp), ("Slerp", slerp)):
        wanted = torch.stack([way(a, b, float(share)) for share in shares])
        torch.testing.assert_close(codes_of(table, name), wanted, atol=2e-6, rtol=1e-5)


def test_the_way_through_the_data_stands_on_encoded_test_images_only(app, page):
    open_page(page, app, run="mnist-vae-10d", a=60011, b=60025, n=15)
    latents = latents_of("mnist-vae-10d")
    images = latents["mean"][latents["split"] == 2]
    codes = codes_of(saved(page, "csv"), "Through the data")
    assert torch.cdist(codes, images, compute_mode="donot_use_mm_for_euclid_dist").min(dim=1).values.max() == 0
    assert len(codes.unique(dim=0)) > 3


def test_attribute_and_analogy_add_the_vectors_they_name(app, page):
    run, latents = "mnist-vae-10d", latents_of("mnist-vae-10d")
    open_page(page, app, run=run, mode="attribute", a=60011, to=9, n=3, **{"from": 4})
    train = latents["split"] == 0
    means = [latents["mean"][train & (latents["label"] == label)].double().mean(0) for label in (4, 9)]
    codes = codes_of(saved(page, "csv"), "4 → 9")
    wanted = mean_of(run, 60011) + torch.tensor([[-1.0], [0.0], [1.0]]) * (means[1] - means[0]).float()
    torch.testing.assert_close(codes, wanted, atol=2e-6, rtol=1e-5)
    open_page(page, app, run=run, mode="analogy", a=60011, b=60025, c=60040, n=3)
    a, b, c = (mean_of(run, index) for index in (60011, 60025, 60040))
    answer = codes_of(saved(page, "csv"), "A : B = C : ?")[-1]
    torch.testing.assert_close(answer, c + b - a, atol=2e-6, rtol=1e-5)


def test_the_grid_has_the_four_images_in_its_corners(app, page):
    corners = {"a": 60011, "b": 60025, "c": 60040, "d": 60003}
    open_page(page, app, run="mnist-vae-2d", mode="corners", n=6, **corners)
    model = Run(PRETRAINED / "mnist-vae-2d").load_model()
    with torch.no_grad():
        wanted = 255 * model.decode(torch.stack([mean_of("mnist-vae-2d", index) for index in corners.values()]))[:, 0]

    def difference():
        grid = torch.tensor(page.get_by_test_id("corner-grid").evaluate(PIXELS)).reshape(6 * 28, 6 * 28)
        found = torch.stack([grid[:28, :28], grid[:28, -28:], grid[-28:, :28], grid[-28:, -28:]])
        return float((found - wanted).abs().max())

    until(page, difference, lambda found: found <= 0.51)
    before = page.get_by_test_id("now-corners").evaluate(PIXELS)
    page.get_by_role("slider", name="Across").press("Home")
    until(page, lambda: page.get_by_test_id("now-corners").evaluate(PIXELS), lambda now: now != before)


def test_a_link_shows_the_same_again(app, page):
    open_page(page, app, run="mnist-vae-2d", n=5)
    page.get_by_role("button", name="Random image for A").click()
    page.wait_for_function("() => /[?&]a=\\d+/.test(location.search)")
    answered(page)
    settled(page)
    link, image = page.url, int(in_address(page, "a"))
    with torch.no_grad():
        wanted = (
            255 * Run(PRETRAINED / "mnist-vae-2d").load_model().decode(mean_of("mnist-vae-2d", image)[None]).flatten()
        )
    shows(page, "linear", 0, wanted, 0.51)
    settled(page)
    before = [step_pixels(page, way, 2) for way in WAYS]
    page.goto("about:blank")
    open_page(page, app, **{name: values[0] for name, values in parse_qs(urlsplit(link).query).items()})
    for way, pixels in zip(WAYS, before, strict=True):
        shows(page, way, 2, pixels, 0)


def test_the_slider_moves_all_pictures_and_sends_the_server_nothing(app, page):
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda payload: sent.append(payload)))
    open_page(page, app, run="mnist-vae-2d")
    sent.clear()
    before = shown_now(page)
    page.get_by_test_id("share").evaluate("slider => { slider.value = 0.1; slider.dispatchEvent(new Event('input')); }")
    until(page, lambda: shown_now(page), lambda now: all(new != old for new, old in zip(now, before, strict=True)))
    timers_fired(page, 600)  # in which nothing may be sent; a change of the address is sent after 400 ms
    assert sent == []


def test_everything_is_reached_by_keyboard(app, page):
    open_page(page, app, run="mnist-vae-2d", a=60011, b=60025)
    page.get_by_test_id("small-map").focus()
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowUp", "Enter"):
        page.keyboard.press(key)
    page.wait_for_function("() => /[?&]a=\\d+/.test(location.search) && !location.search.includes('a=60011')")
    page.get_by_label("Choose the image for B").focus()
    page.keyboard.press("Space")
    page.get_by_test_id("small-map").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function("() => !location.search.includes('b=60025')")
    page.get_by_test_id("share").focus()
    page.keyboard.press("End")
    page.get_by_test_id("film-linear").get_by_text("t = 1.50").wait_for()
    page.get_by_role("radio", name="Between two images").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_test_id("film-attribute").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_test_id("film-analogy").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_test_id("corners").wait_for()
    page.wait_for_function("() => location.search.includes('mode=corners')")


def test_play_moves_through_the_pictures_and_stops(app, page):
    open_page(page, app, run="mnist-vae-2d")
    page.get_by_test_id("play").click()
    seen = set()
    until(page, lambda: seen_values(page, seen), lambda seen: len(seen) > 5)
    page.get_by_test_id("play").click()
    still = page.get_by_test_id("share").input_value()
    settled(page)
    assert page.get_by_test_id("share").input_value() == still


def test_who_wants_no_motion_gets_steps(app, page):
    page.emulate_media(reduced_motion="reduce")
    open_page(page, app, run="mnist-vae-2d", n=3)
    page.get_by_test_id("play").click()
    seen = set()
    until(page, lambda: seen_values(page, seen), lambda seen: len(seen) > 2)
    assert seen == {"0", "0.5", "1"}


def test_a_dropped_image_is_encoded_and_what_is_none_is_explained(app, page, tmp_path):
    open_page(page, app, run="mnist-vae-2d", a=60011, b=60025)
    digit = 255 - load_dataset("mnist").images[60040, 0].numpy()  # dark ink on paper, four times as large
    Image.fromarray(digit).resize((112, 112)).save(tmp_path / "digit.png")
    page.get_by_test_id("file-b").set_input_files(tmp_path / "digit.png")
    page.wait_for_function("() => location.search.includes('b=z')")
    z = torch.tensor([float(number) for number in in_address(page, "b")[1:].split(",")])
    latents = latents_of("mnist-vae-2d")
    nearest = (latents["mean"] - z).norm(dim=1).argsort()[:30]
    assert latents["label"][nearest].mode().values == load_dataset("mnist").labels[60040]
    (tmp_path / "notes.txt").write_text("not an image")
    page.get_by_test_id("file-b").set_input_files(tmp_path / "notes.txt")
    page.get_by_text("notes.txt is no image that this browser can read").wait_for()
    assert in_address(page, "b").startswith("z")


def test_a_drawing_takes_the_place_of_b(app, page):
    open_page(page, app, run="mnist-vae-2d", a=60011, b=60025)
    page.get_by_test_id("slot-b").get_by_text("Draw", exact=True).click()
    pad = page.get_by_test_id("slot-b").get_by_test_id("pad")
    pad.scroll_into_view_if_needed()
    settled(page)  # a pad that still moves would be drawn beside
    box = pad.bounding_box()
    at = [(box["x"] + x * box["width"] / 28, box["y"] + y * box["height"] / 28) for x, y in ((7, 6), (21, 6), (12, 24))]
    drag(page, at[0], at[1])
    page.mouse.move(*at[2], steps=12)
    page.mouse.up()
    page.wait_for_function("() => location.search.includes('b=z')")
    page.get_by_text("your drawing").wait_for()
    answered(page)
    settled(page)
    last = codes_of(saved(page, "csv"), "Linear")[-1]
    in_url = lambda: torch.tensor([float(number) for number in in_address(page, "b")[1:].split(",")])  # noqa: E731
    until(page, in_url, lambda z: torch.equal(z, last))  # it follows the last ink after 400 ms


def test_strip_and_animation_can_be_taken_home(app, page):
    open_page(page, app, run="mnist-vae-2d", a=60011, b=60025, n=5)
    strip = Image.open(io.BytesIO(saved(page, "png")))
    assert strip.size[0] > 5 * 64
    animation = Image.open(io.BytesIO(saved(page, "gif")))
    assert (animation.n_frames, animation.size) == (46, (4 * 112 + 3 * 6, 112))
    first = np.asarray(animation.convert("L"))[:, :112][2::4, 2::4]
    with torch.no_grad():
        wanted = Run(PRETRAINED / "mnist-vae-2d").load_model().decode(mean_of("mnist-vae-2d", 60011)[None])[0, 0] * 255
    assert np.abs(first - wanted.numpy()).max() <= 1


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_images_plane_player_and_all_films_are_inside_the_window(app, page, size):
    page.set_viewport_size(size)
    open_page(page, app, run="mnist-vae-2d")
    for part in ("slot-a", "slot-b", "small-map", "share", "play", *(f"film-{way}" for way in WAYS)):
        assert inside(page, page.get_by_test_id(part)), part
    for step in page.get_by_test_id("steps-linear").locator("li").all():
        assert inside(page, step)
    assert not scrolls(page)


def mark_on_the_plane(page, letter):
    """Where a letter is on the plane, in the window: found by the pointer's shape, and by which slot a drag fills."""
    plane = page.get_by_test_id("small-map")
    box = plane.bounding_box()
    found = plane.evaluate(
        """(plane) => {
          const { left, top, width, height } = plane.getBoundingClientRect();
          const spots = [];
          for (let y = 6; y < height; y += 6) for (let x = 6; x < width; x += 6) {
            plane.dispatchEvent(new PointerEvent("pointermove",
              { clientX: left + x, clientY: top + y, pointerType: "mouse" }));
            if (plane.classList.contains("is-over-mark")) spots.push([x, y]);
          }
          return spots;
        }"""
    )
    assert found, "no letter on the plane"
    across = sorted(found)
    x, y = across[0] if letter == "B" else across[-1]  # the default A, a 7, is right of B, a 2
    inward = 7 if letter == "B" else -7
    return box["x"] + x + inward, box["y"] + y


def test_a_letter_dragged_on_the_plane_takes_the_images_on_its_way(app, page):
    open_page(page, app, run="mnist-vae-2d", a=60000, b=60001)
    before = step_pixels(page, "linear", 8)
    x, y = mark_on_the_plane(page, "B")
    drag(page, (x, y), (x - 60, y + 20))
    until(page, lambda: step_pixels(page, "linear", 8), lambda now: not torch.equal(now, before))
    page.mouse.up()
    page.wait_for_function("() => /[?&]b=\\d+/.test(location.search) && !location.search.includes('b=60001')")
    assert in_address(page, "a") == "60000"


def test_on_a_phone_a_finger_drags_a_letter_scrolls_elsewhere_and_the_films_follow_t(app, browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_page(page, app, run="mnist-vae-2d", a=60000, b=60001)
    assert all(inside(page, mode) for mode in page.locator(".modes .choice").all())
    for share in ("0.50", "1.00", "0.00"):
        page.get_by_test_id("share").fill(share)
        for reel in page.locator(".reel").all():
            until(page, lambda reel=reel: reel.evaluate(IN_SIGHT), lambda shown, share=share: shown == share)
    page.get_by_test_id("small-map").scroll_into_view_if_needed()
    settled(page)
    x, y = mark_on_the_plane(page, "B")
    top = scrolls(page)
    swipe(page, (x, y), (x - 50, y + 40))
    image = page.get_by_test_id("slot-b").inner_text  # the address follows the last image of the drag after 400 ms
    until(page, lambda: in_address(page, "b"), lambda row: row != "60001" and re.search(rf"\b{row}\b", image()))
    answered(page)
    assert abs(scrolls(page) - top) < 8  # a line of text above may change its height
    link = page.url
    box = page.get_by_test_id("small-map").bounding_box()
    swipe(page, (box["x"] + 12, box["y"] + 12), (box["x"] + 12, box["y"] + 212))
    until(page, lambda: scrolls(page), lambda now: now != top)
    assert page.url == link
    small = (
        page.get_by_test_id("interpolate")
        .locator("button")
        .evaluate_all("buttons => buttons.filter(b => b.offsetHeight && b.offsetHeight < 44).map(b => b.outerHTML)")
    )
    assert small == []
    context.close()


def test_the_plane_is_saved_as_it_is_shown(app, page):
    open_page(page, app, run="mnist-vae-2d")
    with page.expect_download() as download:
        page.get_by_test_id("save-plane").click()
    saved_plane = Image.open(download.value.path())
    shown = page.get_by_test_id("small-map").evaluate("plane => [plane.width, plane.height]")
    assert list(saved_plane.size) == shown
    assert len(saved_plane.convert("RGB").getcolors(maxcolors=1_000_000)) > 20


@pytest.mark.parametrize(
    ("mode", "scheme"), [("ways", "dark"), ("attribute", "light"), ("analogy", "dark"), ("corners", "light")]
)
def test_no_mode_has_a_serious_barrier(app, page, mode, scheme):
    page.emulate_media(color_scheme=scheme)
    open_page(page, app, run="mnist-vae-2d", mode=mode)
    assert barriers(page) == []


@pytest.mark.parametrize(
    "asked", [{"a": "999999"}, {"a": "zNaN,1"}, {"mode": "<script>"}, {"mode": "attribute", "from": "77"}], ids=str
)
def test_nonsense_in_the_address_begins_with_the_usual_images(app, page, asked):
    open_page(page, app, run="mnist-vae-2d", **asked)
    assert page.get_by_test_id("slot-a").get_by_text("image 60000").is_visible()


def test_a_run_without_its_decoder_says_so(app, page, runs_folder):
    run = copied(runs_folder, "mnist-vae-2d", without=["weights.safetensors"])  # its decoder is made from them
    page.goto(f"{app}/interpolate?run={run.id}")
    page.get_by_text("decoder.onnx could not be fetched").wait_for()
