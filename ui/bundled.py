"""What came with the program and lessons show: runs as models, their test images and codes, kept in memory for all visitors."""

import streamlit as st
from torch import Tensor

from ui.session import PRETRAINED
from vae_core.checkpoint import read_tensors
from vae_core.datasets import ImageSet, load_for
from vae_core.models import LatentVariableModel, Model
from vae_core.models.pca import principal_components
from vae_core.runs import open_run


@st.cache_resource(show_spinner=False)
def bundled_model(name: str) -> Model:
    """The model of a bundled run, with its trained weights."""
    return open_run(PRETRAINED / name).load_model()


def bundled_vae(name: str) -> LatentVariableModel:
    """The same where it has a posterior. ValueError where it has none."""
    model = bundled_model(name)
    if not isinstance(model, LatentVariableModel):
        raise ValueError(f"{name} has no posterior; choose a run of a VAE")
    return model


@st.cache_resource(show_spinner=False)
def bundled_images(name: str) -> ImageSet:
    """The images that a bundled run was trained on."""
    return load_for(open_run(PRETRAINED / name).config)


def test_image(name: str, index: int) -> Tensor:
    """Test image `index` of a bundled run's data: (C, H, W) uint8."""
    image_set = bundled_images(name)
    return image_set.images[image_set.test[index]]


@st.cache_resource(show_spinner=False)
def bundled_codes(name: str) -> dict[str, Tensor]:
    """The codes of a bundled run's test images and others, as its folder has them."""
    return read_tensors(PRETRAINED / name / "latents.safetensors")[0]


@st.cache_resource(show_spinner="Measuring how the digits vary")
def mnist_variances() -> Tensor:
    """The variances of MNIST's training images along all their principal components, the largest first: (784,)."""
    return principal_components(bundled_images("mnist-vae-2d"), 784).variances
