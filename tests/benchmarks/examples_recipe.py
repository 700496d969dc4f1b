"""The VAE recipe of pytorch/examples, told again: torchvision's MNIST, ToTensor for each image, DataLoader, Adam, BCE summed.

https://github.com/pytorch/examples/tree/main/vae (BSD-3-Clause). On a processor its loader has no worker processes.
"""

import sys

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader
from turns import take_turns

from vae_core.datasets import torchvision_import  # noqa: F401 (must come before torchvision)

# isort: split
from torchvision import datasets, transforms


class Recipe(nn.Module):
    """784-400-20 and back: ReLU inside, a sigmoid at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.mean, self.log_var = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)
        self.widen, self.image = nn.Linear(20, 400), nn.Linear(400, 784)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Reconstruction, mean and log-variance."""
        hidden = F.relu(self.hidden(images.view(-1, 784)))
        mean, log_var = self.mean(hidden), self.log_var(hidden)
        sd = torch.exp(0.5 * log_var)
        z = mean + torch.randn_like(sd) * sd
        return torch.sigmoid(self.image(F.relu(self.widen(z)))), mean, log_var


def loss_of(model: Recipe, images: Tensor) -> Tensor:
    """Cross-entropy and KL, summed over the batch."""
    reconstruction, mean, log_var = model(images)
    cross_entropy = F.binary_cross_entropy(reconstruction, images.view(-1, 784), reduction="sum")
    return cross_entropy - 0.5 * torch.sum(1 + log_var - mean.pow(2) - log_var.exp())


def main(folder: str) -> None:
    """Train an epoch for each line of the input."""
    torch.manual_seed(1)
    transform = transforms.ToTensor()
    train = DataLoader(datasets.MNIST(folder, train=True, transform=transform), batch_size=128, shuffle=True)
    test = DataLoader(datasets.MNIST(folder, train=False, transform=transform), batch_size=128, shuffle=False)
    model = Recipe()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def epoch() -> float:
        model.train()
        total = 0.0
        for images, _ in train:
            optimizer.zero_grad()
            loss = loss_of(model, images)
            loss.backward()
            total += loss.item()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            return sum(loss_of(model, images).item() for images, _ in test) / 10_000

    take_turns(epoch)


if __name__ == "__main__":
    main(sys.argv[1])
