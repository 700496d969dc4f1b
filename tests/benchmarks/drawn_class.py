"""The recall of a drawn class after a short training from the weights of the bundled run: python -m tests.benchmarks.drawn_class.

For each shape: 20 glyphs with jitter join MNIST, the bundled two-dimensional VAE trains on for 30 s, and 40 glyphs that
the training never saw are classified by their 10 nearest codes among those that the map shows.
"""

import argparse
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw

SHAPES = {  # corners of one stroke, in a square of side 1
    "triangle": [(0.5, 0.05), (0.95, 0.9), (0.05, 0.9), (0.5, 0.05)],
    "star": [(0.5, 0.0), (0.8, 0.95), (0.02, 0.36), (0.98, 0.36), (0.2, 0.95), (0.5, 0.0)],
    "house": [(0.1, 0.95), (0.1, 0.45), (0.5, 0.05), (0.9, 0.45), (0.9, 0.95), (0.1, 0.95)],
    "envelope": [(0.05, 0.2), (0.95, 0.2), (0.95, 0.85), (0.05, 0.85), (0.05, 0.2), (0.5, 0.55), (0.95, 0.2)],
}
SIDE = 140  # of the pad


def glyph(corners, rng):
    """A shape drawn as on the pad, each corner moved by up to 4 % of the pad, then centred as MNIST's digits."""
    image = Image.new("L", (SIDE, SIDE))
    moved = np.array(corners) + rng.normal(0, 0.04, (len(corners), 2))
    places = [(SIDE * (0.15 + 0.7 * x), SIDE * (0.15 + 0.7 * y)) for x, y in moved]
    ImageDraw.Draw(image).line(places, fill=255, width=int(rng.integers(9, 15)), joint="curve")
    small = image.crop(image.getbbox())
    scale = 20 / max(small.size)
    small = small.resize(
        (max(1, round(small.width * scale)), max(1, round(small.height * scale))), Image.Resampling.BOX
    )
    pixels = np.asarray(small).astype(float)
    middle = [(np.arange(size) + 0.5) @ pixels.sum(1 - axis) / pixels.sum() for axis, size in enumerate(pixels.shape)]
    top, left = (int(np.clip(round(14 - at), 0, 28 - size)) for at, size in zip(middle, pixels.shape, strict=True))
    found = np.zeros((28, 28), np.uint8)
    found[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
    return found


def recalls(shape, seconds):
    """The recall of held glyphs of a shape, and of MNIST's test digits, after `seconds` of training."""
    from sklearn.neighbors import KNeighborsClassifier

    from vae_core.assets import PRETRAINED
    from vae_core.config import with_changes
    from vae_core.datasets import load_dataset, load_for
    from vae_core.files import read_tensors
    from vae_core.own_data import import_pictures, new_name
    from vae_core.own_data.drawn import DrawnClass, drawn_source, options_for
    from vae_core.recording.recording import record, trainer_of
    from vae_core.recording.start_weights import start_weights
    from vae_core.runs.run import Run, create_run

    rng = np.random.default_rng(0)
    glyphs, held = (np.stack([glyph(SHAPES[shape], rng) for _ in range(count)]) for count in (20, 40))
    base, began = load_dataset("mnist"), time.perf_counter()
    own = import_pictures(drawn_source([DrawnClass(shape, glyphs)], base), new_name(shape), options_for(28, 28, base))
    stored = time.perf_counter() - began
    origin = Run(PRETRAINED / "mnist-vae-2d")
    changes = {"data": shape, "start_from": origin.id, "seconds": seconds, "epochs": 1000}
    config = replace(with_changes(origin.config, changes), own_data=own.data)
    run = create_run(own.path.parent.parent / f"run-{shape}", config, start_weights(config, origin))
    list(record(run, trainer_of(run, load_for(config))))
    latents, _ = read_tensors(run.path / "latents.safetensors")
    model, classes = run.load_model(), list(own.data.class_names)
    with torch.no_grad():
        codes = model.encode(torch.from_numpy(held)[:, None] / 255)[0].numpy()
    judge = KNeighborsClassifier(10).fit(latents["mean"].numpy(), latents["label"].numpy())
    test = (latents["split"] == 2).numpy() & (latents["label"].numpy() != classes.index(shape))
    digits = KNeighborsClassifier(10).fit(latents["mean"][~test].numpy(), latents["label"][~test].numpy())
    recall = float((judge.predict(codes) == classes.index(shape)).mean())
    rate = digits.score(latents["mean"][test].numpy(), latents["label"][test].numpy())
    print(
        f"{shape:9} recall {recall:.3f}, digits {rate:.3f}, epochs {run.last_report().epoch:.1f}, stored in {stored:.1f} s"
    )


def main():
    """Prints a line for each shape."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("shapes", nargs="*", default=[*SHAPES])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LATENT_LAB_RUNS"] = str(Path(folder))
        for shape in options.shapes:
            recalls(shape, options.seconds)


if __name__ == "__main__":
    main()
