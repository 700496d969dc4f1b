"""Schedules of beta and of the learning rate: a factor for each step. Steps are counted from 1."""

import math


def warm_up(step: int, steps: float) -> float:
    """Returns min(1, step / steps), which rises linearly over the first `steps` steps; the first step is 1."""
    return min(1.0, step / max(steps, 1.0))


def cyclical(step: int, total_steps: int, cycles: int = 4, ratio: float = 0.5) -> float:
    """Returns a factor that rises from 0 to 1 in the first `ratio` of each cycle, then stays 1. Fu et al. 2019, equations 6-7."""
    within = (step - 1) % math.ceil(total_steps / cycles) / (total_steps / cycles)
    return min(1.0, within / ratio)


def one_cycle(step: int, total_steps: int, rise: float = 0.3) -> float:
    """Returns the learning rate's fraction of its peak: cosine from 1/25 up to 1, then down to 0. Smith & Topin 2018."""
    top = rise * total_steps
    if step <= top:
        return 1 / 25 + (1 - 1 / 25) * 0.5 * (1 - math.cos(math.pi * step / top))
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (step - top) / (total_steps - top))))
