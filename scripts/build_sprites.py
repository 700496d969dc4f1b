"""Trains the sprites lesson's runs again: `python -m scripts.build_sprites [NAME ...]` writes assets/disentangled/.

Three seeds of a VAE, of a beta-TCVAE, and of a beta-VAE with the same weight on the whole KL, all with the same budget.
The first seed keeps its weights in half precision; all seeds keep their measures in measures.json. A run's name is
`vae-0`; runs not named keep their old measures.
"""

from dataclasses import asdict
from pathlib import Path

from scripts.bundled_run import build_folder
from vae_core.assets import ASSETS
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.files import read_json, write_json, write_tensors
from vae_core.measures.disentanglement import disentanglement
from vae_core.measures.metrics import embed_all
from vae_core.models.beta_tcvae import BetaTcvaeSettings
from vae_core.models.vae import VaeSettings
from vae_core.runs.run import open_run
from vae_core.runs.summary import VERSION
from vae_core.training.batches import BatchLoader
from vae_core.training.terms import mean_terms
from vae_core.training.trainer import Trainer

_FOLDER = ASSETS / "disentangled"
MEASURES = _FOLDER / "measures.json"
SEEDS = (0, 1, 2)
_MODELS = ("vae", "beta_vae", "beta_tcvae")
_HEAD = """# Bundled runs on sprites

Made by `python -m scripts.build_sprites`: {epochs} epochs of a VAE, of a beta-TCVAE (weight of the total
correlation {weight:g}) and of a beta-VAE (weight {weight:g} of the whole KL) with {latents} latent dimensions on sprites
of 32 x 32. Values are of the {images:,} test images: the MIG of the posterior means in {bins} bins; other values in
nats per image, with one sample of the code for each.

| run | MIG | total correlation | -ELBO | reconstruction | KL |
|---|---|---|---|---|---|
"""


def config_of(model: str, seed: int) -> RunConfig:
    """The configuration of one run; all models have the same budget."""
    weight = BetaTcvaeSettings().tc_weight
    return RunConfig(
        data="sprites_32",
        model="vae" if model == "beta_vae" else model,
        settings=VaeSettings(beta=weight) if model == "beta_vae" else None,
        latent_dim=6,
        network="conv",
        hidden=(8, 16, 32, 64),
        activation="silu",
        epochs=40,
        learning_rate=3e-3,
        learning_rate_schedule="one_cycle",
        clip=10.0,
        seed=seed,
        threads=1,
        device="cpu",
    )


def build(name: str) -> None:
    """Trains one run, writes its measures, and keeps its weights if it has the first seed."""
    model, seed = name.rsplit("-", 1)
    config = config_of(model, int(seed))
    images = load_for(config)
    trainer = Trainer(config, images)
    for report in trainer.train():
        if report.validation:
            print(
                f"{name}: epoch {report.epoch:.0f}, reconstruction {report.validation.reconstruction:.1f}", flush=True
            )
    found = disentanglement(trainer.model, trainer.loader, images, images.test)
    found["terms"] = asdict(mean_terms(trainer.model, trainer.loader, images.test))
    write_json(MEASURES, (read_json(MEASURES) if MEASURES.exists() else {}) | {name: found})
    if int(seed) == SEEDS[0]:
        keep(trainer, _FOLDER / model)


def keep(trainer: Trainer, folder: Path) -> None:
    """Writes the files that loading the model needs."""
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(trainer.config.to_json())
    weights = {name: weight.half() for name, weight in trainer.model.state_dict().items()}
    write_tensors(folder / "weights.safetensors", weights)
    dataset = {"name": "sprites_32", "shape": list(trainer.image_set.shape)}
    write_json(folder / "summary.json", {"version": VERSION, "status": "finished", "dataset": dataset})
    keep_codes(folder)


def keep_codes(folder: Path) -> None:
    """Writes the codes of the test images with the kept weights, and the factors of these images."""
    run = open_run(folder)
    images = load_for(run.config)
    codes = embed_all(run.load_model(), BatchLoader(images), images.test)
    assert images.factors is not None  # sprites have known factors
    factors = images.factors[images.test]
    write_tensors(folder / "latents.safetensors", {"mean": codes.mean, "log_var": codes.log_var, "factors": factors})


def _readme() -> str:
    """Returns the README, with one line per run."""
    measures, rows = read_json(MEASURES), []
    for name in sorted(measures):
        found, terms = measures[name], measures[name]["terms"]
        rows.append(
            f"| {name} | {found['mig']:.3f} | {found['rate_parts']['total_correlation']:.2f} | {-terms['elbo']:.1f} | "
            f"{terms['reconstruction']:.1f} | {terms['kl']:.1f} |"
        )
    one, config = next(iter(measures.values())), config_of("beta_tcvae", 0)
    head = _HEAD.format(
        epochs=config.epochs,
        weight=config.to_plain()["tc_weight"],
        latents=config.latent_dim,
        images=one["mig_points"],
        bins=one["mig_bins"],
    )
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    build_folder(
        "build_sprites", __doc__, _FOLDER, [f"{model}-{seed}" for seed in SEEDS for model in _MODELS], build, _readme
    )
