"""The glyphs that the members of a room draw together: one file each, which ends with the room or a new class name."""

import shutil

import numpy as np
import torch

from dashboard.classroom.rooms import CLOSED, Room, change_room, find_room, room_folder
from vae_core.datasets import DATASETS
from vae_core.files import DamagedRun, read_tensors, write_tensors
from vae_core.own_data.drawn import GLYPH_SIZE, MOST_GLYPHS
from vae_core.own_data.pictures import Pixels

DRAWING_BASE = "mnist"  # the images that the class joins


def ask_for_drawings(code: str, teacher: str, name: str) -> Room:
    """Lets a room draw the class `name` together, or ends it with an empty name; earlier glyphs are deleted.

    Raises a ValueError for a class that the base has.
    """
    name = " ".join(name.split())
    if name in DATASETS[DRAWING_BASE].class_names:
        raise ValueError(f"{DATASETS[DRAWING_BASE].title} has a class {name!r} already; choose another name")
    room = change_room(code, teacher, drawing=name)
    shutil.rmtree(room_folder(room.code), ignore_errors=True)
    return room


def give_glyphs(code: str, person: str, glyphs: Pixels) -> None:
    """Stores the glyphs of a member, (N, 28, 28) uint8, in place of earlier ones. Raises a ValueError where it cannot be."""
    room = find_room(code)
    if person not in room.members:
        raise ValueError(f"you are no member of the room {room.title!r}; join it first")
    if not room.is_open:
        raise ValueError(CLOSED.format(title=room.title))
    if not room.drawing:
        raise ValueError(f"the room {room.title!r} draws no class now; ask its teacher")
    if glyphs.shape[1:] != GLYPH_SIZE or not 1 <= len(glyphs) <= MOST_GLYPHS:
        raise ValueError(f"the glyphs are of shape {glyphs.shape}; give 1 to {MOST_GLYPHS} of 28 x 28 pixels")
    room_folder(room.code).mkdir(parents=True, exist_ok=True)
    write_tensors(
        room_folder(room.code) / f"{person}.safetensors",
        {"glyphs": torch.from_numpy(glyphs.copy())},
        {"class": room.drawing},
    )


def glyphs_of_room(room: Room) -> dict[str, Pixels]:
    """Returns the glyphs of each present member who gave some, by person's id: (N, 28, 28) uint8 each."""
    found = {}
    for person in room.members:
        path = room_folder(room.code) / f"{person}.safetensors"
        try:
            tensors, plain = read_tensors(path)
            glyphs = tensors["glyphs"].numpy()
        except (DamagedRun, KeyError, OSError):
            continue  # none yet
        # A file may have been written while the teacher chose another class.
        if plain.get("class") == room.drawing and glyphs.dtype == np.uint8 and glyphs.shape[1:] == GLYPH_SIZE:
            found[person] = glyphs
    return found
