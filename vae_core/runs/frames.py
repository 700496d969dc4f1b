"""The frames of the time machine: codes, reconstructions and decoder after some of the steps of a run.

The folder `frames/` of a run holds `index.json` (the list of frames), `subset.safetensors` (images and labels, the same for
each frame), `graph.onnx` (the decoder without its weights) and a `<step>.safetensors` for each frame.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vae_core.export.int8_decoder import Slot
from vae_core.files import DamagedRun, read_json

FRAMES_FOLDER, INDEX, SUBSET, GRAPH = "frames", "index.json", "subset.safetensors", "graph.onnx"
MOST_IMAGES = 500  # with a code in each frame
FRAME_IMAGES = 10  # reconstructions in each frame


@dataclass(frozen=True)
class Frame:
    """One frame in the index."""

    step: int
    epoch: float
    size: int  # bytes
    has_decoder: bool

    @property
    def name(self) -> str:
        """The name of its file in the folder of the frames."""
        return f"{self.step}.safetensors"


@dataclass(frozen=True)
class Index:
    """The frames by step, and the places in graph.onnx for the weights of a decoder."""

    frames: tuple[Frame, ...] = ()
    slots: tuple[Slot, ...] = ()


def read_index(folder: Path) -> Index:
    """The index in the folder of a run; empty where there is none. Raises a DamagedRun where it is not one."""
    path = folder / FRAMES_FOLDER / INDEX
    return index_from_plain(read_json(path)) if path.exists() else Index()


def index_from_plain(plain: dict[str, Any]) -> Index:
    """The index in the content of index.json; raises a DamagedRun where it is not one."""
    try:
        frames = tuple(Frame(**frame) for frame in plain["frames"])
        slots = tuple(Slot(*slot) for slot in plain["slots"])
    except (KeyError, TypeError) as error:
        raise DamagedRun(f"frames/index.json is not the index of frames: {error}") from error
    numbers = [number for frame in frames for number in (frame.step, frame.size)] + [n for slot in slots for n in slot]
    if any(type(number) is not int or not 0 <= number < 2**53 for number in numbers):
        raise DamagedRun("frames/index.json holds a step, a size or a place that is no whole number")
    if any(type(frame.epoch) not in (int, float) or type(frame.has_decoder) is not bool for frame in frames):
        raise DamagedRun(
            "frames/index.json holds an epoch that is no number, or a decoder that is neither there nor not"
        )
    steps = [frame.step for frame in frames]
    if steps != sorted(set(steps)):
        raise DamagedRun(f"frames/index.json has the steps {steps[:8]}; they must rise")
    return Index(frames, slots)
