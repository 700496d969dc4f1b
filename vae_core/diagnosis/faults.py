"""Faults of a VAE's program or settings, one line each. FAULTS is the table to read."""

from dataclasses import replace

from vae_core.diagnosis.broken_models import (
    KlSubtracted,
    LogVarianceAsVariance,
    MeanOverValues,
    MeanSquaredError,
    Unshuffled,
)
from vae_core.diagnosis.patients import HEALTHY, HEALTHY_SETTINGS, VALUES, Fault, Line, Outcome
from vae_core.models import LatentVariableModel
from vae_core.models.vae import VAE
from vae_core.nn.likelihoods.gaussian import Gaussian
from vae_core.training.trainer import Trainer

STRONG = 50.0


def _no_kl(faulty: Outcome, healthy: Outcome) -> str:
    return (
        f"The codes cost {faulty.correct['kl']:.0f} nats per image, against {healthy.correct['kl']:.0f} in a healthy model. "
        f"With beta 0 the loss does not charge for them: the posteriors shrink to an sd of {faulty.sd:.2g}, and nothing moves "
        f"the codes towards the prior. {faulty.missed:.0%} of samples from the prior have no code nearby (healthy: "
        f"{healthy.missed:.0%}). Reconstructions are sharp and samples are not. Good reconstruction is not good generation."
    )


def _strong_kl(faulty: Outcome, healthy: Outcome) -> str:
    threshold = STRONG * HEALTHY_SETTINGS.sd**2
    return (
        f"The posterior collapsed: {faulty.active} of {faulty.mean.shape[1]} dimensions are active, the KL divergence is "
        f"{faulty.correct['kl']:.2g} nats, and every reconstruction is the average image. In theory, a dimension of a linear "
        f"model is active where the images vary by more than beta x sd² = {threshold:g} along it. These images vary by at "
        f"most {faulty.largest_variance:.2f}. At beta 1 the threshold is {HEALTHY_SETTINGS.sd**2:g}, and {healthy.active} "
        "dimensions are active."
    )


def _mean(faulty: Outcome, healthy: Outcome) -> str:
    variance = VALUES / 2
    return (
        f"The posterior collapsed: {faulty.active} of {faulty.mean.shape[1]} dimensions are active. The loss is small "
        f"({faulty.losses[-1]:.2f}) only because the error is averaged over {VALUES} values while the KL divergence is summed. "
        f"This is a Gaussian likelihood with variance {variance:g}, although the mean squared error is "
        f"{faulty.squared_error:.2f}. It acts like a beta of {variance / faulty.squared_error:.0f} with the variance that fits. "
        f"These images vary by at most {faulty.largest_variance:.2f} along any direction, so no dimension is worth its KL. "
        "On MNIST, with 784 values, the largest variance is 5 and the threshold 392: no dimension is active there either."
    )


def _log_variance(faulty: Outcome, healthy: Outcome) -> str:
    return (
        f"It reports {faulty.reported['reconstruction'] + faulty.reported['kl']:.1f} nats, less than a healthy model "
        f"({-healthy.elbo:.1f}), but this is not a negative ELBO. The KL divergence reads the encoder's second output as the "
        f"log-variance and moves it towards 0, an sd of 1 ({faulty.sd:.2f} here). The sampling step reads the same 0 as the "
        f"variance and adds no noise. With the sd that the KL divergence assumes, an image costs {-faulty.elbo:.0f} nats. The "
        "model is in effect an autoencoder: reconstructions are sharp, and samples from the prior are poor."
    )


def _tiny(faulty: Outcome, healthy: Outcome) -> str:
    return (
        f"The program is correct, but the latent space is too small. The single dimension is fully used "
        f"({faulty.correct['kl']:.1f} nats, variance of the mean {float(faulty.mean.var()):.1f}), and the -ELBO is "
        f"{-faulty.elbo:.1f} nats per image. With {healthy.active} active dimensions of {healthy.mean.shape[1]} it is "
        f"{-healthy.elbo:.1f} nats. All ten digits share one line, and neighbouring digits on it blur into each other."
    )


def _unshuffled(faulty: Outcome, healthy: Outcome) -> str:
    more = faulty.costs - healthy.costs
    return (
        f"Each epoch ends with images of class 9, and the model partly forgets the other classes. A test image of class 9 "
        f"costs {float(more[-1]):.0f} nats more than in a healthy model, one of another class "
        f"{float(more[:-1].mean()):.0f} nats more on average. The reported loss rises and falls in every epoch, because each "
        "batch contains only one or two classes."
    )


def _sign(faulty: Outcome, healthy: Outcome) -> str:
    distance = float(faulty.mean.square().sum(1).mean().sqrt())
    has_failed = len(faulty.losses) < len(healthy.losses)
    return (
        f"The KL divergence is {faulty.reported['kl']:.1e} nats, and the reported loss {float(faulty.losses[-1]):.1e} falls "
        f"without a bound, which a negative ELBO cannot do. The loss rewards codes far from the prior: they lie "
        f"{distance:,.0f} from the origin. Samples from the prior never come near them, so the decoder was not trained there."
        + (f" After step {len(faulty.losses)} the numbers overflow." if has_failed else "")
    )


FAULTS = (
    Fault(
        "mean_error",
        "The squared error is averaged, the KL summed",
        wrong=Line(MeanSquaredError.nll, "return"),
        right=Line(Gaussian.nll, "return"),
        explain=_mean,
        remedy="In both terms, sum over the values of an image and average over the images of a batch.",
        kind=MeanOverValues,
    ),
    Fault(
        "unshuffled",
        "The images are never shuffled",
        wrong=Line(Unshuffled.next_rows, "argsort"),
        right=Line(Trainer.next_rows, "torch.randperm"),
        explain=_unshuffled,
        remedy="Shuffle the images in every epoch.",
        trainer=Unshuffled,
    ),
    Fault(
        "beta_0",
        "Beta is 0",
        wrong=Line(None, "--beta 0"),
        right=Line(None, "--beta 1"),
        explain=_no_kl,
        remedy="Set beta to 1. A smaller beta gives better reconstructions and worse samples.",
        config=replace(HEALTHY, settings=replace(HEALTHY_SETTINGS, beta=0.0)),
    ),
    Fault(
        "wrong_sign",
        "The KL has the wrong sign",
        wrong=Line(KlSubtracted.penalty, "return"),
        right=Line(VAE.penalty, "return kl_per_dim.sum(1)"),
        explain=_sign,
        remedy="Add the KL divergence to the reconstruction loss. It is never negative, and it is a cost.",
        kind=KlSubtracted,
    ),
    Fault(
        "log_variance",
        "The log-variance is read as the variance",
        wrong=Line(LogVarianceAsVariance.draw, "return"),
        right=Line(LatentVariableModel.draw, "return"),
        explain=_log_variance,
        remedy="Name the encoder's output log_var, and use exp(log_var / 2) as the sd everywhere.",
        kind=LogVarianceAsVariance,
    ),
    Fault(
        "tiny",
        "The latent space is too small",
        wrong=Line(None, "--latent-dim 1"),
        right=Line(None, "--latent-dim 8"),
        explain=_tiny,
        remedy="Use more latent dimensions. Those that are not worth their KL divergence stay inactive.",
        config=replace(HEALTHY, latent_dim=1),
    ),
    Fault(
        "beta_50",
        "Beta is 50",
        wrong=Line(None, "--beta 50"),
        right=Line(None, "--beta 1"),
        explain=_strong_kl,
        remedy="Set beta to 1. If you need a large beta, raise it slowly (warm-up) or use free bits.",
        config=replace(HEALTHY, settings=replace(HEALTHY_SETTINGS, beta=STRONG)),
    ),
)
