"""What can be wrong with a VAE's program or settings, each by one line: FAULTS is the table to read."""

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


def _no_kl(ill: Outcome, well: Outcome) -> str:
    return (
        f"Nothing charges for the codes, so they cost {ill.honest['kl']:.0f} nats an image ({well.honest['kl']:.0f} in a "
        f"healthy one): with a posterior sd of {ill.sd:.2g} they are nearly points, and nobody asked them to lie where the "
        f"prior does. {ill.missed:.0%} of the prior's draws fall where no code is (healthy: {well.missed:.0%}). The "
        "reconstructions are sharp and the samples are not: reconstruction is not generation."
    )


def _strong_kl(ill: Outcome, well: Outcome) -> str:
    return (
        f"The posterior collapsed: {ill.active} of {ill.mean.shape[1]} dimensions are active, the KL is "
        f"{ill.honest['kl']:.2g} nats, every picture is the average one. Theory for a linear model: a dimension is worth its "
        f"KL where the images vary by more than beta x sd² = {STRONG * HEALTHY_SETTINGS.sd**2:g} along it; these vary by "
        f"{ill.widest:.2f} at most. At beta 1 the threshold is {HEALTHY_SETTINGS.sd**2:g}, and {well.active} dimensions "
        "are active."
    )


def _mean(ill: Outcome, well: Outcome) -> str:
    return (
        f"The posterior collapsed: {ill.active} of {ill.mean.shape[1]} dimensions are active. The loss is small "
        f"({ill.losses[-1]:.2f}) because the error was averaged over {VALUES} values; the KL was not. That is a Gaussian with "
        f"variance {VALUES / 2:g} for values between 0 and 1, whose error is {ill.squared_error:.2f}: a beta of "
        f"{VALUES / 2 / ill.squared_error:.0f} beside the variance that fits. These images vary by {ill.widest:.2f} at most "
        "along any direction, MNIST's 784 values by 5 where the threshold is 392: there, too, nothing stays active."
    )


def _log_variance(ill: Outcome, well: Outcome) -> str:
    return (
        f"It reports {ill.reported['reconstruction'] + ill.reported['kl']:.1f} nats, better than a healthy one "
        f"({-well.elbo:.1f}), and this is no ELBO. Its KL takes the second output for the logarithm of the variance and "
        f"draws it to 0, an sd of 1 ({ill.sd:.2f} here); its draws take the same 0 for the variance, and get no noise at "
        f"all. Drawn with the sd that its KL counts, an image costs {-ill.elbo:.0f} nats. It is an autoencoder in a VAE's "
        "clothes: sharp reconstructions, no use for the prior."
    )


def _tiny(ill: Outcome, well: Outcome) -> str:
    return (
        f"Nothing is broken, there is only no room: its one number is used to the full ({ill.honest['kl']:.1f} nats, "
        f"variance of the mean {float(ill.mean.var()):.1f}), none lies idle, and still an image costs {-ill.elbo:.1f} nats "
        f"where {well.active} active dimensions of {well.mean.shape[1]} bring it to {-well.elbo:.1f}. Ten kinds of digits "
        "stand on one line, and neighbours on it are blurred into each other."
    )


def _unshuffled(ill: Outcome, well: Outcome) -> str:
    more = ill.costs - well.costs
    return (
        f"Each epoch ends with nines, and what was learned of the others fades: a test image of class 9 costs "
        f"{float(more[-1]):.0f} nats more than in a healthy model, one of the other classes {float(more[:-1].mean()):.0f} on "
        "average. The reported loss goes up and down with every epoch, because each batch holds one or two classes and the "
        "model has just been taught another."
    )


def _sign(ill: Outcome, well: Outcome) -> str:
    away = float(ill.mean.square().sum(1).mean().sqrt())
    return (
        f"The KL is {ill.reported['kl']:.1e} nats and the reported loss {float(ill.losses[-1]):.1e}: it falls without end, "
        f"which no -ELBO can. The codes are paid for fleeing from the prior and lie {away:,.0f} from the origin, where "
        "draws from the prior never come; what the decoder draws at the prior's codes nobody ever taught it."
        + (f" After step {len(ill.losses)} its numbers burst." if len(ill.losses) < len(well.losses) else "")
    )


FAULTS = (
    Fault(
        "mean_error", "The squared error is averaged, the KL summed",
        wrong=Line(MeanSquaredError.nll, "return"), right=Line(Gaussian.nll, "return"), words=_mean,
        remedy="Sum over the values of an image, average over the images of a batch, in both terms.", kind=MeanOverValues,
    ),
    Fault(
        "unshuffled", "The images are never shuffled",
        wrong=Line(Unshuffled.next_rows, "argsort"), right=Line(Trainer.next_rows, "torch.randperm"), words=_unshuffled,
        remedy="Draw a new order at every epoch.", trainer=Unshuffled,
    ),
    Fault(
        "beta_0", "Beta is 0",
        wrong=Line(None, "--beta 0"), right=Line(None, "--beta 1"), words=_no_kl,
        remedy="Set beta to 1; less than 1 is a choice that the samples pay for.",
        config=replace(HEALTHY, settings=replace(HEALTHY_SETTINGS, beta=0.0)),
    ),
    Fault(
        "wrong_sign", "The KL has the wrong sign",
        wrong=Line(KlSubtracted.penalty, "return"), right=Line(VAE.penalty, "return kl_per_dim.sum(1)"), words=_sign,
        remedy="The loss is reconstruction plus KL: a KL is never negative, and it is a price.", kind=KlSubtracted,
    ),
    Fault(
        "log_variance", "The log-variance is read as the variance",
        wrong=Line(LogVarianceAsVariance.draw, "return"), right=Line(LatentVariableModel.draw, "return"), words=_log_variance,
        remedy="Name what the encoder gives by what it is, log_var, and take exp(log_var / 2) for the sd, everywhere.",
        kind=LogVarianceAsVariance,
    ),
    Fault(
        "tiny", "The latent space is too small",
        wrong=Line(None, "--latent-dim 1"), right=Line(None, "--latent-dim 8"), words=_tiny,
        remedy="Give it more dimensions: what is not worth its KL is left unused.",
        config=replace(HEALTHY, latent_dim=1),
    ),
    Fault(
        "beta_50", "Beta is 50",
        wrong=Line(None, "--beta 50"), right=Line(None, "--beta 1"), words=_strong_kl,
        remedy="Set beta to 1; where a strong one is wanted, raise it slowly (warm-up) or leave each dimension free bits.",
        config=replace(HEALTHY, settings=replace(HEALTHY_SETTINGS, beta=STRONG)),
    ),
)  # fmt: skip
