"""Fair order of the queue: first in, first out for one person, and people take turns. Dask sorts by its priorities.

Start-time fair queueing: each person has one run in each round, and a new person joins the current round.
"""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ticket:
    """A place in the queue; tickets with a smaller (round, serial) are served first."""

    run_id: str
    person: str
    round: int
    serial: int

    @property
    def order(self) -> tuple[int, int]:
        """The key that sorts tickets."""
        return (self.round, self.serial)

    @property
    def priority(self) -> float:
        """The order as one number for Dask, which serves the largest first."""
        return -(self.round + 1e-6 * (self.serial % 1_000_000))


class Turns:
    """The tickets of this server's runs that wait or train; `is_waiting` is True for those that wait."""

    def __init__(self, is_waiting: Callable[[str], bool]) -> None:
        self.is_waiting, self.tickets = is_waiting, dict[str, Ticket]()
        self.round, self.serial = 0, 0

    def take(self, run_id: str, person: str) -> Ticket:
        """Returns a ticket after the person's own earlier ones, and after at most one round of other people's."""
        self.waiting()
        mine = [ticket.round + 1 for ticket in self.tickets.values() if ticket.person == person]
        self.serial += 1
        self.tickets[run_id] = Ticket(run_id, person, max([self.round, *mine]), self.serial)
        return self.tickets[run_id]

    def give_back(self, run_id: str) -> None:
        """Removes the ticket of a run that is over."""
        self.waiting()  # it may have been served since the last look
        self.tickets.pop(run_id, None)

    def waiting(self) -> list[Ticket]:
        """Returns the waiting tickets in the order in which they will be served."""
        waits = {run_id for run_id in list(self.tickets) if self.is_waiting(run_id)}
        tickets = list(self.tickets.values())
        self.round = max([self.round, *(ticket.round for ticket in tickets if ticket.run_id not in waits)])
        return sorted((ticket for ticket in tickets if ticket.run_id in waits), key=lambda ticket: ticket.order)

    def of(self, person: str) -> int:
        """Returns the number of the person's runs that wait or train."""
        return sum(ticket.person == person for ticket in self.tickets.values())


def seconds_to_wait(busy: Iterable[float | None], before: Iterable[float | None], slots: int) -> float | None:
    """Returns the seconds until a slot is free, from the remaining seconds of `busy` trainings and of those `before` it.

    None if one of these times is unknown.
    """
    left, waits = list(busy), list(before)
    if None in left or None in waits:
        return None
    free = sorted([*(seconds for seconds in left if seconds is not None), *[0.0] * max(0, slots - len(left))])
    for seconds in waits:
        heapq.heapreplace(free, free[0] + (seconds or 0.0))
    return free[0]


def queue_words(before: int, seconds: float | None) -> str:
    """Returns the place in the queue as text: 2 before you, about 40 s."""
    who = f"{before} before you" if before else "You are next"
    if seconds is None or seconds < 1:
        return f"{who}."
    about = f"{max(5, 5 * round(seconds / 5))} s" if seconds < 100 else f"{round(seconds / 60)} min"
    return f"{who}, about {about}."
