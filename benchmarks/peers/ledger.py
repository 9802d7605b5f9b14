"""What became of each message of a step: when it was due, acknowledged and received. Nothing is forgotten."""

from __future__ import annotations

import math
from collections.abc import Sequence
from time import perf_counter


class Ledger:
    """Messages are numbered through the generator's life: a late one of an earlier step is known as such."""

    def __init__(self, pairs: int) -> None:
        self.pairs = pairs
        self.first = self.next = 0
        self.begin()

    def begin(self) -> None:
        """A new step: what is on its way from the last one is a stray from now on."""
        self.first = self.next
        self.due: list[float] = []
        self.acks: list[float] = []
        self.arrivals: list[float] = []
        self.lags: list[float] = []
        self.refusals: set[int] = set()
        self.acked = self.received = self.doubled = self.disordered = self.strays = self.late = 0
        self.newest = [-1] * self.pairs
        self.limit = math.inf

    def send(self, due: float) -> int:
        """The number of the next message, whose pair is `number % pairs`."""
        number = self.next
        self.next += 1
        self.due.append(due)
        self.acks.append(math.nan)
        self.arrivals.append(math.nan)
        self.lags.append(perf_counter() - due)
        return number

    def ack(self, number: int) -> None:
        """The sender was told that the message is kept."""
        place = number - self.first
        if place >= 0 and math.isnan(self.acks[place]):
            self.acks[place] = perf_counter()
            self.acked += 1

    def receive(self, number: int) -> None:
        """The message is on the other side's socket."""
        place = number - self.first
        if place < 0:
            self.strays += 1
        elif not math.isnan(self.arrivals[place]):
            self.doubled += 1
        else:
            now = self.arrivals[place] = perf_counter()
            self.received += 1
            self.late += now - self.due[place] > self.limit
            pair = number % self.pairs
            self.disordered += number < self.newest[pair]
            self.newest[pair] = max(number, self.newest[pair])

    def refuse(self, number: int) -> None:
        """The server said no."""
        if number >= self.first:
            self.refusals.add(number)

    @property
    def open(self) -> int:
        """Messages of which acknowledgement or arrival is still to come."""
        refused = len(self.refusals)
        return len(self.due) - refused - min(self.acked, self.received)

    def waits(self, times: Sequence[float], since: float) -> list[float]:
        """Milliseconds from due, of messages due from `since` on; one that never came waits until now."""
        now = perf_counter()
        return [
            ((now if math.isnan(at) else at) - due) * 1000
            for due, at in zip(self.due, times, strict=True)
            if due >= since
        ]


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all are not above; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0
