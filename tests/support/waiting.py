"""Waiting for a condition with a deadline."""

import time


def wait_for(run, wanted, seconds=180):
    deadline = time.monotonic() + seconds
    while not wanted(run):
        assert time.monotonic() < deadline, run.summary
        time.sleep(0.05)
