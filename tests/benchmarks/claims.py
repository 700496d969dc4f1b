"""Prints what the papers claim, as this program measures it on test images: `python -m tests.benchmarks.claims NAME`.

Each claim trains its own models, for minutes on two cores; nothing is asserted, for some of it is luck of the seeds.
"""

import argparse
import statistics
from collections.abc import Callable, Iterator
from dataclasses import replace

import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn

from vae_core.config import RunConfig
from vae_core.datasets import ImageSet, load_for
from vae_core.measures.denoising import measure_denoising
from vae_core.measures.disentanglement import disentanglement
from vae_core.measures.metrics import evaluate, importance_weighted_nll
from vae_core.models import model_class
from vae_core.training.trainer import Trainer

BASE = RunConfig(hidden=(200, 200), latent_dim=20, target="binarised", epochs=15, threads=1, device="auto")
DRAWS = 200  # of each test image, for its NLL


def trained(config: RunConfig) -> Trainer:
    """A trainer at its end, with the last weights."""
    trainer = Trainer(config, load_for(config))
    last = list(trainer.train())[-1]
    print(f"  {config.model} seed {config.seed}: {last.epoch:.1f} epochs, {last.seconds:.0f} s", flush=True)
    return trainer


def with_model(config: RunConfig, model: str, **settings: object) -> RunConfig:
    """The same configuration for that model, with these settings of its own."""
    return replace(config, model=model, settings=model_class(model).Settings(**settings))


def nll(config: RunConfig, seed: int) -> float:
    """The importance-weighted NLL of the test images after training with that seed, in nats."""
    trainer = trained(replace(config, seed=seed))
    return importance_weighted_nll(trainer.model, trainer.loader, trainer.image_set.test, DRAWS).nats


def compare(title: str, ours: RunConfig, theirs: RunConfig, seeds: int) -> None:
    """The NLL of two configurations over the same seeds, and what the first one wins."""
    pairs = [(nll(ours, seed), nll(theirs, seed)) for seed in range(seeds)]
    won = [other - own for own, other in pairs]
    error = statistics.stdev(won) / len(won) ** 0.5 if len(won) > 1 else float("nan")
    print(f"{title}: NLL {columns(own for own, _ in pairs)} against {columns(other for _, other in pairs)} nats")
    print(f"  won {statistics.mean(won):.2f} nats, standard error {error:.2f} over {seeds} seeds")


def columns(values: Iterator[float]) -> str:
    """Numbers with two digits, in a row."""
    return " ".join(f"{value:.2f}" for value in values)


def iwae(seeds: int) -> None:
    """Burda et al. 2015: five importance samples against one, at equal steps."""
    compare("IWAE, k = 5, and VAE", with_model(BASE, "iwae", importance_samples=5), BASE, seeds)


def vamp(seeds: int) -> None:
    """Tomczak & Welling 2018: a prior of 500 posteriors, as theirs, against the standard one, at equal steps."""
    ours = with_model(BASE, "vae", prior="vamp", prior_components=500)
    compare("VampPrior and standard prior", ours, BASE, seeds)


def tcvae(seeds: int) -> None:
    """Chen et al. 2018: the mutual information gap on sprites with the total correlation weighted."""
    plain = RunConfig(data="sprites_32", latent_dim=6, epochs=20, threads=1, network="conv")
    for title, config in (("VAE", plain), ("beta-TCVAE", with_model(plain, "beta_tcvae"))):
        scores = []
        for seed in range(seeds):
            trainer = trained(replace(config, seed=seed))
            rows = trainer.image_set.test
            scores.append(disentanglement(trainer.model, trainer.loader, trainer.image_set, rows)["mig"])
        print(f"MIG of {title}: median {statistics.median(scores):.3f} ({min(scores):.3f} to {max(scores):.3f})")


def denoising(seeds: int) -> None:
    """Vincent et al. 2008: how many decibels come back at Gaussian noise of standard deviation 0.5."""
    config = RunConfig(model="denoising", latent_dim=64, hidden=(512, 256), epochs=15, threads=1)
    for seed in range(seeds):
        trainer = trained(replace(config, seed=seed))
        found = measure_denoising(trainer.model, trainer.loader, trainer.image_set.test, "gaussian", 0.5)
        won = found.after[0] - found.before[0]
        print(f"PSNR {found.before[0]:.2f} dB noisy, {found.after[0]:.2f} dB restored: {won:+.2f} dB")


def conditional(seeds: int) -> None:
    """Sohn et al. 2015: how often a classifier sees the label that a digit was asked for; 5 minutes of training on 2 cores."""
    config = RunConfig(
        model="conditional_vae",
        latent_dim=2,
        hidden=(512, 256),
        activation="silu",
        learning_rate=2e-3,
        learning_rate_schedule="one_cycle",
        epochs=1000,
        seconds=300.0,
        clip=10.0,
        threads=2,
    )
    classifier, accuracy = classify(load_for(config))
    for seed in range(seeds):
        trainer = trained(replace(config, seed=seed))
        labels = torch.arange(10_000) % 10
        images = trainer.model.eval().sample(len(labels), trainer.loader.generator(1), 1.0, labels)
        agreed = float((classifier(images.flatten(1).cpu()).argmax(1) == labels).float().mean())
        elbo = evaluate(trainer.model, trainer.loader, trainer.image_set).elbo
        print(f"agrees on {agreed:.2%} of 10,000 samples; the classifier knows {accuracy:.2%} of the test images")
        print(f"  test ELBO {elbo:.1f} nats")


def classify(image_set: ImageSet, epochs: int = 10) -> tuple[nn.Module, float]:
    """A network that names digits, with the share of the test images that it names rightly."""
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Dropout(0.3), nn.Linear(512, 10))
    optimizer = torch.optim.Adam(net.parameters(), 1e-3)
    images, labels = image_set.images.flatten(1), image_set.labels
    for epoch in range(epochs):
        order = image_set.train[torch.randperm(len(image_set.train), generator=Generator().manual_seed(epoch))]
        for rows in order.split(128):
            loss = F.cross_entropy(net(images[rows].float() / 255), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return net.eval(), _accuracy(net, images[image_set.test], labels[image_set.test])


@torch.no_grad()
def _accuracy(net: nn.Module, images: Tensor, labels: Tensor) -> float:
    return float((net(images.float() / 255).argmax(1) == labels).float().mean())


CLAIMS: dict[str, Callable[[int], None]] = {
    "conditional": conditional,
    "denoising": denoising,
    "iwae": iwae,
    "vamp": vamp,
    "tcvae": tcvae,
}


def main() -> None:
    """Measure one claim, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.claims")
    parser.add_argument("names", nargs="*", choices=[*CLAIMS, []], help="which; none: all")
    parser.add_argument("--seeds", type=int, default=3, help="trainings of each model (default: 3)")
    options = parser.parse_args()
    for name in options.names or CLAIMS:
        CLAIMS[name](options.seeds)


if __name__ == "__main__":
    main()
