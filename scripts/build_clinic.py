"""Trains the clinic's patients again: `python -m scripts.build_clinic` writes assets/clinic/."""

import torch

from vae_core.assets import ASSETS
from vae_core.datasets import load_for
from vae_core.diagnosis.faults import FAULTS
from vae_core.diagnosis.patients import HEALTHY, Outcome, train_patient, write_outcomes

CLINIC = ASSETS / "clinic"
_HEAD = """# The clinic's patients

Made by `python -m scripts.build_clinic`: VAEs on scikit-learn's digits with one fault each, seed 0, trained in seconds. The
values are of the 179 test images, in nats per image, with one sample of the code for each. The correct program uses a
Gaussian with sd 0.2, beta 1 and all dimensions, with the weights of the patient.

| patient | reported reconstruction | reported KL | correct -ELBO | active latents |
|---|---|---|---|---|
"""


def row(name: str, outcome: Outcome) -> str:
    """The table's line of a patient."""
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
    (CLINIC / "README.md").write_text(_HEAD + "\n".join(row(*pair) for pair in outcomes.items()) + "\n")
