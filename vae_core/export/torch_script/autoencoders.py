"""The autoencoders of the registry in a script: their terms for each image, and their objective."""

from dataclasses import replace
from typing import Any

from vae_core.config import RunConfig, weightless_model
from vae_core.export.torch_script.kind import Kind
from vae_core.export.torch_script.parts import code, source
from vae_core.models import sparse


def autoencoder_text(config: RunConfig) -> Kind:
    """Returns the facts of the model autoencoder."""
    return Kind(
        "Autoencoder",
        "A deterministic autoencoder",
        "Hinton & Salakhutdinov 2006",
        r"-\log p(x|z), \quad z = f(x)",
        '''
        def terms(self, images):
            """Returns -log p(x|z) of each image, in nats: (N,)."""
            return self.nll(images, self.decoder(self.encode(images)))
        ''',
    )


def linear_autoencoder_text(config: RunConfig) -> Kind:
    """Returns the facts of the model linear_autoencoder."""
    return replace(
        autoencoder_text(config),
        name="LinearAutoencoder",
        title="An autoencoder without hidden layers",
        paper="Baldi & Hornik 1989",
    )


def denoising_text(config: RunConfig) -> Kind:
    """Returns the facts of the model denoising."""
    noise = {
        "gaussian": (
            "noise = torch.randn(images.shape, generator=generator, device=images.device)\n"
            "    noisy = images + NOISE_LEVEL * noise"
        ),
        "masking": (
            "chance = torch.rand(images.shape, generator=generator, device=images.device)\n"
            "    noisy = images.masked_fill(chance < NOISE_LEVEL, 0.0)  # a share of the values becomes black"
        ),
        "salt_and_pepper": (
            "chance = torch.rand(images.shape, generator=generator, device=images.device)\n"
            "    noisy = images.masked_fill(chance < NOISE_LEVEL, 0.0)  # half of the share becomes black, half white\n"
            "    noisy = noisy.masked_fill(chance < NOISE_LEVEL / 2, 1.0)"
        ),
    }[config.settings.noise]  # type: ignore[union-attr]
    return Kind(
        "DenoisingAutoencoder",
        "A denoising autoencoder",
        "Vincent et al. 2008",
        r"-\log p(x|z), \quad z = f(x + \text{noise})",
        f'''
def terms(self, images, generator):
    """Returns -log p(x|z) of each clean image x, in nats: (N,). The code z comes from a noisy copy."""
    {noise}
    return self.nll(images, self.decoder(self.encode(noisy)))
''',
        takes=("generator",),
        settings=("noise_level",),
    )


def sparse_text(config: RunConfig) -> Kind:
    """Returns the facts of the model sparse."""
    return Kind(
        "SparseAutoencoder",
        "A sparse autoencoder",
        "Ng 2011",
        r"-\log p(x|z) + w \sum_j KL(\rho \,\|\, \text{mean activation of } z_j)",
        '''
        def terms(self, images):
            """Returns -log p(x|z) of each image (N,) and the distance to the wanted mean activation, a scalar, in nats."""
            logits = self.encoder(images)
            return self.nll(images, self.decoder(logits.sigmoid())), activation_kl(SPARSITY, logits).sum()
        ''',
        returns=("reconstruction", "penalty"),
        objective="reconstruction.mean() + SPARSITY_WEIGHT * penalty",
        encode='''
        def encode(self, images):
            """Returns the code of each image, values between 0 and 1: (N, C, H, W) -> (N, D)."""
            return self.encoder(images).sigmoid()
        ''',
        functions=source(sparse.activation_kl),
        settings=("sparsity", "sparsity_weight"),
    )


def contractive_text(config: RunConfig) -> Kind:
    """Returns the facts of the model contractive."""
    encoder = "self.encoder.forward" if config.compile else "self.encoder"  # a compiled one has no second derivative
    return Kind(
        "ContractiveAutoencoder",
        "A contractive autoencoder",
        "Rifai et al. 2011",
        r"-\log p(x|z) + w \, \| \partial z / \partial x \|^2, \quad z = f(x)",
        f'''
def terms(self, images):
    """Returns -log p(x|z) of each image and the squared norm of its code's derivative by the image: two (N,)."""
    code, slopes = jacobian({encoder}, images)
    return self.nll(images, self.decoder(code)), slopes.square().flatten(1).sum(1)
''',
        returns=("reconstruction", "penalty"),
        objective="(reconstruction + CONTRACTION * penalty).mean()",
        functions=code('''
            def jacobian(encoder, images):
                """Returns codes (N, D) of images, and the derivative of each code by its image: (N, D, C * H * W).

                Exact, by one backward pass for each latent dimension.
                """
                with torch.enable_grad():
                    x = images.detach().requires_grad_()
                    code = encoder(x)
                    rows = [torch.autograd.grad(column.sum(), x, create_graph=True)[0] for column in code.unbind(1)]
                return code, torch.stack([row.flatten(1) for row in rows], 1)
            '''),
        settings=("contraction",),
    )


def memorizer_text(config: RunConfig) -> Kind:
    """Returns the facts of the model memorizer."""
    kind: Any = config.settings
    count = {"constant": 1, "one_hot": config.latent_dim, "free": kind.memories}[kind.code]
    codes = {
        "constant": 'self.register_buffer("codes", torch.zeros(1, LATENT_DIM))  # one code for all images',
        "one_hot": 'self.register_buffer("codes", torch.eye(LATENT_DIM))  # one code for each dimension',
        "free": f"self.codes = nn.Parameter(torch.randn({count}, LATENT_DIM))  # learned, one for each image",
    }[kind.code]
    shape = weightless_model(config).architecture.shape
    return Kind(
        "Memorizer",
        "A decoder that memorises images by their codes",
        "Bojanowski et al. 2018",
        r"-\log p(x|z_k), \quad k = \text{the nearest memorised image}",
        '''
        def terms(self, images):
            """Returns -log p(x|z) of each image, in nats: (N,)."""
            return self.nll(images, self.decoder(self.encode(images)))
        ''',
        encoder=f'self.register_buffer("memories", torch.zeros{(count, *shape)})\n{codes}',
        encode='''
        def encode(self, images):
            """Returns the code of the nearest memorised image: (N, C, H, W) -> (N, D)."""
            memories = self.memories.flatten(1)
            # The squared distance without the image's own square, which is equal for all memorised images.
            nearest = (memories.square().sum(1) - 2 * images.flatten(1) @ memories.T).argmin(1)
            return self.codes[nearest]
        ''',
        start=f"model.memories.copy_(images[train[torch.arange({count}) % len(train)]] / 255)",
    )
