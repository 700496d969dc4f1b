"""EMNIST, balanced: handwritten digits and letters in files like MNIST's. Cohen et al. 2017."""

from dataclasses import replace

from vae_core.datasets.dataset import Dataset, Download, Source
from vae_core.datasets.image_set import ImageSet
from vae_core.datasets.mnist_like import read_mnist_like


def read_emnist(source: Source) -> ImageSet:
    """Returns the characters upright: the files hold columns where MNIST's hold rows."""
    image_set = read_mnist_like(source)
    return replace(image_set, images=image_set.images.transpose(2, 3).contiguous())


EMNIST = Dataset(
    title="EMNIST balanced",
    count=131_600,
    content="handwritten digits and letters",
    shape=(1, 28, 28),
    class_names=tuple("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt"),
    licence=(
        "Gregory Cohen, Saeed Afshar, Jonathan Tapson and André van Schaik 2017, made from NIST Special Database 19. "
        "No licence is stated; cite their paper, and see the terms of NIST."
    ),
    read=read_emnist,
    download=Download(
        "EMNIST",
        "EMNIST/raw",
        (
            "emnist-balanced-train-images-idx3-ubyte",
            "emnist-balanced-train-labels-idx1-ubyte",
            "emnist-balanced-test-images-idx3-ubyte",
            "emnist-balanced-test-labels-idx1-ubyte",
        ),
        size=562_000_000,
        options={"split": "balanced"},
    ),
)
