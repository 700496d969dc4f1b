"""PCA, autoencoder, VAE: the same digits in three planes of two numbers."""

import streamlit as st

from dashboard.ui.charts.latents import planes_figure
from dashboard.ui.lab.bundled_runs import bundled_images, mnist_planes
from dashboard.ui.lab.old_lesson import Lesson, Question
from dashboard.ui.pictures import tensors_in_a_row
from vae_core.measures.planes import NEIGHBOURS, TRUSTED, pca_plane

lesson = Lesson(
    "three_planes",
    "Each digit has to pass through two numbers. PCA can only lay a flat plane through the images; an autoencoder "
    "and a VAE bend "
    "it. How much does bending win, and what does the VAE pay for being able to generate?",
)
planes, images = mnist_planes(), bundled_images("mnist-vae-2d")
pca, autoencoder, vae = planes.values()
lesson.predict(
    Question(
        "Which of the three has the smallest squared error on test images, with two numbers each?",
        ("PCA: it is proved to be the best", "The autoencoder", "The VAE"),
        "The autoencoder",
        f"{autoencoder.error:.1f} against {vae.error:.1f} (VAE) and {pca.error:.1f} (PCA). PCA is the best *linear* "
        "map, and a "
        "linear autoencoder finds its plane; hidden layers are not bound by that. The VAE pays a little for its noise.",
    )
)
with lesson.controls:
    index = st.slider("Test image", 0, 199, 4, key="image", bind="query-params")
lesson.controls.image(
    tensors_in_a_row([images.images[images.test[index]] / 255, *(plane.shown[index] for plane in planes.values())]),
    caption="the image · PCA · autoencoder · VAE",
    alt=f"Test image {index} and its reconstructions by PCA, autoencoder and VAE",
)
errors = {name: float(plane.errors[index]) for name, plane in planes.items()}
lesson.show(
    planes_figure(planes, images.labels[images.test], index),
    f"Three planes with digits drawn as numerals. Test image {index} is circled in each; its squared errors are "
    + ", ".join(f"{name} {error:.1f}" for name, error in errors.items()),
)
lesson.picture.table(
    {
        "plane": list(planes),
        "error, this image": [f"{error:.1f}" for error in errors.values()],
        "error, all": [f"{plane.error:.2f}" for plane in planes.values()],
        "10-NN": [f"{plane.accuracy:.1%}" for plane in planes.values()],
        "trust": [f"{plane.trust:.3f}" for plane in planes.values()],
        "generates": ["roughly", "no", "yes"],
    }
)
lesson.picture.caption(
    "Error: squared, summed over pixels, of 10,000 test images. 10-NN: 57,000 training codes vote for their labels. Trust: the "
    f"trustworthiness of a plane, whether the {NEIGHBOURS} nearest there are near in pixels, too, among the first {TRUSTED:,} "
    "test images; 1 is best, 0.5 chance. To generate, draw from N(0, I): PCA's codes are no Gaussian, the autoencoder has no "
    "prior at all."
)
lesson.equation(
    r"\text{PCA:}\quad \hat x = \bar x + U U^\top (x - \bar x) \\"
    r"\text{least error} = \sum_{j > 2} \lambda_j\ \text{(on training images)}",
    pca_plane,
    "return (mean + codes",
)
lesson.try_next(
    "Find an image that PCA gets nearly right: it will be a straight 1, or a thin 7 or 9, where little ink leaves "
    "little to miss. "
    "Reconstruction is not generation: on the map of the autoencoder, look at what lies between the digits.",
    "map.py",
    "Walk through the autoencoder's plane",
    run="mnist-ae-2d",
)
