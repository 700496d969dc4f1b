"""The routes: GET only, a fixed list of file names, and no path outside the allowed folders."""

import logging
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import plotly
from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from torch import Tensor

import vae_core
from dashboard.server.compute import embedding, refined
from dashboard.server.events import follow
from dashboard.ui.addresses import base_path
from dashboard.ui.components.assets import asset_version
from dashboard.ui.markdown import error_for_page
from dashboard.ui.session import find_run
from dashboard.ui.thumbnails import MAP_SIDES, digits_png, map_png, map_version
from vae_core.assets import ASSETS
from vae_core.config import RunConfig
from vae_core.datasets import ImageSet, OwnData, load_for
from vae_core.file_cache import cached_by_file
from vae_core.files import DamagedRun
from vae_core.recording.live_files import LIVE_DECODER, LIVE_TENSORS
from vae_core.runs.frame_list import frame_list
from vae_core.runs.frames import FRAMES_FOLDER, GRAPH, SUBSET
from vae_core.runs.onnx_cache import NETWORK_FILES, onnx_file
from vae_core.runs.run import Run

RUN_FILES = (
    "config.json",
    "summary.json",
    "metrics.jsonl",
    *NETWORK_FILES,
    "latents.safetensors",
    "prior.json",
    "live.safetensors",
    LIVE_DECODER,
    "step.json",
)
FRAME = re.compile(rf"[0-9]{{1,15}}\.safetensors|{re.escape(SUBSET)}|{re.escape(GRAPH)}")
# All viewers of a training request these at the same moment: from memory, this takes two thirds of the CPU time.
WATCHED, WATCHED_BYTES = (LIVE_TENSORS, LIVE_DECODER), 8_000_000
RUN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
IMAGES_EACH = 256  # of one response
MOST_WAITING = 6  # long computations: the one that runs, and those behind it
_AGAIN = "Load the page again; if this remains, open another run, or import this one again."
_BUSY = "The server is busy with other computations; try again in a few seconds."
SAFE = {"X-Content-Type-Options": "nosniff"}  # a browser follows the type and never treats a response as a page
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"} | SAFE
ASK_AGAIN = {"Cache-Control": "no-cache"} | SAFE
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".wasm": "application/wasm"}
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def asset(request: Request) -> Response:
    """Returns a file of assets/js or assets/vendor, or the plotly.min.js of the Python package."""
    path = request.path_params["path"]
    if request.path_params["version"] != asset_version() or path.split("/")[0] not in ("js", "vendor"):
        raise HTTPException(404, headers=SAFE)
    file = PLOTLY if path == "vendor/plotly.min.js" else _file_inside(ASSETS, path)
    return FileResponse(file, media_type=_TYPES.get(file.suffix, "application/octet-stream"), headers=FOREVER)


def _file_inside(folder: Path, path: str) -> Path:
    """Returns the file `path` below `folder`; 404 if there is none, or the path leaves the folder."""
    try:
        file = (folder / path).resolve()
        if file.is_relative_to(folder.resolve()) and file.is_file():
            return file
    except (ValueError, OSError):  # a null byte, or a name longer than the file system allows
        pass
    raise HTTPException(404, headers=SAFE)


def _run(request: Request) -> Run:
    run_id = request.path_params["run_id"]
    if not RUN_ID.fullmatch(run_id):
        raise HTTPException(404, headers=SAFE)
    try:
        return find_run(run_id)
    except ValueError:
        raise HTTPException(404, headers=SAFE) from None


def _in_words(error: Exception) -> str:
    """Returns an error as sentences with the way out, which the error of a damaged file does not have."""
    words = error_for_page(error)
    return f"{words.rstrip('.')}. {_AGAIN}" if isinstance(error, DamagedRun) else words


def _refused(error: Exception, status: int) -> JSONResponse:
    return JSONResponse({"error": _in_words(error)}, status_code=status, headers=SAFE)


def run_file(request: Request) -> Response:
    """Returns one of a run's files; the browser asks each time if it changed."""
    name, run = request.path_params["name"], _run(request)
    if name not in RUN_FILES:
        raise HTTPException(404, headers=SAFE)
    return _unless_known(_network(run, name) if name in NETWORK_FILES else run.path / name, request)


def _network(run: Run, name: str) -> Path:
    try:
        return onnx_file(run, name)
    except DamagedRun as error:
        raise HTTPException(404, _in_words(error), headers=SAFE) from error
    except ValueError as error:  # the cache cannot be written, or the file differs from the model
        logging.getLogger(__name__).error("%s", error)
        raise HTTPException(500, str(error), headers=SAFE) from error


def _unless_known(path: Path, request: Request) -> Response:
    """Returns the file at `path`, or status 304 if the browser already has it."""
    try:
        response = FileResponse(path, stat_result=path.stat(), headers=ASK_AGAIN)
    except OSError:
        raise HTTPException(404, headers=SAFE) from None
    known = ASK_AGAIN | {"ETag": response.headers["etag"]}
    if response.headers["etag"] in request.headers.get("if-none-match", ""):  # a list, or weakened by a proxy
        return Response(status_code=304, headers=known)
    if path.name in WATCHED and int(response.headers["content-length"]) <= WATCHED_BYTES:
        return Response(_content(path), media_type="application/octet-stream", headers=known)
    return response


@cached_by_file(entries=8)
def _content(path: Path) -> bytes:
    """Returns a file's content, read once until it changes."""
    try:
        return path.read_bytes()
    except OSError:  # its training has ended
        raise HTTPException(404, headers=SAFE) from None


def run_frames(request: Request) -> Response:
    """Returns the frames of a run that were stored, and the plane of each."""
    try:
        return JSONResponse(frame_list(_run(request).path), headers=ASK_AGAIN)
    except (ValueError, OSError) as error:  # damaged, or deleted meanwhile
        return _refused(error, 409)


def run_frame(request: Request) -> Response:
    """Returns one frame of a run, or a file that all frames share."""
    name, run = request.path_params["name"], _run(request)
    if not FRAME.fullmatch(name):
        raise HTTPException(404, headers=SAFE)
    return _unless_known(run.path / FRAMES_FOLDER / name, request)


def run_map(request: Request) -> Response:
    """Returns a small picture of the run's map, `side` pixels square; one of MAP_SIDES, by default the smallest."""
    side = request.query_params.get("side", str(MAP_SIDES[0]))
    if side not in map(str, MAP_SIDES):
        raise HTTPException(404, headers=SAFE)
    return _picture(request, lambda run: map_png(run, int(side)))


def run_digits(request: Request) -> Response:
    """Returns a picture of the run's first images, each above its reconstruction."""
    return _picture(request, digits_png)


def _picture(request: Request, make: Callable[[Run], bytes]) -> Response:
    """Returns a picture of a run; its address has the picture's version, so a browser requests it once."""
    run = _run(request)
    if not map_version(run):
        raise HTTPException(404, headers=SAFE)
    try:
        return Response(make(run), media_type="image/png", headers=FOREVER)
    except (ValueError, OSError) as error:
        raise HTTPException(404, _in_words(error), headers=SAFE) from error


def run_images(request: Request) -> Response:
    """Returns IMAGES_EACH images of a run's data as uint8, from row chunk * IMAGES_EACH on."""
    start = _whole(request.path_params["chunk"]) * IMAGES_EACH
    images = _images(_run(request))
    if start >= len(images):
        raise HTTPException(404, headers=SAFE)
    return Response(
        images[start : start + IMAGES_EACH].numpy().tobytes(), media_type="application/octet-stream", headers=FOREVER
    )


def run_image(request: Request) -> Response:
    """Returns one image of a run's data as uint8, for pages that need a few distant rows."""
    index = _whole(request.path_params["index"])
    images = _images(_run(request))
    if index >= len(images):
        raise HTTPException(404, headers=SAFE)
    return Response(images[index].numpy().tobytes(), media_type="application/octet-stream", headers=FOREVER)


def _whole(text: str) -> int:
    """Returns the whole number in `text`; 404 if it is not one, or longer than any number of images."""
    if not text.isdecimal() or len(text) > 9:
        raise HTTPException(404, headers=SAFE)
    return int(text)


class _Choice(NamedTuple):
    """The settings of a run that select its images; runs with equal ones share the images in memory."""

    data: str
    classes: tuple[str, ...]
    own_data: OwnData | None
    subset: int = 0  # it selects training rows only, so it does not matter here


def _choice(config: RunConfig) -> _Choice:
    return _Choice(config.data, config.classes, config.own_data)


@lru_cache(maxsize=4)
def _image_set(choice: _Choice) -> ImageSet:
    return load_for(choice)


def _images(run: Run) -> Tensor:
    try:
        return _image_set(_choice(run.config)).images
    except (ValueError, OSError) as error:
        raise HTTPException(404, _in_words(error), headers=SAFE) from error


class _Queue:
    """Lets one computation run at a time and a few wait; further requests are refused, so that threads stay free."""

    def __init__(self) -> None:
        self.limiter, self.waiting = CapacityLimiter(1), 0

    async def run(self, compute: Callable[[], Response]) -> Response:
        """Returns the answer of `compute`, run in a thread, or status 503 where too many wait already."""
        if self.waiting >= MOST_WAITING:
            return JSONResponse({"error": _BUSY}, 503, headers=SAFE | {"Retry-After": "5"})
        self.waiting += 1
        try:
            return await to_thread.run_sync(compute, limiter=self.limiter)
        finally:
            self.waiting -= 1


_computations = _Queue()


async def run_refined(request: Request) -> Response:
    """Returns the optimised posterior of one image; its gain in ELBO is the amortisation gap."""
    return await _computations.run(lambda: _refined(request))


def _refined(request: Request) -> Response:
    index, run = _whole(request.path_params["index"]), _run(request)
    if index >= len(_images(run)):
        raise HTTPException(404, headers=SAFE)
    try:
        result = refined(run, _image_set(_choice(run.config)), index)
    except (ValueError, OSError) as error:  # a model without posteriors, or a run damaged or deleted meanwhile
        return _refused(error, 409)
    return JSONResponse(result, headers=ASK_AGAIN)


async def run_tsne(request: Request) -> Response:
    """Returns the t-SNE places of the run's codes: float32, (M, 2)."""
    return await _computations.run(lambda: _embedding_view(request, "tsne"))


async def run_umap(request: Request) -> Response:
    """Returns the UMAP places of the run's codes: float32, (M, 2)."""
    return await _computations.run(lambda: _embedding_view(request, "umap"))


def _embedding_view(request: Request, name: str) -> Response:
    try:
        content = embedding(_run(request), name)
    except (ValueError, OSError) as error:  # too few codes, none, or no umap-learn
        return _refused(error, 404)
    return Response(content, media_type="application/octet-stream", headers=ASK_AGAIN)


async def run_events(request: Request) -> Response:
    """Streams a run's events, as server-sent events, from the line after Last-Event-ID on."""
    run = await run_in_threadpool(_run, request)
    after = request.headers.get("last-event-id", request.query_params.get("after", ""))
    start = int(after) if after.isdecimal() and len(after) < 10 else 0
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"} | SAFE
    return StreamingResponse(follow(run, start), media_type="text/event-stream", headers=headers)


async def health(request: Request) -> Response:
    """Returns status and version of the running server; needs no thread, of which long computations may hold all."""
    return JSONResponse({"status": "ok", "version": vae_core.__version__}, headers=SAFE)


# The addresses, below the path at which the app is served.
ROUTES = (
    ("/healthz", health),
    ("/assets/{version}/{path:path}", asset),
    ("/runs/{run_id}/events", run_events),
    ("/runs/{run_id}/images/{chunk}", run_images),
    ("/runs/{run_id}/refined/{index}", run_refined),
    ("/runs/{run_id}/tsne", run_tsne),
    ("/runs/{run_id}/umap", run_umap),
    ("/runs/{run_id}/image/{index}", run_image),
    ("/runs/{run_id}/frames", run_frames),
    ("/runs/{run_id}/frames/{name}", run_frame),
    ("/runs/{run_id}/map.png", run_map),
    ("/runs/{run_id}/digits.png", run_digits),
    ("/runs/{run_id}/{name}", run_file),
)


def server_routes() -> list[Route]:
    """Returns the routes of this server."""
    return [Route(base_path() + path, endpoint) for path, endpoint in ROUTES]
