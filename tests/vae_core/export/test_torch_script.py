"""The script and the notebook of a run: they give the losses of the project's own trainer, and are good code."""

import contextlib
import io
import json
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from tests.support.models import CHOICES
from vae_core.config import RunConfig, config_from_plain
from vae_core.datasets import DATASETS, load_dataset, load_for, torchvision_import, with_split  # noqa: F401 (repairs torchvision)
from vae_core.export.torch_script.images import images_section
from vae_core.export.torch_script.script import Course, notebook, script
from vae_core.models import MODELS
from vae_core.nn.priors import PRIORS
from vae_core.training import batches
from vae_core.training.batches import EVALUATION_BATCH
from vae_core.training.trainer import Trainer

SMALL = {"data": "digits", "hidden": [16], "epochs": 2, "batch_size": 100, "subset": 350, "latent_dim": 3}
VARIANTS = [
    *({"model": model} for model in MODELS),
    *({"likelihood": name, "scale": scale, "sd": 0.5} for name, scale in CHOICES),
    *({"prior": prior, "prior_components": 4} for prior in PRIORS),
    *({"model": "iwae", "prior": prior, "prior_components": 4} for prior in PRIORS),
    {"model": "iwae", "importance_groups": 2, "importance_samples": 3},
    {"model": "conditional_vae", "prior_per_label": True, "classes": ["3", "8", "0"], "subset": 200},
    {"model": "conditional_vae", "network": "conv", "hidden": [4, 8, 16], "capacity": 3.0},
    *({"model": "memorizer", "code": code, "memories": 20} for code in ("constant", "one_hot", "free")),
    *({"model": "denoising", "noise": noise} for noise in ("masking", "salt_and_pepper")),
    {"model": "denoising", "target": "binarised"},
    {"model": "pca", "scale": "fixed", "sd": 0.2},
    {"network": "conv", "hidden": [4, 8, 16], "activation": "silu"},
    {"network": "shallow", "activation": "tanh"},
    {"hidden": [], "activation": "leaky_relu", "latent_dim": 2},
    {"activation": "linear", "target": "binarised", "clip": 1.0},
    {"beta": 4.0, "free_bits": 0.5, "seed": 3},
    {"beta_schedule": "warm_up", "learning_rate_schedule": "one_cycle", "beta": 2.0},
    {"beta_schedule": "cyclical", "cycles": 2, "epochs": 4},
    {"capacity": 5.0, "gamma": 10.0},
    {"learning_rate": 0.05, "patience": 1, "epochs": 30, "subset": 100, "batch_size": 20},
    {"model": "contractive", "precision": "bfloat16"},
    {"model": "sparse", "precision": "bfloat16"},
    {"precision": "bfloat16", "beta": 0.5},
]


def config_of(**changes):
    return config_from_plain(SMALL | {"threads": 1, "device": "cpu"} | changes)


def trained(config):
    trainer = Trainer(config, load_for(config))
    reports = [report for report in trainer.train() if report.validation]
    return trainer, reports


def course_of(trainer, config):
    return Course(len(trainer.image_set.train), trainer.step, EVALUATION_BATCH, ((0, config),))


def run_text(text, folder, monkeypatch):
    """Runs a script in `folder`; returns its names and what it printed."""
    monkeypatch.chdir(folder)
    printed, names = io.StringIO(), {}
    with contextlib.redirect_stdout(printed), torch.random.fork_rng():
        exec(compile(text, "script.py", "exec"), names)
    return names, printed.getvalue()


def validation_of(reports):
    return [
        (terms.reconstruction,) if terms.kl is None else (terms.reconstruction, terms.kl)
        for report in reports
        if (terms := report.validation)
    ]


def cells_of(text):
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("changes", VARIANTS, ids=lambda changes: "-".join(map(str, changes.values())))
def test_a_script_gives_the_losses_of_the_trainer(changes, tmp_path, monkeypatch):
    config = config_of(**changes)
    trainer, reports = trained(config)
    names, printed = run_text(script(course_of(trainer, config), "one"), tmp_path, monkeypatch)
    wanted = validation_of(reports)
    found = names["history"] if "history" in names else [names["measure"](names["validation"])]
    # bfloat16 has 8 bits, and a sum in another order rounds otherwise; float32 has 24.
    tolerance = {"rel": 2e-2, "abs": 0.3} if config.precision == "bfloat16" else {"rel": 2e-4, "abs": 1e-4}
    assert len(found) == len(wanted)
    for ours, theirs in zip(found, wanted, strict=True):
        assert list(ours) == pytest.approx(list(theirs), **tolerance)
    assert printed.splitlines()[-1].startswith("test: ")
    picture, (_, height, width) = Image.open(tmp_path / "reconstructions.png"), trainer.image_set.shape
    assert picture.size == (16 * width, 2 * height)
    whole = load_for(replace(config, classes=(), subset=0))  # in which a script counts its rows
    shown = whole.images[names["rows"].cpu()]
    assert np.array_equal(np.asarray(picture)[:height, :width], shown[0].permute(1, 2, 0).squeeze(2).numpy())
    assert np.array_equal(np.asarray(picture)[:height, -width:], shown[15].permute(1, 2, 0).squeeze(2).numpy())


@pytest.mark.parametrize("model", ["vae", "denoising", "factor_vae"])
def test_validation_in_several_batches_has_the_noise_of_the_trainer(model, tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "EVALUATION_BATCH", 50)
    config = config_of(model=model)
    trainer, reports = trained(config)
    text = script(Course(350, trainer.step, 50, ((0, config),)), "one")
    names, _ = run_text(text, tmp_path, monkeypatch)
    assert [list(pair) for pair in names["history"]] == [
        pytest.approx(list(pair), rel=2e-4, abs=1e-4) for pair in validation_of(reports)
    ]


def test_a_script_names_its_packages_and_needs_torchvision_for_downloaded_images_only():
    text = {
        data: script(Course(350, 8, EVALUATION_BATCH, ((0, RunConfig(data=data)),)), "one")
        for data in ("digits", "mnist")
    }
    assert "Needs: pip install numpy torch pillow scikit-learn\n" in text["digits"]
    assert "torchvision" not in text["digits"]
    assert "Needs: pip install torch pillow torchvision\n" in text["mnist"]
    (line,) = [line for line in text["mnist"].splitlines() if line.startswith("from torchvision")]
    assert "else: operator torchvision::nms does not exist" in line


def test_every_script_is_formatted_has_nothing_unused_and_needs_nothing_of_this_project(tmp_path):
    for number, changes in enumerate(VARIANTS):
        text = script(Course(350, 8, EVALUATION_BATCH, ((0, config_of(**changes)),)), "one")
        assert "vae_core" not in text, changes
        (tmp_path / f"variant_{number}.py").write_text(text)
    for command in (
        ["check", "--select", "E,F,W,I,B", "--line-length", "130"],
        ["format", "--diff", "--line-length", "120"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_notebook_gives_the_same_losses_cell_by_cell(tmp_path, monkeypatch):
    config = config_of(beta_schedule="warm_up")
    trainer, reports = trained(config)
    names, _ = run_text("\n".join(cells_of(notebook(course_of(trainer, config), "one"))), tmp_path, monkeypatch)
    assert [list(pair) for pair in names["history"]] == [
        pytest.approx(list(pair), rel=2e-4, abs=1e-4) for pair in validation_of(reports)
    ]


@pytest.mark.parametrize("model", MODELS)
def test_a_notebook_of_each_model_is_one_with_the_code_of_its_script(model):
    course = Course(350, 8, EVALUATION_BATCH, ((0, config_of(model=model)),))
    content = json.loads(notebook(course, "one"))
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in content["cells"]}) == len(content["cells"])
    text = "".join("".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "markdown")
    assert "$$" in text
    lines = [line for cell in cells_of(json.dumps(content)) for line in cell.splitlines() if line]
    wanted = [line for line in script(course, "one").split('"""', 2)[2].splitlines() if line]
    assert [line for line in lines if line not in wanted] == ["picture"]  # shown, where the script saves it


def test_a_training_that_ended_within_an_epoch_takes_as_many_steps(tmp_path, monkeypatch):
    config = config_of(epochs=3)
    trainer = Trainer(config, load_for(config))
    for report in trainer.train(lambda: True):
        if report.step == 6:
            trainer.stop()
    names, _ = run_text(script(course_of(trainer, config), "one"), tmp_path, monkeypatch)
    assert names["step"] == trainer.step == 7
    for name, weight in trainer.model.state_dict().items():
        assert torch.allclose(names["model"].state_dict()[name], weight, atol=1e-4), name


def test_changes_while_a_run_trained_come_at_the_same_steps(tmp_path, monkeypatch):
    config, later = config_of(epochs=3), config_of(epochs=3, beta=20.0, learning_rate=0.01)
    trainer, reports = Trainer(config, load_for(config)), []
    for report in trainer.train(lambda: True):
        reports.append(report)
        if report.step == 6:
            trainer.change(later)
    course = Course(350, trainer.step, EVALUATION_BATCH, ((0, config), (6, later)))
    names, _ = run_text(script(course, "one"), tmp_path, monkeypatch)
    assert [list(pair) for pair in names["history"]] == [
        pytest.approx(list(pair), rel=2e-4, abs=1e-4) for pair in validation_of(reports)
    ]
    assert (names["beta"](6), names["beta"](7), names["learning_rate"](7)) == (1.0, 20.0, 0.01)


def test_a_run_with_a_time_limit_takes_the_steps_that_it_took_and_says_so():
    config = config_of(epochs=1000, seconds=30.0, learning_rate_schedule="one_cycle")
    text = script(Course(350, 9450, EVALUATION_BATCH, ((0, config),)), "one")
    assert "limit of 30 s; the script takes the 9,450 steps" in text
    assert "STEPS = 9450" in text
    assert "SCHEDULE_STEPS = 9450" in text


def stand_in(images, labels, tested):
    """torchvision's class of a data set that is not on this machine: the published sizes, other images."""

    def open_part(root, train=True, download=False, split="", transform=None):
        part = slice(0, len(images) - tested) if train else slice(len(images) - tested, None)
        return SimpleNamespace(data=images[part], targets=labels[part])

    return open_part


def names_of_images(config, monkeypatch):
    monkeypatch.setattr("torchvision.datasets.MNIST", stand_in(*mnist(), 10_000))
    head = "import math\nimport numpy as np\nimport torch\nfrom torchvision import datasets\n"
    head += "from sklearn.datasets import load_digits\nDEVICE = 'cpu'\n"
    names = {}
    exec(head + images_section(config, is_conditional=True).code, names)
    return names


def mnist():
    image_set = load_dataset("mnist")
    return image_set.images[:, 0], image_set.labels


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        *({"data": data} for data in ("mnist", "mnist_20", "digits", "sprites", "sprites_32")),
        {"data": "mnist", "classes": ["8", "3", "8"], "subset": 1000},
    ],
    ids=lambda changes: "-".join(map(str, changes.values())),
)
def test_a_script_has_the_images_labels_and_split_of_the_run(changes, monkeypatch):
    config = config_from_plain(changes)
    names, image_set = names_of_images(config, monkeypatch), load_for(config)
    for split in ("train", "validation", "test"):
        ours, theirs = names[split], getattr(image_set, split)
        ours = ours.sort().values if split == "test" else ours  # a random tenth is sorted in the project
        assert torch.equal(names["images"][ours], image_set.images[theirs])
        assert torch.equal(names["labels"][ours], image_set.labels[theirs])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "name", "count", "tested"),
    [
        ("fashion_mnist", "FashionMNIST", 70_000, 10_000),
        ("kmnist", "KMNIST", 70_000, 10_000),
        ("emnist", "EMNIST", 131_600, 18_800),
        ("cifar10", "CIFAR10", 60_000, 10_000),
    ],
)
def test_a_script_on_downloaded_images_splits_them_as_the_project_does(data, name, count, tested, monkeypatch):
    shape = (32, 32, 3) if data == "cifar10" else (28, 28)
    images = torch.zeros(count, *shape, dtype=torch.uint8)
    images[:, 3, 5] = torch.arange(count).remainder(251).to(torch.uint8).reshape(-1, *[1] * (len(shape) - 2))
    labels = torch.arange(count) % len(DATASETS[data].class_names)
    is_colour = data == "cifar10"
    given = (images.numpy(), labels.tolist()) if is_colour else (images, labels)
    monkeypatch.setattr(f"torchvision.datasets.{name}", stand_in(*given, tested))
    names = names_of_images(RunConfig(data=data), monkeypatch)
    wanted = images.permute(0, 3, 1, 2) if is_colour else images[:, None]
    wanted = wanted.transpose(2, 3) if data == "emnist" else wanted
    image_set = with_split(data, wanted, labels, DATASETS[data].class_names, test_count=tested)
    assert torch.equal(names["images"], wanted)
    for split in ("train", "validation", "test"):
        assert torch.equal(names[split], getattr(image_set, split))


def test_a_script_on_the_bundled_clothes_loads_and_splits_them_as_the_project_does(monkeypatch):
    image_set = load_for(RunConfig(data="fashion_mnist_10k"))
    given = (image_set.images[:, 0], image_set.labels)
    monkeypatch.setattr("torchvision.datasets.FashionMNIST", stand_in(*given, len(image_set.images)))
    names = names_of_images(RunConfig(data="fashion_mnist_10k"), monkeypatch)
    assert torch.equal(names["images"], image_set.images)
    assert torch.equal(names["labels"], image_set.labels)
    assert torch.equal(names["train"], image_set.train)


def test_every_data_set_has_a_template():
    for data in DATASETS:
        compile(images_section(RunConfig(data=data), is_conditional=False).code, data, "exec")
