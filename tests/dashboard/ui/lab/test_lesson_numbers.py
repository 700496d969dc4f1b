"""The numbers in the lessons' texts that are written as digits, compared with the settings and measures that they describe."""

import json
from collections.abc import Callable
from math import exp, log, prod

import pytest
import torch

from dashboard.ui.charts.codes import numerals
from dashboard.ui.lab.bundled_runs import (
    bundled_images,
    chain_of,
    digits,
    digits_labels,
    digits_variances,
    evidence_of,
    holes_of,
    linear_fits,
    mnist_components,
    mnist_variances,
    squared_errors,
    weights_of,
)
from dashboard.ui.lab.five_steps import STEPS, samples_of
from dashboard.ui.lab.lesson_runs import active_in_sweep, lesson_model
from dashboard.ui.session import find_run
from scripts.build_sprites import config_of
from scripts.build_studies import CONFIGS
from tests.support.paths import ROOT
from vae_core.assets import ASSETS
from vae_core.files import read_json
from vae_core.measures.bounds import importance_bounds
from vae_core.measures.latent_paths import JUDGE_SAMPLES, PATH_POINTS
from vae_core.measures.planes import pca_plane
from vae_core.models.vae import VaeSettings
from vae_core.theory.categorical import binary_nll, categorical_nll, even_rest
from vae_core.theory.em import greatest_log_likelihood
from vae_core.theory.gaussian_scales import learned_sds, optimal_sd, pixel_sds
from vae_core.theory.linear_gaussian import EXAMPLE, shifted_posterior, two_columns
from vae_core.theory.noise_channel import information, two_word_accuracy
from vae_core.theory.transposed_convolution import is_even, overlaps

STUDIES = {name: next(iter(configs.values())) for name, configs in CONFIGS.items()}


def sd_of(study: str) -> float:
    """The decoder sd of a study's first variant."""
    settings = STUDIES[study].settings
    assert isinstance(settings, VaeSettings)
    return settings.sd


def sentences_of_digits() -> dict[str, list[str]]:
    """Statements about the small digits and the studies that use them."""
    train, pixels = f"{len(digits().train):,}", prod(digits().shape)
    depth, few, wide = STUDIES["depth"], STUDIES["generalisation"], STUDIES["wide"]
    *first, last = CONFIGS["depth"]
    autoencoder = samples_of(STEPS["4 encoder"], 0)
    return {
        "em": [f"({train} digits of {pixels} pixels)"],
        "clinic": [f"the codes of {len(digits_labels())} test images"],
        "contractive": [f"The image has {pixels} pixels", f"the other {pixels - 2} directions"],
        "five_steps": [
            f"of {int(autoencoder.labels.sum()) + autoencoder.unlike} samples look most like",
            f"sums over {pixels} pixels",
        ],
        "generalisation": [
            f"(sd {sd_of('generalisation'):g}) were trained for {few.epochs:,} epochs on only {few.subset} small digits",
            f"Train with {few.subset} images yourself",
            f"With all {train} images",
        ],
        "depth": [
            f"have {', '.join(first)} or {last} hidden layers each",
            f"{depth.epochs} epochs on small digits, {depth.latent_dim} latent dimensions",
        ],
        "cures": [
            f"Two VAEs with {wide.latent_dim} latent dimensions",
            f"a Gaussian decoder with sd {sd_of('wide'):g}",
            f"a decoder sd of {sd_of('early'):g} and a deep network",
        ],
    }


def sentences_of_mnist() -> dict[str, list[str]]:
    """Statements about MNIST and the runs on it."""
    images, decoder = bundled_images("mnist-vae-2d"), STUDIES["decoder"]
    pixels, shown = prod(images.shape), len(numerals(torch.zeros(1000, 2), torch.zeros(1000, dtype=torch.int64)).x)
    return {
        "decoder": [f"{decoder.epochs} epochs on {decoder.subset:,} images of MNIST"],
        "conditional": [
            f"Codes of {shown} test images",
            f"a random guess is right in {1 / len(images.class_names):.0%}",
        ],
        "three_planes": [f"the mean of {len(images.test):,} test images", f"of {len(images.train):,} training codes"],
        "continuity": [
            f"Another VAE with {find_run('mnist-vae-10d').config.latent_dim} latent dimensions",
            f"in one of {PATH_POINTS - 1} steps",
            f"of the judge with {JUDGE_SAMPLES} samples",
        ],
        "denoising": [
            f"The noise lies in all {pixels} directions",
            f"trained with noise of standard deviation {lesson_model('mnist-denoising-32d').settings.noise_level:g}",
        ],
        "effective_beta": [f"the mean over {pixels} pixels"],
        "latent_size": [f"With {pixels} dimensions, noise", "We reduce this to 0.2", f"above s² = {0.2**2:.2f}"],
        "sprites": sentences_of_sprites(),
    }


def sentences_of_sprites() -> list[str]:
    """Statements about the runs on sprites."""
    found = next(iter(read_json(ASSETS / "disentangled" / "measures.json").values()))
    config, points = config_of("vae", 0), found["mig_points"]
    return [
        f"{config.epochs} epochs each, {config.latent_dim} latent dimensions",
        f"{points:,} test images; MIG of the posterior means in {found['mig_bins']} bins",
        f"at most log {points:,} = {log(points):.1f} nats",
    ]


@pytest.mark.parametrize("sentences", [sentences_of_digits, sentences_of_mnist], ids=["digits", "mnist"])
def test_numbers_of_settings_and_sizes_are_those_of_the_runs(sentences: Callable[[], dict[str, list[str]]]):
    for slug, stated in sentences().items():
        text = (ROOT / "pages" / "lab" / "texts" / f"{slug}.md").read_text()
        for sentence in stated:
            assert sentence in text, f"{slug}.md does not say {sentence!r}"


def test_a_nat_has_1_44_bits_and_the_range_of_the_channel_holds_less_than_three_words():
    assert f"1 nat = {1 / log(2):.2f} bits" in (ROOT / "pages/lab/texts/kl.md").read_text()
    assert exp(information(1.0)) < 3


def test_the_sd_of_a_pixel_that_is_always_black_is_0_01():
    assert pixel_sds(torch.zeros(2, 1)).tolist() == pytest.approx([0.01])


@pytest.mark.slow
def test_at_beta_4_the_directions_with_a_variance_above_4_are_active():
    from vae_core.theory.linear_vae import linear_optimum

    assert linear_optimum(mnist_variances(), 784, 4.0).active == int((mnist_variances() > 4).sum())


def test_at_20_degrees_a_tilt_of_1_closes_the_gap_and_a_changed_mean_opens_another():
    assert "angle to 20° and the tilt to 1: the gap becomes 0" in (ROOT / "pages/lab/texts/linear_lab.md").read_text()
    model = two_columns(20, 0.6)
    best, shifted = (shifted_posterior(model.tilted(EXAMPLE, 1), shift, 1) for shift in (0, 0.1))
    assert model.gap(EXAMPLE, best) == pytest.approx(0, abs=1e-6)
    assert model.gap(EXAMPLE, shifted) > 0.01


def test_with_2_classes_the_binary_loss_is_twice_the_categorical_one():
    assert (
        "number of classes to 2.\nThe binary loss is then exactly twice"
        in (ROOT / "pages/lab/texts/categorical.md").read_text()
    )
    probabilities = even_rest(2, 0.3)
    assert binary_nll(probabilities, 0) == pytest.approx(2 * categorical_nll(probabilities, 0))
    assert binary_nll(even_rest(3, 0.3), 0) != pytest.approx(2 * categorical_nll(even_rest(3, 0.3), 0))


def test_the_gap_of_independent_dimensions_falls_with_the_angle():
    gaps = [two_columns(angle, 0.6).diagonal_gap() for angle in (10, 20, 40, 60, 80)]
    assert gaps == sorted(gaps, reverse=True)


def test_stamps_of_3_pixels_at_stride_2_cover_a_pixel_once_twice_or_four_times_and_our_kernels_have_4():
    assert set(overlaps(7, 3, 2)[2:-2, 2:-2].flatten().tolist()) == {1, 2, 4}
    assert is_even(overlaps(7, 4, 2), 4)


def test_half_the_distance_of_two_words_is_three_sds_for_99_9_percent():
    assert two_word_accuracy(6.0, 1.0) == pytest.approx(0.9987, abs=1e-4)


@pytest.mark.slow
def test_em_reaches_its_maximum_in_fewer_steps_than_gradients():
    for dimensions in (1, 2, 5):
        best = greatest_log_likelihood(digits_variances(), dimensions)
        em, elbo = (
            next((step for step, value in enumerate(one.tolist()) if best - value < 0.01), 300)
            for one in linear_fits(dimensions, 0, 300)
        )
        assert em < elbo


def test_the_small_digits_vary_by_less_than_1_along_every_direction():
    assert float(digits_variances().max()) < 1


def test_the_learned_scale_ends_at_the_same_value_from_both_ends_of_the_slider():
    squares = squared_errors("mnist-vae-10d")
    ends = [float(learned_sds(float(squares.mean()), start, 200)[200]) for start in (0.05, 1.0)]
    assert ends == pytest.approx([optimal_sd(squares)] * 2, rel=1e-3)


def test_most_of_the_gain_of_a_scale_per_pixel_is_at_pixels_that_are_always_black():
    squares = squared_errors("mnist-vae-10d")
    each = pixel_sds(squares)
    best = optimal_sd(squares)
    gain = log(best) - each.log()
    assert float(gain[each <= 0.0101].sum()) > 0.5 * float(gain.sum())


@pytest.mark.slow
def test_at_twice_the_posterior_s_sd_about_a_third_of_the_steps_is_accepted():
    assert 0.25 < chain_of("mnist-vae-2d", 7, 2000, 2.0)[1].accepted < 0.42


@pytest.mark.slow
def test_pca_reconstructs_straight_1s_and_thin_7s_and_9s_best():
    images = bundled_images("mnist-vae-2d")
    errors = pca_plane(images, mnist_components()).errors[:200]
    labels = images.labels[images.test][:200][errors.topk(20, largest=False).indices]
    assert set(labels.tolist()) <= {1, 7, 9}
    assert int((labels == 1).sum()) > 10


def test_the_recorded_run_uses_its_code_at_beta_16_and_not_at_32():
    text = (ROOT / "pages/learn.py").read_text()
    assert "With beta 32, a code costs too many nats, and the model stops using it." in text
    lines = map(json.loads, (ASSETS / "recorded/mnist-vae-2d-beta-up/metrics.jsonl").read_text().splitlines())
    rates = {
        line["beta"]: line["validation"]["kl"] for line in lines if line.get("validation")
    }  # the last of each beta
    assert rates[16] > 1
    assert rates[32] < 0.1


def test_the_betas_that_a_lesson_compares_are_in_the_sweep():
    assert {0.1, 8.0} <= set(active_in_sweep(2))


def test_after_300_steps_with_10_dimensions_em_is_at_its_maximum_and_the_linear_vae_a_little_below():
    best = greatest_log_likelihood(digits_variances(), 10)
    em, elbo = (best - float(one[-1]) for one in linear_fits(10, 0, 300))
    assert abs(em) < 0.01
    assert 0.01 < elbo < 1


@pytest.mark.slow
def test_the_share_of_samples_in_holes_is_the_right_option_of_its_question():
    text = (ROOT / "pages/lab/texts/holes.md").read_text()
    assert f"- [x] About {holes_of('mnist-vae-2d', 2000, 10.0).usual:.0%}." in text


@pytest.mark.slow
def test_image_59_has_a_large_gap_and_image_3_an_estimate_above_log_p():
    def bounds(index: int) -> list[float]:
        return [bound.nats for bound in importance_bounds(weights_of("mnist-vae-2d", index), [1, 500, 1000])]

    evidence = {index: evidence_of("mnist-vae-2d", index) for index in (3, 7, 59)}
    assert evidence[59] - bounds(59)[0] > 10 * (evidence[7] - bounds(7)[0])
    assert max(bounds(3)) > evidence[3]
