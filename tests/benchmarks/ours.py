"""Our trainer on the work that tests/benchmarks/trainer.py states."""

from dataclasses import replace

import torch
from turns import take_turns

from vae_core.config import RunConfig
from vae_core.datasets import load_dataset
from vae_core.training.trainer import Trainer


def main() -> None:
    """Train an epoch for each line of the input."""
    config = RunConfig(hidden=(400,), latent_dim=20, epochs=100_000, device="cpu", threads=torch.get_num_threads())
    # All 60,000 are trained on and the 10,000 take the place of the validation images, as the others have it.
    test = torch.arange(60_000, 70_000)
    mnist = replace(load_dataset("mnist"), train=torch.arange(60_000), validation=test, test=test)
    reports = Trainer(config, mnist).train()

    def epoch() -> float:
        elbo = next(report.validation.elbo for report in reports if report.validation)
        return -float(elbo)

    take_turns(epoch)


if __name__ == "__main__":
    main()
