"""An encoder for a decoder that came without one, trained while the decoder keeps its weights."""

import torch

from vae_core.datasets import ImageSet
from vae_core.models import Model
from vae_core.training.batches import BatchLoader

_STEPS, _BATCH, _RATE = 600, 128, 1e-3


def fit_encoder(model: Model, loader: BatchLoader, image_set: ImageSet, steps: int = _STEPS) -> None:
    """Minimises the model's loss over the encoder's weights alone: amortised inference for a fixed decoder."""
    generator = loader.generator(0)
    optimizer = torch.optim.Adam(model.encoder.parameters(), lr=_RATE)
    model.train()
    for step in range(1, steps + 1):
        rows = image_set.train[torch.randint(len(image_set.train), (_BATCH,), generator=generator)]
        batch = loader.batch(rows.to(loader.device), generator, step, steps)
        optimizer.zero_grad()
        model.loss(batch).objective.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    model.zero_grad()
    model.eval()
