"""Whose turn it is: first in, first out for one person, and turns between people. Dask sorts by what this module gives it.

Start-time fair queueing: a person's runs go into rounds, one a round, and a newcomer joins the round that is being served.
"""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ticket:
    """A place in the queue; the smaller (round, serial), the sooner."""

    run_id: str
    person: str
    round: int
    serial: int

    @property
    def order(self) -> tuple[int, int]:
        """What tickets are sorted by."""
        return (self.round, self.serial)

    @property
    def priority(self) -> float:
        """The same as one number for Dask, which serves the largest first."""
        return -(self.round + 1e-6 * (self.serial % 1_000_000))


class Turns:
    """The tickets of this server's runs that wait or train. `is_waiting` says which of them wait."""

    def __init__(self, is_waiting: Callable[[str], bool]) -> None:
        self.is_waiting, self.tickets = is_waiting, dict[str, Ticket]()
        self.round, self.serial = 0, 0

    def take(self, run_id: str, person: str) -> Ticket:
        """A ticket behind the person's own earlier ones, and not behind more than one round of anybody else's."""
        self.waiting()
        mine = [ticket.round + 1 for ticket in self.tickets.values() if ticket.person == person]
        self.serial += 1
        self.tickets[run_id] = Ticket(run_id, person, max([self.round, *mine]), self.serial)
        return self.tickets[run_id]

    def give_back(self, run_id: str) -> None:
        """The run is over."""
        self.waiting()  # it may have been served since the last look
        self.tickets.pop(run_id, None)

    def waiting(self) -> list[Ticket]:
        """The tickets that wait, in the order in which they will be served."""
        waits = {run_id for run_id in list(self.tickets) if self.is_waiting(run_id)}
        tickets = list(self.tickets.values())
        self.round = max([self.round, *(ticket.round for ticket in tickets if ticket.run_id not in waits)])
        return sorted((ticket for ticket in tickets if ticket.run_id in waits), key=lambda ticket: ticket.order)

    def of(self, person: str) -> int:
        """How many of the person's runs wait or train."""
        return sum(ticket.person == person for ticket in self.tickets.values())


def seconds_to_wait(busy: Iterable[float | None], before: Iterable[float | None], slots: int) -> float | None:
    """Until a slot is free, if `busy` trainings take so long yet and those `before` it then have their turn.

    None where one of these times is not known.
    """
    left, waits = list(busy), list(before)
    if None in left or None in waits:
        return None
    free = sorted([*(seconds for seconds in left if seconds is not None), *[0.0] * max(0, slots - len(left))])
    for seconds in waits:
        heapq.heapreplace(free, free[0] + (seconds or 0.0))
    return free[0]


def queue_words(before: int, seconds: float | None) -> str:
    """The place in the queue as people say it: 2 before you, about 40 s."""
    who = f"{before} before you" if before else "You are next"
    if seconds is None or seconds < 1:
        return f"{who}."
    about = f"{max(5, 5 * round(seconds / 5))} s" if seconds < 100 else f"{round(seconds / 60)} min"
    return f"{who}, about {about}."
