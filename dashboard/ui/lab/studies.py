"""The lessons' studies: measures of small trainings over three seeds, made by `python -m scripts.build_studies`."""

from collections.abc import Callable, Mapping
from statistics import median
from typing import Any, NamedTuple

from vae_core.assets import ASSETS
from vae_core.files import read_json

_STUDIES = ASSETS / "lessons" / "studies.json"
Measures = dict[str, Any]  # of one training
CURES = {  # by their names in the study
    "none": "none",
    "warm_up": "warm-up",
    "cyclical": "cyclical beta",
    "free_bits": "free bits",
    "calibrated": "optimal scale",
}


class OverSeeds(NamedTuple):
    """A measure of one variant: its value for each seed."""

    values: list[float]

    @property
    def middle(self) -> float:
        """The median over the seeds."""
        return median(self.values)

    def __format__(self, spec: str) -> str:
        """The median, and the range in brackets; `spec` is the format of each number."""
        low, middle, high = (format(value, spec) for value in (min(self.values), self.middle, max(self.values)))
        return middle if low == high else f"{middle} ({low} to {high})"


def over_seeds(study: str, measure: Callable[[Measures], float]) -> dict[str, OverSeeds]:
    """Returns a measure of each variant of a study, by the variant's name."""
    return {name: OverSeeds([measure(run) for run in runs]) for name, runs in read_json(_STUDIES)[study].items()}


def by_split(train: Mapping[str, OverSeeds], test: Mapping[str, OverSeeds]) -> dict[str, dict[str, list[float]]]:
    """Returns a measure of training and of test images as two series of a figure."""
    return {"training images": values_of(train), "test images": values_of(test)}


def values_of(measure: Mapping[str, OverSeeds]) -> dict[str, list[float]]:
    """Returns the values over the seeds, by variant."""
    return {name: one.values for name, one in measure.items()}


def of_split(split: str, term: str) -> Callable[[Measures], float]:
    """Returns the function that takes a term of the "train" or the "test" images from the measures."""

    def take(measures: Measures) -> float:
        return float(measures[split][term])

    return take


def negative_elbo(measures: Measures) -> float:
    """Returns the -ELBO of the test images at beta 1, in nats."""
    return float(measures["test"]["reconstruction"] + measures["test"]["kl"])


def reconstruction_gap(measures: Measures) -> float:
    """Returns the reconstruction loss of the test images minus that of the training images, in nats."""
    return of_split("test", "reconstruction")(measures) - of_split("train", "reconstruction")(measures)


def share_in_holes(measures: Measures) -> float:
    """Returns the share of samples from the model's own prior that are in holes."""
    return float(measures["holes"])


def active(measures: Measures) -> float:
    """Returns the number of active dimensions."""
    return float(measures["active"])
