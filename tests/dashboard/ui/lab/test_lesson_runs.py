"""The statements of lessons about their small runs, measured on these runs."""

import pytest
import torch
from torch import Generator

from dashboard.ui.lab.bundled_runs import bundled_images, chain_of, digits, digits_variances, holes_of
from dashboard.ui.lab.five_steps import STEPS, memory_of, samples_of
from dashboard.ui.lab.lesson_runs import activations_of, active_in_sweep, lesson_model, neighbours_of, sensitivity_plane
from dashboard.ui.session import find_run
from scripts.build_studies import CONFIGS
from vae_core.datasets import load_dataset
from vae_core.measures.sample_quality import squared_error
from vae_core.theory.em import fit_by_em, greatest_log_likelihood, random_start

CONTRACTIVE = ("contractive-0", "contractive-0_01", "contractive-0_1", "contractive-1", "contractive-10")


def test_a_constant_holds_one_image_and_a_one_hot_code_as_many_as_it_has_numbers():
    for name, count in (("1 constant", 1), ("2 one-hot", 20)):
        memory = memory_of(STEPS[name])
        assert memory.known == count
        assert memory.known_error < 0.01
        assert memory.unseen_error is None
    assert torch.equal(memory.codes, torch.eye(20))
    model, images = lesson_model("step-2-one-hot"), digits().images[digits().train[:20]] / 255
    torch.testing.assert_close(model.decode(torch.eye(20)).detach(), images, atol=0.1, rtol=0)


def test_only_with_an_encoder_do_unseen_images_have_codes_of_their_own():
    errors = {name: memory_of(step).unseen_error for name, step in STEPS.items()}
    assert errors["3 free"] is None
    images = digits().images[digits().test] / 255
    plain = float((images - images.mean(0)).square().flatten(1).sum(1).mean())
    assert errors["4 encoder"] < 0.6 * plain
    assert errors["5 VAE"] < 0.6 * plain


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_samples_of_an_autoencoder_look_real_but_leave_most_out_and_those_of_a_vae_do_not(seed):
    samples = {name: samples_of(step, seed) for name, step in STEPS.items()}
    autoencoder, vae = samples["4 encoder"], samples["5 VAE"]
    assert autoencoder.to_real < 1.1 * vae.to_real
    assert autoencoder.labels.max() > 0.7 * 500
    assert vae.labels.min() > 10
    assert vae.from_real == min(one.from_real for one in samples.values())
    two_numbers = list(STEPS)[2:]
    assert min(two_numbers, key=lambda name: memory_of(STEPS[name]).known_error) == "4 encoder"
    assert max(two_numbers, key=lambda name: samples[name].from_real) == "4 encoder"
    assert samples["2 one-hot"].to_real > 4 * vae.to_real


def test_samples_of_one_hot_codes_look_like_no_digit_and_those_of_two_numbers_like_one():
    for name, step in STEPS.items():
        found = samples_of(step, 0)
        assert int(found.labels.sum()) + found.unlike == 500
        assert (found.unlike > 450) == (name == "2 one-hot")


@pytest.mark.slow
def test_the_bundled_linear_autoencoder_has_found_the_plane_of_pca():
    models, images = (lesson_model(f"mnist-{name}-2d") for name in ("pca", "linear")), bundled_images("mnist-vae-2d")
    pca, linear = (squared_error(model, images, images.validation) for model in models)
    assert linear == pytest.approx(pca, rel=0.01)


def test_the_bundled_runs_that_differ_in_their_prior_are_those_of_the_study_and_open_on_the_map():
    for prior, settings in CONFIGS["priors"].items():
        run = find_run(f"digits-prior-{prior}")
        assert run.config == settings
        assert run.is_ready
        assert (run.path / "prior.json").exists() == (prior != "standard")


@pytest.mark.slow
def test_holes_are_few_beside_all_training_codes_and_more_beside_some_of_them():
    found = holes_of("mnist-vae-2d", 2000, 10.0)
    assert len(found.posterior.mean) == 57_000
    assert found.usual == pytest.approx(0.09, abs=0.02)
    assert found.few > 2 * found.usual


def test_a_column_of_zeros_leaves_em_at_pca_with_one_component():
    variances = digits_variances()
    start = random_start(len(variances), 2)
    start.weight[:, 1] = 0
    end = fit_by_em(torch.diag(variances), start, 400).nats[-1]
    assert float(end) == pytest.approx(greatest_log_likelihood(variances, 1), abs=1e-3)


def test_the_mean_activation_goes_to_the_target_as_the_weight_grows_and_the_error_rises():
    found = [activations_of(f"sparse-{weight}") for weight in ("0", "0_1", "1", "10", "100")]
    distances = [float((activations.mean(0) - 0.1).abs().mean()) for activations, _ in found]
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < 0.01
    errors = [error for _, error in found]
    assert errors == sorted(errors)


def test_numbers_that_are_on_go_from_half_of_all_to_none():
    on = [
        float((activations_of(f"sparse-{weight}")[0] > 0.5).float().mean()) for weight in ("0", "0_1", "1", "10", "100")
    ]
    assert on[0] > 0.4
    assert on == sorted(on, reverse=True)


def test_deep_vaes_leave_numbers_unused_as_beta_grows():
    active = list(active_in_sweep(10).values())
    assert active == sorted(active, reverse=True)
    assert (active[0], len(active)) == (10, 6)
    assert active[-1] < 10


def test_with_a_strong_penalty_nearly_all_activations_are_the_target_and_none_is_on():
    activations, _ = activations_of("sparse-100")
    assert float(((activations - 0.1).abs() < 0.05).float().mean()) > 0.7
    assert not (activations > 0.5).any()


def test_the_penalty_lowers_the_norm_at_every_weight_but_beyond_the_first_only_by_shrinking():
    found = [sensitivity_plane(name).sensitivity for name in CONTRACTIVE]
    norms = [float(one.norms.mean()) for one in found]
    assert norms == sorted(norms, reverse=True)
    assert norms[2] > 5 * norms[4]
    assert [one.relative for one in found[2:]] == pytest.approx([1, 1, 1], abs=0.15)
    assert found[0].relative > 2 * found[2].relative


@pytest.mark.slow
def test_a_nearest_neighbour_of_real_digits_sees_the_label_that_was_asked_for():
    from sklearn.neighbors import KNeighborsClassifier

    mnist = load_dataset("mnist")
    rows = mnist.train[:5000]
    classifier = KNeighborsClassifier(5).fit(mnist.images[rows].flatten(1) / 255, mnist.labels[rows])
    asked = torch.arange(500) % 10
    drawn = lesson_model("conditional").sample(500, Generator().manual_seed(0), labels=asked).detach()
    found = torch.from_numpy(classifier.predict(drawn.flatten(1).numpy()))
    assert float((found == asked).float().mean()) >= 0.95


@pytest.mark.slow
def test_codes_know_the_label_far_less_often_where_the_model_was_told_it():
    (_, plain), (_, told) = neighbours_of("mnist-vae-2d-beta-1"), neighbours_of("conditional")
    assert plain > 0.6
    assert told < 0.2


def test_a_chain_is_computed_once_for_all_visitors(monkeypatch):
    blank = torch.zeros(1, 28, 28, dtype=torch.uint8)
    monkeypatch.setattr("dashboard.ui.lab.bundled_runs.test_image", lambda name, index: blank)
    first = chain_of("mnist-vae-2d", 3, 4, 0.5)
    monkeypatch.setattr("dashboard.ui.lab.bundled_runs.metropolis", None)
    again = chain_of("mnist-vae-2d", 3, 4, 0.5)
    torch.testing.assert_close(again.chain.codes[0], first.mean + 3 * first.sd)
    assert torch.equal(again.chain.codes, first.chain.codes)
    assert again.plane.density.shape == (61, 61)
