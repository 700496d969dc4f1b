"""The VAEs in a script that measure how all codes are distributed: beta-TCVAE, FactorVAE and InfoVAE."""

from torch import nn

from vae_core.config import RunConfig, weightless_model
from vae_core.export.torch_script.kind import Kind
from vae_core.export.torch_script.parts import assign, code, source
from vae_core.models import beta_tcvae


def beta_tcvae_text(config: RunConfig) -> Kind:
    """Returns the facts of the model beta_tcvae."""
    return Kind(
        "BetaTCVAE",
        "A beta-TCVAE, which weights the dependence between the latent dimensions",
        "Chen et al. 2018",
        r"-E_{q(z|x)} \log p(x|z) + KL(q(z|x) \,\|\, p(z)) + (w - 1) \, TC(z)",
        '''
        def terms(self, images, generator):
            """Returns -log p(x|z) (N,), the KL by latent dimension (N, D) and the total correlation (N,), in nats."""
            mean, log_var = self.encode(images)
            z = sample(mean, log_var, generator)
            return self.nll(images, self.decoder(z)), self.kl(mean, log_var), total_correlation(z, mean, log_var)
        ''',
        returns=("reconstruction", "kl", "tc"),
        takes=("generator",),
        objective="(reconstruction + kl.sum(1) + (TC_WEIGHT - 1) * tc).mean()",
        functions=source(beta_tcvae.stratified_log_weights)
        + "\n\n\n"
        + code('''
            def total_correlation(z, mean, log_var):
                """Returns log q(z) - sum_j log q(z_j) at each image's sample, with q estimated from the batch: (N,) nats."""
                log_weights = stratified_log_weights(len(z), len(train)).to(z)
                # Sample i under posterior j, in each dimension: (N, N, D).
                each = gaussian_log_densities(z[:, None], mean, log_var)
                joint = torch.logsumexp(log_weights + each.sum(2), 1)
                return joint - torch.logsumexp(log_weights[:, :, None] + each, 1).sum(1)
            '''),
        settings=("tc_weight",),
        needs_density=True,
    )


def factor_vae_text(config: RunConfig) -> Kind:
    """Returns the facts of the model factor_vae."""
    discriminator: nn.Sequential = weightless_model(config).discriminator  # type: ignore[assignment]
    return Kind(
        "FactorVAE",
        "A FactorVAE: a discriminator estimates the dependence between the latent dimensions",
        "Kim & Mnih 2018",
        r"-E_{q(z|x)} \log p(x|z) + KL(q(z|x) \,\|\, p(z)) + w \, TC(z), \quad TC \approx \log \frac{D(z)}{1 - D(z)}",
        '''
        def terms(self, images, generator):
            """Returns -log p(x|z) (N,), the KL (N, D), the total correlation (N,) and the discriminator's own loss (N,)."""
            mean, log_var = self.encode(images)
            z = sample(mean, log_var, generator)
            # The total correlation trains the encoder, not the discriminator: its weights are constants here.
            constant = {name: weight.detach() for name, weight in self.discriminator.named_parameters()}
            tc = functional_call(self.discriminator, constant, (z,)).squeeze(1)
            mistakes = self.mistakes(z.detach(), generator)
            return self.nll(images, self.decoder(z)), self.kl(mean, log_var), tc, mistakes

        def mistakes(self, z, generator):
            """Returns the loss of telling codes from codes in which each dimension is shuffled on its own: (N,) nats."""
            chance = torch.rand(z.shape, generator=generator, device=z.device)
            shuffled = z.gather(0, chance.argsort(0))
            together, apart = (self.discriminator(codes).squeeze(1) for codes in (z, shuffled))
            return 0.5 * (F.softplus(-together) + F.softplus(apart))
        ''',
        returns=("reconstruction", "kl", "tc", "mistakes"),
        takes=("generator",),
        objective="(reconstruction + kl.sum(1) + TC_WEIGHT * tc + mistakes).mean()",
        state=assign("discriminator", discriminator),
        settings=("tc_weight",),
    )


def info_vae_text(config: RunConfig) -> Kind:
    """Returns the facts of the model info_vae."""
    return Kind(
        "InfoVAE",
        "An InfoVAE: all codes together approach the prior",
        "Zhao et al. 2019, equation 6",
        r"-E_{q(z|x)} \log p(x|z) + (1 - \alpha) \, KL(q(z|x) \,\|\, p(z)) + (\alpha + \lambda - 1) \, MMD(q(z), p(z))",
        '''
        def terms(self, images, generator):
            """Returns -log p(x|z) (N,), the KL by latent dimension (N, D), in nats, and the squared MMD, a scalar."""
            mean, log_var = self.encode(images)
            z = sample(mean, log_var, generator)
            return self.nll(images, self.decoder(z)), self.kl(mean, log_var), squared_mmd(mean, log_var)
        ''',
        returns=("reconstruction", "kl", "mmd"),
        takes=("generator",),
        objective="(reconstruction + (1 - INFORMATION) * kl.sum(1)).mean() + (INFORMATION + MMD_WEIGHT - 1) * mmd",
        functions=code('''
            def squared_mmd(mean, log_var):
                """Returns the squared maximum mean discrepancy between the mean of the posteriors and N(0, I): a scalar.

                Gretton et al. 2012, equation 3, with the kernel exp(-|a - b|^2 / 2D); Gaussians have a closed form.
                """
                count, size, var = len(mean), mean.shape[1], log_var.exp()
                among_codes = log_mean_kernel(mean[:, None] - mean, var[:, None] + var, size).exp()
                to_prior = log_mean_kernel(mean, var + 1, size).exp()
                other_pairs = (among_codes.sum() - among_codes.diagonal().sum()) / max(count * (count - 1), 1)
                return other_pairs - 2 * to_prior.mean() + (1 + 2 / size) ** (-size / 2)


            def log_mean_kernel(mean, var, size):
                """Returns log E[exp(-|d|^2 / (2 size))] over d ~ N(mean, var): (..., D) -> (...)."""
                return -0.5 * ((var / size).log1p() + mean.square() / (size + var)).sum(-1)
            '''),
        settings=("information", "mmd_weight"),
    )
