"""The sign that somebody watches a run."""

import time

from vae_core.runs.watched import WATCHED_FILE, WATCHED_SECONDS, WatchedSign, renew_watched


def test_a_run_counts_as_watched_for_a_while_after_each_renewal(tmp_path, monkeypatch):
    now = [50.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    sign = WatchedSign(tmp_path)
    assert not sign.is_on()
    renew_watched(tmp_path)
    assert sign.is_on()
    now[0] += WATCHED_SECONDS - 0.1
    assert sign.is_on()
    now[0] += 0.2
    assert not sign.is_on()
    renew_watched(tmp_path)
    assert sign.is_on()


def test_a_folder_that_is_gone_or_not_writable_counts_as_not_watched(tmp_path):
    renew_watched(tmp_path / "gone")
    assert not WatchedSign(tmp_path / "gone").is_on()
    assert not (tmp_path / "gone" / WATCHED_FILE).exists()
