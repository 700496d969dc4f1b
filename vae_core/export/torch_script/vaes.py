"""The VAEs of the registry in a script, and PCA: their terms for each image, and their objective."""

from dataclasses import replace
from typing import Any

from vae_core.config import RunConfig, weightless_model
from vae_core.export.torch_script.kind import Kind
from vae_core.export.torch_script.parts import code
from vae_core.export.torch_script.priors import STANDARD, PriorText, prior_text

ELBO = r"-E_{q(z|x)} \log p(x|z) + \beta \, KL(q(z|x) \,\|\, p(z))"


def vae_text(config: RunConfig) -> Kind:
    """Returns the facts of the model vae."""
    settings: Any = config.settings
    prior = _prior(config)
    given = "self.kl(mean, log_var)" if prior.is_closed else "self.kl(mean, log_var, z)"
    objective = "(reconstruction + BETA * kl.sum(1)).mean()"
    constants: tuple[str, ...] = ()
    if settings.capacity:
        objective = (
            "reconstruction.mean() + GAMMA * (kl.sum(1).mean() - CAPACITY * min(1.0, step / SCHEDULE_STEPS)).abs()"
        )
        constants = ("capacity", "gamma")
    elif settings.free_bits:
        objective = "reconstruction.mean() + BETA * kl.mean(0).clamp(min=FREE_BITS).sum()"
        constants = ("free_bits",)
    formula = r"-E_{q(z|x)} \log p(x|z) + \gamma \, | KL - C | " if settings.capacity else ELBO
    return Kind(
        "VAE",
        "A variational autoencoder",
        "Kingma & Welling 2014; beta: Higgins et al. 2017",
        formula,
        f'''
def terms(self, images, generator):
    """Returns -log p(x|z) of each image (N,), at one sample of z, and its KL by dimension (N, D), in nats."""
    mean, log_var = self.encode(images)
    z = sample(mean, log_var, generator)
    return self.nll(images, self.decoder(z)), {given}
''',
        returns=("reconstruction", "kl"),
        takes=("generator",),
        objective=objective,
        settings=constants,
        prior=prior,
    )


def _prior(config: RunConfig) -> PriorText:
    settings: Any = config.settings
    if not hasattr(settings, "prior"):
        return STANDARD
    shape = weightless_model(config).architecture.shape
    return prior_text(settings.prior, settings.prior_components, shape)


def linear_vae_text(config: RunConfig) -> Kind:
    """Returns the facts of the model linear_vae."""
    return replace(vae_text(config), name="LinearVAE", title="A VAE without hidden layers", paper="Lucas et al. 2019")


def conditional_text(config: RunConfig) -> Kind:
    """Returns the facts of the model conditional."""
    settings: Any = config.settings
    shape, labels = weightless_model(config).architecture.shape, weightless_model(config).architecture.labels
    state, kl, kl_call, formula = "", STANDARD.kl, "self.kl(mean, log_var)", r"p(z|c) = N(0, I)"
    if settings.prior_per_label:
        state = f"self.prior_means = nn.Parameter(torch.zeros({labels}, LATENT_DIM))\n"
        state += f"self.prior_log_vars = nn.Parameter(torch.zeros({labels}, LATENT_DIM))\n"
        kl = code('''
            def kl(self, mean, log_var, labels):
                """Returns KL(q(z|x,c) || p(z|c)) by latent dimension, in nats: (N, D). Each label has a learned Gaussian."""
                m, v = self.prior_means[labels], self.prior_log_vars[labels]
                return gaussian_kl((mean - m) * (-0.5 * v).exp(), log_var - v)
            ''')
        kl_call, formula = "self.kl(mean, log_var, labels)", r"p(z|c) = N(m_c, s_c^2), \text{ learned}"
    return replace(
        vae_text(config),
        name="ConditionalVAE",
        title="A conditional VAE: encoder and decoder are conditioned on the label",
        paper="Sohn et al. 2015",
        formula=r"-E_{q(z|x,c)} \log p(x|z,c) + \beta \, KL(q(z|x,c) \,\|\, p(z|c))",
        terms=f'''
def terms(self, images, labels, generator):
    """Returns -log p(x|z,c) of each image (N,), at one sample of z, and its KL by dimension (N, D), in nats."""
    mean, log_var = self.encode(images, labels)
    z = sample(mean, log_var, generator)
    return self.nll(images, self.decoder(with_label(z, labels))), {kl_call}
''',
        takes=("labels", "generator"),
        state=state + f"self.label_images = nn.Parameter(torch.zeros{(labels, *shape)})",
        encode='''
            def encode(self, images, labels):
                """Returns q(z|x,c) of each image: mean and log-variance, both (N, D).

                A learned image of the label is added; for a dense layer this equals a one-hot input beside the image.
                """
                return self.encoder(images + self.label_images[labels]).chunk(2, dim=1)
            ''',
        methods='''
            def decode(self, z, labels):
                """Returns the expected image of each code and label: (N, D) -> (N, C, H, W)."""
                return self.expected(self.decoder(with_label(z, labels)))
            ''',
        functions=code(f'''
            def with_label(z, labels):
                """Returns codes with their label as {labels} further numbers, one of them 1: (N, D) -> (N, D + {labels})."""
                return torch.cat([z, F.one_hot(labels, {labels}).to(z)], 1)
            '''),
        prior=PriorText(kl=kl, log_prior="", formula=formula),
    )


def iwae_text(config: RunConfig) -> Kind:
    """Returns the facts of the model iwae."""
    settings: Any = config.settings
    m, prior = settings.importance_groups, _prior(config)
    kl = "self.kl(mean, log_var)" if prior.is_closed else "self.kl(mean, log_var, z)"
    log_mean = "torch.logsumexp({}, 0) - math.log(SAMPLES)"
    bound = log_mean.format("log_weights")
    if m > 1:
        bound = f"({log_mean.format('log_weights.reshape(SAMPLES, GROUPS, -1)')}).mean(0)"
    return Kind(
        "IWAE",
        "An importance weighted autoencoder" + (", with the mean of several bounds (MIWAE)" if m > 1 else ""),
        "Burda et al. 2015" + ("; Rainforth et al. 2018" if m > 1 else ""),
        r"-\log \frac{1}{K} \sum_k w_k, \quad w_k = p(x|z_k) \, p(z_k) / q(z_k|x)",
        f'''
def terms(self, images, generator):
    """Returns -log p(x|z) (N,) and the KL (N, D), means over samples, and the bound on log p(x) (N,), in nats."""
    mean, log_var = self.encode(images)
    samples = []
    for _ in range({"SAMPLES * GROUPS" if m > 1 else "SAMPLES"}):
        z = sample(mean, log_var, generator)
        nll = self.nll(images, self.decoder(z))
        log_weight = self.log_prior(z).sum(1) - gaussian_log_densities(z, mean, log_var).sum(1) - nll
        samples.append((nll, {kl}, log_weight))
    nll, kl, log_weights = (torch.stack(parts) for parts in zip(*samples, strict=True))
    bound = {bound}
    return nll.mean(0), kl.mean(0), bound
''',
        returns=("reconstruction", "kl", "bound"),
        takes=("generator",),
        objective="-bound.mean()",
        settings=(),
        needs_log_prior=True,
        needs_density=True,
        prior=prior,
    )


def pca_text(config: RunConfig) -> Kind:
    """Returns the facts of the model pca."""
    architecture = weightless_model(config).architecture
    values = architecture.shape[0] * architecture.shape[1] * architecture.shape[2]
    exact = """
        values, vectors = torch.linalg.eigh(centred.T @ centred / len(train))  # the smallest first
        variances, components = values.flip(0)[:LATENT_DIM].clamp(min=0), vectors.flip(1)[:, :LATENT_DIM]
        """
    rough = """
        # With so many values in an image, only the largest components. Halko, Martinsson & Tropp 2011.
        _, strengths, vectors = torch.svd_lowrank(centred.float(), q=LATENT_DIM + 20, niter=20)
        variances = strengths[:LATENT_DIM].double().square() / len(train)
        components = vectors[:, :LATENT_DIM].double()
        """
    settings: Any = config.settings
    s2 = (
        f"torch.tensor({settings.sd**2!r}, dtype=torch.float64)"
        if settings.scale == "fixed"
        else f"((total - variances.sum()) / max({values} - LATENT_DIM, 1)).clamp(min=1e-6)"
    )
    fit = """
        # Equations 7 and 8: W = U (L - s^2)^1/2 with U the directions of largest variance L, and s^2 the mean of the rest.
        pixels = images[train].flatten(1).double() / 255
        centred = pixels - pixels.mean(0)
        total = centred.square().sum() / len(train)
        """
    rest = f"""
        largest = components.gather(0, components.abs().argmax(0, keepdim=True))
        components = components * largest.sign()  # an eigenvector has no sign: the largest entry becomes positive
        s2 = {s2}
        strength = (variances - s2).clamp(min=0)
        inverse = components * strength.sqrt() / (strength + s2)  # W (W^T W + s^2 I)^-1, equation 6
        log_var = (s2 / (strength + s2)).log()
        model.log_var.copy_(s2.log())
        model.decoder[0].weight.copy_(components * strength.sqrt())
        model.encoder[1].weight.copy_(torch.cat([inverse.T, torch.zeros_like(inverse.T)]))
        model.encoder[1].bias.copy_(torch.cat([-inverse.T @ pixels.mean(0), log_var]))
        """
    return Kind(
        "PCA",
        "Probabilistic principal component analysis, fitted in closed form",
        "Tipping & Bishop 1999",
        r"\log p(x) = \log N(x; m, W W^T + s^2 I)",
        vae_text(replace(config, model="vae", settings=None)).terms,
        returns=("reconstruction", "kl"),
        takes=("generator",),
        start="\n".join(map(code, (fit, exact if values <= 1024 else rough, rest))),
        is_fitted=True,
    )
