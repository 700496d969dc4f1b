"""The lessons of the Lab in reading order. The navigation and the contents are made from this list."""

from typing import NamedTuple

GROUPS = {
    "Basics": "An image becomes a code, and a code becomes an image",
    "The objective": "The terms of the loss, and the gradient through a sample",
    "Balance": "The weight of the KL divergence, and the size of the code",
    "Spaces": "The codes between and beside those of the images",
    "Theory": "Models in which everything can be computed exactly",
    "Relatives": "Other autoencoders",
    "Exam": "Find the fault, and cure it",
}


class LessonEntry(NamedTuple):
    """A lesson in the contents; its page is pages/lab/<slug>.py, its text pages/lab/texts/<slug>.md."""

    slug: str
    title: str
    idea: str
    group: str  # one of GROUPS
    level: str
    minutes: int  # that a student needs
    after: tuple[str, ...] = ()  # slugs of the lessons that it builds on
    parts: tuple[str, ...] = ()  # of a lesson with several questions that count


LESSONS = (
    LessonEntry(
        "round_trip",
        "From image to code to image",
        "Encoder, sample and decoder, with one image",
        "Basics",
        "first steps",
        5,
    ),
    LessonEntry(
        "three_planes",
        "PCA, autoencoder, VAE",
        "The same digits in four latent planes",
        "Basics",
        "first steps",
        6,
        ("round_trip",),
    ),
    LessonEntry(
        "five_steps",
        "From memorising to a VAE",
        "Five models, each with one more part",
        "Basics",
        "first steps",
        8,
        ("three_planes",),
    ),
    LessonEntry(
        "mean_or_sample",
        "Deterministic or probabilistic",
        "One image, many reconstructions",
        "Basics",
        "first steps",
        5,
        ("five_steps",),
    ),
    LessonEntry(
        "latent_model",
        "The model and its bound",
        "p(x, z), why p(x) is intractable, and the ELBO",
        "The objective",
        "first steps",
        8,
        ("mean_or_sample",),
    ),
    LessonEntry(
        "kl",
        "The KL term by hand",
        "The cost of one latent dimension, in three parts",
        "The objective",
        "first steps",
        5,
        ("latent_model",),
    ),
    LessonEntry(
        "reparameterisation",
        "The reparameterisation trick",
        "Gradients through a random sample",
        "The objective",
        "first steps",
        6,
        ("kl",),
    ),
    LessonEntry(
        "likelihoods",
        "Likelihoods",
        "The meaning of cross-entropy and squared error",
        "The objective",
        "first steps",
        6,
        ("kl",),
    ),
    LessonEntry(
        "categorical",
        "Classes instead of numbers",
        "One value out of several: categorical or binary",
        "The objective",
        "first steps",
        5,
        ("likelihoods",),
    ),
    LessonEntry(
        "beta",
        "Beta, rate and distortion",
        "Which dimensions become inactive first",
        "Balance",
        "intermediate",
        6,
        ("kl",),
    ),
    LessonEntry(
        "effective_beta",
        "Effective beta",
        "The beta that a loss really trains with",
        "Balance",
        "intermediate",
        6,
        (
            "beta",
            "likelihoods",
        ),
    ),
    LessonEntry(
        "scales",
        "The scale of a Gaussian decoder",
        "Fixed, learned, optimal, or one for each pixel",
        "Balance",
        "intermediate",
        6,
        ("effective_beta",),
    ),
    LessonEntry(
        "noise_channel",
        "Information through a noisy channel",
        "When two words are too close together",
        "Balance",
        "intermediate",
        6,
        ("kl",),
    ),
    LessonEntry(
        "latent_size",
        "The size of the latent space",
        "Too small, too large, or as large as the image",
        "Balance",
        "intermediate",
        6,
        ("beta",),
    ),
    LessonEntry(
        "generalisation",
        "Does the KL help to generalise?",
        "Training and test images by beta, measured",
        "Balance",
        "intermediate",
        6,
        ("beta",),
    ),
    LessonEntry(
        "holes",
        "Priors and holes",
        "Samples from the prior where no image has its code",
        "Spaces",
        "intermediate",
        6,
        ("beta",),
    ),
    LessonEntry(
        "continuity",
        "Is the latent space continuous?",
        "The same paths in an autoencoder and a VAE",
        "Spaces",
        "intermediate",
        12,
        ("holes",),
    ),
    LessonEntry(
        "conditional", "Conditional VAEs", "The same code with ten labels", "Spaces", "intermediate", 6, ("five_steps",)
    ),
    LessonEntry(
        "sprites",
        "Disentanglement, measured",
        "Which dimension encodes which factor, and the price",
        "Spaces",
        "intermediate",
        12,
        ("beta",),
    ),
    LessonEntry(
        "kl_direction",
        "KL divergence is not symmetric",
        "Two peaks, one Gaussian: cover both or choose one",
        "Theory",
        "advanced",
        6,
        ("kl",),
    ),
    LessonEntry(
        "linear_lab",
        "A linear VAE, computed exactly",
        "log p(x), the gap and the ELBO without estimates",
        "Theory",
        "advanced",
        12,
        (
            "kl",
            "three_planes",
        ),
    ),
    LessonEntry(
        "mcmc",
        "Sampling the posterior",
        "A Markov chain beside the encoder",
        "Theory",
        "advanced",
        6,
        ("latent_model",),
    ),
    LessonEntry(
        "bounds",
        "The likelihood and its bounds",
        "The ELBO, bounds from more samples, and log p(x) itself",
        "Theory",
        "advanced",
        8,
        ("linear_lab",),
    ),
    LessonEntry("em", "EM and the linear VAE", "Two methods, step by step", "Theory", "advanced", 12, ("linear_lab",)),
    LessonEntry(
        "denoising",
        "The best linear denoiser",
        "How much noise a linear map can remove",
        "Relatives",
        "intermediate",
        6,
        ("three_planes",),
    ),
    LessonEntry(
        "sparse",
        "Sparse autoencoders",
        "What a penalty on the mean activation can do",
        "Relatives",
        "intermediate",
        6,
        ("three_planes",),
    ),
    LessonEntry(
        "contractive",
        "Contractive autoencoders",
        "Codes that ignore changes, and codes that only shrink",
        "Relatives",
        "intermediate",
        8,
        ("three_planes",),
    ),
    LessonEntry(
        "depth",
        "Deep or shallow",
        "The same number of parameters in 1 to 5 layers",
        "Relatives",
        "intermediate",
        5,
        ("three_planes",),
    ),
    LessonEntry(
        "decoder",
        "Dense or convolutional",
        "One kernel for the whole image, and its stamps",
        "Relatives",
        "intermediate",
        6,
        ("three_planes",),
    ),
    LessonEntry(
        "families",
        "VAE, GAN, flow, diffusion",
        "When to use a VAE, and when not",
        "Relatives",
        "first steps",
        5,
        ("latent_model",),
    ),
    LessonEntry(
        "clinic",
        "The clinic: seven broken VAEs",
        "Find the wrong line and read the diagnosis",
        "Exam",
        "advanced",
        15,
        (
            "effective_beta",
            "beta",
        ),
        parts=tuple("ABCDEFG"),
    ),
    LessonEntry(
        "cures",
        "Cures of inactive dimensions",
        "Warm-up, cyclical beta, free bits, optimal scale",
        "Exam",
        "advanced",
        8,
        ("clinic", "scales"),
    ),
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
