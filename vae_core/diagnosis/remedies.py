"""What to try against each illness: settings by name, each with a value that fits this run's configuration."""

from typing import Any

from vae_core.diagnosis.symptoms import Symptoms

Changes = dict[str, Any]
BETAS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0, 2.0, 4.0)  # on the beta slider


def weaker_pull(run: Symptoms) -> Changes:
    """Settings with which the KL weighs as much as the likelihood asks for."""
    changes: Changes = {"scale": "optimal"} if run.is_fixed_gaussian else {}
    if hasattr(run.config.settings, "beta"):
        changes |= {"beta": 1.0} if run.beta != 1 else {}
        changes |= {} if changes else {"beta_schedule": "warm_up", "free_bits": 0.25}
    weight = getattr(run.config.settings, "mmd_weight", 0.0)
    return {"mmd_weight": weight / 10} if weight >= 10 else changes


def stronger_pull(run: Symptoms) -> Changes:
    """The same from the other side."""
    changes: Changes = {"scale": "optimal"} if run.is_fixed_gaussian else {}
    return changes | ({"beta": 1.0} if hasattr(run.config.settings, "beta") and run.beta != 1 else {})


def better_prior(run: Symptoms) -> Changes:
    """A prior that goes where the codes are, or a stronger pull to the standard one."""
    if getattr(run.config.settings, "prior", "") == "standard" and run.beta >= 0.5:
        return {"prior": "vamp", "prior_components": 50}
    stronger = [beta for beta in BETAS if beta > run.beta]
    return {"beta": max(1.0, stronger[0])} if stronger and hasattr(run.config.settings, "beta") else {}


def more_capacity(run: Symptoms) -> Changes:
    """Larger steps and networks."""
    larger = {"learning_rate": 5e-3, "learning_rate_schedule": "one_cycle"}
    wide = run.config.network == "dense" and run.config.hidden and max(run.config.hidden) < 64
    return larger | ({"hidden": (256, 128)} if wide else {}) | longer(run)


def less_capacity(run: Symptoms) -> Changes:
    """More images where there are more, else an earlier end and smaller networks."""
    if run.config.subset:
        return {"subset": 0}
    smaller = tuple(max(8, units // 2) for units in run.config.hidden)
    return {"patience": 5} | ({"hidden": smaller} if smaller and smaller != run.config.hidden else {})


def longer(run: Symptoms) -> Changes:
    """Twice the budget."""
    if run.config.seconds:
        return {"seconds": float(min(600, max(10, 10 * round(run.config.seconds / 5))))}
    return {"epochs": 2 * run.config.epochs}
