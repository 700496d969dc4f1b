"""Trains the run of the tour again: `python -m scripts.build_beta_up` writes assets/recorded/<id>/.

One VAE of two latent dimensions is trained with a small beta. Then beta is raised step by step, until the posterior
collapses to the prior. The run keeps a frame at the end of each level of beta, with its decoder.
"""

import shutil

from scripts.build_recorded import LEFT_OUT, RECORDED_FOLDER
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.models.vae import VaeSettings
from vae_core.recording import recording
from vae_core.recording.frame_keeper import FrameKeeper
from vae_core.recording.recording import record
from vae_core.runs.run import create_run
from vae_core.training.trainer import Trainer

_NAME = "mnist-vae-2d-beta-up"
_FIRST, _EACH = 12, 3  # epochs with the first beta, and with each of the others
_BETAS = (0.02, 0.1, 0.3, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)


def config() -> RunConfig:
    """Returns the configuration; a small network, so that ten decoders take 0.6 MB."""
    return RunConfig(
        data="mnist",
        latent_dim=2,
        hidden=(64, 48),
        activation="silu",
        epochs=_FIRST + _EACH * (len(_BETAS) - 1),
        batch_size=128,
        learning_rate=2e-3,
        clip=10.0,
        threads=1,
        device="cpu",
        settings=VaeSettings(beta=_BETAS[0]),
    )


class LevelKeeper(FrameKeeper):
    """A frame keeper that keeps a frame at the end of each level of beta."""

    ends: tuple[int, ...] = ()  # steps

    def is_due(self) -> bool:
        """True at the end of a level."""
        return self.trainer.step in self.ends


def build() -> None:
    """Trains the run and leaves out the files that the tour does not read."""
    folder = RECORDED_FOLDER / _NAME
    shutil.rmtree(folder, ignore_errors=True)
    run = create_run(folder, config())
    trainer = Trainer(run.config, load_for(run.config))
    LevelKeeper.ends = tuple((_FIRST + _EACH * at) * trainer.steps_per_epoch for at in range(len(_BETAS)))
    vars(recording)["FrameKeeper"] = LevelKeeper
    for report in record(run, trainer):
        if report.step in LevelKeeper.ends[:-1]:
            run.ask("beta", _BETAS[LevelKeeper.ends.index(report.step) + 1])
        if report.validation:
            print(report.epoch, report.beta, report.validation.reconstruction, report.validation.kl, flush=True)
    for left_out in (*LEFT_OUT, "live.safetensors", "decoder.onnx", "control.lock"):
        (folder / left_out).unlink(missing_ok=True)
    kept = [
        line
        for line in (folder / "metrics.jsonl").read_text().splitlines()
        if '"validation": {' in line or "event" in line
    ]
    (folder / "metrics.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    build()
