"""What the benchmark and its load generator say to each other, a JSON line each."""

from __future__ import annotations

from msgspec import Struct


class Pair(Struct, frozen=True):
    """Two people and where they talk; what each field holds is between a server's adapter and its client."""

    writer: str
    reader: str
    room: str = ""


class Plan(Struct, frozen=True):
    """The first line: which client to use, where, and for whom."""

    client: str
    url: str
    pairs: list[Pair]


class Order(Struct, frozen=True):
    """Each further line: send at `rate` a second, of which the first `warm_up` seconds do not count.

    With `cut`, the step ends as soon as its p99 cannot be under `limit_ms` any more, or when so many messages
    are on their way that the server is plainly full.
    """

    rate: float
    seconds: float
    warm_up: float = 1.0
    drain: float = 10.0
    limit_ms: float = 500.0
    cut: bool = True


class Step(Struct, frozen=True):
    """What came of an order. Latencies are milliseconds from when a message was due, not when it went out.

    A message that never came counts with the time until the step ended, so the worst is not left out.
    """

    rate: float
    sent: int
    acked: int
    received: int
    refused: int
    doubled: int
    disordered: int
    strays: int
    ack_p50: float
    ack_p99: float
    p50: float
    p99: float
    lag_p99: float
    generator_cpu: float
    seconds: float
    was_cut: bool

    @property
    def lost(self) -> int:
        """Messages of which the other side has seen nothing, refused ones aside."""
        return self.sent - self.received - self.refused

    @property
    def void(self) -> bool:
        """The generator was late itself: what it measured says little about the server."""
        return self.lag_p99 > LAG or self.generator_cpu > BUSY

    def holds(self, limit_ms: float = 500.0) -> bool:
        """All came, once, in order and in time."""
        whole = self.lost == self.refused == self.doubled == self.disordered == 0 and not self.was_cut
        return whole and max(self.p99, self.ack_p99) < limit_ms


LAG = 50.0
"""Milliseconds of lateness of the generator (p99) that void a step: a tenth of the limit."""
BUSY = 0.9
"""Share of a core from which the generator is held to be the limit."""
