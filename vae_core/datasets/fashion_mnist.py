"""Fashion-MNIST: clothes in files like MNIST's. Xiao, Rasul & Vollgraf 2017."""

from vae_core.datasets.dataset import Dataset, Download
from vae_core.datasets.mnist_like import MNIST_FILES, read_mnist_like

FASHION_MNIST = Dataset(
    title="Fashion-MNIST",
    count=70_000,
    content="pictures of clothes",
    shape=(1, 28, 28),
    class_names=(
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
    ),
    licence="Han Xiao, Kashif Rasul and Roland Vollgraf, Zalando SE 2017, MIT licence.",
    read=read_mnist_like,
    download=Download("FashionMNIST", "FashionMNIST/raw", MNIST_FILES, size=31_000_000),
)
