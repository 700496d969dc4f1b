"""Kuzushiji-MNIST: cursive Japanese characters in files like MNIST's. Clanuwat et al. 2018."""

from vae_core.datasets.dataset import Dataset, Download
from vae_core.datasets.mnist_like import MNIST_FILES, read_mnist_like

KMNIST = Dataset(
    title="KMNIST",
    count=70_000,
    content="cursive Japanese characters",
    shape=(1, 28, 28),
    class_names=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
    licence="Tarin Clanuwat et al. 2018, Center for Open Data in the Humanities (CODH), CC BY-SA 4.0.",
    read=read_mnist_like,
    download=Download("KMNIST", "KMNIST/raw", MNIST_FILES, size=21_000_000),
)
