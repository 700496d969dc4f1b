"""A run in TensorBoard's format: curves, images beside their reconstructions, samples, and the codes for the projector.

torch.utils.tensorboard writes the files; it needs the optional package tensorboard.
"""

import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import torch.nn.functional as F

from vae_core.files import DamagedRun, read_tensors, write_bytes
from vae_core.measures.codes import Codes
from vae_core.results.run_tables import kept_codes
from vae_core.runs.run import Run
from vae_core.training.report import Report
from vae_core.training.terms import Terms

FOLDER_OF_LOG = "tensorboard"  # in the run's folder
_POINTS = 5000  # of the projector, with an image each
NEEDED = "TensorBoard's format needs the package tensorboard, which is not installed; run `pip install tensorboard`"


class TensorboardLog:
    """The event files of one run, in a folder."""

    def __init__(self, folder: Path) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise ValueError(NEEDED) from error
        self.writer: Any = SummaryWriter(str(folder))

    def __enter__(self) -> "TensorboardLog":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.writer.close()

    def add_report(self, report: Report) -> None:
        """Adds the terms of a report at its step; training and validation share a chart."""
        for split, terms in (("train", report.train), ("validation", report.validation)):
            for name, value in _named(terms).items():
                self.writer.add_scalar(f"{name}/{split}", value, report.step)
        self.writer.add_scalar("schedule/weight", report.beta, report.step)
        self.writer.add_scalar("schedule/learning_rate", report.learning_rate, report.step)
        self.writer.flush()  # so that TensorBoard shows a training that goes on

    def add_results(self, run: Run) -> None:
        """Adds the images and the codes of a run that has ended; nothing where it kept none."""
        step = run.reached
        with suppress(DamagedRun):
            live = read_tensors(run.path / "live.safetensors")[0]
            for name in ("inputs", "reconstructions", "samples"):
                if len(live.get(name, ())):
                    self.writer.add_images(name, live[name], step, dataformats="NCHW")
        with suppress(DamagedRun):
            self._add_codes(kept_codes(run), step)
        self.writer.flush()

    def _add_codes(self, codes: Codes, step: int) -> None:
        means = codes.mean[:_POINTS]
        means = F.pad(means, (0, max(0, 3 - means.shape[1])))  # the projector shows three dimensions
        assert codes.label is not None
        words = [codes.class_names[label] if codes.class_names else str(label) for label in codes.label.tolist()]
        names = ["class", "index", "split"]
        index = [] if codes.index is None else codes.index.tolist()
        rows = [list(map(str, row)) for row in zip(words, index, codes.split, strict=True)][:_POINTS]
        self.writer.add_embedding(means, rows, global_step=step, tag="codes", metadata_header=names)


def _named(terms: Terms | None) -> dict[str, float]:
    if terms is None:
        return {}
    found = {"reconstruction": terms.reconstruction, "kl": terms.kl, "elbo": terms.elbo}
    return {name: value for name, value in found.items() if value is not None}


def write_tensorboard(run: Run, folder: Path) -> list[Path]:
    """Writes the event files of a run into a folder, all of them or none, and returns their paths."""
    with tempfile.TemporaryDirectory() as name:  # a full disk would leave half a file, and end a thread of tensorboard
        beside, written = Path(name), list[Path]()
        with TensorboardLog(beside) as log:
            for report in run.reports():
                log.add_report(report)
            log.add_results(run)
        try:
            for path in sorted(found for found in beside.rglob("*") if found.is_file()):
                target = folder / path.relative_to(beside)
                target.parent.mkdir(parents=True, exist_ok=True)
                write_bytes(target, path.read_bytes())
                written.append(target)
        except OSError:
            for target in written:
                target.unlink(missing_ok=True)
            raise
    return written
