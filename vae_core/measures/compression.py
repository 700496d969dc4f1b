"""Compression costs in bits: a model's code, beside PNG and rounded principal components.

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

ROUNDING_STEPS = (
    6.0,
    4.0,
    3.0,
    2.0,
    1.5,
    1.0,
    0.7,
    0.5,
)  # to which components are rounded; images have values in [0, 1]
PCA_COMPONENTS = 64


def bits(nats: float) -> float:
    """Converts nats to bits: an event of probability p takes -log2 p bits."""
    return nats / math.log(2)


def png_bits(images: Tensor) -> float:
    """Bits per image as PNG, with images (N, C, H, W) uint8 side by side in one file, so that they share its header.

    Images that contain only 0 and 255 are stored with one bit per pixel.
    """
    from PIL import Image  # imported here, because nothing else needs it

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
    """The cost of principal components rounded to a step, and the error of their images."""

    step: float
    bits: float  # per image
    squared_error: float  # per image, summed over its values in [0, 1]


def rounded_pca(image_set: ImageSet, rows: Tensor, count: int = PCA_COMPONENTS) -> list[RoundedPca]:
    """Encodes the images of `rows` by their first `count` components, rounded to each of ROUNDING_STEPS: coarse to fine.

    A rounded value costs -log2 of its frequency among the training images, which sender and receiver both know. One step
    for all components is the best choice where steps are fine; a coarse step drops weak components.
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
    """Mean number of bits for integers `asked` (M,) in a code built for the frequencies of `known` (N,).

    Each possible integer is counted once more than it occurs, so that every one has a code word.
    """
    low, high = min(int(known.min()), int(asked.min())), max(int(known.max()), int(asked.max()))
    counts = torch.bincount(known - low, minlength=high - low + 1).double() + 1
    return float(-(counts / counts.sum()).log2()[asked - low].mean())


@dataclass(frozen=True)
class CompressionCost:
    """The cost of images under a model, in bits per image, and the error of their reconstructions."""

    code: float | None  # the KL: the cost of a sample of the code under the prior
    squared_error: float  # of the decoder's mean at a sample of the code
    bound: float | None  # -ELBO of black-and-white images: the cost of lossless bits-back coding
    likelihood: float | None  # the same with K importance samples
    likelihood_error: float | None  # its standard error over the images
    samples: int


@torch.no_grad()
def model_cost(model: Model, image_set: ImageSet, rows: Tensor, samples: int = 20, seed: int = 0) -> CompressionCost:
    """Returns the cost of the images of `rows` under this model.

    The code alone costs its KL by relative entropy coding, plus a few bits of overhead (Harsha et al. 2010). Lossless
    coding of the image costs -ELBO by bits-back coding (Hinton & van Camp 1993; Townsend et al. 2019). This needs discrete
    values: each pixel is sampled black or white with its grey value as probability, for a Bernoulli likelihood.
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
    """Samples each pixel of images (N, C, H, W) uint8 as 0 or 255, with its grey value as the probability of 255."""
    drawn = torch.bernoulli(images.float() / 255, generator=Generator().manual_seed(seed))
    return torch.from_numpy((drawn * 255).numpy().astype(np.uint8))
