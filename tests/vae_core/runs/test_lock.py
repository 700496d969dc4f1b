"""The lock of a run: one holder, known to every process, gone with its process."""

import signal
import subprocess
import sys

import pytest

from vae_core.runs.lock import RunBusyError, hold, is_held

HOLDER = "import sys; from pathlib import Path; from vae_core.runs.lock import hold\n"
HOLDER += "with hold(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"


def test_a_lock_is_held_by_one_and_free_afterwards(tmp_path):
    assert not is_held(tmp_path)
    with hold(tmp_path):
        assert is_held(tmp_path)
        with pytest.raises(RunBusyError, match="is being trained by another process"), hold(tmp_path):
            pass
    assert not is_held(tmp_path)


def test_asking_makes_no_file_and_a_folder_that_is_gone_is_not_held(tmp_path):
    assert not is_held(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not is_held(tmp_path / "gone")


@pytest.mark.slow
def test_a_killed_process_lets_go(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"held\n"
    assert is_held(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not is_held(tmp_path)
