"""The families of deep generative models, in words and on a scale; after the review by Bond-Taylor et al. 2021."""

NEEDS = ("likelihood", "sampling", "code", "images", "training")
FAMILIES = {  # family -> for each need: 0 no, 1 partly, 2 yes; and the reason
    "VAE": ((1, "lower bound"), (2, "one pass"), (2, "short"), (0, "often blurred"), (2, "stable")),
    "GAN": ((0, "none"), (2, "one pass"), (1, "no encoder"), (2, "sharp"), (0, "can fail")),
    "Flow": ((2, "exact"), (2, "one pass"), (1, "as large as x"), (1, "medium"), (2, "stable")),
    "Diffusion": ((1, "lower bound"), (0, "many passes"), (0, "none that is short"), (2, "sharp"), (2, "stable")),
    "Autoregressive": ((2, "exact"), (0, "one pass a pixel"), (0, "none"), (2, "sharp"), (2, "stable")),
}


def best_first(need: str) -> list[str]:
    """Returns the families in the order of what they give for a need. Raises a ValueError for an unknown need."""
    if need not in NEEDS:
        raise ValueError(f"unknown need {need!r}; choose from {', '.join(NEEDS)}")
    column = NEEDS.index(need)
    return sorted(FAMILIES, key=lambda family: -FAMILIES[family][column][0])
