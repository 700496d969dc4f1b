"""The frames of the time machine, kept while a run trains: at first after few steps, later after more and more.

Nothing here uses the training's random numbers, nor takes more than SHARE of its time.
"""

import math
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

import torch
from torch import Tensor

from vae_core.datasets import pixels
from vae_core.export.int8_decoder import Int8Decoder
from vae_core.export.onnx_files import ExportError
from vae_core.files import read_tensors, write_bytes, write_json, write_tensors
from vae_core.measures.metrics import embed_all
from vae_core.runs.frames import (
    FRAME_IMAGES,
    FRAMES_FOLDER,
    GRAPH,
    INDEX,
    MOST_IMAGES,
    SUBSET,
    Frame,
    Index,
    read_index,
)
from vae_core.training.report import Report
from vae_core.training.trainer import Trainer

MOST_FRAMES, LEAST_FRAMES = 24, 12  # below the least, decoders are left out, not frames
MOST_FRAME_BYTES = 6_500_000  # of all frames of a run: enough for 24 decoders of 240,000 weights
_LEAST_IMAGES = 100
CODE_BYTES = 64_000  # of a frame
_EMBED_SECONDS = 0.01  # for the codes of a frame: a slow network embeds fewer images
SHARE, AT_ONCE = 0.02, 0.15  # of the training's time; seconds that may be spent on top, from the start
_FIRST = 16  # steps; frames are evenly spaced in log(step + _FIRST), so about evenly in steps before it


def drop_frames_after(folder: Path, step: int) -> None:
    """Deletes the frames of steps after `step`, which an interrupted run has lost."""
    index = read_index(folder)
    kept = tuple(frame for frame in index.frames if frame.step <= step)
    if kept != index.frames:
        _write_index(folder / FRAMES_FOLDER, replace(index, frames=kept))


def thinned(steps: Sequence[int], most: int) -> list[int]:
    """At most `most` of the rising `steps`, about evenly spaced in log(step + _FIRST); the first and the last stay."""
    kept = list(steps)
    while len(kept) > max(2, most):
        gaps = [_log_step(after) - _log_step(before) for before, after in zip(kept, kept[2:], strict=False)]
        del kept[1 + gaps.index(min(gaps))]
    return kept


def frame_counts(plain: int, decoder: int) -> tuple[int, int]:
    """The number of frames to keep and the number of those with a decoder, from the bytes of a frame without one and of one."""
    complete = MOST_FRAME_BYTES // (plain + decoder)
    if complete >= LEAST_FRAMES:
        return (min(MOST_FRAMES, complete),) * 2
    frames = min(MOST_FRAMES, max(2, MOST_FRAME_BYTES // plain))
    return frames, min(frames, max(0, MOST_FRAME_BYTES - frames * plain) // decoder)


def _log_step(step: int) -> float:
    return math.log(step + _FIRST)


class FrameKeeper:
    """Writes the frames of one training into the folder of its run."""

    def __init__(self, folder: Path, trainer: Trainer) -> None:
        self.run, self.folder, self.trainer = folder, folder / FRAMES_FOLDER, trainer
        self.index = read_index(folder)
        self.decoder: Int8Decoder | None = None
        self.images = 0
        self.spent, self.since = 0.0, trainer.seconds
        self.next = self._next_step() if self.index.frames else trainer.step

    def is_due(self) -> bool:
        """True after the step of the next frame. Called after each step."""
        return self.trainer.step >= self.next and self.spent <= AT_ONCE + SHARE * (self.trainer.seconds - self.since)

    def __call__(self, report: Report | None = None) -> None:
        """Writes a frame if one is due or the training is over."""
        if not self.is_due() and not (report and report.stop_reason):
            return
        if not self.images:
            self._prepare()
        started = time.perf_counter()
        self._keep()
        self.spent += time.perf_counter() - started
        self.next = self._next_step()

    def keep_last(self) -> None:
        """Writes a frame of the present step, unless there is one."""
        if not self.index.frames or self.index.frames[-1].step < self.trainer.step:
            self._prepare()
            self._keep()

    def _next_step(self) -> int:
        """The step of the next frame: MOST_FRAMES from the first step to the expected last one, evenly in the logarithm."""
        step = self.trainer.step
        whole = _log_step(max(self.trainer.total_steps, step)) - _log_step(0)
        return max(step + 1, math.ceil(math.exp(_log_step(step) + whole / (MOST_FRAMES - 1)) - _FIRST))

    def _prepare(self) -> None:
        """Writes the files that all frames share. A resumed run keeps its images, so that points can be compared."""
        self.folder.mkdir(exist_ok=True)
        with suppress(ExportError):  # then the frames have no decoders
            self.decoder = Int8Decoder(self.trainer.model)
            write_bytes(self.folder / GRAPH, self.decoder.graph)
            self.index = replace(self.index, slots=tuple(self.decoder.slots))
        if (self.folder / SUBSET).exists():
            self.images = len(read_tensors(self.folder / SUBSET)[0]["label"])
            return
        self.images = self._affordable()
        image_set = self.trainer.image_set
        rows = image_set.validation[: self.images]
        self.images = len(rows)
        labels, inputs = image_set.labels[rows].int(), image_set.images[rows[:FRAME_IMAGES]]
        write_tensors(self.folder / SUBSET, {"label": labels, "index": rows.int(), "inputs": inputs})

    def _affordable(self) -> int:
        """The number of images that are embedded in _EMBED_SECONDS and whose codes take at most CODE_BYTES."""
        rows = self.trainer.image_set.validation[:_LEAST_IMAGES]
        embed_all(self.trainer.model, self.trainer.loader, rows)  # the first time takes longer
        started = time.thread_time()  # without the time of other programs
        embed_all(self.trainer.model, self.trainer.loader, rows)
        quick = _LEAST_IMAGES * _EMBED_SECONDS / max(time.thread_time() - started, 1e-9)
        short = CODE_BYTES / (4 * self.trainer.config.latent_dim)
        return int(max(_LEAST_IMAGES, min(MOST_IMAGES, quick, short)))

    def _keep(self) -> None:
        tensors = self._pictures()
        if not bool(tensors["mean"].isfinite().all()):
            return
        numbers = self.decoder.numbers(self.trainer.model) if self.decoder else []
        most, decoders = frame_counts(_size(tensors.values()), _size(numbers) or 1)
        decoders = decoders if numbers else 0
        if decoders:
            tensors |= {f"decoder.{number}": part for number, part in enumerate(numbers)}
        step = self.trainer.step
        frame = Frame(step, step / self.trainer.steps_per_epoch, _size(tensors.values()), decoders > 0)
        write_tensors(self.folder / frame.name, tensors)
        others = [known for known in self.index.frames if known.step < step]
        self.index = replace(self.index, frames=_within(self.folder, [*others, frame], most, decoders))
        _write_index(self.folder, self.index)

    def _pictures(self) -> dict[str, Tensor]:
        """The codes of the fixed images, and the reconstructions of the first of them."""
        trainer = self.trainer
        rows = trainer.image_set.validation[: self.images]
        mean, _ = embed_all(trainer.model, trainer.loader, rows)
        with torch.no_grad():
            reconstructions = trainer.model.eval().reconstruct(next(trainer.loader.grey_batches(rows[:FRAME_IMAGES])))
        trainer.model.train()
        return {"mean": mean, "reconstructions": pixels(reconstructions)}


def _size(tensors: Iterable[Tensor]) -> int:
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)


def _within(folder: Path, frames: list[Frame], most: int, decoders: int) -> tuple[Frame, ...]:
    """The frames to keep: at most `most`, at most `decoders` of them with their decoder."""
    steps = thinned([frame.step for frame in frames], most)
    complete = [frame.step for frame in frames if frame.has_decoder and frame.step in steps]
    complete = thinned(complete, decoders) if decoders > 1 else complete[-decoders:] if decoders else []
    return tuple(
        frame if frame.step in complete or not frame.has_decoder else _without_decoder(folder, frame)
        for frame in frames
        if frame.step in steps
    )


def _without_decoder(folder: Path, frame: Frame) -> Frame:
    tensors, _ = read_tensors(folder / frame.name)
    pictures = {name: tensor for name, tensor in tensors.items() if not name.startswith("decoder.")}
    write_tensors(folder / frame.name, pictures)
    return replace(frame, has_decoder=False, size=_size(pictures.values()))


def _write_index(folder: Path, index: Index) -> None:
    """Writes index.json, then deletes the frames that it no longer names: a named frame always exists."""
    write_json(folder / INDEX, {"frames": [asdict(frame) for frame in index.frames], "slots": index.slots})
    named = {frame.name for frame in index.frames} | {INDEX, SUBSET, GRAPH}
    for path in folder.iterdir():
        if path.name not in named:
            path.unlink()
