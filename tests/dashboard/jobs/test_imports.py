"""The limits of imports: disk, share, number and rate."""

import pytest

from dashboard import jobs
from dashboard.jobs import imports
from dashboard.jobs.disk_share import bytes_of, check_share
from vae_core.config import RunConfig
from vae_core.foreign.found_model import ModelChoices
from vae_core.runs.run import create_run
from vae_core.runs.run_zip import Imported

ANNA, BEN = "a" * 32, "b" * 32
CONFIG = RunConfig(data="digits")


@pytest.fixture
def imported(runs, monkeypatch):
    """The people for whom a file went on to be read; none is."""
    people = []
    monkeypatch.setattr(imports, "_times", imports.defaultdict(imports.deque))
    monkeypatch.setattr(
        imports, "import_apart", lambda packed, folder, person: people.append(person) or Imported(folder, ())
    )
    return people


@pytest.mark.fault("F15", "R13")
def test_the_next_import_of_one_person_in_an_hour_is_refused_and_another_person_s_is_not(imported, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_IMPORTS_EACH", "3")
    for _ in range(3):
        jobs.import_for(ANNA, b"")
    with pytest.raises(ValueError, match="3 runs were imported by you in the last hour"):
        jobs.import_for(ANNA, b"")
    jobs.import_for(BEN, b"")
    imports._times[ANNA][0] -= imports.HOUR + 1
    jobs.import_for(ANNA, b"")
    assert imported == [ANNA, ANNA, ANNA, BEN, ANNA]


@pytest.mark.fault("F11", "F15")
def test_an_import_that_leaves_too_little_disk_or_is_too_large_is_refused_with_the_limit(imported, monkeypatch):
    monkeypatch.setattr(imports, "MOST_UNPACKED_BYTES", 10)
    with pytest.raises(ValueError, match="at most 0 MB are taken"):
        jobs.import_for(ANNA, b"0123456789a")
    monkeypatch.setenv("LATENT_LAB_DISK", "1e12")
    with pytest.raises(ValueError, match="MB are free on the disk"):
        jobs.import_for(ANNA, b"")
    assert imported == []


def test_two_files_of_one_name_are_both_imported(imported, monkeypatch):
    read = lambda paths, folder, choices: [path.read_bytes() for path in paths]  # noqa: E731
    monkeypatch.setattr(imports, "import_model_apart", read)
    files = [("model.onnx", b"decoder"), ("model.onnx", b"encoder")]
    assert jobs.import_model_for(ANNA, files, ModelChoices()) == [b"decoder", b"encoder"]


@pytest.mark.slow
@pytest.mark.fault("F15")
def test_number_and_disk_space_of_one_person_s_runs_are_limited(runs, monkeypatch):
    run = create_run(runs / "one", CONFIG, person=ANNA)
    (run.path / "frames").mkdir()
    (run.path / "frames" / "0.safetensors").write_bytes(b"0" * 2_000_000)
    assert 2_000_000 < bytes_of(run) < 2_010_000
    check_share(ANNA)
    monkeypatch.setenv("LATENT_LAB_DISK_EACH", "3")
    with pytest.raises(ValueError, match="your runs would take 4 MB; this server keeps 3 MB for each person"):
        check_share(ANNA, 2e6)
    check_share(BEN, 2e6)
    check_share("", 1e12)  # the command line
    monkeypatch.setenv("LATENT_LAB_RUNS_EACH", "1")
    with pytest.raises(ValueError, match="you have 1 runs, the limit of this server"):
        jobs.submit(CONFIG, ANNA)
    assert [path.name for path in runs.iterdir()] == ["one"]


@pytest.mark.fault("R19")
@pytest.mark.parametrize(("command", "value", "status"), [("resume", None, "stopped"), ("extend", 5, "finished")])
def test_resume_and_extend_count_against_the_limits(command, value, status, runs, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_QUEUED_EACH", "1")
    monkeypatch.setattr("dashboard.jobs.queue.start", lambda: None)
    taken = []
    monkeypatch.setattr("dashboard.jobs.queue._queue", taken.append)
    monkeypatch.setattr("dashboard.jobs.queue._turns", imports_turns := _Turns())
    run = create_run(runs / "one", CONFIG, person=ANNA)
    run.update_summary(status=status)
    imports_turns.of_person = 1
    with pytest.raises(ValueError, match="1 of your runs wait or train already"):
        jobs.ask("one", command, value, ANNA)
    assert (run.summary.status, taken, run.mailbox().new_commands()) == (status, [], [])
    imports_turns.of_person = 0
    jobs.ask("one", command, value, ANNA)
    assert (run.summary.status, taken) == ("queued", [run])


class _Turns:
    """The queue's tickets, of which only the numbers are asked for."""

    tickets = ()
    of_person = 0

    def of(self, person):
        return self.of_person


@pytest.mark.slow
@pytest.mark.fault("R19")
def test_a_training_larger_than_a_worker_s_memory_is_refused(runs, monkeypatch):
    monkeypatch.setattr("dashboard.jobs.cluster.worker_bytes", lambda: 1e8)
    with pytest.raises(ValueError, match=r"0\.1 GB are available to it"):
        jobs.submit(CONFIG, ANNA)
    assert not runs.exists()
