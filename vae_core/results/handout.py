"""The handout of a run: settings, curves, latent plane, reconstructions and three questions, on two A4 pages of HTML.

The template is assets/handout.html; this module fills in the parts in double braces.
"""

import base64
import io
import re
from datetime import datetime
from html import escape
from typing import Any

from torch import Tensor

import vae_core
from vae_core.assets import ASSETS
from vae_core.config import RunConfig
from vae_core.diagnosis.rules import COLLAPSED, diagnose_run
from vae_core.files import DamagedRun, read_tensors
from vae_core.results.figures import curve_charts, has_prior_circles, plane_chart, shown_codes
from vae_core.results.questions import Findings, questions
from vae_core.runs.history import changes_in_force
from vae_core.runs.library import about
from vae_core.runs.run import Run
from vae_core.settings import setting_fields

IMAGES = 10  # with their reconstructions
MOST_ROWS = 24  # of settings, so that the first page has room for the rest
ENLARGED = 3  # pixels of the print for each pixel of an image, so that small images stay sharp
COMMON = (
    "target",
    "network",
    "activation",
    "epochs",
    "seconds",
    "batch_size",
    "learning_rate",
    "learning_rate_schedule",
    "seed",
)
_NAMED = {"sd": "standard deviation", "clip": "gradient clipping", "warm_up": "warm-up", "hidden": "hidden layers"}
OF_MACHINE = ("device", "threads", "precision", "compile", "data", "model", "classes", "subset", "latent_dim", "hidden")


def check_handout(run: Run) -> None:
    """Raises a DamagedRun where there is no handout of `run`: it is not over, or has no curves or codes."""
    if not run.is_over:
        raise DamagedRun(f"run {run.id} is {run.summary.status}; its handout can be made when it has ended")
    if run.last_report() is None or not (run.path / "latents.safetensors").exists():
        raise DamagedRun(f"run {run.id} has no curves or no codes; train it to its end, then make the handout")


def handout(run: Run, student: str = "") -> bytes:
    """The handout of `run` as HTML, in UTF-8, with the name of the `student` or a line for it.

    Raises a DamagedRun naming what is missing.
    """
    check_handout(run)
    reports = [report for report in run.reports() if report.train is not None]
    if not reports:
        raise DamagedRun(f"run {run.id} has no curves: its loss was never a usable number")
    config, words = run.config, about(run)
    means, labels = shown_codes(run)
    steered = _steered(run)
    names = run.trained_on.class_names
    problems = _problems(run)
    is_collapsed = COLLAPSED in problems
    found = Findings(config, run.summary, reports, [text for text, _ in steered], means, labels, names, is_collapsed)
    asked = "".join(f"<li><p>{escape(text)}</p><div></div><div></div><div></div></li>" for text in questions(found))
    parts = {
        "title": escape(words.title or f"{_model_words(config)} on {config.dataset.title}"),
        "subtitle": escape(_subtitle(run)),
        "settings": _table(_settings(config, [text for text, _ in steered])),
        "student": escape(student) or "<i></i>",
        "date": escape(_date(run)),
        "results": _table([*_results(run), ("diagnosis", "; ".join(problems.values()) or "no problem")]),
        "curves": "".join(curve_charts(reports, [epoch for _, epoch in steered])),
        "pictures": _pictures(run),
        "plane": plane_chart(run, means, labels, not is_collapsed),
        "plane_text": escape(_plane_text(run, means, is_collapsed)),
        "questions": asked,
        "notes": f"<p class='notes'>{escape(words.notes)}</p>" if words.notes else "",
        "foot": escape(f"Latent Lab {vae_core.__version__} · run {run.id[:20]}"),
    }
    template = (ASSETS / "handout.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], template).encode()


def _model_words(config: RunConfig) -> str:
    return {"vae": "VAE", "iwae": "IWAE", "pca": "PCA"}.get(config.model, config.model.replace("_", " ").capitalize())


def _subtitle(run: Run) -> str:
    return f"{run.trained_on.train:,} training images of {run.config.dataset.description}"


def _date(run: Run) -> str:
    """The day of the training, as people write it."""
    try:
        day = datetime.fromisoformat(run.summary.created)
    except ValueError:  # of another program
        return run.summary.created[:10]
    return f"{day.day} {day:%B %Y}"


def _problems(run: Run) -> dict[str, str]:
    """The titles of the problems that the diagnosis finds, by their names."""
    return {finding.name: finding.title for finding in diagnose_run(run) if not finding.is_note}


def _table(rows: list[tuple[str, str]]) -> str:
    return "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows)


def _settings(config: RunConfig, steered: list[str]) -> list[tuple[str, str]]:
    """The settings that a reader needs to train it again: the common ones, and those of the model that are not its defaults."""
    sizes = config.architecture(config.dataset.shape).sizes
    rows = [
        ("model", _model_words(config)),
        ("latent dimensions", str(config.latent_dim)),
        ("hidden layers", ", ".join(map(str, sizes)) or "none"),
    ]
    rows += [("classes", ", ".join(config.classes))] if config.classes else []
    for part, always in ((config, COMMON), (config.settings, ("likelihood", "beta", "prior"))):
        for entry in setting_fields(part):
            if entry.name == "activation" and config.layers is not None:  # an imported network may have several
                continue
            value = getattr(part, entry.name)
            if (
                entry.name in OF_MACHINE
                or (entry.name not in always and value == entry.default)
                or (value == 0 and entry.name != "seed")
            ):
                continue
            rows.append((_NAMED.get(entry.name, entry.name.replace("_", " ")), _in_words(value)))
    rows += [("changed while it trained", text) for text in steered[:3]]
    return rows[:MOST_ROWS]


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")


def _results(run: Run) -> list[tuple[str, str]]:
    summary = run.summary
    terms = summary.validation
    rows = [("end", summary.message or summary.status)]
    if terms is not None and terms.elbo is not None:
        rows += [("-ELBO", f"{-terms.elbo:.1f} nats an image")]
    if terms is not None:
        rows += [("reconstruction loss", f"{terms.reconstruction:.1f} nats an image")]
    if terms is not None and terms.kl is not None:
        rows += [("KL", f"{terms.kl:.1f} nats an image")]
    if summary.active_units is not None:
        rows += [("active dimensions", f"{summary.active_units} of {run.config.latent_dim}")]
    rows += [("trainable parameters", f"{summary.parameters:,}")] if summary.parameters is not None else []
    rows += [("training time", f"{summary.seconds:,.0f} s")] if summary.seconds is not None else []
    return rows


def _steered(run: Run) -> list[tuple[str, float]]:
    """Each change of a setting while it trained as text, with its epoch."""
    per_epoch = -(-run.trained_on.train // run.config.batch_size) if run.trained_on.train else 0
    return [
        (
            f"{event['event'].replace('_', ' ')} {_in_words(event.get('before', ''))} → {_in_words(event['value'])}",
            event["step"] / max(per_epoch, 1),
        )
        for event in changes_in_force(run.events())
        if event["event"] != "extend"
    ]


def _plane_text(run: Run, means: Tensor, is_collapsed: bool) -> str:
    text = f"Each point is the code of one of {len(means):,} test images"
    text += (
        ". The posterior collapsed: all images have nearly the same code, so the points overlap."
        if is_collapsed
        else "; each name marks the median of its class."
    )
    if run.config.latent_dim > 2:
        text += f" The plane shows the two directions in which the {run.config.latent_dim} numbers of a code vary most."
    if has_prior_circles(run.config):
        text += " The circles are one and two standard deviations of the prior."
    return text


def _pictures(run: Run) -> str:
    try:
        tensors, _ = read_tensors(run.path / "live.safetensors")
    except DamagedRun:
        return "<p>This run kept no pictures.</p>"
    shown = (("inputs", "image"), ("reconstructions", "reconstruction"), ("samples", "sample from the prior"))
    rows = [(tensors[name], words) for name, words in shown if name in tensors and len(tensors[name])]
    return "".join(
        f"<tr><th>{words}</th>{''.join(f'<td>{_image(image)}</td>' for image in images[:IMAGES])}</tr>"
        for images, words in rows
    )


def _image(image: Tensor) -> str:
    from PIL import Image  # here, because only a handout needs it; torchvision brings it

    values = image.permute(1, 2, 0).numpy()
    picture = Image.fromarray(values.squeeze(2) if values.shape[2] == 1 else values)
    picture = picture.resize((ENLARGED * picture.width, ENLARGED * picture.height), Image.Resampling.NEAREST)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return f'<img alt="" src="data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}">'
