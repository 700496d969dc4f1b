"""The pace of a run's event stream."""

import asyncio
import time
from types import SimpleNamespace

import pytest

from dashboard.server import events
from tests.support.waiting import PATIENCE
from vae_core.config import RunConfig
from vae_core.runs.run import create_run
from vae_core.runs.watched import WatchedSign


@pytest.mark.fault("R14")
@pytest.mark.parametrize(("late", "following"), [(0.0, 0.2), (0.1, 0.7), (3.0, 1.0)])
def test_a_stream_polls_less_where_the_server_is_late(late, following, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    async def sleep(seconds):
        now[0] += seconds + late

    monkeypatch.setattr(events.asyncio, "sleep", sleep)
    coroutine = events._sleep(0.4)
    with pytest.raises(StopIteration) as ended:
        coroutine.send(None)
    assert ended.value.value == pytest.approx(following)


def test_an_idle_server_polls_at_the_usual_rate(monkeypatch):
    now = iter([100.0, 100.01])  # a clock of its own, because this machine may be busy
    monkeypatch.setattr(events, "time", SimpleNamespace(monotonic=lambda: next(now)))
    assert asyncio.run(events._sleep(0.01)) == pytest.approx(events.POLL_SECONDS)


def test_an_open_stream_marks_its_run_as_watched(tmp_path, monkeypatch):
    run = create_run(tmp_path / "run", RunConfig(data="digits"))
    run.update_summary(status="running")
    monkeypatch.setattr(events, "POLL_SECONDS", 0.01)
    sign = WatchedSign(run.path)

    async def watch():
        assert not sign.is_on()
        async for _ in events.follow(run, 0):
            if sign.is_on():
                return True
            await asyncio.sleep(0)
            run.update_summary(message=str(time.monotonic()))
        return False

    assert asyncio.run(asyncio.wait_for(watch(), PATIENCE))
