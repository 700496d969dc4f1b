"""Train the clinic's patients again: `python scripts/build_clinic.py` writes patients.safetensors and README to assets/clinic."""

import sys
from pathlib import Path

import torch

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from vae_core.datasets import load_for  # noqa: E402
from vae_core.diagnosis.faults import FAULTS  # noqa: E402
from vae_core.diagnosis.patients import HEALTHY, Outcome, train_patient, write_outcomes  # noqa: E402 (the path comes first)

CLINIC = ROOT / "assets" / "clinic"
HEAD = """# The clinic's patients

Made by `python scripts/build_clinic.py`: VAEs on scikit-learn's digits, seed 0, one fault each, trained in seconds. What they
show on the 179 test images, in nats per image, one draw of the code for each; the right program's terms are those of a
Gaussian with sd 0.2, beta 1 and all dimensions, from the same weights.

| patient | reported reconstruction | reported KL | right -ELBO | active latents |
|---|---|---|---|---|
"""


def row(name: str, outcome: Outcome) -> str:
    """A patient's line of the table."""
    reported = outcome.reported
    return (
        f"| {name} | {reported['reconstruction']:.4g} | {reported['kl']:.4g} | {-outcome.elbo:.4g} | "
        f"{outcome.active} of {outcome.mean.shape[1]} |"
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    images = load_for(HEALTHY)
    outcomes = {"healthy": train_patient(None, images)} | {fault.name: train_patient(fault, images) for fault in FAULTS}
    CLINIC.mkdir(exist_ok=True)
    write_outcomes(CLINIC / "patients.safetensors", outcomes)
    (CLINIC / "README.md").write_text(HEAD + "\n".join(row(*pair) for pair in outcomes.items()) + "\n")
