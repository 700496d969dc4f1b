"""Builds assets/data/mnist.npz from the published IDX files: `python -m scripts.build_mnist --source DIR [--out FILE]`."""

from scripts.idx_files import build_npz
from vae_core.datasets.mnist import MNIST_FILE

_FILES = {
    "train-images-idx3-ubyte.gz": ("6bbc9ace898e44ae57da46a324031adb", (60_000, 28, 28)),
    "t10k-images-idx3-ubyte.gz": ("2646ac647ad5339dbf082846283269ea", (10_000, 28, 28)),
    "train-labels-idx1-ubyte.gz": ("a25bea736e30d166cdddb491f175f624", (60_000,)),
    "t10k-labels-idx1-ubyte.gz": ("27ae3e4e09519cfbb04c329615203637", (10_000,)),
}


if __name__ == "__main__":
    build_npz(__doc__, _FILES, MNIST_FILE)
