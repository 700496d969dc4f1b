"""Settings to try against each finding, with values that fit the run's configuration."""

from typing import Any

from vae_core.diagnosis.diagnostics import RunDiagnostics

Changes = dict[str, Any]
BETA_STEPS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0, 2.0, 4.0)  # tried one after another


def weaker_kl(run: RunDiagnostics) -> Changes:
    """Settings with which the KL has the weight that the likelihood asks for, or lets codes form first."""
    settings, weight = run.config.settings, run.kl_weight
    changes: Changes = {"scale": "optimal"} if weight.is_fixed_gaussian else {}
    if weight.has_beta:
        changes |= {"beta": 1.0} if weight.beta != 1 else {}
        changes |= {} if changes else {"beta_schedule": "warm_up", "free_bits": 0.25}
    mmd_weight = getattr(settings, "mmd_weight", 0.0)
    return {"mmd_weight": mmd_weight / 10} if mmd_weight >= 10 else changes


def stronger_kl(run: RunDiagnostics) -> Changes:
    """Settings with which a KL of too small a weight has the weight that the likelihood asks for."""
    weight = run.kl_weight
    changes: Changes = {"scale": "optimal"} if weight.is_fixed_gaussian else {}
    return changes | ({"beta": 1.0} if weight.has_beta and weight.beta != 1 else {})


def better_prior(run: RunDiagnostics) -> Changes:
    """A prior that adapts to the codes, or a larger beta, which moves the codes to the standard prior."""
    weight = run.kl_weight
    if getattr(run.config.settings, "prior", "") == "standard" and weight.beta >= 0.5:
        return {"prior": "vamp", "prior_components": 50}
    larger = [beta for beta in BETA_STEPS if beta > weight.beta]
    return {"beta": max(1.0, larger[0])} if larger and weight.has_beta else {}


def more_capacity(run: RunDiagnostics) -> Changes:
    """A larger learning rate, a larger network and a longer training."""
    larger = {"learning_rate": 5e-3, "learning_rate_schedule": "one_cycle"}
    is_small = run.config.network == "dense" and run.config.hidden and max(run.config.hidden) < 64
    return larger | ({"hidden": (256, 128)} if is_small else {}) | longer(run)


def less_capacity(run: RunDiagnostics) -> Changes:
    """All images where the run used a subset, otherwise early stopping and a smaller network."""
    if run.config.subset:
        return {"subset": 0}
    smaller = tuple(max(8, units // 2) for units in run.config.hidden)
    return {"patience": 5} | ({"hidden": smaller} if smaller and smaller != run.config.hidden else {})


def longer(run: RunDiagnostics) -> Changes:
    """Twice the epochs or seconds."""
    if run.config.seconds:
        return {"seconds": float(min(600, max(10, 10 * round(run.config.seconds / 5))))}
    return {"epochs": 2 * run.config.epochs}
