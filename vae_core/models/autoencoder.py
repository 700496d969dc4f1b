"""The deterministic autoencoder: one code per image, no term that shapes the latent space. Hinton & Salakhutdinov 2006."""

import torch
from torch import Tensor

from vae_core.models.base import Batch, Loss, Model
from vae_core.nn.likelihoods import LikelihoodSettings


class Autoencoder(Model):
    """The objective is the reconstruction alone."""

    Settings = LikelihoodSettings
    encoder_outputs = 1

    def embed(self, batch: Batch) -> Tensor:
        code: Tensor = self.encoder(batch.images)
        return code.float()

    def loss(self, batch: Batch) -> Loss:
        reconstruction = self.likelihood.nll(batch.target, self.decode_output(self.embed(batch)))
        return Loss(reconstruction, torch.zeros_like(reconstruction), 0.0)
