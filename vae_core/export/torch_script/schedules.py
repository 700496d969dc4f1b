"""The weight of the KL and the learning rate of a script, with the changes that were made while the run trained."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from vae_core.config import RunConfig
from vae_core.export.torch_script.parts import Constant, source
from vae_core.nn.schedules import cyclical, one_cycle, warm_up

Piece = tuple[int, RunConfig]  # the configuration in force after a step


@dataclass(frozen=True)
class ScheduleText:
    """The text of a setting that may depend on the step."""

    value: str  # an expression: the constant, or the call of the function
    function: str = ""
    constants: tuple[Constant, ...] = ()


def beta_text(pieces: Sequence[Piece]) -> ScheduleText:
    """Returns the weight of the KL of a model that has one."""
    settings: Any = pieces[0][1].settings
    first = Constant("BETA", settings.beta, "weight of the KL; 1: the ELBO; higher: smoother latent space")
    kinds = {config.settings.beta_schedule for _, config in pieces}  # type: ignore[union-attr]
    known: dict[str, Callable[..., Any]] = {"warm_up": warm_up, "cyclical": cyclical}
    functions = [known[kind] for kind in sorted(kinds - {"constant"})]
    constants = [first]
    constants += [Constant("WARM_UP", settings.warm_up, "share of the steps in which beta rises")] * (
        "warm_up" in kinds
    )
    constants += [Constant("CYCLES", settings.cycles, "of beta, in each of which it rises from 0")] * (
        "cyclical" in kinds
    )

    def expression(config: RunConfig) -> str:
        own: Any = config.settings
        number = "BETA" if own.beta == settings.beta else repr(own.beta)
        factor = {
            "constant": "",
            "warm_up": " * warm_up(step, WARM_UP * SCHEDULE_STEPS)",
            "cyclical": " * cyclical(step, SCHEDULE_STEPS, CYCLES)",
        }[own.beta_schedule]
        return number + factor

    doc = "Returns the weight of the KL at a step; the first step is 1."
    return _text("BETA", "beta", doc, [(step, expression(config)) for step, config in pieces], functions, constants)


def rate_text(pieces: Sequence[Piece]) -> ScheduleText:
    """Returns the learning rate."""
    first = pieces[0][1]
    is_cycle = first.learning_rate_schedule == "one_cycle"
    comment = "step size of Adam" + (", at its peak" if is_cycle else "")

    def expression(config: RunConfig) -> str:
        number = "LEARNING_RATE" if config.learning_rate == first.learning_rate else repr(config.learning_rate)
        return number + (" * one_cycle(step, SCHEDULE_STEPS)" if is_cycle else "")

    return _text(
        "LEARNING_RATE",
        "learning_rate",
        "Returns the learning rate at a step; the first step is 1.",
        [(step, expression(config)) for step, config in pieces],
        [one_cycle] if is_cycle else [],
        [Constant("LEARNING_RATE", first.learning_rate, comment)],
    )


def _text(
    name: str,
    function: str,
    doc: str,
    values: list[tuple[int, str]],
    used: list[Callable[..., Any]],
    constants: list[Constant],
) -> ScheduleText:
    values = [
        value for before, value in zip([None, *values], values, strict=False) if before is None or before[1] != value[1]
    ]
    if len(values) == 1 and values[0][1] == name:
        return ScheduleText(name, "", tuple(constants))
    lines = [f"def {function}(step):"]
    if len(values) == 1:
        lines += [f'    """{doc}"""']
    else:
        lines += [f'    """{doc} It was changed while the run trained."""']
    for step, value in reversed(values[1:]):
        lines += [f"    if step > {step}:", f"        return {value}"]
    lines += [f"    return {values[0][1]}"]
    return ScheduleText(f"{function}(step)", "\n\n\n".join([*map(source, used), "\n".join(lines)]), tuple(constants))
