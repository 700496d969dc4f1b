"""Lesson: the same digits in the planes of PCA, a linear autoencoder, an autoencoder and a VAE."""

import streamlit as st

from dashboard.ui.charts.latents import planes_figure
from dashboard.ui.lab.bundled_runs import bundled_images, mnist_planes
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.pictures import show_named_row
from vae_core.measures.planes import NEIGHBOURS, TRUSTED, pca_plane

lesson = Lesson("three_planes")
NAMES = ("pca", "linear", "autoencoder", "vae")
lesson.predict(lambda: {name: plane.error for name, plane in zip(NAMES, mnist_planes().values(), strict=True)})
planes, images = mnist_planes(), bundled_images("mnist-vae-2d")
with lesson.controls:
    index = st.slider("Test image", 0, 199, 4, key="image", bind="query-params")
shown = [images.images[images.test[index]] / 255, *(plane.shown[index] for plane in planes.values())]
show_named_row(
    lesson.controls,
    dict(zip(("image", "PCA", "linear autoencoder", "autoencoder", "VAE"), shown, strict=True)),
    alt=f"Test image {index} and its reconstructions by PCA, linear autoencoder, autoencoder and VAE",
)
errors = {name: float(plane.errors[index]) for name, plane in planes.items()}
lesson.show(
    planes_figure(planes, images.labels[images.test], index),
    index=index,
    errors=", ".join(f"{name} {error:.1f}" for name, error in errors.items()),
)
lesson.picture.table(
    {
        "plane": list(planes),
        "error, this image": [f"{error:.1f}" for error in errors.values()],
        "error, all images": [f"{plane.error:.2f}" for plane in planes.values()],
        "10-NN": [f"{plane.accuracy:.1%}" for plane in planes.values()],
        "trust": [f"{plane.trust:.3f}" for plane in planes.values()],
        "spread": [f"{float(plane.codes.std(0).mean()):.1f}" for plane in planes.values()],
    }
)
lesson.notes(neighbours=NEIGHBOURS, trusted=TRUSTED)
lesson.equation(pca_plane, "return (mean + codes")
lesson.try_next("map.py", {"run": "mnist-pca-2d"})
