"""What the ledger counts, and what follows for a step."""

import asyncio
import math
from time import perf_counter

import pytest

from benchmarks.peers.generator import run
from benchmarks.peers.ledger import Ledger, quantile
from benchmarks.peers.steps import Order

ORDER = Order(400, 0.2, warm_up=0.1, drain=0.2, cut=False)


class Faulty:
    """A client that is its own server, which treats every fiftieth message in a way of its own."""

    def __init__(self, ledger: Ledger, fault: str) -> None:
        self.ledger, self.fault = ledger, fault
        self.held_back = -1

    def send(self, pair: int, number: int) -> None:
        fault = self.fault if number % 50 == 49 else ""
        if fault == "refuses":
            self.ledger.refuse(number)
            return
        if fault != "keeps":
            self.ledger.ack(number)
        if fault == "swaps":
            self.held_back = number
        elif fault != "loses":
            self.ledger.receive(number)
        if fault == "doubles":
            self.ledger.receive(number)
        if self.held_back >= 0 and self.held_back != number:
            self.ledger.receive(self.held_back)
            self.held_back = -1

    async def connect(self) -> None: ...

    async def close(self) -> None: ...


def step_of(fault: str = ""):
    ledger = Ledger(pairs=1)
    return asyncio.run(run(Faulty(ledger, fault), ledger, ORDER))


def test_a_faultless_server_holds():
    step = step_of()
    assert (step.sent, step.acked, step.received, step.lost) == (120, 120, 120, 0)
    assert step.holds(60_000)


@pytest.mark.parametrize(
    ("fault", "field", "count"),
    [
        ("refuses", "refused", 2),
        ("loses", "lost", 2),
        ("doubles", "doubled", 2),
        ("swaps", "disordered", 2),
    ],
)
def test_each_fault_is_counted_and_fails_the_step(fault, field, count):
    step = step_of(fault)
    assert getattr(step, field) == count
    assert not step.holds(60_000)


def test_a_message_that_is_never_acknowledged_counts_with_the_time_until_the_end():
    step = step_of("keeps")
    assert step.acked == 118
    assert step.ack_p99 >= ORDER.drain * 1000


def test_what_comes_after_its_step_is_a_stray_of_the_next():
    ledger = Ledger(pairs=1)
    number = ledger.send(perf_counter())
    ledger.begin()
    ledger.receive(number)
    ledger.ack(number)
    assert (ledger.strays, ledger.received, ledger.acked) == (1, 0, 0)


def test_latency_counts_from_when_a_message_was_due():
    ledger = Ledger(pairs=1)
    ledger.receive(ledger.send(perf_counter() - 3))
    assert ledger.waits(ledger.arrivals, -math.inf)[0] >= 3000


def test_quantiles_are_values_that_occurred():
    assert quantile([], 0.99) == 0.0
    assert quantile([5.0], 0.99) == 5.0
    assert quantile([float(n) for n in range(1, 101)], 0.99) == 99.0
    assert quantile([float(n) for n in range(1, 101)], 0.5) == 50.0
