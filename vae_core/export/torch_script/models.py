"""The model class of a script, and its objective: one template for each model of the registry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from textwrap import indent

from vae_core.config import RunConfig, weightless_model
from vae_core.export.torch_script.autoencoders import (
    autoencoder_text,
    contractive_text,
    denoising_text,
    linear_autoencoder_text,
    memorizer_text,
    sparse_text,
)
from vae_core.export.torch_script.dependence import beta_tcvae_text, factor_vae_text, info_vae_text
from vae_core.export.torch_script.kind import Kind
from vae_core.export.torch_script.likelihoods import LikelihoodText, likelihood_text
from vae_core.export.torch_script.parts import Constant, assign, code
from vae_core.export.torch_script.priors import DENSITIES, KL_FUNCTION
from vae_core.export.torch_script.vaes import conditional_text, iwae_text, linear_vae_text, pca_text, vae_text
from vae_core.models import LatentVariableModel, Model
from vae_core.settings import setting_fields, setting_of


@dataclass(frozen=True)
class ModelText:
    """The text of one model: its class, its objective, and what both need."""

    name: str  # of the class
    title: str  # "A variational autoencoder"
    paper: str
    formula: str  # of the loss, in TeX
    terms: tuple[str, ...]  # what `terms` returns
    takes: tuple[str, ...]  # what `terms` needs besides the images
    objective: str  # an expression of the terms: the mean loss of a batch
    class_text: str
    functions: str
    start: str  # lines after the model is made
    constants: tuple[Constant, ...]
    likelihood: LikelihoodText
    is_fitted: bool = False  # in closed form, without optimizer steps


PIXEL_BIAS = code('''
    class PixelBias(nn.Module):
        """Adds one learned number to each value of an image. It starts at the mean image, which no layer has to learn."""

        def __init__(self, shape):
            super().__init__()
            self.bias = nn.Parameter(torch.zeros(shape))

        def forward(self, images):
            return images + self.bias
    ''')
SAMPLE = code('''
    def sample(mean, log_var, generator):
        """Returns one sample of each posterior N(mean, exp(log_var)): two (N, D) -> (N, D).

        The reparameterisation trick: the noise is an input, so gradients reach mean and log_var.
        """
        noise = torch.randn(mean.shape, generator=generator, device=mean.device)
        return mean + (0.5 * log_var).exp() * noise
    ''')
ENCODE_POINT = '''
    def encode(self, images):
        """Returns the code of each image: (N, C, H, W) -> (N, D)."""
        return self.encoder(images)
'''
ENCODE_GAUSSIAN = '''
    def encode(self, images):
        """Returns q(z|x) of each image: mean and log-variance, both (N, D)."""
        return self.encoder(images).chunk(2, dim=1)
'''
DECODE = '''
    def decode(self, z):
        """Returns the expected image of each code: (N, D) -> (N, C, H, W)."""
        return self.expected(self.decoder(z))
'''
FITTED_STATE = 'self.register_buffer("log_var", torch.tensor(0.0))'
FITTED_NLL = code('''
    def nll(self, target, output):
        """Returns -log N(x; output, exp(log_var)) of each image in nats."""
        error = (target - output).square()
        return 0.5 * (error * (-self.log_var).exp() + self.log_var + math.log(2 * math.pi)).flatten(1).sum(1)
    ''')


TEMPLATES: dict[str, Callable[[RunConfig], Kind]] = {
    "memorizer": memorizer_text,
    "pca": pca_text,
    "linear_autoencoder": linear_autoencoder_text,
    "autoencoder": autoencoder_text,
    "denoising": denoising_text,
    "sparse": sparse_text,
    "contractive": contractive_text,
    "linear_vae": linear_vae_text,
    "vae": vae_text,
    "conditional_vae": conditional_text,
    "iwae": iwae_text,
    "beta_tcvae": beta_tcvae_text,
    "factor_vae": factor_vae_text,
    "info_vae": info_vae_text,
}


def model_text(config: RunConfig) -> ModelText:
    """Returns the text of the model of a configuration. Raises a ValueError for a model without a template."""
    if config.model not in TEMPLATES:
        raise ValueError(f"the model {config.model!r} has no script yet; choose a run of {', '.join(TEMPLATES)}")
    kind, model = TEMPLATES[config.model](config), weightless_model(config)
    assert config.settings is not None
    likelihood = likelihood_text(config.settings)
    if kind.is_fitted:  # nothing of it is trained: the standard deviation is a number, not a parameter
        likelihood = replace(likelihood, nll=FITTED_NLL, state=FITTED_STATE, constants=())
    is_latent = isinstance(model, LatentVariableModel)
    return ModelText(
        name=kind.name,
        title=kind.title,
        paper=kind.paper,
        formula=kind.formula,
        terms=kind.returns,
        takes=kind.takes,
        objective=kind.objective,
        class_text=_class_text(kind, model, likelihood, is_latent, config),
        functions="\n\n\n".join(filter(None, _functions(kind, likelihood, is_latent))),
        start="\n".join(filter(None, (kind.start, kind.prior.start if is_latent else ""))),
        constants=(*likelihood.constants, *kind.prior.constants, *_constants(kind, config)),
        likelihood=likelihood,
        is_fitted=kind.is_fitted,
    )


def _functions(kind: Kind, likelihood: LikelihoodText, is_latent: bool) -> list[str]:
    needs_density = kind.needs_density or kind.prior.needs_density
    needs_kl = is_latent and "gaussian_kl(" in kind.prior.kl
    return [
        PIXEL_BIAS,
        likelihood.functions,
        SAMPLE if is_latent else "",
        KL_FUNCTION if needs_kl else "",
        DENSITIES if needs_density else "",
        kind.functions,
    ]


def _class_text(kind: Kind, model: Model, likelihood: LikelihoodText, is_latent: bool, config: RunConfig) -> str:
    state = [likelihood.state, kind.encoder or assign("encoder", model.encoder)]
    state += [assign("decoder", model.decoder), kind.prior.state if is_latent else "", kind.state]
    start = "def __init__(self):\n    super().__init__()\n" + indent("\n".join(filter(None, state)), "    ")
    needs_density = kind.needs_log_prior or not kind.prior.is_closed
    methods = [
        start,
        code(kind.encode or (ENCODE_GAUSSIAN if is_latent else ENCODE_POINT)),
        code(kind.methods or DECODE),
        likelihood.mean,
        likelihood.nll,
        *([kind.prior.kl, kind.prior.log_prior if needs_density else ""] if is_latent else []),
        code(kind.terms),
    ]
    doc = f'class {kind.name}(nn.Module):\n    """{kind.title}. {kind.paper}."""\n\n'
    text = doc + indent("\n\n".join(filter(None, methods)), "    ")
    return _in_float(text) if config.precision == "bfloat16" else text


def _in_float(text: str) -> str:
    """Returns the class with the outputs of its networks in float32: autocast computes the layers in bfloat16."""
    for call in ("self.encoder(images)", "self.encoder(images + self.label_images[labels])", "self.decoder(z)"):
        text = text.replace(call, f"{call}.float()")
    for call in ("self.decoder(self.encode(images))", "self.decoder(self.encode(noisy))", "self.decoder(code)"):
        text = text.replace(call, f"{call}.float()")
    for call in ("self.decoder(logits.sigmoid())", "self.decoder(with_label(z, labels))"):
        text = text.replace(call, f"{call}.float()")
    return text.replace(
        "return self.nll(images, self.decoder(code)",
        "code = code.float()\n        return self.nll(images, self.decoder(code)",
    )


def _constants(kind: Kind, config: RunConfig) -> Sequence[Constant]:
    fields = {entry.name: setting_of(entry) for entry in setting_fields(config.settings)}
    found = [Constant(name.upper(), getattr(config.settings, name), fields[name].help) for name in kind.settings]
    if config.model == "iwae":
        found += [Constant("SAMPLES", config.settings.importance_samples, "K: samples in each bound")]  # type: ignore[union-attr]
        if config.settings.importance_groups > 1:  # type: ignore[union-attr]
            found += [Constant("GROUPS", config.settings.importance_groups, "M: bounds whose mean is taken")]  # type: ignore[union-attr]
    return found
