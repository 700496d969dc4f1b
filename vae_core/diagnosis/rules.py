"""What ails a run, in words with its numbers, and what to try: RULES is the table to read.

No image is looked at: configuration, summary, reports and codes of a run suffice. Shapes: N images, D latent dimensions.
"""

from collections.abc import Callable
from dataclasses import dataclass

from vae_core.diagnosis.remedies import (
    Changes,
    better_prior,
    less_capacity,
    longer,
    more_capacity,
    stronger_pull,
    weaker_pull,
)
from vae_core.diagnosis.symptoms import Symptoms, symptoms_of_run
from vae_core.runs.run import Run


@dataclass(frozen=True)
class Rule:
    """One illness: when a run has it, what to say of it, which settings to change."""

    name: str
    title: str
    when: Callable[[Symptoms], bool]
    words: Callable[[Symptoms], str]
    to_try: Callable[[Symptoms], Changes]
    is_note: bool = False  # worth knowing rather than wrong


@dataclass(frozen=True)
class Finding:
    """A rule that spoke: its words, and the settings to change; none where nothing is to be done."""

    name: str
    title: str
    words: str
    changes: Changes
    is_note: bool


RULES = (
    Rule(
        "diverged",
        "The loss diverged",
        lambda run: run.status == "diverged",
        lambda run: run.message,
        lambda run: {"learning_rate": run.config.learning_rate / 10, "clip": 1.0},
    ),
    Rule(
        "collapsed",
        "The posterior collapsed",
        lambda run: run.is_collapsed and not run.is_filled_up,
        lambda run: (
            f"No latent dimension is used: the KL is {run.kl:.2g} nats in all, and the mean of the liveliest dimension has "
            f"variance {max(run.mean_variance):.2g} over the images (active is above 0.01). Every image gets the same code, "
            f"so every picture is the average one{' of its label' if run.is_conditional else ''}. {run.pull_in_words}"
        ),
        weaker_pull,
    ),
    Rule(
        "filled_up",
        "The KL is held up and says nothing",
        lambda run: run.is_filled_up,
        lambda run: (
            f"The loss asks for a KL of {run.capacity:g} nats and gets {run.kl:.3g}, but only about {run.told:.2g} of them tell "
            "images apart (by how far the means move beside the posteriors' widths). The others lie in widths and places that "
            "all images share, and the prior's draws miss them."
        ),
        lambda run: {"capacity": 0.0},
    ),
    Rule(
        "learned_little",
        "It has learned little",
        lambda run: run.has_learned_little,
        lambda run: (
            f"The reconstruction went from {run.first_reconstruction:.1f} to {run.last_reconstruction:.1f} nats"
            + (f", {100 * run.explained:.1f} % of the way to a perfect picture" if run.explained is not None else "")
            + f", and validation images cost {run.gap:+.2f} nats beside training images: it is under-fitted. Steps x learning "
            f"rate, about the farthest that Adam can have moved a weight, is {run.travel:.2g}."
        ),
        more_capacity,
    ),
    Rule(
        "overfitted",
        "It is over-fitted",
        lambda run: run.learned > 0 and run.gap > 0.15 * run.learned and run.gap > 3 * run.gap_error,
        lambda run: (
            f"Validation images cost {run.gap:.1f} nats more than training images, {100 * run.gap / run.learned:.0f} % of "
            f"all that was learned ({run.learned:.1f} nats)"
            + (f"; they were {run.worsened:.1f} nats better once." if run.worsened > 0.05 * run.learned else ".")
        ),
        less_capacity,
    ),
    Rule(
        "kl_too_strong",
        "The KL weighs too much for this likelihood",
        lambda run: run.has_kl and run.effective_beta > 8 and not run.is_collapsed and not run.has_diverged,
        lambda run: f"The effective beta is {run.effective_beta:.3g}. {run.pull_in_words}",
        weaker_pull,
    ),
    Rule(
        "kl_too_weak",
        "The KL weighs too little for this likelihood",
        lambda run: run.has_kl and run.effective_beta < 1 / 8 and not run.has_diverged,
        lambda run: (
            f"The effective beta is {run.effective_beta:.3g}. {run.pull_in_words} Codes cost {run.kl:.1f} nats an image "
            f"and nothing holds them near the prior."
        ),
        stronger_pull,
    ),
    Rule(
        "inactive",
        "Some latent dimensions are unused",
        lambda run: run.has_kl and 0 < run.active < run.dimensions and not run.has_diverged and not run.is_filled_up,
        lambda run: (
            f"{run.dimensions - run.active} of {run.dimensions} do not move with the image: {run.inactive_in_words}. "
            "The model leaves out what is not worth its nats; with fewer dimensions it would do as well."
        ),
        lambda run: {"latent_dim": run.active},
        is_note=True,
    ),
    Rule(
        "holes",
        "Samples of the prior land where no data are",
        lambda run: run.has_kl and run.holes is not None and run.holes > 0.15 and not run.has_diverged,
        lambda run: (
            f"{100 * (run.holes or 0):.0f} % of draws from the prior lie farther from any code than 99 % of the codes do: "
            "the decoder never learned what to draw there."
        ),
        better_prior,
    ),
    Rule(
        "no_prior",
        "It has no prior to draw from",
        lambda run: not run.has_kl and run.missed is not None and max(run.missed, run.holes or 0) > 0.2,
        lambda run: (
            f"Nothing in its training says where codes lie. Draws from N(0, I) miss the data {100 * (run.holes or 0):.0f} % "
            f"of the time and never come near {100 * (run.missed or 0):.0f} % of the codes: draw from the codes themselves, "
            "or train a VAE."
        ),
        lambda run: {"model": "vae"},
        is_note=True,
    ),
    Rule(
        "still_improving",
        "It was still improving",
        lambda run: run.could_go_on and not run.has_diverged,
        lambda run: (
            f"{run.end_in_words} The validation loss fell by {run.late_fall:.1f} nats in the last "
            f"{run.late_share}, of {run.learned:.1f} in all."
        ),
        longer,
        is_note=True,
    ),
)  # fmt: skip


def diagnose(symptoms: Symptoms) -> list[Finding]:
    """What each rule that applies says, in the order of RULES; empty for a run in good health."""
    return [
        Finding(rule.name, rule.title, rule.words(symptoms), rule.to_try(symptoms), rule.is_note)
        for rule in RULES
        if rule.when(symptoms)
    ]


def diagnose_run(run: Run) -> list[Finding]:
    """The diagnosis of a run's folder. A DamagedRun where a file is not what it should be."""
    return diagnose(symptoms_of_run(run))
