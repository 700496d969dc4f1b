"""The contract of a likelihood p(x|z), as a base class.

Shapes: N images, C channels, H x W pixels; `output` is the decoder network's output, (N, outputs * C, H, W).
"""

from typing import ClassVar, NamedTuple, Protocol, Self

from torch import Generator, Tensor, nn


class Baselines(NamedTuple):
    """Two values in nats per image to compare a reconstruction loss with."""

    floor: float  # the lowest value that grey targets allow
    no_latent: float  # the value of a decoder that ignores the code


class LikelihoodChoice(Protocol):
    """The settings that a likelihood may read; LikelihoodSettings has them."""

    @property
    def scale(self) -> str: ...
    @property
    def sd(self) -> float: ...


class Likelihood(nn.Module):
    """One family p(x|z): its negative log-likelihood, its mean, its samples, and the facts that pages and rules need.

    Every value of an image is independent of the others given the code.
    """

    title: ClassVar[str]
    description: ClassVar[str]  # one sentence
    settings_used: ClassVar[tuple[str, ...]] = ()  # fields of LikelihoodSettings that have an effect
    is_discrete: ClassVar[bool] = False  # a probability of black and white values, not a density of grey values
    divergence_advice: ClassVar[str] = "Try a learning rate ten times smaller, or clip gradients at 1."
    outputs: int = 1  # numbers from the decoder for each value of an image
    fixed_sd: float | None = None  # standard deviation of a value, if it is a setting that training leaves alone
    lowest_nll: float | None = None  # lowest possible nll of one value in nats; None where it has no known bound

    @classmethod
    def from_settings(cls, settings: LikelihoodChoice) -> Self:
        """Returns this likelihood with the scale and the standard deviation of the settings."""
        return cls()

    @classmethod
    def baselines(cls, known: Tensor, asked: Tensor) -> Baselines | None:
        """Returns reference values for images `asked`, given the images `known`; both (N, C, H, W) uint8.

        None for a likelihood that has no such values in closed form.
        """
        return None

    def nll(self, target: Tensor, output: Tensor) -> Tensor:
        """Returns -log p(target | z) in nats, constants included: (N, C, H, W) and (N, outputs * C, H, W) -> (N,)."""
        raise NotImplementedError

    def mean(self, output: Tensor) -> Tensor:
        """Returns the expected image: (N, outputs * C, H, W) -> (N, C, H, W)."""
        raise NotImplementedError

    def sample(self, output: Tensor, generator: Generator) -> Tensor:
        """Returns one sample of p(x|z) for each image: (N, outputs * C, H, W) -> (N, C, H, W)."""
        raise NotImplementedError

    def output_for(self, mean: Tensor) -> Tensor:
        """Returns the decoder output whose expected image is `mean`: (C, H, W) -> (outputs * C, H, W).

        Training starts from the output for the mean image of the data.
        """
        raise NotImplementedError
