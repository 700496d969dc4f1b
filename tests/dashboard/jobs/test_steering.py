"""A hundred commands in any order, with kills in between, never leave a run where its page could not say what is the matter."""

import re
import threading
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dashboard import jobs
from dashboard.jobs.worker import train
from tests.support.paths import ROOT
from tests.support.waiting import wait_until
from vae_core.config import RunConfig
from vae_core.recording.steering import CommandHandler
from vae_core.runs.control import ACTIONS
from vae_core.runs.run import GOING_ON, create_run

pytestmark = pytest.mark.may_retry("kills a training at random moments and waits for its answer")
CONFIG = RunConfig(data="digits", classes=("0", "1"), hidden=(4,), epochs=300, device="cpu", threads=1)
WORDS = set(
    re.findall(r"(\w+): \"", (ROOT / "assets/js/live/points.js").read_text().split("const STATES")[1].split("});")[0])
)


class Killed(BaseException):
    """What no training can catch, as little as a kill -9."""


class Steering(RuleBasedStateMachine):
    """A run, a worker that trains it on a thread, and everything that people and fate do to them."""

    def __init__(self):
        super().__init__()
        self.folder, self.patch = TemporaryDirectory(), pytest.MonkeyPatch()
        self.workers, self.is_killed = [], False
        self.patch.setenv("LATENT_LAB_RUNS", self.folder.name)
        self.patch.setattr("dashboard.jobs.status.QUIET_SECONDS", 0.0)
        self.patch.setattr("dashboard.jobs.queue.start", lambda: None)
        self.patch.setattr("dashboard.jobs.queue._queue", lambda run: self.begin())
        for module in ("queue", "status"):
            self.patch.setattr(f"dashboard.jobs.{module}.is_expected", lambda run_id: False)
        self.patch.setattr(CommandHandler, "has_work", self.killed(CommandHandler.has_work))
        self.patch.setattr(CommandHandler, "execute", self.killed(CommandHandler.execute))
        self.patch.setattr("vae_core.recording.pause.time.sleep", self.killed(time.sleep))

    def killed(self, does):
        def lives(*arguments):
            if self.is_killed and threading.current_thread() in self.workers:
                raise Killed
            return does(*arguments)

        return lives

    def work(self):
        with suppress(Killed):
            train(str(self.run.path))

    def begin(self):
        self.is_killed = False
        self.workers.append(threading.Thread(target=self.work))
        self.workers[-1].start()

    @initialize()
    def submit(self):
        self.run = create_run(Path(self.folder.name) / ("a" * 32), CONFIG, is_job=True)
        self.begin()

    @rule(name=st.sampled_from(ACTIONS))
    def act(self, name):
        self.ask(name, 3 if name == "extend" else None)

    @rule(value=st.sampled_from([0.0, 1.0, 10.0]))
    def beta(self, value):
        self.ask("beta", value)

    @rule(value=st.sampled_from(["constant", "warm_up", "cyclical"]))
    def schedule(self, value):
        self.ask("beta_schedule", value)

    @rule(seconds=st.sampled_from([0.0, 0.02, 0.1]))
    def wait(self, seconds):
        time.sleep(seconds)

    @precondition(lambda self: self.workers[-1].is_alive())
    @rule()
    def kill(self):
        self.is_killed = True
        self.workers[-1].join()

    def ask(self, name, value):
        with suppress(ValueError):  # a refusal in words is an answer
            jobs.ask(self.run.id, name, value)

    @invariant()
    def the_page_can_say_what_is_the_matter(self):
        now = jobs.status_of(self.run)
        assert now.status in WORDS
        assert now.message or now.status == "running"
        assert now.may, "nothing could be done with it"

    def teardown(self):
        while jobs.status_of(self.run).status == "lost":
            jobs.ask(self.run.id, "resume")
            self.settle()
        jobs.ask(self.run.id, "stop")
        self.settle(until=lambda status: status not in GOING_ON)
        for worker in self.workers:  # an earlier one may still wait for the lock of the last
            worker.join()
        serials = [event["serial"] for event in self.run.events() if "serial" in event]
        assert sorted(serials) == sorted(set(serials))
        steps = [report.step for report in self.run.reports()]
        assert steps == sorted(set(steps))
        self.patch.undo()
        self.folder.cleanup()

    def settle(self, until=lambda status: status != "queued"):
        wait_until(lambda: until(self.run.summary.status), lambda: jobs.status_of(self.run))


@pytest.mark.slow
def test_a_hundred_commands_and_kills_never_leave_a_run_that_its_page_cannot_explain():
    steering = settings(
        max_examples=4,
        stateful_step_count=100,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(Steering, settings=steering)
