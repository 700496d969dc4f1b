"""The pace of a run's event stream."""

import asyncio
import time

import pytest

from dashboard.server import events


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


def test_an_idle_server_polls_at_the_usual_rate():
    assert asyncio.run(events._sleep(0.01)) < events.SLOWEST_POLL
