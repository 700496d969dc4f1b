"""Train the sprites lesson's pair again: `python scripts/build_sprites.py [RUN ...]` writes assets/disentangled/.

Three seeds of a VAE and of a beta-TCVAE with the same budget. Of the first seed the weights are kept, in half precision; of
all of them what measures.json says. A run is named as `vae-0`; those not named keep their measures.
"""

import sys
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from vae_core.config import RunConfig  # noqa: E402
from vae_core.datasets import load_for  # noqa: E402
from vae_core.files import read_json, write_json, write_tensors  # noqa: E402 (the path comes first)
from vae_core.measures.disentanglement import disentanglement  # noqa: E402
from vae_core.measures.metrics import embed_all  # noqa: E402
from vae_core.runs.run import VERSION, open_run  # noqa: E402
from vae_core.training.batches import BatchLoader  # noqa: E402
from vae_core.training.terms import mean_terms  # noqa: E402
from vae_core.training.trainer import Trainer  # noqa: E402

PAIR = ROOT / "assets" / "disentangled"
MEASURES = PAIR / "measures.json"
SEEDS = (0, 1, 2)
HEAD = """# Bundled pair on sprites

Made by `python scripts/build_sprites.py`: {epochs} epochs of a VAE and of a beta-TCVAE (weight of the total correlation
{weight:g}) with {latents} latent dimensions on sprites of 32 x 32. Figures are of the {images:,} test images; MIG of the
means in {bins} bins; nats per image, one draw of the code for each.

| run | MIG | total correlation | -ELBO | reconstruction | KL |
|---|---|---|---|---|---|
"""


def config_of(model: str, seed: int) -> RunConfig:
    """The same budget for both models."""
    return RunConfig(
        data="sprites_32", model=model, latent_dim=6, network="conv", hidden=(8, 16, 32, 64), activation="silu", epochs=40,
        learning_rate=3e-3, learning_rate_schedule="one_cycle", clip=10.0, seed=seed, threads=1, device="cpu",
    )  # fmt: skip


def build(name: str) -> None:
    """Train one run, note its measures, keep its weights if it is of the first seed."""
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
        keep(trainer, PAIR / model)


def keep(trainer: Trainer, folder: Path) -> None:
    """What is needed to load the model again."""
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(trainer.config.to_json())
    weights = {name: weight.half() for name, weight in trainer.model.state_dict().items()}
    write_tensors(folder / "weights.safetensors", weights)
    dataset = {"name": "sprites_32", "shape": list(trainer.image_set.shape)}
    write_json(folder / "summary.json", {"version": VERSION, "status": "finished", "dataset": dataset})
    keep_codes(folder)


def keep_codes(folder: Path) -> None:
    """The test images' codes by the weights that were kept, and the factors that the images were drawn from."""
    run = open_run(folder)
    images = load_for(run.config)
    codes = embed_all(run.load_model(), BatchLoader(images), images.test)
    assert images.factors is not None  # sprites are drawn from them
    factors = images.factors[images.test]
    write_tensors(folder / "latents.safetensors", {"mean": codes.mean, "log_var": codes.log_var, "factors": factors})


def write_readme() -> None:
    """One line a run."""
    measures, rows = read_json(MEASURES), []
    for name in sorted(measures):
        found, terms = measures[name], measures[name]["terms"]
        rows.append(
            f"| {name} | {found['mig']:.3f} | {found['rate_parts']['total_correlation']:.2f} | {-terms['elbo']:.1f} | "
            f"{terms['reconstruction']:.1f} | {terms['kl']:.1f} |"
        )
    one, config = next(iter(measures.values())), config_of("beta_tcvae", 0)
    head = HEAD.format(
        epochs=config.epochs, weight=config.to_plain()["tc_weight"], latents=config.latent_dim,
        images=one["mig_points"], bins=one["mig_bins"],
    )  # fmt: skip
    (PAIR / "README.md").write_text(head + "\n".join(rows) + "\n")


if __name__ == "__main__":
    PAIR.mkdir(exist_ok=True)
    for wanted in sys.argv[1:] or [f"{model}-{seed}" for seed in SEEDS for model in ("vae", "beta_tcvae")]:
        build(wanted)
    write_readme()
