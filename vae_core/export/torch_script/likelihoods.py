"""The likelihood of a script: methods of its model class for -log p(x|z) and the expected image."""

import math
from dataclasses import dataclass

from vae_core.export.torch_script.parts import Constant, code, source
from vae_core.nn.likelihoods import LikelihoodSettings, continuous_bernoulli

_LOG_2PI = "math.log(2 * math.pi)"


@dataclass(frozen=True)
class LikelihoodText:
    """The text of one likelihood."""

    nll: str  # the method
    mean: str  # the method
    start: str  # the decoder's output for the mean training image, from the variable `mean_image`
    formula: str  # of log p(x|z), in TeX
    state: str = ""  # a line of __init__
    functions: str = ""
    constants: tuple[Constant, ...] = ()


def likelihood_text(settings: LikelihoodSettings) -> LikelihoodText:
    """Returns the text of the likelihood that these settings name. Raises a ValueError where there is no template."""
    if settings.likelihood == "bernoulli":
        return BERNOULLI
    if settings.likelihood == "continuous_bernoulli":
        return CONTINUOUS
    if settings.likelihood == "gaussian":
        return _gaussian(settings.scale, settings.sd)
    raise ValueError(f"the likelihood {settings.likelihood!r} has no script yet; add it to {__name__}")


def _method(text: str) -> str:
    return code(text)


BERNOULLI = LikelihoodText(
    nll=_method('''
        def nll(self, target, output):
            """Returns -log p(x|z) of each image in nats, the cross-entropy: `output` holds the logit of each value."""
            return F.binary_cross_entropy_with_logits(output, target, reduction="none").flatten(1).sum(1)
        '''),
    mean=_method('''
        def expected(self, output):
            """Returns the expected image for the decoder's output."""
            return output.sigmoid()
        '''),
    start="mean_image.logit(eps=0.01)",
    formula=r"\log p(x|z) = \sum_i x_i \log p_i(z) + (1 - x_i) \log (1 - p_i(z))",
)
CONTINUOUS = LikelihoodText(
    nll=_method('''
        def nll(self, target, output):
            """Returns -log p(x|z) of each image in nats: a density of grey values, `output` holds its logits."""
            cross_entropy = F.binary_cross_entropy_with_logits(output, target, reduction="none")
            return (cross_entropy - log_normaliser(output)).flatten(1).sum(1)
        '''),
    mean=_method('''
        def expected(self, output):
            """Returns the expected image for the decoder's output."""
            return expected_value(output)
        '''),
    functions="\n\n\n".join(
        [
            source(continuous_bernoulli._near_zero, continuous_bernoulli.log_normaliser),
            code('''
                def expected_value(logits):
                    """Returns the mean of the continuous Bernoulli, 1 / (1 - exp(-l)) - 1 / l; near l = 0 its series."""
                    near, safe = _near_zero(logits)
                    return 0.5 + torch.where(near, logits / 12 - logits.pow(3) / 720, 0.5 / torch.tanh(safe / 2) - 1 / safe)


                def logits_for(mean):
                    """Returns the logits with this mean, by bisection: the mean has no closed inverse."""
                    wanted = mean.clamp(0.01, 0.99)
                    low, high = torch.full_like(mean, -110.0), torch.full_like(mean, 110.0)
                    for _ in range(40):
                        middle = (low + high) / 2
                        is_above = expected_value(middle) > wanted
                        low, high = torch.where(is_above, low, middle), torch.where(is_above, middle, high)
                    return (low + high) / 2
                '''),
        ]
    ),
    start="logits_for(mean_image)",
    formula=r"\log p(x|z) = \sum_i x_i \log p_i + (1 - x_i) \log (1 - p_i) + \log C(p_i)",
)
EXPECTED_MEAN = _method('''
    def expected(self, output):
        """Returns the expected image for the decoder's output, which is the mean of the Gaussian."""
        return output
    ''')


def _gaussian(scale: str, sd: float) -> LikelihoodText:
    formula = r"\log p(x|z) = -\frac{1}{2} \sum_i \frac{(x_i - m_i(z))^2}{s^2} + \log (2 \pi s^2)"
    if scale == "fixed":
        return LikelihoodText(
            nll=_method(f'''
                def nll(self, target, output):
                    """Returns -log N(x; output, SD^2) of each image in nats: the squared error, scaled, and a constant."""
                    error = ((target - output) / SD).square()
                    return 0.5 * (error + 2 * math.log(SD) + {_LOG_2PI}).flatten(1).sum(1)
                '''),
            mean=EXPECTED_MEAN,
            start="mean_image",
            formula=formula,
            constants=(Constant("SD", sd, "standard deviation of each value given the code"),),
        )
    start = f"2 * math.log({sd!r})" if sd != 1 else "0.0"
    if scale == "learned":
        return LikelihoodText(
            nll=_method(f'''
                def nll(self, target, output):
                    """Returns -log N(x; output, exp(log_var)) of each image in nats; one log_var is learned for all values."""
                    error = (target - output).square()
                    return 0.5 * (error * (-self.log_var).exp() + self.log_var + {_LOG_2PI}).flatten(1).sum(1)
                '''),
            mean=EXPECTED_MEAN,
            start="mean_image",
            formula=formula,
            state=f"self.log_var = nn.Parameter(torch.tensor({start}))",
        )
    if scale == "optimal":
        return LikelihoodText(
            nll=_method(f'''
                def nll(self, target, output):
                    """Returns -log N(x; output, s^2) of each image in nats, with the most likely s^2: the mean squared error.

                    Outside of training a running mean of log s^2 is used, as in batch norm. Rybkin et al. 2021, equation 7.
                    """
                    error, log_var = (target - output).square(), self.log_var
                    if self.training:
                        log_var = error.mean().clamp(min=1e-6).log()
                        self.log_var.lerp_(log_var.detach(), 0.05)
                    return 0.5 * (error * (-log_var).exp() + log_var + {_LOG_2PI}).flatten(1).sum(1)
                '''),
            mean=EXPECTED_MEAN,
            start="mean_image",
            formula=formula,
            state=f'self.register_buffer("log_var", torch.tensor({start}))',
        )
    if scale != "per_pixel":
        raise ValueError(f"a Gaussian of scale {scale!r} has no script yet; add it to {__name__}")
    return LikelihoodText(
        nll=_method(f'''
            def nll(self, target, output):
                """Returns -log N(x; mean, exp(log_var)) of each image in nats; the decoder gives both for each value."""
                mean, log_var = output.chunk(2, dim=1)
                log_var = F.softplus(log_var + 9.2) - 9.2  # at least sd 1/100, for pixels that never vary
                return 0.5 * ((target - mean).square() * (-log_var).exp() + log_var + {_LOG_2PI}).flatten(1).sum(1)
            '''),
        mean=_method('''
            def expected(self, output):
                """Returns the expected image for the decoder's output: its first half."""
                return output.chunk(2, dim=1)[0]
            '''),
        start="torch.cat([mean_image, torch.full_like(mean_image, START_LOG_VAR)])",
        formula=formula.replace("s^2", "s_i(z)^2"),
        constants=(Constant("START_LOG_VAR", 2 * math.log(sd), "of each value, before training"),),
    )
