"""The completion of words in a shell."""

import subprocess

import pytest

from vae_core.__main__ import COMMANDS, main
from vae_core.commands.completion import SHELLS
from vae_core.models import MODELS

# A shell calls the function of a command with the words so far, and reads its answer.
ASK = """
function_of() { echo "${@: -2:1}"; }
COMP_WORDS=(latent-lab %s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
$(function_of $(complete -p latent-lab)); printf "%%s\\n" "${COMPREPLY[@]}"
"""


@pytest.mark.fault("S8")
@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_a_script_with_the_command_and_each_of_its_commands(shell, capsys):
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "python -m" not in script
    assert all(name in script for name in ("latent-lab", *COMMANDS, "--latent-dim", *MODELS))


@pytest.mark.fault("S8")
@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("tr", ["train", "traverse"]),
        ("train --latent", ["--latent-dim"]),
        ("train --model beta", ["beta_tcvae"]),
        ("completion ''", list(SHELLS)),
    ],
)
def test_bash_completes_commands_options_and_choices(words, completed, capsys):
    main(["completion", "bash"])
    script = capsys.readouterr().out + ASK % words
    answer = subprocess.run(["bash"], input=script, capture_output=True, text=True, check=True)
    assert answer.stdout.split() == completed


def test_an_unknown_shell_is_refused_with_those_there_are(capsys):
    assert main(["completion", "tcsh"]) == 2
    assert "choose from bash, zsh, fish" in capsys.readouterr().err.replace("'", "")
