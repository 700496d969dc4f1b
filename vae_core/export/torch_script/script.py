"""The script and the notebook of a run: the same images, networks, initial weights, batches and noise, in one file.

A run on the same kind of device and a script give the same losses, up to rounding: the script creates the layers in the
same order after the same seed, shuffles by the same seeds and takes noise from a generator of the same seed.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import indent
from typing import Any

import vae_core
from vae_core.config import RunConfig
from vae_core.export.torch_script.images import images_section
from vae_core.export.torch_script.models import ModelText, model_text
from vae_core.export.torch_script.parts import Constant, Section, code, comment, imports_of, packages_of
from vae_core.export.torch_script.schedules import Piece, ScheduleText, beta_text, rate_text
from vae_core.models import model_class

SAVE = 'picture.save("reconstructions.png")'
NO_BETA = ScheduleText("")


@dataclass(frozen=True)
class Course:
    """The length of a training, and its settings in the course of it."""

    train_images: int
    steps: int  # optimizer steps that it took
    evaluation_batch: int  # images at a time that the trainer validates: the noise depends on it
    pieces: tuple[Piece, ...]  # the configurations in force, each after a step; the first after step 0

    @property
    def config(self) -> RunConfig:
        """The configuration at the start."""
        return self.pieces[0][1]

    @property
    def last(self) -> RunConfig:
        """The configuration at the end."""
        return self.pieces[-1][1]

    @property
    def steps_per_epoch(self) -> int:
        """Optimizer steps of one epoch; the last batch may be smaller."""
        return -(-self.train_images // self.config.batch_size)

    @property
    def planned_steps(self) -> int:
        """The steps of the whole training, which schedules follow: those that were taken, under a time limit."""
        return self.steps if self.last.seconds else self.steps_per_epoch * self.last.epochs


def script(course: Course, name: str) -> str:
    """Returns the training as a Python file; `name` is the run's, for its head. Raises a ValueError for what has no template."""
    head, *sections = _sections(course, name)
    body = "\n".join(f"\n# %% {part.title}\n{_commented(part.text)}\n{part.code}\n" for part in sections)
    return f'"""{head.text}\n"""\n\n{head.code}\n{body}'


def notebook(course: Course, name: str) -> str:
    """Returns the training as a Jupyter notebook, with the equations as formulas."""
    head, *sections = _sections(course, name)
    model = model_text(course.config)
    cells = [_markdown(f"# {model.title}\n\n{head.text}\n\n$${model.formula}$$"), _code_cell(head.code)]
    for part in sections:
        formula = f"\n\n$${model.likelihood.formula}$$" if part.title == "Model" else ""
        cells += [_markdown(f"## {part.title}\n\n{part.text}{formula}")]
        cells += [_code_cell(part.code.replace(SAVE, "picture"))]  # its last value is shown below a cell
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code_cell(text: str) -> dict[str, Any]:
    lines = text.strip("\n").splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": lines}


def _commented(text: str) -> str:
    return "\n".join(comment(line) for line in text.splitlines())


def _sections(course: Course, name: str) -> list[Section]:
    config = course.config
    model, images = model_text(config), images_section(config, model_class(config.model).is_conditional)
    beta = beta_text(course.pieces) if "BETA" in model.objective else NO_BETA
    rate = rate_text(course.pieces)
    parts = [images, _model_section(model)]
    parts += [] if model.is_fitted else [_training_section(course, model, beta, rate)]
    parts += [_result_section(config, model)]
    if model.is_fitted:
        parts.insert(2, _fit_section(course, model))
    settings = _settings(course, model, beta, rate)
    text = settings + "\n" + "\n".join(part.code for part in parts)
    head = Section("", _head(course, model, name, packages_of(text)), imports_of(text))
    return [head, Section("Settings", "", settings), *parts]


def _head(course: Course, model: ModelText, name: str, packages: str) -> str:
    config = course.config
    lines = [
        f"{model.title}, in PyTorch, on {config.dataset.title}.",
        "",
        f"{model.paper}.",
        f"Made by Latent Lab {vae_core.__version__} from the run {name}.",
        "It trains the same networks on the same images with the same settings, seeds and noise.",
        "So the losses of the run come back, up to rounding. All losses are in nats per image.",
        "",
        "Shapes: N images, C channels, H x W pixels, D latent dimensions.",
        f"Needs: pip install {packages}",
    ]
    return "\n".join([*lines, *_differences(course)])


def _differences(course: Course) -> list[str]:
    """Returns what the script does otherwise than the run, as lines of text."""
    last = course.last
    if not last.seconds or model_class(last.model).is_fitted_at_once():
        return []
    settings: Any = last.settings
    is_constant = last.learning_rate_schedule == getattr(settings, "beta_schedule", "constant") == "constant"
    notes = [f"The run had a limit of {last.seconds:g} s; the script takes the {course.steps:,} steps of the run."]
    if not is_constant or getattr(settings, "capacity", None):
        notes += ["Its schedules followed an estimate of this number, so its losses differ a little from the script's."]
    return ["", *notes]


def _settings(course: Course, model: ModelText, beta: ScheduleText, rate: ScheduleText) -> str:
    config = course.config
    constants = [Constant("LATENT_DIM", config.latent_dim, "numbers in a code, D"), *model.constants]
    if not model.is_fitted:
        constants += [*beta.constants, *rate.constants, Constant("BATCH_SIZE", config.batch_size, "images in a step")]
        constants += [Constant("EPOCHS", math.ceil(_steps(course) / course.steps_per_epoch), "passes over the images")]
        if not _is_whole(course):
            constants += [Constant("STEPS", course.steps, "the last epoch is not complete")]
        if "SCHEDULE_STEPS" in beta.function + rate.function + model.objective:
            constants += [Constant("SCHEDULE_STEPS", course.planned_steps, "the length of the schedules")]
        constants += [Constant("CLIP", config.clip, "largest norm of the gradient")] if config.clip else []
        if config.patience:
            constants += [
                Constant("PATIENCE", config.patience, "epochs without a better validation loss to stop after")
            ]
    constants += [Constant("SEED", config.seed, "of all random numbers")]
    device = 'DEVICE = "cuda" if torch.cuda.is_available() else "cpu"'
    return "\n".join([*(constant.line() for constant in constants), device])


def _steps(course: Course) -> int:
    """Returns the steps to take: with early stopping as many as planned."""
    return course.planned_steps if course.config.patience and not course.last.seconds else course.steps


def _is_whole(course: Course) -> bool:
    return _steps(course) % course.steps_per_epoch == 0


def _model_section(model: ModelText) -> Section:
    start = code("""
        torch.manual_seed(SEED)
        model = {name}()
        """).format(name=model.name)
    bias = [
        "mean_image = images[train.to(DEVICE)].sum(0).cpu() / (255 * len(train))",
        "with torch.no_grad():  # the untrained decoder gives the mean image",
        f"    model.decoder[-1].bias.copy_({model.likelihood.start})",
    ]
    start = "\n".join([start, *bias, *([indent(model.start, "    ")] if model.start and not model.is_fitted else [])])
    start = start.replace("images[train[", "images.cpu()[train[")
    text = "Encoder and decoder, the likelihood p(x|z), and the terms of the loss for each image."
    return Section("Model", text, f"{model.functions}\n\n\n{model.class_text}\n\n\n{start}\nmodel.to(DEVICE)")


def _fit_section(course: Course, model: ModelText) -> Section:
    fit = indent(model.start.replace("images[train]", "images[train.to(DEVICE)]"), "    ")
    text = "The best weights have a closed form: the eigenvectors of the covariance of the images."
    steps = f"with torch.no_grad():\n{fit}"
    return Section("Fit", text, f"{steps}\n\n\n{_measure(course, model)}\n\n\n{_shown_terms(model, 'validation')}")


def _call(config: RunConfig, model: ModelText) -> tuple[str, str]:
    """Returns the line that makes a batch of `rows`, and the call of `terms`."""
    made = "x = batch(rows, generator)" if config.target == "binarised" else "x = batch(rows)"
    takes = {"labels": "labels[rows]", "generator": "generator"}
    return made, f"model.terms({', '.join(['x', *(takes[name] for name in model.takes)])})"


def _measure(course: Course, model: ModelText) -> str:
    config = course.config
    made, call = _call(config, model)
    needs_generator = config.target == "binarised" or "generator" in model.takes
    names = _unpacked(model, ("reconstruction", "kl"))
    has_kl = "kl" in model.terms
    lines = ["@torch.no_grad()", "def measure(rows_of_split):"]
    doc = "Returns reconstruction loss and KL" if has_kl else "Returns the reconstruction loss"
    lines += [f'    """{doc}, the mean over images in nats; the noise is the same in each call."""', "    model.eval()"]
    lines += ["    generator = torch.Generator(DEVICE).manual_seed(SEED)"] if needs_generator else []
    lines += [
        "    total = 0.0",
        f"    for rows in rows_of_split.to(DEVICE).split({course.evaluation_batch}):",
        f"        {made}",
        f"        {names} = {call}",
    ]
    total = "torch.stack([reconstruction.sum(), kl.sum()])" if has_kl else "reconstruction.sum()"
    lines += [f"        total += {total}", "    model.train()"]
    value = "(total / len(rows_of_split)).tolist()" if has_kl else "float(total) / len(rows_of_split)"
    return "\n".join([*lines, f"    return {value}"])


def _unpacked(model: ModelText, used: Sequence[str]) -> str:
    """Returns the names on the left of an assignment of the terms; an underscore for what is not used."""
    return ", ".join(name if name in used else "_" for name in model.terms)


def _shown_terms(model: ModelText, split: str) -> str:
    if "kl" in model.terms:
        return (
            f"reconstruction, kl = measure({split})\n"
            f'print(f"{split}: -ELBO {{reconstruction + kl:.2f}}, reconstruction {{reconstruction:.2f}}, KL {{kl:.2f}}")'
        )
    return f'print(f"{split}: reconstruction {{measure({split}):.2f}}")'


def _training_section(course: Course, model: ModelText, beta: ScheduleText, rate: ScheduleText) -> Section:
    config, latent = course.config, "kl" in model.terms
    made, call = _call(config, model)
    names = _unpacked(model, [name for name in model.terms if _is_used(name, model.objective)])
    objective = model.objective.replace("BETA", beta.value) if beta.value else model.objective
    needs_generator = config.target == "binarised" or "generator" in model.takes
    loss = [f"{names} = {call}", f"loss = {objective}"]
    if config.precision == "bfloat16":
        loss = ["with torch.autocast(DEVICE, dtype=torch.bfloat16):", *("    " + line for line in loss)]
    step = ["step += 1"]
    step += [f'optimizer.param_groups[0]["lr"] = {rate.value}'] if rate.function else []
    step += [made, *loss, "optimizer.zero_grad()", "loss.backward()"]
    step += ["nn.utils.clip_grad_norm_(model.parameters(), CLIP)"] if config.clip else []
    step += ["optimizer.step()"]
    batches = "train[order].to(DEVICE).split(BATCH_SIZE)" + ("" if _is_whole(course) else "[: STEPS - step]")
    epoch = [
        "# Each epoch has an order of its own.",
        "order = torch.randperm(len(train), generator=torch.Generator().manual_seed(SEED * 1_000_003 + epoch))",
        f"for rows in {batches}:",
        *("    " + line for line in step),
        *_epoch_end(latent),
        *(_patience(latent) if config.patience else []),
    ]
    start = ["optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=True)  # fused: faster"]
    start += ["generator = torch.Generator(DEVICE).manual_seed(SEED)  # of the noise"] if needs_generator else []
    start += ["model.encoder.compile()", "model.decoder.compile()"] if config.compile else []
    start += ["history = []  # the validation losses, for a plot"]
    start += ['best_loss, best_weights, epochs_since_best = float("inf"), {}, 0'] if config.patience else []
    start += ["step = 0", "for epoch in range(EPOCHS):", *("    " + line for line in epoch)]
    functions = [text for text in (beta.function, rate.function, _measure(course, model)) if text]
    text = (
        "Adam follows the gradient of the loss. After each epoch, the images for validation measure what was learned."
    )
    return Section("Training", text, "\n\n\n".join([*functions, "\n".join(start)]))


def _is_used(name: str, objective: str) -> bool:
    return name in objective.replace("(", " ").replace(")", " ").replace(".", " ").split() or f"-{name}." in objective


def _epoch_end(latent: bool) -> list[str]:
    if latent:
        return [
            "reconstruction, kl = measure(validation)",
            "history.append((reconstruction, kl))",
            'print(f"epoch {epoch + 1}: -ELBO {reconstruction + kl:.2f}, reconstruction {reconstruction:.2f}, KL {kl:.2f}")',
        ]
    return [
        "reconstruction = measure(validation)",
        "history.append((reconstruction,))",
        'print(f"epoch {epoch + 1}: reconstruction {reconstruction:.2f}")',
    ]


def _patience(latent: bool) -> list[str]:
    return [
        "epochs_since_best += 1",
        f"if {'reconstruction + kl' if latent else 'reconstruction'} < best_loss:",
        f"    best_loss, epochs_since_best = {'reconstruction + kl' if latent else 'reconstruction'}, 0",
        "    best_weights = {name: weight.clone() for name, weight in model.state_dict().items()}",
        "elif epochs_since_best == PATIENCE:",
        "    model.load_state_dict(best_weights)",
        "    break",
    ]


def _result_section(config: RunConfig, model: ModelText) -> Section:
    labels = "labels" in model.takes
    encoded = "model.encode(shown, labels[rows])" if labels else "model.encode(shown)"
    mean = f"{encoded}[0]" if "kl" in model.terms else encoded
    decoded = f"model.decode({mean}, labels[rows])" if labels else f"model.decode({mean})"
    lines = [
        _shown_terms(model, "test"),
        "",
        "rows = test[:16].to(DEVICE)",
        "shown = images[rows].float() / 255",
        "with torch.no_grad():",
        f"    reconstructions = {decoded}",
        "sheet = torch.cat([shown, reconstructions.clamp(0, 1)]).mul(255).round().byte().cpu().unflatten(0, (2, -1))",
        "sheet = sheet.permute(0, 3, 1, 4, 2).flatten(2, 3).flatten(0, 1)  # two rows side by side: (2H, columns x W, C)",
        "picture = Image.fromarray(sheet.squeeze(2).numpy())",
        SAVE,
    ]
    text = "The loss of images that had no part in the training. The picture shows images above their reconstructions."
    return Section("Result", text, "\n".join(lines))
