"""The lessons of the Lab, in the order in which they are best read; navigation and contents follow from this list."""

from typing import NamedTuple


class Entry(NamedTuple):
    """A lesson as the contents name it; its page is pages/lab/<slug>.py."""

    slug: str
    title: str
    idea: str


LESSONS = (
    Entry("five_steps", "From memorising to a VAE", "Five steps, and what each adds"),
    Entry("reparameterisation", "The reparameterisation trick", "A draw through which gradients pass"),
    Entry("kl", "The KL term by hand", "What one latent number costs, in three parts"),
    Entry("kl_direction", "The KL has a direction", "Two hills, one Gaussian: covering both or choosing one"),
    Entry("noise_channel", "Bits through a noisy channel", "Apples, bananas, and when they sound alike"),
    Entry("likelihoods", "Likelihoods", "What cross-entropy and squared error mean"),
    Entry("effective_beta", "The effective-beta meter", "Which beta a loss really trains with"),
    Entry("beta", "Beta, rate and distortion", "What a nat costs, and what dies first"),
    Entry("latent_size", "Latent too small, too large", "When a code is as large as the image"),
    Entry("three_planes", "PCA, autoencoder, VAE", "The same digits in three planes of two numbers"),
    Entry("denoising", "Denoising, exactly", "What a linear map can win back from noise"),
    Entry("sparse", "Sparse autoencoders", "What a mean says, and what it does not"),
    Entry("contractive", "Contractive autoencoders", "Codes that hardly move, and codes that only shrink"),
    Entry("mean_or_sample", "Deterministic or probabilistic", "One image, many reconstructions"),
    Entry(
        "continuity", "Is an autoencoder's space continuous?", "The same walk twice: its length, its jumps, its middle"
    ),
    Entry("linear_lab", "The linear lab", "Where log p(x), the gap and the ELBO are exact"),
    Entry("em", "EM and the linear VAE", "Two ways up the same hill, to a summit known in closed form"),
    Entry("bounds", "The likelihood and its bounds", "ELBO, more draws, and log p(x) itself"),
    Entry("holes", "Priors and holes", "Where prior draws find no data"),
    Entry("conditional", "Told the label", "The same code under ten labels"),
    Entry("sprites", "Disentanglement, honestly", "Who knows which factor, what it costs, and what a turn undoes"),
    Entry("clinic", "The clinic: seven broken VAEs", "One wrong line each: look, guess, read the diagnosis"),
)


def page_of(slug: str) -> str:
    """The page file of a lesson, as navigation and links name it."""
    return f"lab/{slug}.py"


def number_of(slug: str) -> int:
    """Where a lesson stands in the list, from 1. ValueError where it does not."""
    slugs = [entry.slug for entry in LESSONS]
    if slug not in slugs:
        raise ValueError(f"unknown lesson {slug!r}; choose from {', '.join(slugs)}")
    return slugs.index(slug) + 1
