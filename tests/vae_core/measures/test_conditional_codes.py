"""The same code under every label, and the label in the codes."""

import pytest
import torch

from tests.support.batches import batch_of
from tests.support.models import build, stirred
from vae_core.datasets import load_dataset
from vae_core.measures.conditional_codes import label_accuracy, under_every_label
from vae_core.measures.metrics import knn_accuracy


def test_a_row_is_a_label_and_a_column_a_code():
    model, codes = stirred(), torch.randn(4, 3)
    found = under_every_label(model, codes)
    assert found.shape == (10, 4, 1, 8, 8)
    torch.testing.assert_close(found[7, 2], model.decode(codes[2:3], torch.tensor([7]))[0])
    with pytest.raises(ValueError, match="VAE is not conditioned on a label; choose a conditional_vae"):
        under_every_label(build("vae"), codes)


def test_codes_that_are_the_label_are_known_and_codes_of_nothing_are_guessed():
    digits = load_dataset("digits")
    model = build("autoencoder", latent_dim=2)
    codes, accuracy = label_accuracy(model, digits, 1000, 150)
    x = {
        name: batch_of(digits.images[rows] / 255)
        for name, rows in (("known", digits.train[:1000]), ("asked", digits.test[:150]))
    }
    known, asked = (model.embed(x[name]).detach() for name in ("known", "asked"))
    torch.testing.assert_close(codes, asked)
    labels = digits.labels[digits.train[:1000]], digits.labels[digits.test[:150]]
    assert accuracy == knn_accuracy(known, labels[0], asked, labels[1])
    with torch.no_grad():
        for parameter in model.encoder.parameters():
            parameter.zero_()
    assert label_accuracy(model, digits, 1000, 150)[1] < 0.2 < accuracy
