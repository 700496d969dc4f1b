"""The names that `import vae_core` offers to a notebook."""

import re
import subprocess
import sys

import pytest

import vae_core
from tests.support.paths import PRETRAINED, ROOT


def test_every_name_of_the_interface_is_there_and_listed():
    assert {"RunConfig", "Trainer", "load_for", "open_run", "MODELS", "DATASETS"} <= {*vae_core.__all__}
    for name in vae_core.__all__:
        assert getattr(vae_core, name) is not None
        assert name in dir(vae_core)
    assert vae_core.open_run(PRETRAINED / "mnist-vae-2d").config.model in vae_core.MODELS
    with pytest.raises(AttributeError, match="module 'vae_core' has no attribute 'Feed'"):
        vae_core.Feed  # noqa: B018


def test_importing_the_package_alone_imports_no_pytorch():
    program = "import sys, vae_core; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_python_of_the_readme_runs(capsys):
    snippets = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert snippets
    for snippet in snippets:
        exec(snippet, {})
    assert "Terms(reconstruction=" in capsys.readouterr().out
