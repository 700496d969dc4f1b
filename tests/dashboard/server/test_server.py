"""The routes and the event stream."""

import asyncio
import io
import json
import os
import signal
import sys
import threading
import time
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.classroom.rooms import make_room
from dashboard.server import events
from dashboard.server.events import follow
from dashboard.server.lifespan import _warm_up
from dashboard.server.routes import IMAGES_EACH, MOST_WAITING, server_routes
from dashboard.ui.components.assets import asset_url, asset_version
from dashboard.ui.session import PRETRAINED
from dashboard.ui.thumbnails import MAP_SIDES
from tests.support.paths import ROOT
from tests.support.serving import start_app
from tests.support.waiting import PATIENCE, wait_until
from vae_core.config import RunConfig
from vae_core.datasets import load_dataset, load_for
from vae_core.files import read_tensors
from vae_core.recording.recording import record
from vae_core.runs.frames import read_index
from vae_core.runs.lock import hold
from vae_core.runs.onnx_cache import onnx_file
from vae_core.runs.run import Run, create_run, list_runs
from vae_core.training.trainer import Trainer


@pytest.fixture
def client(runs):
    runs.mkdir()
    (runs.parent / "secret.txt").write_text("not for you")
    return TestClient(Starlette(routes=server_routes()))


def test_an_image_s_posterior_is_refined_alike_at_each_request(client):
    first = client.get("/runs/mnist-vae-2d/refined/60000").json()
    assert first == client.get("/runs/mnist-vae-2d/refined/60000").json()
    assert first["after"] >= first["before"]
    assert len(first["mean"]) == len(first["logVar"]) == 2
    assert first["standardError"] > 0


@pytest.mark.fault("R19")
def test_a_storm_of_long_computations_is_refused_in_words_and_leaves_the_health_check_free(client, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()

    def slow(*_):
        begun.set()
        assert go_on.wait(PATIENCE)
        return {"before": 0.0}

    monkeypatch.setattr("dashboard.server.routes.refined", slow)
    with client, ThreadPoolExecutor(60) as storm:
        answers = [storm.submit(client.get, "/runs/mnist-vae-2d/refined/0") for _ in range(60)]
        assert begun.wait(PATIENCE)
        assert client.get("/healthz").json()["status"] == "ok"
        wait_until(lambda: sum(answer.done() for answer in answers) >= 60 - MOST_WAITING)
        go_on.set()
        results = [answer.result(PATIENCE) for answer in answers]
    codes = Counter(answer.status_code for answer in results)
    assert codes == {200: MOST_WAITING, 503: 60 - MOST_WAITING}
    busy = next(answer for answer in results if answer.status_code == 503)
    assert busy.headers["retry-after"] == "5"
    assert "try again in a few seconds" in busy.json()["error"]


REFUSED = {
    "mnist-vae-2d/refined/70000": 404,
    "mnist-vae-2d/refined/-1": 404,
    "nobody/refined/1": 404,
    "mnist-ae-2d/refined/1": 409,
}


@pytest.mark.parametrize(("place", "status"), REFUSED.items())
def test_what_cannot_be_refined_gets_a_clear_answer(client, place, status):
    response = client.get(f"/runs/{place}")
    assert response.status_code == status
    assert status == 404 or "no posterior to refine" in response.json()["error"]


@pytest.mark.slow
def test_a_t_sne_view_has_a_place_for_each_of_the_first_codes(client, monkeypatch):
    monkeypatch.setattr("vae_core.measures.projection.TSNE_CODES", 50)
    response = client.get("/runs/sprites-vae-6d/tsne")
    assert len(response.content) == 50 * 2 * 4
    assert client.get("/runs/nobody/tsne").status_code == 404


def gone(*arguments):
    raise FileNotFoundError(2, "No such file", "/srv/mine/latents.safetensors")


@pytest.mark.fault("R5")
@pytest.mark.parametrize(
    ("name", "place"),
    [("refined", "refined/1"), ("embedding", "tsne"), ("embedding", "umap"), ("frame_list", "frames")],
)
def test_a_file_that_goes_while_a_route_reads_it_is_answered_with_the_way_out(name, place, client, monkeypatch):
    monkeypatch.setattr(f"dashboard.server.routes.{name}", gone)
    answer = client.get(f"/runs/mnist-vae-2d/{place}")
    assert answer.status_code in (404, 409)
    words = "latents.safetensors is missing; it may have been deleted meanwhile. Load the page again."
    assert answer.json()["error"] == words


def test_a_view_that_cannot_be_computed_has_the_reason(client, monkeypatch):
    monkeypatch.setitem(sys.modules, "umap", None)
    response = client.get("/runs/sprites-vae-6d/umap")
    assert response.status_code == 404
    assert "umap-learn, which is not installed" in response.json()["error"]


def test_health_answers(client):
    assert client.get("/healthz").json()["status"] == "ok"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("js/streamlit/map.js", "text/javascript"),
        ("js/map/latent_map.css", "text/css"),
        ("vendor/plotly.min.js", "text/javascript"),
        ("vendor/d3-7.9.0/d3.min.js", "text/javascript"),
    ],
)
def test_assets_are_kept_by_the_browser_because_their_version_stands_in_the_address(client, path, kind):
    response = client.get(asset_url(path))
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(kind)
    assert "immutable" in response.headers["cache-control"]
    assert client.get(f"/assets/0000/{path}").status_code == 404


@pytest.mark.fault("T2")
@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "js/../../secret.txt",
        "js/%2e%2e/%2e%2e/README.md",
        "js/%252e%252e/README.md",
        "js/..%2f..%2fREADME.md",
        "js/..\\..\\README.md",
        "js/%00",
        "js/" + "a" * 5000,
        "data/mnist.npz",
        "pretrained/README.md",
        "js",
        "",
    ],
)
def test_no_address_leads_out_of_the_assets(client, path):
    assert client.get(f"/assets/{asset_version()}/{path}").status_code == 404


@pytest.mark.fault("T2")
@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt/config.json",
        "..%2fsecret.txt/config.json",
        "%2e%2e/config.json",
        "%252e%252e/config.json",
        "mnist-vae-2d/..%2fREADME.md",
        "mnist-vae-2d/weights.safetensors",
        "mnist-vae-2d/state.safetensors",
        "mnist-vae-2d/%00",
        "mnist-vae-2d\\..\\x/config.json",
        "nobody/config.json",
        "a%00b/config.json",
        "x" * 65 + "/config.json",
        "mnist-vae-2d/images/-1",
        "mnist-vae-2d/images/999999",
        "mnist-vae-2d/images/one",
        "mnist-vae-2d/images/" + "9" * 5000,
        "nobody/events",
        "nobody/images/0",
        "nobody/image/0",
        "mnist-vae-2d/image/-1",
        "mnist-vae-2d/image/70000",
        "mnist-vae-2d/image/x",
    ],
)
def test_no_address_opens_a_file_that_is_not_offered(client, path):
    response = client.get(f"/runs/{path}")
    assert response.status_code == 404
    assert "not for you" not in response.text
    if "%2f" not in path and ".." not in path:  # otherwise no route of ours was asked
        assert response.headers["x-content-type-options"] == "nosniff"


def test_run_files_are_checked_again_at_each_visit(client):
    first = client.get("/runs/mnist-vae-2d/decoder.onnx")
    assert first.status_code == 200
    assert first.content == onnx_file(Run(PRETRAINED / "mnist-vae-2d"), "decoder.onnx").read_bytes()
    again = client.get("/runs/mnist-vae-2d/decoder.onnx", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_decoder_that_cannot_be_made_is_an_error_of_the_server_with_a_reason(client, tmp_path, monkeypatch, caplog):
    (tmp_path / "data").write_text("a file where the folder would be")
    monkeypatch.setenv("LATENT_LAB_DATA", str(tmp_path / "data"))
    response = client.get("/runs/mnist-vae-2d/decoder.onnx")
    assert response.status_code == 500
    assert "cannot be written: Not a directory" in response.text
    assert "cannot be written: Not a directory" in caplog.text


def test_a_recorded_run_without_weights_has_its_own_decoder_and_no_encoder(client):
    assert client.get("/runs/mnist-vae-2d-recorded/decoder.onnx").status_code == 200
    assert client.get("/runs/mnist-vae-2d-recorded/encoder.onnx").status_code == 404


def test_who_follows_a_bundled_run_gets_the_address_of_its_decoder(client):
    events = parsed(client.get("/runs/mnist-vae-2d/events").text)
    [address] = [data["decoder"] for kind, _, data in events if kind == "live"]
    assert address.startswith("decoder.onnx?v=")
    assert client.get(f"/runs/mnist-vae-2d/{address}").status_code == 200


@pytest.fixture
def with_frames(client, runs):
    """A client of a server with one trained run, "small", and that run."""
    config = RunConfig(data="digits", hidden=(16,), epochs=2, device="cpu", threads=1)
    run = create_run(runs / "small", config)
    list(record(run, Trainer(config, load_for(config))))
    return client, run


@pytest.mark.slow
def test_frames_are_listed_and_served_by_their_step_alone(with_frames):
    client, run = with_frames
    found = client.get("/runs/small/frames").json()
    steps = [frame["step"] for frame in found["frames"]]
    assert steps == [frame.step for frame in read_index(run.path).frames]
    for name in (f"{steps[-1]}.safetensors", "subset.safetensors", "graph.onnx"):
        assert client.get(f"/runs/small/frames/{name}").content == (run.path / "frames" / name).read_bytes()
    bad = [
        "index.json",
        "1000000.safetensors",
        "x.safetensors",
        "-1.safetensors",
        "0.safetensors.py",
        "..%2fconfig.json",
        "%2e%2e/config.json",
        "0%00.safetensors",
        "9" * 40 + ".safetensors",
        ".hidden",
    ]
    assert [client.get(f"/runs/small/frames/{name}").status_code for name in bad] == [404] * len(bad)
    assert client.get("/runs/nobody/frames").status_code == 404


def test_a_run_without_frames_has_an_empty_list_and_a_damaged_one_says_so(with_frames):
    client, run = with_frames
    assert client.get("/runs/mnist-ae-2d/frames").json() == {"frames": []}
    (run.path / "frames" / "0.safetensors").unlink()
    (run.path / "frames" / "index.json").touch()
    response = client.get("/runs/small/frames")
    assert response.status_code == 409
    way_out = "Load the page again; if this remains, open another run, or import this one again."
    assert response.json()["error"].endswith(f"0.safetensors is missing. {way_out}")


def test_whoever_follows_a_run_is_told_of_its_frames(with_frames):
    client, run = with_frames
    told = [data for kind, _, data in parsed(client.get("/runs/small/events").text) if kind == "frames"]
    assert told == [{"changed": (run.path / "frames" / "index.json").stat().st_mtime}]


def test_who_watches_a_training_gets_what_it_wrote_last(client, runs):
    path = create_run(runs / "one", RunConfig(data="digits")).path / "live_decoder.onnx"
    for when, content in enumerate((b"first", b"other", b"third one")):
        path.write_bytes(content)
        os.utime(path, (when, when))
        answers = [client.get("/runs/one/live_decoder.onnx") for _ in range(2)]
        assert [answer.content for answer in answers] == [content] * 2
        tag = {"If-None-Match": answers[0].headers["etag"]}
        assert client.get("/runs/one/live_decoder.onnx", headers=tag).status_code == 304
    path.unlink()
    assert client.get("/runs/one/live_decoder.onnx").status_code == 404


def test_images_come_in_chunks_of_the_image_set(client):
    images = load_dataset("mnist").images
    assert (
        client.get("/runs/mnist-vae-2d/images/3").content == images[3 * IMAGES_EACH : 4 * IMAGES_EACH].numpy().tobytes()
    )
    last = (len(images) - 1) // IMAGES_EACH
    assert len(client.get(f"/runs/mnist-vae-2d/images/{last}").content) == (len(images) - last * IMAGES_EACH) * 784


def test_a_single_image_is_the_one_of_that_row(client):
    response = client.get("/runs/mnist-vae-2d/image/69999")
    assert response.content == load_dataset("mnist").images[69999].numpy().tobytes()
    assert "immutable" in response.headers["cache-control"]


@pytest.mark.parametrize("side", MAP_SIDES)
def test_a_small_map_is_a_picture_kept_by_the_browser(client, side):
    response = client.get(f"/runs/mnist-vae-2d/map.png?v=1&side={side}")
    assert Image.open(io.BytesIO(response.content)).size == (side, side)
    assert response.headers["content-type"] == "image/png"
    assert "immutable" in response.headers["cache-control"]


def test_a_map_has_one_of_few_sizes_the_smallest_by_default(client):
    assert Image.open(io.BytesIO(client.get("/runs/mnist-vae-2d/map.png").content)).size == (MAP_SIDES[0], MAP_SIDES[0])
    for wrong in ("113", "", "-112", "1e9", "112.0"):
        assert client.get(f"/runs/mnist-vae-2d/map.png?side={wrong}").status_code == 404


@pytest.mark.parametrize(("run", "size"), [("mnist-vae-2d", (280, 56)), ("sprites-vae-6d", (320, 64))])
def test_digits_are_a_picture_of_images_above_their_reconstructions(client, run, size):
    response = client.get(f"/runs/{run}/digits.png?v=1")
    picture = Image.open(io.BytesIO(response.content))
    assert picture.size == size
    live = read_tensors(PRETRAINED / run / "live.safetensors")[0]
    half = size[1] // 2
    pixels = np.asarray(picture)
    assert (pixels[:half, :half] == live["inputs"][0, 0].numpy()).all()
    assert (pixels[half:, -half:] == live["reconstructions"][9, 0].numpy()).all()


@pytest.mark.parametrize("name", ["map.png", "digits.png"])
def test_a_run_without_pictures_or_with_damaged_ones_has_none(name, client, runs):
    run = create_run(runs / "one", RunConfig(data="digits"))
    assert client.get(f"/runs/one/{name}").status_code == 404
    (run.path / "live.safetensors").write_bytes(b"short")
    assert client.get(f"/runs/one/{name}").status_code == 404
    assert client.get(f"/runs/nobody/{name}").status_code == 404


@pytest.mark.fault("T1")
@pytest.mark.parametrize(
    "place", ["/runs", "/runs/", "/runs/.rooms/config.json", "/runs/.trash/config.json", "/rooms", "/room/"]
)
def test_no_address_lists_runs_or_rooms(place, client, runs):
    run = create_run(runs / ("1" * 32), RunConfig(data="digits"), person="a" * 32)
    code = make_room("A class", "a" * 32).code
    response = client.get(place)
    assert response.status_code == 404
    assert run.id not in response.text
    assert code not in response.text


@pytest.mark.fault("T3")
def test_nothing_can_be_written(client):
    for path in ("/healthz", "/runs/mnist-vae-2d/config.json", asset_url("js/shared/dom.js")):
        assert client.post(path).status_code == 405


def test_bundled_runs_are_complete_and_say_their_figures():
    ids = {run.id for run in list_runs(PRETRAINED)}
    assert ids == {"mnist-vae-2d", "mnist-vae-10d", "mnist-ae-2d", "sprites-vae-6d", "fashion-vae-2d"}
    readme = (PRETRAINED / "README.md").read_text()
    assert all(run_id in readme and Run(PRETRAINED / run_id).is_ready for run_id in ids)


def test_what_pages_need_is_loaded_before_a_class_comes(monkeypatch):
    imported, loaded = [], []
    module = sys.modules["dashboard.server.lifespan"]  # whose name in the package is that of the function
    monkeypatch.setattr(module, "importlib", SimpleNamespace(import_module=imported.append))
    monkeypatch.setattr(module, "load_dataset", loaded.append)
    _warm_up()
    assert {
        "dashboard.ui.train.settings_form",
        "dashboard.ui.runs.compare",
        "dashboard.ui.components.latent_map",
    } <= set(imported)
    assert loaded == ["mnist", "digits"]


def parsed(text):
    """Kind, id and data of each event."""
    events = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        events.append((fields["event"], int(fields.get("id", 0)), json.loads(fields["data"])))
    return events


@pytest.fixture
def folder(tmp_path):
    """A run's folder with three reports, still training."""
    (tmp_path / "summary.json").write_text('{"version": 1, "status": "running"}')
    (tmp_path / "metrics.jsonl").write_text('{"step": 1}\n{"step": 2}\n{"step": 3}\n')
    return tmp_path


def test_the_whole_history_is_replayed_and_then_the_end_is_told(client):
    events = parsed(client.get("/runs/mnist-vae-2d/events").text)
    reports = Run(PRETRAINED / "mnist-vae-2d").reports()
    assert [data for kind, _, data in events if kind == "report"] == [
        json.loads(report.to_json()) for report in reports
    ]
    assert [number for kind, number, _ in events if kind == "report"] == list(range(1, len(reports) + 1))
    assert events[-1][0] == "end"
    assert events[-1][2]["status"] == "finished"


@pytest.mark.fault("R7")
def test_a_reader_that_comes_back_gets_what_it_missed_and_nothing_twice(client):
    whole = parsed(client.get("/runs/mnist-vae-2d/events").text)
    rest = parsed(client.get("/runs/mnist-vae-2d/events", headers={"Last-Event-ID": "100"}).text)
    assert [number for kind, number, _ in rest if kind == "report"] == [
        n for k, n, _ in whole if k == "report" and n > 100
    ]
    nonsense = client.get("/runs/mnist-vae-2d/events", headers={"Last-Event-ID": "<script>"})
    assert len(parsed(nonsense.text)) == len(whole)


async def next_events(stream):
    """The next events but for the run's state, which comes when it likes."""
    events = parsed(await asyncio.wait_for(anext(stream), PATIENCE))
    return [event for event in events if event[0] != "state"] or await next_events(stream)


def test_new_lines_are_told_as_they_come_and_a_torn_one_waits_for_its_end(folder):
    async def scenario():
        stream = follow(Run(folder), 0)
        assert [number for _, number, _ in await next_events(stream)] == [1, 2, 3]
        with open(folder / "metrics.jsonl", "a") as file:
            file.write('{"step": 4}\n{"ste')
        assert await next_events(stream) == [("report", 4, {"step": 4})]
        with open(folder / "metrics.jsonl", "a") as file:
            file.write('p": 5}\n')
        assert await next_events(stream) == [("report", 5, {"step": 5})]
        await stream.aclose()

    asyncio.run(scenario())


@pytest.mark.slow
def test_a_state_is_told_when_it_changes_and_a_training_without_a_process_as_lost(folder, monkeypatch):
    monkeypatch.setattr("dashboard.server.events.STATE_SECONDS", 0.0)
    monkeypatch.setattr("dashboard.jobs.status.QUIET_SECONDS", 1e6)  # its last line is young, however slow the machine

    async def scenario():
        stream = follow(Run(folder), 3)

        async def next_state():
            return next(data["status"] for kind, _, data in parsed(await anext(stream)) if kind == "state")

        assert await next_state() == "running"
        (folder / "summary.json").write_text('{"version": 1, "status": "paused"}')
        with hold(folder):
            assert await next_state() == "paused"
            os.utime(folder / "metrics.jsonl", (0, 0))  # quiet for long, but somebody holds its lock
            (folder / "summary.json").write_text('{"version": 1, "status": "running"}')
            assert await next_state() == "running"
        assert await next_state() == "lost"
        await stream.aclose()

    asyncio.run(asyncio.wait_for(scenario(), PATIENCE))


def test_new_pictures_are_told(folder):
    async def scenario():
        stream = follow(Run(folder), 3)
        (folder / "live.safetensors").write_bytes(b"x")
        [(kind, _, told)] = await next_events(stream)
        assert (kind, told["decoder"]) == ("live", "")
        assert told["changed"] > 0
        await stream.aclose()

    asyncio.run(scenario())


@pytest.mark.fault("R8")
@pytest.mark.slow
def test_the_newest_decoder_is_told_that_of_the_training_or_that_of_its_end(folder):
    async def scenario():
        stream = follow(Run(folder), 3)
        for name, when in (
            ("decoder.onnx", 5),
            ("live_decoder.onnx", 6),
            ("live_decoder.onnx", 3),  # the clock was set back
            ("decoder.onnx", 2),
        ):
            if name == "decoder.onnx":  # as vae_core/recording/final_files.py does
                (folder / "live_decoder.onnx").unlink(missing_ok=True)
            (folder / name).write_bytes(b"x")
            os.utime(folder / name, (when, when))
            [(kind, _, told)] = await next_events(stream)
            assert (kind, told["decoder"]) == ("live", f"{name}?v={when}.0")
        await stream.aclose()

    asyncio.run(scenario())


def test_a_file_that_was_written_anew_starts_the_curves_again(folder):
    async def scenario():
        stream = follow(Run(folder), 0)
        await next_events(stream)
        (folder / "metrics.jsonl").write_text('{"step": 1}\n')
        kinds = [kind for kind, _, _ in [*await next_events(stream), *await next_events(stream)]]
        assert kinds == ["reset", "report"]
        await stream.aclose()

    asyncio.run(scenario())


def test_a_longer_file_in_the_place_of_the_old_one_starts_the_curves_again(folder):
    async def scenario():
        stream = follow(Run(folder), 0)
        await next_events(stream)
        (folder / "resumed").write_text("".join(f'{{"step": {step}}}\n' for step in range(9)))
        (folder / "resumed").replace(folder / "metrics.jsonl")
        assert [kind for kind, _, _ in await next_events(stream)] == ["reset"]
        assert [number for _, number, _ in await next_events(stream)] == list(range(1, 10))
        await stream.aclose()

    asyncio.run(scenario())


def test_a_reader_whose_place_is_gone_starts_again(folder):
    async def scenario():
        stream = follow(Run(folder), 7)
        assert [kind for kind, _, _ in await next_events(stream)] == ["reset"]
        assert [number for _, number, _ in await next_events(stream)] == [1, 2, 3]
        await stream.aclose()

    asyncio.run(scenario())


@pytest.mark.fault("R14")
def test_a_long_history_comes_in_pieces(folder, monkeypatch):
    monkeypatch.setattr("vae_core.line_reader.READ_BYTES", 25)  # two lines and the start of a third

    async def scenario():
        stream = follow(Run(folder), 0)
        assert [number for _, number, _ in await next_events(stream)] == [1, 2]
        assert [number for _, number, _ in await next_events(stream)] == [3]
        await stream.aclose()

    asyncio.run(scenario())


def test_streams_end_when_the_server_is_asked_to_end(folder, monkeypatch):
    monkeypatch.setattr("dashboard.server.events.is_stopping", threading.Event())

    async def scenario():
        stream = follow(Run(folder), 0)
        await next_events(stream)
        events.is_stopping.set()
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(stream), PATIENCE)

    asyncio.run(scenario())


WITHOUT_WORKER = """
import asyncio, sys
import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import StreamingResponse
from starlette.routing import Route
from dashboard.server import Guard, lifespan, server_routes

async def endless():  # as to a reader that reads nothing, such as a sleeping laptop
    yield "x"
    await asyncio.Event().wait()

sys.modules["dashboard.server.lifespan"].WORKER_DELAY_SECONDS = 1000.0  # no worker, which would end the run
routes = [Route("/endless", lambda request: StreamingResponse(endless())), *server_routes()]
app = st.App("home.py", routes=routes, middleware=[Middleware(Guard)], lifespan=lifespan)
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_app_though_a_training_is_watched_and_an_answer_never_ends(
    number, runs, tmp_path, monkeypatch
):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (tmp_path / "home.py").write_text("")
    (tmp_path / "app.py").write_text(WITHOUT_WORKER)
    run = create_run(runs / "one", RunConfig(data="digits"))
    with open(tmp_path / "log", "wb") as log:
        address, app = start_app(runs, tmp_path, errors=log.fileno())
        try:
            with watching(f"{address}/runs/{run.id}/events"), watching(f"{address}/endless"):
                app.send_signal(number)
                app.wait(PATIENCE)
        finally:
            app.kill()
            app.wait()
    assert "Traceback" not in (tmp_path / "log").read_text()


def watching(address):
    """An open answer of the app, once it is up."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError):
            return urllib.request.urlopen(address)
        time.sleep(0.1)
    raise AssertionError("the app did not start")


@pytest.mark.fault("R5")
def test_a_run_that_is_deleted_ends_its_stream_in_words(folder):
    async def scenario():
        stream = follow(Run(folder), 3)
        (folder / "summary.json").unlink()
        assert (await next_events(stream))[-1][2]["status"] == "failed"
        with pytest.raises(StopAsyncIteration):
            await anext(stream)

    asyncio.run(scenario())
