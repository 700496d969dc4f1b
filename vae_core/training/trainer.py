"""Training as a generator of reports: the caller decides what to show, what to store and when to stop.

This module knows no page and no file, and has no branch on the model. All terms are in nats per image.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

import torch
from torch import Generator, Tensor

from vae_core.config import RunConfig
from vae_core.datasets import DATASETS, ImageSet
from vae_core.files import DamagedRun
from vae_core.models import Loss, Model, model_class
from vae_core.nn.schedules import one_cycle
from vae_core.training.batches import BatchLoader
from vae_core.training.device import WORTH, choose_device, measured_threads, use_threads
from vae_core.training.report import Report, stop_words
from vae_core.training.state import check_state, part
from vae_core.training.terms import Terms, TermSums, mean_terms

REPORT_SECONDS = 0.25  # between two reports at most, so that curves move and a stop takes effect soon
ABSURD = 1e3  # times the reconstruction loss of the first step: no training recovers from more


def check_trainable(config: RunConfig, image_set: ImageSet) -> None:
    """Raises a ValueError, before any work, where this configuration cannot be trained on these images."""
    _check_images(config, image_set)
    config.architecture(image_set.shape)
    choose_device(config.device)
    count = len(image_set.train)
    if not len(image_set.validation) or not len(image_set.test):
        raise ValueError(f"{count} training images leave none to validate or test with; choose more images or classes")
    fewest = model_class(config.model).fewest_images(config.latent_dim, config.settings)
    if count < fewest:
        raise ValueError(
            f"the model {config.model} with {config.latent_dim} latent dimensions needs {fewest} training images, and "
            f"there are {count}; choose more images or fewer latent dimensions"
        )
    if config.batch_size > count:
        raise ValueError(
            f"batch_size is {config.batch_size}; with {count} training images it must be from 1 to {count}"
        )


def _check_images(config: RunConfig, image_set: ImageSet) -> None:
    """Raises a ValueError for a data set of the registry, or for classes, that the configuration does not name."""
    if image_set.name in DATASETS and image_set.name != config.data:
        raise ValueError(
            f"the images are {image_set.name!r} and the configuration names {config.data!r}; give load_for(config)"
        )
    wanted = tuple(dict.fromkeys(config.classes)) or config.dataset.class_names
    if image_set.name == config.data and image_set.class_names != wanted:
        raise ValueError(
            f"the images have the classes {', '.join(image_set.class_names)}, and the configuration names "
            f"{', '.join(wanted)}; give load_for(config)"
        )


class Trainer:
    """The training of one model on one image set: `train()` yields reports, `state()` returns what a resume needs."""

    def __init__(self, config: RunConfig, image_set: ImageSet, kind: type[Model] | None = None) -> None:
        """`kind` replaces the class that the registry has under the configuration's model; it takes the same settings."""
        check_trainable(config, image_set)
        self.config, self.image_set = config, image_set
        self.device = choose_device(config.device)
        self.threads = use_threads(config.threads or threads_for(config, image_set, self.device, kind))
        self.loader = BatchLoader(image_set, config.target, self.device)
        self.model = build_model(config, image_set, kind).to(self.device)
        # Adam's fused update needs one pass over the weights, the plain one about ten; MPS has none.
        is_fused = self.device.type != "mps"
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=config.learning_rate, fused=is_fused)
        self.generator = self.loader.generator(config.seed)
        self.order = torch.zeros(0, dtype=torch.int64)
        self.step = 0
        self.seconds = 0.0  # of training so far, those before a resume included
        self.first_reconstruction: float | None = None
        self.best_loss, self.epochs_since_best = math.inf, 0
        self.best_weights: dict[str, Tensor] = {}
        self.stop_reason, self._is_stopping = "", False
        if config.compile:
            self.model.encoder.compile()
            self.model.decoder.compile()

    @property
    def steps_per_epoch(self) -> int:
        """Optimizer steps of one epoch; the last batch may be smaller."""
        return -(-len(self.image_set.train) // self.config.batch_size)

    @property
    def planned_steps(self) -> int:
        """Steps of the whole training without a time limit; a model may need fewer steps than the epochs have."""
        return int(min(self.steps_per_epoch * self.config.epochs, self.model.most_steps))

    @property
    def total_steps(self) -> int:
        """Steps of the whole training; under a time limit, estimated from the speed so far."""
        planned = self.planned_steps
        if not self.config.seconds or not self.seconds:
            return planned
        return max(self.step + 1, min(planned, round(self.step * self.config.seconds / self.seconds)))

    @property
    def progress(self) -> float:
        """The completed share of the training, from 0 to 1: of its steps, or of its seconds if these run out first."""
        by_steps = self.step / self.planned_steps
        return min(1.0, max(by_steps, self.seconds / self.config.seconds if self.config.seconds else 0.0))

    @property
    def message(self) -> str:
        """The reason for the end of the training as a sentence; empty before."""
        epochs = self.step / self.steps_per_epoch
        is_at_once = self.planned_steps < self.steps_per_epoch * self.config.epochs
        return stop_words(self.stop_reason, self.config, self.step, epochs, is_at_once)

    def stop(self) -> None:
        """Ends the training with the next report; the weights are kept."""
        self._is_stopping = True

    @property
    def is_stopping(self) -> bool:
        """True after `stop()`."""
        return self._is_stopping

    def end(self, reason: str) -> None:
        """Ends the training now, without a report: for a resumed state that had already reached its end."""
        self.stop_reason = reason

    def change(self, config: RunConfig) -> None:
        """Changes beta, schedule, learning rate or length from the next step on."""
        self.config = config
        if config.settings is not None:
            self.model.settings = config.settings

    def train(self, should_report: Callable[[], bool] = lambda: False) -> Iterator[Report]:
        """Trains until the epochs, the seconds or the patience run out, `stop()` is called or the loss diverges.

        Yields a report at each epoch's end, at least every REPORT_SECONDS, and after each step for which `should_report()`
        is true. It is called once a step, so it must take microseconds.
        """
        good = validated = self._weights()
        while not self.stop_reason:
            report = self._until_report(should_report)
            if report.stop_reason == "diverged":
                self._restore(good, validated)
            elif bool(torch.nn.utils.get_total_norm(self.model.state_dict().values()).isfinite()):
                good = self._weights()
                validated = good if report.validation else validated
            if report.stop_reason == "converged":
                self.model.load_state_dict(self.best_weights)
            yield report

    def _restore(self, good: dict[str, Tensor], validated: dict[str, Tensor]) -> None:
        """Loads the better of two sets of weights, by the validation images: finite weights may give absurd losses."""
        losses = []
        for weights in (good, validated):
            self.model.load_state_dict(weights)
            terms = self._validate()
            losses.append(terms.cost if terms.are_finite else math.inf)
        if losses[0] <= losses[1]:
            self.model.load_state_dict(good)

    def _until_report(self, should_report: Callable[[], bool]) -> Report:
        """Takes steps until the next report is due."""
        started, sums, is_epoch_end = time.perf_counter(), TermSums(), False
        seconds_before = self.seconds
        while not is_epoch_end and self.seconds - seconds_before < REPORT_SECONDS and self.progress < 1:
            sums.add(self._step())
            if self.first_reconstruction is None:  # of the first step, before a loss that diverges can raise it
                self.first_reconstruction = abs(sums.mean().reconstruction)
            self.seconds = seconds_before + time.perf_counter() - started
            is_epoch_end = self.step % self.steps_per_epoch == 0
            if should_report():
                break
        terms, speed = sums.mean(), sums.count / max(self.seconds - seconds_before, 1e-9)
        validation = self._validate() if is_epoch_end or self.progress >= 1 else None
        self.seconds = seconds_before + time.perf_counter() - started  # a time limit includes the validation
        if self._is_absurd(terms) or (validation is not None and self._is_absurd(validation)):
            self.stop_reason = "diverged"
            return self._report(None, None, sums.last_weight, speed)
        self._decide(validation if is_epoch_end else None)
        return self._report(terms, validation, sums.last_weight, speed)

    def _step(self) -> Loss:
        """Takes one optimizer step on the next batch."""
        rate = self._learning_rate()
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        batch = self.loader.batch(self.next_rows(), self.generator, self.step + 1, self.total_steps)
        with self.autocast():
            loss = self.model.loss(batch)
        self.model.zero_grad()
        loss.objective.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        if self.config.clip:
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.config.clip)
        self.optimizer.step()
        self.step += 1
        return loss

    def next_rows(self) -> Tensor:
        """The rows of the next batch. The order of an epoch depends on seed and epoch alone, so a resume needs no copy of it."""
        epoch, within = divmod(self.step, self.steps_per_epoch)
        if within == 0 or not len(self.order):
            seed = self.config.seed * 1_000_003 + epoch
            order = torch.randperm(len(self.image_set.train), generator=Generator().manual_seed(seed))
            self.order = self.image_set.train[order].to(self.device)
        return self.order[within * self.config.batch_size : (within + 1) * self.config.batch_size]

    def _validate(self) -> Terms:
        with self.autocast():
            return mean_terms(self.model, self.loader, self.image_set.validation, self.config.seed)

    def _learning_rate(self) -> float:
        if self.config.learning_rate_schedule == "constant":
            return self.config.learning_rate
        return self.config.learning_rate * one_cycle(self.step + 1, self.total_steps)

    def autocast(self) -> AbstractContextManager[Any]:
        """The context in which losses are computed: bfloat16 where the configuration asks for it."""
        if self.config.precision == "float32":
            return nullcontext()
        return torch.autocast(self.device.type, dtype=torch.bfloat16)

    def _is_absurd(self, terms: Terms) -> bool:
        if not terms.are_finite:
            return True
        assert self.first_reconstruction is not None
        most = ABSURD * (1 + self.first_reconstruction)
        return abs(terms.reconstruction) > most or (terms.kl or 0.0) > most + ABSURD * self.config.latent_dim

    def _decide(self, validation: Terms | None) -> None:
        """Sets `stop_reason` where the training ends now; keeps a copy of the best weights under early stopping."""
        if self._is_stopping:
            self.stop_reason = "stopped"
        if self.progress >= 1:
            by_time = self.config.seconds and self.seconds >= self.config.seconds
            self.stop_reason = "time" if by_time else "finished"
        if validation is None or not self.config.patience:
            return
        loss = validation.cost
        self.epochs_since_best += 1
        if loss < self.best_loss:
            self.best_loss, self.epochs_since_best, self.best_weights = loss, 0, self._weights()
        elif self.epochs_since_best >= self.config.patience:
            self.stop_reason = "converged"

    def _report(self, train: Terms | None, validation: Terms | None, beta: float, speed: float) -> Report:
        return Report(
            step=self.step,
            epoch=self.step / self.steps_per_epoch,
            progress=self.progress,
            seconds=self.seconds,
            train=train,
            validation=validation,
            beta=beta,
            learning_rate=self.optimizer.param_groups[0]["lr"],
            images_per_second=speed,
            stop_reason=self.stop_reason,
            message=self.message,
        )

    def _weights(self) -> dict[str, Tensor]:
        return {name: weight.detach().clone() for name, weight in self.model.state_dict().items()}

    def state(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """The state for a bit-for-bit resume: tensors by name, and plain numbers."""
        tensors = {f"model.{name}": weight for name, weight in self._weights().items()}
        tensors |= {f"best.{name}": weight for name, weight in self.best_weights.items()}
        for index, values in self.optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{index}.{name}": value.clone() for name, value in values.items()}
        tensors["generator"] = self.generator.get_state()
        numbers = {name: getattr(self, name) for name in _POSITION}
        numbers["best_loss"] = None if math.isinf(self.best_loss) else self.best_loss
        return tensors, numbers

    def load_state(self, tensors: dict[str, Tensor], numbers: dict[str, Any], is_moved: bool = False) -> None:
        """Continues from the result of `state()`: the same weights follow, bit for bit, with the same number of threads.

        `is_moved`: the state comes from another kind of device, whose random numbers cannot go on here. New ones begin,
        which depend on seed and step alone. Raises a DamagedRun, before any change, where this is no state of this
        training, or one of another kind of device.
        """
        check_state(self.model, tensors, numbers)
        try:
            if is_moved:
                self.generator.manual_seed(self.config.seed * 1_000_003 + numbers["step"])
            else:
                self.generator.set_state(tensors["generator"].cpu())
        except (RuntimeError, TypeError) as error:
            raise DamagedRun(
                f"the random number generator of this state does not fit the device {self.device.type!r}: {error}"
            ) from error
        self.model.load_state_dict(part("model.", tensors))
        self.best_weights = part("best.", tensors)
        slots: dict[int, dict[str, Tensor]] = {}
        for name, value in part("optimizer.", tensors).items():
            index, slot = name.split(".")
            slots.setdefault(int(index), {})[slot] = value
        groups = self.optimizer.state_dict()["param_groups"]
        self.optimizer.load_state_dict({"state": slots, "param_groups": groups})
        for name in _POSITION:
            setattr(self, name, numbers[name])
        self.best_loss = math.inf if numbers["best_loss"] is None else numbers["best_loss"]
        self.order = torch.zeros(0, dtype=torch.int64)


_POSITION = ("step", "seconds", "epochs_since_best", "first_reconstruction")


def threads_for(
    config: RunConfig, image_set: ImageSet, device: torch.device, kind: type[Model] | None = None, worth: float = WORTH
) -> int:
    """The number of threads that pays for a configuration that leaves it open; measured on a model of its own.

    0, which leaves the number as it is, where the arithmetic is not the CPU's.
    """
    if device.type != "cpu":
        return 0
    probe = replace(config, threads=1, compile=False, seconds=0.0)
    work = (config.architecture(image_set.shape), config.model, config.settings, config.batch_size, config.precision)
    return measured_threads(work, lambda: Trainer(probe, image_set, kind)._step, worth=worth)


def build_model(config: RunConfig, image_set: ImageSet, kind: type[Model] | None = None) -> Model:
    """The untrained model of a configuration; its weights depend on the configuration's seed alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        model = (kind or model_class(config.model))(config.architecture(image_set.shape), config.settings)
    model.initialise(image_set)
    return model
