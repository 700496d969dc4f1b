"""Builds assets/data/fashion_mnist_10k.npz from the published IDX files of Fashion-MNIST's test images.

`python -m scripts.build_fashion --source DIR [--out FILE]`
"""

from scripts.idx_files import build_npz
from vae_core.datasets.fashion_mnist import FASHION_10K_FILE

_FILES = {
    "t10k-images-idx3-ubyte.gz": ("8181f5470baa50b63fa0f6fddb340f0a", (10_000, 28, 28)),
    "t10k-labels-idx1-ubyte.gz": ("15d484375f8d13e6eb1aabb0c3f46965", (10_000,)),
}

if __name__ == "__main__":
    build_npz(__doc__, _FILES, FASHION_10K_FILE)
