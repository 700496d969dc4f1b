"""The contractive autoencoder: codes that change little when the image changes. Rifai et al. 2011."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from vae_core.models.autoencoder import Autoencoder
from vae_core.models.base import Batch, Loss
from vae_core.nn.likelihoods import LikelihoodSettings
from vae_core.settings import setting


@dataclass(frozen=True)
class ContractiveSettings(LikelihoodSettings):
    """The weight of the codes' sensitivity."""

    contraction: float = setting(
        0.1,
        "Weight of the squared Jacobian of the encoder; higher: codes react less to small changes",
        low=0.0,
        high=1e6,
        log=True,
    )


class Contractive(Autoencoder):
    """Reconstruction, and the squared Frobenius norm of each code's derivative by its image.

    The paper ties the decoder's weights to the encoder's. Here they are free, so the codes may also shrink as a whole.
    """

    Settings = ContractiveSettings
    settings: ContractiveSettings

    def loss(self, batch: Batch) -> Loss:
        # `forward` and not a call, because a compiled encoder cannot be differentiated twice.
        code, slopes = jacobian(self.encoder.forward, batch.images)
        reconstruction = self.likelihood.nll(batch.target, self.decode_output(code.float()))
        penalty = slopes.float().square().flatten(1).sum(1)
        return Loss(reconstruction, penalty, self.settings.contraction)


def jacobian(encode: Callable[[Tensor], Tensor], images: Tensor) -> tuple[Tensor, Tensor]:
    """Returns codes (N, D) of images (N, C, H, W), and the derivative of each code by its image: (N, D, C * H * W).

    Exact, by one backward pass for each latent dimension. Both results have gradients if gradients are enabled.
    """
    is_training = torch.is_grad_enabled()
    with torch.enable_grad():
        x = images.detach().requires_grad_()
        code = encode(x)
        rows = [
            torch.autograd.grad(column.sum(), x, create_graph=is_training, retain_graph=True)[0].flatten(1)
            for column in code.unbind(1)
        ]
    slopes = torch.stack(rows, 1)
    return (code, slopes) if is_training else (code.detach(), slopes)
