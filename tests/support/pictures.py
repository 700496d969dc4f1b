"""Pictures and archives that tests bring, made by Pillow, numpy and the standard library."""

import io
import tarfile
import zipfile
from collections.abc import Mapping

import numpy as np
from PIL import Image, ImageDraw, ImageFont


def noise(height, width, channels=1, seed=0):
    """Grey values (H, W) or colours (H, W, 3) without structure."""
    shape = (height, width) if channels == 1 else (height, width, channels)
    return np.random.default_rng(seed).integers(0, 256, shape).astype(np.uint8)


def encoded(image, kind="PNG", **options):
    """The content of a picture's file; `image` is an array or a Pillow image."""
    file = io.BytesIO()
    (Image.fromarray(image) if isinstance(image, np.ndarray) else image).save(file, kind, **options)
    return file.getvalue()


def zipped(files: Mapping[str, bytes]):
    """The content of a zip archive of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(files: Mapping[str, bytes], mode="w:gz"):
    """The content of a tar archive of these files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def classes_of_noise(count=6, height=12, width=12, channels=1, classes=("cat", "dog")):
    """Files of pictures in a folder for each class."""
    return {
        f"{name}/{number}.png": encoded(noise(height, width, channels, seed=100 * place + number))
        for place, name in enumerate(classes)
        for number in range(count)
    }


def photos(count, seed=0):
    """Files of colour photos as JPEG: a bright disc before a gradient of two colours, of mixed sizes and proportions."""
    random = np.random.default_rng(seed)
    files = {}
    for number in range(count):
        width, height = (int(side) for side in random.integers(320, 1600, 2))
        first, last = random.integers(0, 256, (2, 3))
        ramp = np.linspace(first, last, height)[:, None, :].repeat(width, axis=1)
        picture = Image.fromarray((ramp + random.normal(0, 6, (height, width, 1))).clip(0, 255).astype(np.uint8))
        x, y, radius = *(random.uniform(0.3, 0.7, 2) * (width, height)), random.uniform(0.1, 0.3) * min(width, height)
        shade = tuple(int(value) for value in random.integers(128, 256, 3))
        ImageDraw.Draw(picture).ellipse((x - radius, y - radius, x + radius, y + radius), fill=shade)
        files[f"photo-{number:03}.jpg"] = encoded(picture, "JPEG", quality=85)
    return files


EMNIST_CLASSES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt"


def glyphs(each=12, names=EMNIST_CLASSES, side=28):
    """Files of letters in white on black, `each` of a class, a little shifted, turned and scaled; a folder a class."""
    random = np.random.default_rng(0)
    files = {}
    for name in names:
        for number in range(each):
            picture = Image.new("L", (side, side))
            font = ImageFont.load_default(float(random.uniform(17, 23)))
            place = tuple((side / 2 + random.uniform(-2, 2, 2)).tolist())
            ImageDraw.Draw(picture).text(place, name, 255, font, anchor="mm")
            files[f"{name}/{number}.png"] = encoded(np.asarray(picture.rotate(float(random.uniform(-12, 12)))))
    return files
