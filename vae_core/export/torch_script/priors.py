"""The prior of a script: lines and methods of its model class for log p(z) and the KL."""

from dataclasses import dataclass

from vae_core.export.torch_script.parts import Constant, code, source
from vae_core.nn.losses import gaussian_kl

DENSITIES = code('''
    def gaussian_log_densities(z, mean, log_var):
        """Returns log N(z; mean, exp(log_var)) of each value, in nats; the shapes are equal or broadcast."""
        return -0.5 * ((z - mean).square() * (-log_var).exp() + log_var + math.log(2 * math.pi))
    ''')
AT_SAMPLE = code('''
    def kl(self, mean, log_var, z):
        """Returns an estimate of the KL to the prior at the sample z, by latent dimension, in nats: (N, D)."""
        return gaussian_log_densities(z, mean, log_var) - self.log_prior(z)
    ''')
MIXTURE_DENSITY = '''
    def log_prior(self, z):
        """Returns log p(z_j | z_1 .. z_j-1) in nats, which add up to log p(z): (N, D) -> (N, D)."""
        log_weights, means, log_vars = self.components()
        # The density of the first j dimensions for every j; two neighbours differ by the conditional density.
        each = gaussian_log_densities(z[:, None], means, log_vars).cumsum(2)
        together = torch.logsumexp(log_weights[:, None] + each, 1)
        return torch.cat([together[:, :1], together.diff(dim=1)], 1)
'''


@dataclass(frozen=True)
class PriorText:
    """The text of one prior."""

    kl: str  # the method: (mean, log_var) or (mean, log_var, z)
    log_prior: str  # the method, where `kl` or an importance weight needs it
    formula: str  # in TeX
    is_closed: bool = True  # the KL has a closed form, so that `kl` needs no sample
    state: str = ""  # lines of __init__
    start: str = ""  # lines after the model is made
    needs_density: bool = False  # `kl` uses gaussian_log_densities
    constants: tuple[Constant, ...] = ()


STANDARD = PriorText(
    kl=code('''
        def kl(self, mean, log_var):
            """Returns KL(q(z|x) || N(0, 1)) by latent dimension, in nats: (N, D)."""
            return gaussian_kl(mean, log_var)
        '''),
    log_prior=code('''
        def log_prior(self, z):
            """Returns log N(z_j; 0, 1) in nats: (N, D) -> (N, D)."""
            return -0.5 * (z.square() + math.log(2 * math.pi))
        '''),
    formula=r"p(z) = N(0, I)",
)
GAUSSIAN = PriorText(
    kl=code('''
        def kl(self, mean, log_var):
            """Returns the KL to the learned Gaussian by latent dimension, in nats: (N, D)."""
            a = self.whitening()
            squares = ((mean - self.prior_mean) @ a.T).square() + log_var.exp() @ a.square().T
            return 0.5 * (squares - log_var - 1) - self.prior_log_diagonal

        def whitening(self):
            """Returns A, lower triangular with a positive diagonal: A (z - m) has the distribution N(0, I)."""
            return self.prior_below.tril(-1) + self.prior_log_diagonal.exp().diag()
        '''),
    log_prior=code('''
        def log_prior(self, z):
            """Returns log p(z_j | z_1 .. z_j-1) in nats: (N, D) -> (N, D)."""
            white = (z - self.prior_mean) @ self.whitening().T
            return self.prior_log_diagonal - 0.5 * (white.square() + math.log(2 * math.pi))
        '''),
    formula=r"p(z) = N(m, (A^T A)^{-1}), \text{ with learned } m \text{ and } A",
    state=code("""
        self.prior_mean = nn.Parameter(torch.zeros(LATENT_DIM))
        self.prior_below = nn.Parameter(torch.zeros(LATENT_DIM, LATENT_DIM))  # below the diagonal of A
        self.prior_log_diagonal = nn.Parameter(torch.zeros(LATENT_DIM))
        """),
)


def _mixture(count: int) -> PriorText:
    return PriorText(
        kl=AT_SAMPLE,
        log_prior=code('''
        def components(self):
            """Returns log-weights (K,), means and log-variances (K, D) of the prior's Gaussians."""
            return self.prior_logits.log_softmax(0), self.prior_means, self.prior_log_vars
        ''')
        + "\n\n"
        + code(MIXTURE_DENSITY),
        formula=r"p(z) = \sum_k w_k N(z; m_k, s_k^2), \text{ all learned}",
        is_closed=False,
        state=code("""
            self.prior_logits = nn.Parameter(torch.zeros(COMPONENTS))
            self.prior_means = nn.Parameter(torch.randn(COMPONENTS, LATENT_DIM))
            self.prior_log_vars = nn.Parameter(torch.zeros(COMPONENTS, LATENT_DIM))
            """),
        needs_density=True,
        constants=(Constant("COMPONENTS", count, "Gaussians of the prior"),),
    )


def _vamp(count: int, shape: tuple[int, int, int]) -> PriorText:
    return PriorText(
        kl=AT_SAMPLE,
        log_prior=code('''
        def components(self):
            """Returns log-weights (K,), means and log-variances (K, D): the posteriors of the pseudo-inputs."""
            means, log_vars = self.encode(self.pseudo_inputs)
            return torch.full_like(means[:, 0], -math.log(COMPONENTS)), means, log_vars
        ''')
        + "\n\n"
        + code(MIXTURE_DENSITY),
        formula=r"p(z) = \frac{1}{K} \sum_k q(z|u_k), \text{ with learned images } u_k",
        is_closed=False,
        state=f"self.pseudo_inputs = nn.Parameter(torch.rand(COMPONENTS, {', '.join(map(str, shape))}))",
        start=code("""
            # The pseudo-inputs begin as training images.
            model.pseudo_inputs.data = images[train[torch.arange(COMPONENTS) % len(train)]] / 255
            """),
        needs_density=True,
        constants=(Constant("COMPONENTS", count, "pseudo-inputs of the VampPrior (Tomczak & Welling 2018)"),),
    )


def prior_text(name: str, components: int, shape: tuple[int, int, int]) -> PriorText:
    """Returns the text of a prior of the registry. Raises a ValueError where there is no template."""
    known = {
        "standard": lambda: STANDARD,
        "gaussian": lambda: GAUSSIAN,
        "mixture": lambda: _mixture(components),
        "vamp": lambda: _vamp(components, shape),
    }
    if name not in known:
        raise ValueError(f"the prior {name!r} has no script yet; add it to {__name__}")
    return known[name]()


KL_FUNCTION = source(gaussian_kl)
