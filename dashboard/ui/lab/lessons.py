"""The lessons of the Lab, in the order in which they are best read; navigation and contents follow from this list."""

from typing import NamedTuple


class LessonEntry(NamedTuple):
    """A lesson as the contents name it; its page is pages/lab/<slug>.py."""

    slug: str
    title: str
    idea: str


LESSONS = (
    LessonEntry("five_steps", "From memorising to a VAE", "Five steps, and what each adds"),
    LessonEntry("reparameterisation", "The reparameterisation trick", "A draw through which gradients pass"),
    LessonEntry("kl", "The KL term by hand", "What one latent number costs, in three parts"),
    LessonEntry("kl_direction", "The KL has a direction", "Two hills, one Gaussian: covering both or choosing one"),
    LessonEntry("noise_channel", "Bits through a noisy channel", "Apples, bananas, and when they sound alike"),
    LessonEntry("likelihoods", "Likelihoods", "What cross-entropy and squared error mean"),
    LessonEntry("effective_beta", "The effective-beta meter", "Which beta a loss really trains with"),
    LessonEntry("beta", "Beta, rate and distortion", "What a nat costs, and what dies first"),
    LessonEntry("latent_size", "Latent too small, too large", "When a code is as large as the image"),
    LessonEntry("three_planes", "PCA, autoencoder, VAE", "The same digits in three planes of two numbers"),
    LessonEntry("denoising", "Denoising, exactly", "What a linear map can win back from noise"),
    LessonEntry("sparse", "Sparse autoencoders", "What a mean says, and what it does not"),
    LessonEntry("contractive", "Contractive autoencoders", "Codes that hardly move, and codes that only shrink"),
    LessonEntry("mean_or_sample", "Deterministic or probabilistic", "One image, many reconstructions"),
    LessonEntry(
        "continuity", "Is an autoencoder's space continuous?", "The same walk twice: its length, its jumps, its middle"
    ),
    LessonEntry("linear_lab", "The linear lab", "Where log p(x), the gap and the ELBO are exact"),
    LessonEntry("em", "EM and the linear VAE", "Two ways up the same hill, to a summit known in closed form"),
    LessonEntry("bounds", "The likelihood and its bounds", "ELBO, more draws, and log p(x) itself"),
    LessonEntry("holes", "Priors and holes", "Where prior draws find no data"),
    LessonEntry("conditional", "Told the label", "The same code under ten labels"),
    LessonEntry(
        "sprites", "Disentanglement, honestly", "Who knows which factor, what it costs, and what a turn undoes"
    ),
    LessonEntry("clinic", "The clinic: seven broken VAEs", "One wrong line each: look, guess, read the diagnosis"),
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
