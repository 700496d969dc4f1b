"""The same work by pythae's own model, loss and trainer; only the networks are given. Runs in pythae's environment.

https://github.com/clementchadebec/benchmark_VAE (Apache-2.0).
"""

import sys
from pathlib import Path

import numpy as np
import torch
from pythae.data.datasets import BaseDataset
from pythae.models import VAE, VAEConfig
from pythae.models.base.base_utils import ModelOutput
from pythae.models.nn import BaseDecoder, BaseEncoder
from pythae.trainers import BaseTrainer, BaseTrainerConfig
from torch import Tensor, nn
from turns import take_turns


class Encoder(BaseEncoder):
    """784-400 to 20 means and log-variances."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Sequential(nn.Flatten(), nn.Linear(784, 400), nn.ReLU())
        self.mean, self.log_var = nn.Linear(400, 20), nn.Linear(400, 20)

    def forward(self, images: Tensor) -> ModelOutput:
        """What pythae's VAE asks for, by its names."""
        hidden = self.hidden(images)
        return ModelOutput(embedding=self.mean(hidden), log_covariance=self.log_var(hidden))


class Decoder(BaseDecoder):
    """20-400-784, a sigmoid at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784), nn.Sigmoid())

    def forward(self, z: Tensor) -> ModelOutput:
        """What pythae's VAE asks for, by its names."""
        return ModelOutput(reconstruction=self.layers(z).reshape(-1, 1, 28, 28))


def images_of(path: Path) -> BaseDataset:
    """The images of an IDX file as pythae keeps them: floats in [0, 1] in memory."""
    pixels = np.frombuffer(path.read_bytes(), np.uint8, offset=16).reshape(-1, 1, 28, 28)
    return BaseDataset(torch.from_numpy(pixels / np.float32(255)), torch.zeros(len(pixels)))


def main(folder: str) -> None:
    """Train an epoch for each line of the input."""
    raw = Path(folder) / "MNIST" / "raw"
    config = VAEConfig(input_dim=(1, 28, 28), latent_dim=20, reconstruction_loss="bce")
    training = BaseTrainerConfig(
        output_dir=f"{folder}/pythae",
        learning_rate=1e-3,
        optimizer_cls="Adam",
        no_cuda=True,
        seed=1,
        per_device_train_batch_size=128,
        per_device_eval_batch_size=128,
        num_epochs=100_000,
    )
    trainer = BaseTrainer(
        model=VAE(config, encoder=Encoder(), decoder=Decoder()),
        train_dataset=images_of(raw / "train-images-idx3-ubyte"),
        eval_dataset=images_of(raw / "t10k-images-idx3-ubyte"),
        training_config=training,
    )
    trainer.prepare_training()
    trainer.callback_handler.callbacks.clear()  # progress bars
    count = 0

    def epoch() -> float:
        nonlocal count
        count += 1
        trainer.train_step(count)
        return float(trainer.eval_step(count))

    take_turns(epoch)


if __name__ == "__main__":
    main(sys.argv[1])
