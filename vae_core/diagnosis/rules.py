"""The diagnosis of a run: findings with their numbers and settings to try. RULES is the table to read.

It needs a run's configuration, summary, reports and codes, and no image.
"""

from collections.abc import Callable
from dataclasses import dataclass

from vae_core.diagnosis.diagnostics import RunDiagnostics, diagnostics_of
from vae_core.diagnosis.remedies import (
    Changes,
    better_prior,
    less_capacity,
    longer,
    more_capacity,
    stronger_kl,
    weaker_kl,
)
from vae_core.runs.run import Run

COLLAPSED = "collapsed"  # the name of the finding, for the handout and the board, which have their own words for it
STRONG_BETA = 6.0  # effective; at 8 a two-dimensional code of MNIST's digits blurs most of them into one another


@dataclass(frozen=True)
class Rule:
    """One possible finding: its condition, its explanation, and the settings to change."""

    name: str
    title: str
    applies: Callable[[RunDiagnostics], bool]
    explain: Callable[[RunDiagnostics], str]
    remedy: Callable[[RunDiagnostics], Changes]
    is_note: bool = False  # useful to know, but no fault


@dataclass(frozen=True)
class Finding:
    """A rule that applies to a run: what is seen, what it means, what to try; `changes` may be empty."""

    name: str
    title: str
    explanation: str
    changes: Changes
    is_note: bool


def _explain_collapse(run: RunDiagnostics) -> str:
    average = "average image of its label" if run.is_conditional else "average image"
    return (
        f"No latent dimension is active. The KL divergence is {run.latents.kl:.2g} nats in total, and the largest variance "
        f"of a posterior mean over the images is {max(run.latents.mean_variance):.2g} (active: above 0.01). Every image "
        f"gets the same code, so every reconstruction is the {average}. {run.kl_weight.in_words} "
        "Try to weaken the KL divergence, so that it pays to use the code."
    )


def _explain_uninformative_kl(run: RunDiagnostics) -> str:
    return (
        f"The objective asks for a KL divergence of {run.kl_weight.capacity:g} nats, and the model reaches "
        f"{run.latents.kl:.3g}. Only about {run.latents.informative_nats:.2g} nats of them tell images apart, estimated from "
        "the spread of the means beside the posteriors' variances. The rest consists of means and variances that all images "
        "share, and it moves the codes away from the prior. Try an objective without a capacity."
    )


def _explain_underfitting(run: RunDiagnostics) -> str:
    curves = run.curves
    share = curves.explained_share
    return (
        f"The reconstruction loss went from {curves.first_reconstruction:.1f} to {curves.last_reconstruction:.1f} nats"
        + (f", {100 * share:.1f} % of the way to a perfect reconstruction" if share is not None else "")
        + f". The objective on validation images minus that on training images is {curves.objective_gap:+.2f} nats. "
        f"Steps x learning rate, about the farthest that Adam can move a weight, is {curves.reach:.2g}. "
        "Try a larger learning rate, a larger network or more epochs."
    )


def _explain_overfitting(run: RunDiagnostics) -> str:
    curves = run.curves
    share = 100 * curves.objective_gap / curves.improvement
    is_late = curves.rise_after_best > 0.05 * curves.improvement
    return (
        f"Validation images cost {curves.objective_gap:.1f} nats more than training images. This is {share:.0f} % of the whole "
        f"improvement in training, {curves.improvement:.1f} nats."
        + (f" The validation loss was {curves.rise_after_best:.1f} nats lower at its best." if is_late else "")
        + " The model has learned details of the training images that other images do not have. "
        "Try more images, a smaller network or early stopping."
    )


def _explain_strong_kl(run: RunDiagnostics) -> str:
    return (
        f"The effective beta is {run.kl_weight.effective_beta:.3g}; a fitting one is 1. {run.kl_weight.in_words} "
        "Details that cost more nats in the code than they save in reconstruction are lost, and images are blurred. "
        "Try a smaller weight or an optimal scale of the likelihood."
    )


def _explain_weak_kl(run: RunDiagnostics) -> str:
    return (
        f"The effective beta is {run.kl_weight.effective_beta:.3g}; a fitting one is 1. {run.kl_weight.in_words} "
        f"The codes use {run.latents.kl:.1f} nats per image, and almost nothing keeps them near the prior. "
        "Reconstructions can be good while samples from the prior are not. Try a larger weight."
    )


def _explain_inactive(run: RunDiagnostics) -> str:
    latents = run.latents
    return (
        f"{latents.dimensions - latents.active} of {latents.dimensions} dimensions do not change with the image: "
        f"{latents.inactive_in_words}. They would save fewer nats of reconstruction than their KL divergence costs. "
        f"A model with {latents.active} latent dimensions should reach the same loss."
    )


def _explain_holes(run: RunDiagnostics) -> str:
    return (
        f"{100 * (run.prior.holes or 0):.0f} % of samples from the prior are farther from every code than 99 % of codes are "
        "from their nearest neighbour. The decoder was not trained on such codes, so these samples may look unlike any "
        "image. Try a prior that adapts to the codes, or a larger beta."
    )


def _explain_no_prior(run: RunDiagnostics) -> str:
    return (
        f"The objective does not say where codes should lie. {100 * (run.prior.holes or 0):.0f} % of samples from N(0, I) "
        f"have no code nearby, and {100 * (run.prior.missed or 0):.0f} % of the codes have no such sample nearby. "
        "To generate images, sample from the codes of real images, or try a VAE."
    )


def _explain_improving(run: RunDiagnostics) -> str:
    curves = run.curves
    return (
        f"{curves.message} The validation loss fell by {curves.late_fall:.1f} nats in the last {curves.late_share}, of "
        f"{curves.improvement:.1f} nats in all. Try a longer training."
    )


RULES = (
    Rule(
        "diverged",
        "The loss diverged",
        lambda run: run.has_diverged,
        lambda run: run.curves.message,  # it names the likely cause and what to try
        lambda run: {"learning_rate": run.config.learning_rate / 10, "clip": 1.0},
    ),
    Rule(
        COLLAPSED,
        "The posterior collapsed",
        lambda run: run.is_collapsed and not run.is_kl_uninformative,
        _explain_collapse,
        weaker_kl,
    ),
    Rule(
        "uninformative_kl",
        "Most of the KL divergence carries no information",
        lambda run: run.is_kl_uninformative,
        _explain_uninformative_kl,
        lambda run: {"capacity": 0.0},
    ),
    Rule(
        "underfitted", "The model is underfitted", lambda run: run.is_underfitted, _explain_underfitting, more_capacity
    ),
    Rule("overfitted", "The model is overfitted", lambda run: run.is_overfitted, _explain_overfitting, less_capacity),
    Rule(
        "kl_too_strong",
        "The KL divergence weighs too much for this likelihood",
        lambda run: (
            run.has_kl and run.kl_weight.effective_beta > STRONG_BETA and not run.is_collapsed and not run.has_diverged
        ),
        _explain_strong_kl,
        weaker_kl,
    ),
    Rule(
        "kl_too_weak",
        "The KL divergence weighs too little for this likelihood",
        lambda run: run.has_kl and run.kl_weight.effective_beta < 1 / 8 and not run.has_diverged,
        _explain_weak_kl,
        stronger_kl,
    ),
    Rule(
        "inactive",
        "Some latent dimensions are inactive",
        lambda run: (
            run.has_kl
            and 0 < run.latents.active < run.latents.dimensions
            and not run.has_diverged
            and not run.is_kl_uninformative
        ),
        _explain_inactive,
        lambda run: {"latent_dim": run.latents.active},
        is_note=True,
    ),
    Rule(
        "holes",
        "The prior has holes: regions without codes",
        lambda run: run.has_kl and (run.prior.holes or 0) > 0.15 and not run.has_diverged,
        _explain_holes,
        better_prior,
    ),
    Rule(
        "no_prior",
        "The model has no prior to sample from",
        lambda run: (
            not run.has_kl and run.prior.missed is not None and max(run.prior.missed, run.prior.holes or 0) > 0.2
        ),
        _explain_no_prior,
        lambda run: {"model": "vae"},
        is_note=True,
    ),
    Rule(
        "still_improving",
        "The loss was still falling",
        lambda run: run.curves.is_still_improving and not run.has_diverged,
        _explain_improving,
        longer,
        is_note=True,
    ),
)


def diagnose(run: RunDiagnostics) -> list[Finding]:
    """The findings of all rules that apply, in the order of RULES; empty for a run without a fault."""
    return [
        Finding(rule.name, rule.title, rule.explain(run), rule.remedy(run), rule.is_note)
        for rule in RULES
        if rule.applies(run)
    ]


def diagnose_run(run: Run) -> list[Finding]:
    """The diagnosis of a run's folder.

    Raises a ValueError for a run that was never trained, and a DamagedRun where a file cannot be read as what it should be.
    """
    found = diagnostics_of(run)
    if not found.reports:
        raise ValueError(f"run {run.id} has not trained yet, so there is nothing to diagnose")
    return diagnose(found)
