"""The frames of a training: which steps are kept, in how many bytes, and that nobody can tell from the weights."""

import itertools
import json
import math
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.files import DamagedRun, read_tensors
from vae_core.models import MODELS
from vae_core.recording import frame_keeper
from vae_core.recording.frame_keeper import MOST_FRAME_BYTES, MOST_FRAMES, FrameKeeper, frame_counts, thinned
from vae_core.recording.recording import interrupt, record, resume, save_checkpoint
from vae_core.runs.frame_list import frame_list
from vae_core.runs.frames import index_from_plain, read_index
from vae_core.runs.run import create_run
from vae_core.training.trainer import Trainer

CONFIG = RunConfig(data="digits", hidden=(16,), epochs=6, device="cpu", threads=1)


def trainer_of(run):
    return Trainer(run.config, load_for(run.config))


def trained(path, config=CONFIG):
    run = create_run(path, config)
    list(record(run, trainer_of(run)))
    return run


def steps_of(run):
    return [frame.step for frame in read_index(run.path).frames]


@pytest.fixture(scope="module", autouse=True)
def with_time():
    """FrameKeeper may take what they need, so that which of them are kept does not hang on how busy this machine is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frame_keeper, "AT_ONCE", 1e9)
        patch.setattr(frame_keeper, "_EMBED_SECONDS", 1e9)
        yield


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("runs") / "one")


def test_the_first_and_the_last_step_are_kept_and_the_gaps_grow(finished):
    steps = steps_of(finished)
    assert steps[0] == 0
    assert steps[-1] == finished.summary.steps
    gaps = [after - before for before, after in itertools.pairwise(steps[:-1])]
    assert len(gaps) > 4
    assert gaps[-1] > gaps[0]


def test_a_frame_holds_the_codes_and_pictures_of_its_moment(finished):
    model, image_set = finished.load_model(), load_for(CONFIG)
    subset, _ = read_tensors(finished.path / "frames" / "subset.safetensors")
    rows = subset["index"].long()
    assert torch.equal(rows, image_set.validation[: len(rows)])
    assert torch.equal(subset["label"], image_set.labels[rows].int())
    assert torch.equal(subset["inputs"], image_set.images[rows[:10]])
    last, first = (
        read_tensors(finished.path / "frames" / f"{steps_of(finished)[at]}.safetensors")[0] for at in (-1, 0)
    )
    known = read_tensors(finished.path / "latents.safetensors")[0]
    place = {int(index): row for row, index in enumerate(known["index"])}
    wanted = known["mean"][[place[int(row)] for row in rows]]
    assert torch.allclose(last["mean"], wanted, atol=1e-5)
    assert not torch.allclose(first["mean"], wanted, atol=0.1)
    untrained = trainer_of(finished).model
    assert torch.allclose(untrained.encoder(image_set.images[rows] / 255)[:, :2], first["mean"], atol=1e-5)
    assert last["reconstructions"].shape == subset["inputs"].shape
    assert (last["reconstructions"].float() - subset["inputs"]).square().mean() < (
        (first["reconstructions"].float() - subset["inputs"]).square().mean()
    )
    assert model.architecture.latent_dim == 2


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_any_model_leaves_frames_from_before_its_first_step_on(model, tmp_path):
    run = trained(tmp_path / "run", replace(CONFIG, model=model, settings=None, epochs=1))
    index = read_index(run.path)
    assert len(index.frames) >= 2
    assert index.frames[0].step == 0
    assert all(frame.has_decoder for frame in index.frames)
    found = frame_list(run.path)
    assert [frame["step"] for frame in found["frames"]] == steps_of(run)


def test_frames_change_no_weight(finished, tmp_path, monkeypatch):
    monkeypatch.setattr(FrameKeeper, "__call__", lambda frames, report=None: None)
    monkeypatch.setattr(FrameKeeper, "is_due", lambda frames: False)
    bare = trained(tmp_path / "bare")
    assert not (bare.path / "frames").exists()
    weights, others = (read_tensors(run.path / "weights.safetensors")[0] for run in (bare, finished))
    assert all(torch.equal(weight, others[name]) for name, weight in weights.items())


@pytest.mark.slow
def test_a_run_broken_off_drops_the_frames_after_its_checkpoint_and_ends_as_if_nothing_had_been(finished, tmp_path):
    run = create_run(tmp_path / "run", CONFIG)
    trainer = trainer_of(run)
    reports = record(run, trainer)
    saved = 0
    for report in reports:
        if not saved and report.step >= 30:
            save_checkpoint(run, trainer)
            saved = report.step
            state = (run.path / "state.safetensors").read_bytes()
        if saved and report.step > saved + 20:
            break
    reports.close()
    (run.path / "state.safetensors").write_bytes(state)  # as if killed before any later checkpoint
    (run.path / "frames" / ".half.safetensors.tmp").write_bytes(b"half")
    lost = [step for step in steps_of(run) if step > saved]
    kept = [step for step in steps_of(run) if step <= saved]
    assert lost
    resume(run, trainer_of(run))
    assert steps_of(run) == kept
    assert not any((run.path / "frames" / f"{step}.safetensors").exists() for step in lost)
    list(record(run, trainer_of(run)))
    assert steps_of(run)[: len(kept)] == kept
    assert {path.name for path in (run.path / "frames").iterdir()} == (
        {f"{step}.safetensors" for step in steps_of(run)} | {"index.json", "subset.safetensors", "graph.onnx"}
    )
    weights, others = (read_tensors(one.path / "weights.safetensors")[0] for one in (run, finished))
    assert all(torch.equal(weight, others[name]) for name, weight in weights.items())


def test_a_run_closed_at_its_last_checkpoint_ends_with_a_frame_of_it(tmp_path):
    run = create_run(tmp_path / "run", replace(CONFIG, epochs=500))
    reports = record(run, trainer_of(run))
    next(report for report in reports if report.step >= 20)
    reports.close()
    interrupt(run, load_for(CONFIG))
    assert steps_of(run)[-1] == run.summary.steps


@given(steps=st.lists(st.integers(0, 10**7), min_size=1, max_size=80, unique=True), most=st.integers(2, 30))
def test_thinning_keeps_the_ends_and_as_many_as_it_may(steps, most):
    steps = sorted(steps)
    kept = thinned(steps, most)
    assert len(kept) == min(len(steps), most)
    assert (kept[0], kept[-1]) == (steps[0], steps[-1])
    assert kept == sorted(set(kept) & set(steps))


def test_a_run_extended_a_thousandfold_stays_within_its_frames_and_evenly_spread():
    steps: list[int] = []
    for step in (int(16 * 1.05**rung) - 16 for rung in range(1, 260)):
        steps = thinned(sorted({*steps, step}), MOST_FRAMES)
    assert len(steps) == MOST_FRAMES
    heights = [math.log(step + 16) for step in steps]
    gaps = [after - before for before, after in itertools.pairwise(heights)]
    assert max(gaps[:-1]) < 4 * min(gaps[:-1])


@given(plain=st.integers(1, 3_000_000), decoder=st.integers(1, 30_000_000))
def test_what_is_planned_stays_within_the_bytes(plain, decoder):
    kept, decoders = frame_counts(plain, decoder)
    assert 2 <= kept <= MOST_FRAMES
    assert 0 <= decoders <= kept
    assert kept * plain + decoders * decoder <= MOST_FRAME_BYTES


def test_where_decoders_are_too_large_frames_go_without_them_rather_than_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(frame_keeper, "MOST_FRAME_BYTES", 35_000)
    monkeypatch.setattr(frame_keeper, "MOST_FRAMES", 8)
    monkeypatch.setattr(frame_keeper, "LEAST_FRAMES", 6)
    run = trained(tmp_path / "run", replace(CONFIG, hidden=(64,)))
    index = read_index(run.path)
    having = [frame.has_decoder for frame in index.frames]
    assert 4 < len(having) <= 8
    assert 0 < sum(having) < len(having)
    assert having[-1]
    on_disk = [read_tensors(run.path / "frames" / frame.name)[0] for frame in index.frames]
    assert [any(name.startswith("decoder.") for name in tensors) for tensors in on_disk] == having
    size = sum(tensor.numel() * tensor.element_size() for tensors in on_disk for tensor in tensors.values())
    assert size == sum(frame.size for frame in index.frames) <= 35_000


def test_frames_take_no_more_than_their_share_of_the_time(tmp_path, monkeypatch):
    monkeypatch.setattr(frame_keeper, "AT_ONCE", 0.1)
    run = create_run(tmp_path / "run", CONFIG)
    keeper = FrameKeeper(run.path, trainer_of(run))
    keeper()
    keeper.trainer.step, keeper.spent = 100, frame_keeper.AT_ONCE + 0.03
    keeper.trainer.seconds = 1.0
    assert not keeper.is_due()
    keeper.trainer.seconds = 2.0
    assert keeper.is_due()
    keeper.trainer.step = keeper.next - 1
    assert not keeper.is_due()


def test_codes_that_are_no_numbers_leave_no_frame(tmp_path):
    run = create_run(tmp_path / "run", CONFIG)
    keeper = FrameKeeper(run.path, trainer_of(run))
    for parameter in keeper.trainer.model.parameters():
        parameter.data.fill_(math.nan)
    keeper()
    assert read_index(run.path).frames == ()
    assert not keeper.is_due()


def test_the_list_tells_the_plane_of_each_frame_and_the_last_is_as_it_is(finished):
    found = frame_list(finished.path)
    assert found["raw"]["axes"] == [[1, 0], [0, 1]]
    last = found["frames"][-1]["turned"]
    assert torch.allclose(torch.tensor(last["axes"]), torch.eye(2), atol=1e-6)
    for frame in found["frames"]:
        axes = torch.tensor(frame["turned"]["axes"])
        assert torch.allclose(axes @ axes.T, torch.eye(2), atol=1e-5)
    assert found["extents"]["turned"]["u"][0] < found["extents"]["turned"]["u"][1]
    assert [found[name] for name in ("hasPrior", "isTurned", "isConditional")] == [True, True, False]


@pytest.mark.parametrize("latent_dim", [2, 3])
def test_the_axes_show_the_prior_even_where_no_code_uses_it(latent_dim, tmp_path):
    run = trained(tmp_path / "run", replace(CONFIG, latent_dim=latent_dim, epochs=1))
    found = frame_list(run.path)
    plane = found["raw"]
    for axis, direction in zip("uv", plane["axes"], strict=True):
        middle = -sum(a * b for a, b in zip(plane["origin"], direction, strict=True))
        low, high = found["extents"]["turned"][axis]
        assert low < middle - 2 < middle + 2 < high


def test_turned_codes_lie_nearer_to_those_of_the_last_frame_than_the_codes_themselves(finished):
    found = frame_list(finished.path)
    codes = [read_tensors(finished.path / "frames" / f"{step}.safetensors")[0]["mean"] for step in steps_of(finished)]
    gains = []
    for frame, own in zip(found["frames"], codes, strict=True):
        turned = (own - torch.tensor(frame["turned"]["origin"])) @ torch.tensor(frame["turned"]["axes"]).T
        gains.append(float((own - codes[-1]).square().sum() - (turned - codes[-1]).square().sum()))
    assert min(gains) > -1e-2
    assert max(gains) > 1


@pytest.mark.parametrize("latent_dim", [1, 6])
def test_one_dimension_and_many_have_a_plane_too(latent_dim, tmp_path):
    run = trained(tmp_path / "run", replace(CONFIG, latent_dim=latent_dim, epochs=1))
    found = frame_list(run.path)
    assert found["raw"]["names"] == (["z1", "class"] if latent_dim == 1 else ["PC 1", "PC 2"])
    assert len(found["raw"]["axes"][0]) == latent_dim


def test_a_run_without_frames_has_an_empty_list(tmp_path):
    assert frame_list(create_run(tmp_path / "run", CONFIG).path) == {"frames": []}


GOOD = {"step": 1, "epoch": 0.5, "size": 10, "has_decoder": True}


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"frames": 3, "slots": []},
        {"frames": [GOOD | {"step": "../x"}], "slots": []},
        {"frames": [GOOD | {"step": -1}], "slots": []},
        {"frames": [GOOD | {"step": True}], "slots": []},
        {"frames": [GOOD | {"epoch": "soon"}], "slots": []},
        {"frames": [GOOD, GOOD], "slots": []},
        {"frames": [GOOD | {"name": "x"}], "slots": []},
        {"frames": [GOOD], "slots": [[1.5, 2]]},
        {"frames": [GOOD], "slots": [[1, 2, 3]]},
    ],
    ids=json.dumps,
)
def test_an_index_that_is_none_is_refused_in_words(plain):
    with pytest.raises(DamagedRun, match=r"frames/index\.json"):
        index_from_plain(plain)
