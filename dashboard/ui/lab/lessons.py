"""The lessons in reading order. The navigation and the contents are made from this list."""

from typing import NamedTuple


class LessonEntry(NamedTuple):
    """A lesson in the contents; its page is pages/lab/<slug>.py, its text pages/lab/texts/<slug>.md."""

    slug: str
    title: str
    idea: str


LESSONS = (
    LessonEntry("five_steps", "From memorising to a VAE", "Five models, each with one more part"),
    LessonEntry("reparameterisation", "The reparameterisation trick", "Gradients through a random sample"),
    LessonEntry("kl", "The KL term by hand", "The cost of one latent dimension, in three parts"),
    LessonEntry("kl_direction", "KL divergence is not symmetric", "Two peaks, one Gaussian: cover both or choose one"),
    LessonEntry("noise_channel", "Information through a noisy channel", "When two words are too close together"),
    LessonEntry("likelihoods", "Likelihoods", "The meaning of cross-entropy and squared error"),
    LessonEntry("effective_beta", "Effective beta", "The beta that a loss really trains with"),
    LessonEntry("beta", "Beta, rate and distortion", "Which dimensions become inactive first"),
    LessonEntry("latent_size", "The size of the latent space", "Too small, too large, or as large as the image"),
    LessonEntry("three_planes", "PCA, autoencoder, VAE", "The same digits in three latent planes"),
    LessonEntry("denoising", "The best linear denoiser", "How much noise a linear map can remove"),
    LessonEntry("sparse", "Sparse autoencoders", "What a penalty on the mean activation can do"),
    LessonEntry("contractive", "Contractive autoencoders", "Codes that ignore changes, and codes that only shrink"),
    LessonEntry("mean_or_sample", "Deterministic or probabilistic", "One image, many reconstructions"),
    LessonEntry("continuity", "Is the latent space continuous?", "The same paths in an autoencoder and a VAE"),
    LessonEntry("linear_lab", "A linear VAE, computed exactly", "log p(x), the gap and the ELBO without estimates"),
    LessonEntry("em", "EM and the linear VAE", "Two methods with the same maximum"),
    LessonEntry("bounds", "The likelihood and its bounds", "The ELBO, bounds from more samples, and log p(x) itself"),
    LessonEntry("holes", "Priors and holes", "Samples from the prior where no image has its code"),
    LessonEntry("conditional", "Conditional VAEs", "The same code with ten labels"),
    LessonEntry("sprites", "Disentanglement, measured", "Which dimension encodes which factor, and the price"),
    LessonEntry("clinic", "The clinic: seven broken VAEs", "Find the wrong line and read the diagnosis"),
)


def page_of(slug: str) -> str:
    """The page file of a lesson, as navigation and links name it."""
    return f"lab/{slug}.py"


def number_of(slug: str) -> int:
    """The position of a lesson in the list, from 1. ValueError for an unknown slug."""
    slugs = [entry.slug for entry in LESSONS]
    if slug not in slugs:
        raise ValueError(f"unknown lesson {slug!r}; choose from {', '.join(slugs)}")
    return slugs.index(slug) + 1
