"""The time machine's frames: the model at some of its steps, close together at first, then further apart.

The folder `frames/` of a run
holds `index.json`, which says what is there, `subset.safetensors` (images and labels, the same at each frame), `graph.onnx`
(the decoder without its numbers) and `<step>.safetensors`. vae_core/runs/frame_list.py says how frames are shown.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vae_core.export.int8_decoder import Slot
from vae_core.files import DamagedRun, read_json

FOLDER, INDEX, SUBSET, GRAPH = "frames", "index.json", "subset.safetensors", "graph.onnx"
MOST_IMAGES = 500  # whose codes a frame holds
SHOWN = 10  # reconstructions of a frame


@dataclass(frozen=True)
class Frame:
    """What the index says of a frame."""

    step: int
    epoch: float
    size: int  # bytes
    has_decoder: bool

    @property
    def name(self) -> str:
        """Its file in the folder of the frames."""
        return f"{self.step}.safetensors"


@dataclass(frozen=True)
class Index:
    """Which frames are there, by step, and where in graph.onnx the numbers of a decoder go."""

    frames: tuple[Frame, ...] = ()
    slots: tuple[Slot, ...] = ()


def read_index(folder: Path) -> Index:
    """The index of a run's folder; empty where there is none. A DamagedRun says what is wrong with it."""
    path = folder / FOLDER / INDEX
    return index_from_plain(read_json(path)) if path.exists() else Index()


def index_from_plain(plain: dict[str, Any]) -> Index:
    """What index.json says; a DamagedRun where it is not what `FrameKeeper` writes."""
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
