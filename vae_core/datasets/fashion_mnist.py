"""Fashion-MNIST: clothes in files like MNIST's, and its test images, which are bundled. Xiao, Rasul & Vollgraf 2017."""

from dataclasses import replace
from pathlib import Path

from vae_core.assets import ASSETS
from vae_core.datasets.bundled import read_npz
from vae_core.datasets.dataset import Dataset, Download
from vae_core.datasets.image_set import ImageSet, with_split
from vae_core.datasets.mnist_like import MNIST_FILES, read_mnist_like

FASHION_10K_FILE = ASSETS / "data" / "fashion_mnist_10k.npz"
GARMENTS = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


def read_fashion_10k(file: Path = FASHION_10K_FILE) -> ImageSet:
    """Returns the bundled images, split at random. Raises a ValueError for a missing or damaged file."""
    images, labels = read_npz(file, (10_000, 28, 28), "scripts.build_fashion")
    return with_split("fashion_mnist_10k", images, labels, GARMENTS)


FASHION_MNIST = Dataset(
    title="Fashion-MNIST",
    count=70_000,
    content="pictures of clothes",
    shape=(1, 28, 28),
    class_names=GARMENTS,
    licence="Han Xiao, Kashif Rasul and Roland Vollgraf, Zalando SE 2017, MIT licence.",
    read=read_mnist_like,
    download=Download("FashionMNIST", "FashionMNIST/raw", MNIST_FILES, size=31_000_000),
)
FASHION_MNIST_10K = replace(
    FASHION_MNIST,
    title="Fashion-MNIST 10k",
    count=10_000,
    content="pictures of clothes, the test images of Fashion-MNIST",
    read=read_fashion_10k,
    download=None,
    notice=ASSETS / "data" / "LICENSE-fashion-mnist.md",
)
