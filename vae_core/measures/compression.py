"""What a model's nats mean in bits, beside PNG and principal components whose values were rounded.

Shapes: N images, C channels, H x W pixels, D components.
"""

import io
import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Generator, Tensor

from vae_core.datasets import ImageSet
from vae_core.measures.metrics import importance_weighted_nll
from vae_core.models import LatentVariableModel, Model
from vae_core.models.pca import principal_components
from vae_core.training.batches import BatchLoader
from vae_core.training.terms import mean_terms

ROUNDING_STEPS = (6.0, 4.0, 3.0, 2.0, 1.5, 1.0, 0.7, 0.5)  # of rounding; images have values in [0, 1]
PCA_COMPONENTS = 64


def bits(nats: float) -> float:
    """Nats as bits: a code of probability p takes -log2 p of them."""
    return nats / math.log(2)


def png_bits(images: Tensor) -> float:
    """Bits an image as PNG, all of images (N, C, H, W) uint8 in one file side by side, so that all share its frame.

    An image of only 0 and 255 is stored with one bit a pixel, as PNG can.
    """
    from PIL import Image  # here, because only this asks for it

    count, channels, height, width = images.shape
    sheet = images.permute(2, 0, 3, 1).reshape(height, count * width, channels).numpy()
    picture = Image.fromarray(sheet[:, :, 0] if channels == 1 else sheet)
    if channels == 1 and bool(((images == 0) | (images == 255)).all()):
        picture = picture.convert("1", dither=Image.Dither.NONE)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return 8 * len(file.getvalue()) / count


@dataclass(frozen=True)
class RoundedPca:
    """What it costs to send principal components rounded to a step, and how far the picture is off."""

    step: float
    bits: float  # an image
    squared_error: float  # an image, summed over its values in [0, 1]


def rounded_pca(image_set: ImageSet, rows: Tensor, count: int = PCA_COMPONENTS) -> list[RoundedPca]:
    """The images of `rows` by their first `count` components, rounded to each of STEPS: coarse to fine.

    A rounded value costs -log2 of its frequency among the training images, by which both sides may build their code; one
    step for all components is the best choice where steps are fine, and drops weak components where it is coarse.
    """
    found = principal_components(image_set, count)
    train = image_set.train[: max(2000, 4 * len(rows))]
    known, asked = (_flat(image_set.images[part]) - found.mean for part in (train, rows))
    known_codes, asked_codes = known @ found.components, asked @ found.components
    outside = (asked.square().sum(1) - asked_codes.square().sum(1)).mean()
    return [_rounded(known_codes, asked_codes, float(outside), step) for step in ROUNDING_STEPS]


def _flat(images: Tensor) -> Tensor:
    return images.flatten(1).double() / 255


def _rounded(known: Tensor, asked: Tensor, outside: float, step: float) -> RoundedPca:
    known_words, asked_words = (known / step).round().long(), (asked / step).round().long()
    columns = zip(known_words.T, asked_words.T, strict=True)
    cost = sum(code_length(first, second) for first, second in columns)
    error = (asked - asked_words * step).square().sum(1).mean()
    return RoundedPca(step, cost, outside + float(error))


def code_length(known: Tensor, asked: Tensor) -> float:
    """Bits that whole numbers `asked` (M,) take on average in a code built for the frequencies of `known` (N,).

    Each number that can occur is counted once more than it did, so that none is without a code word.
    """
    low, high = min(int(known.min()), int(asked.min())), max(int(known.max()), int(asked.max()))
    counts = torch.bincount(known - low, minlength=high - low + 1).double() + 1
    return float(-(counts / counts.sum()).log2()[asked - low].mean())


@dataclass(frozen=True)
class CompressionCost:
    """What a model's images cost, in bits an image; with the error of what comes back."""

    code: float | None  # the KL: what a draw of the code takes beside the prior
    squared_error: float  # of the expected image at a draw of the code
    bound: float | None  # -ELBO of black-and-white images: to send them exactly, by bits back
    likelihood: float | None  # the same by K importance samples
    likelihood_error: float | None  # its standard error over the images
    samples: int


@torch.no_grad()
def model_cost(model: Model, image_set: ImageSet, rows: Tensor, samples: int = 20, seed: int = 0) -> CompressionCost:
    """What the images of `rows` cost with this model.

    The code alone costs its KL by relative entropy coding, and some bits of overhead (Harsha et al. 2010). Sending the image
    exactly costs -ELBO by bits-back coding (Hinton & van Camp 1993; Townsend et al. 2019). That needs values that can be
    counted: the images are drawn black and white, with the grey value as probability, and a Bernoulli judges them.
    """
    model.eval()
    device = torch.device("cpu")
    grey, drawn = BatchLoader(image_set, "grey", device), BatchLoader(image_set, "binarised", device)
    error = _squared_error(model, grey, rows, seed)
    if not isinstance(model, LatentVariableModel):
        return CompressionCost(None, error, None, None, None, samples)
    code = mean_terms(model, grey, rows, seed).kl
    if not model.likelihood.is_discrete:
        return CompressionCost(bits(code or 0.0), error, None, None, None, samples)
    elbo = mean_terms(model, drawn, rows, seed).elbo
    nll = importance_weighted_nll(model, drawn, rows, samples, seed)
    return CompressionCost(
        bits(code or 0.0), error, bits(-(elbo or 0.0)), bits(nll.nats), bits(nll.standard_error), samples
    )


def _squared_error(model: Model, loader: BatchLoader, rows: Tensor, seed: int) -> float:
    generator, errors = loader.generator(seed), []
    for batch in loader.batches(rows, generator):
        if isinstance(model, LatentVariableModel):
            pictures = model.decode(model.draw(model.posterior(batch), batch), batch.labels)
        else:
            pictures = model.reconstruct(batch)
        errors.append((pictures - batch.target).square().flatten(1).sum(1))
    return float(torch.cat(errors).mean())


def black_and_white(images: Tensor, seed: int = 0) -> Tensor:
    """Images (N, C, H, W) uint8 drawn black or white with their grey value as probability, 0 or 255."""
    drawn = torch.bernoulli(images.float() / 255, generator=Generator().manual_seed(seed))
    return torch.from_numpy((drawn * 255).numpy().astype(np.uint8))
