"""Rows of an image set as batches."""

import torch

from vae_core.training.batches import EVALUATION_BATCH, BatchLoader

CPU = torch.device("cpu")
ROWS = torch.tensor([5, 3, 8])


def test_a_batch_holds_the_wanted_rows_as_fractions(two_prototypes):
    loader = BatchLoader(two_prototypes, "grey", CPU)
    batch = loader.batch(ROWS, loader.generator(0), step=7, total_steps=9)
    torch.testing.assert_close(batch.images, two_prototypes.images[ROWS] / 255)
    assert torch.equal(batch.images, batch.target)
    assert torch.equal(batch.labels, two_prototypes.labels[ROWS])
    assert (batch.step, batch.total_steps) == (7, 9)


def test_the_encoder_sees_the_drawn_black_and_white_image_too(two_prototypes):
    loader = BatchLoader(two_prototypes, "binarised", CPU)
    batch = loader.batch(ROWS, loader.generator(0))
    assert torch.equal(batch.images, batch.target)
    assert set(batch.images.unique().tolist()) == {0.0, 1.0}
    assert not torch.equal(batch.images, loader.batch(ROWS, loader.generator(1)).images)


def test_batches_cover_all_rows_once_in_their_order(two_prototypes):
    loader, rows = BatchLoader(two_prototypes, "grey", CPU), torch.arange(200).repeat(6)
    parts = list(loader.batches(rows, loader.generator(0)))
    assert [len(part.images) for part in parts] == [EVALUATION_BATCH] * 4 + [200]
    assert torch.equal(torch.cat([part.labels for part in parts]), two_prototypes.labels[rows])
