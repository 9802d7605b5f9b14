"""The load generator against real servers: everything it sends is accounted for."""

import asyncio
from collections.abc import Iterator

import pytest

from benchmarks.everyday.__main__ import figures, table
from benchmarks.peers.load import Load
from benchmarks.peers.processes import cpu_of
from benchmarks.peers.servers.base import Server
from benchmarks.peers.servers.duologue import Duologue
from benchmarks.peers.servers.relay import Relay
from benchmarks.peers.steps import Order, Plan, Step
from wire.contracts.settings import Settings

PAIRS = 3
PATIENT = {"limit_ms": 60_000.0, "drain": 60.0, "warm_up": 0.5}
"""What is asked here is whether all came, however slow the machine is."""


@pytest.fixture(scope="module")
def duologue(tmp_path_factory) -> Iterator[tuple[Duologue, Plan, Settings]]:
    """One installation for the tests of this file, and its pairs."""
    folder = tmp_path_factory.mktemp("duologue")
    server = Duologue(worker=False)
    server.start(folder)
    try:
        yield server, server.sign_in(PAIRS), Settings(home=folder / "home")
    finally:
        server.stop()


def driven(server: Server, plan: Plan, *orders: Order) -> list[Step]:
    with Load(plan) as load:
        before = cpu_of(server.parts()["server"])
        steps = [load.run(order) for order in orders]
    assert cpu_of(server.parts()["server"]) > before, "the processes that work are those counted"
    return steps


def whole(step: Step, sent: int) -> None:
    """All came once, in order, and was acknowledged."""
    assert (step.sent, step.acked, step.received) == (sent, sent, sent)
    assert (step.lost, step.refused, step.doubled, step.disordered, step.strays) == (0, 0, 0, 0, 0)
    assert not step.was_cut
    assert 0 < step.p50 <= step.p99
    assert 0 < step.ack_p50 <= step.ack_p99
    assert step.holds(60_000)


def test_a_bare_relay_delivers_all_that_is_sent(tmp_path):
    server = Relay()
    server.start(tmp_path)
    try:
        first, second = driven(
            server, server.sign_in(PAIRS), Order(40, 1, **PATIENT), Order(200, 1, **PATIENT)
        )
    finally:
        server.stop()
    whole(first, 60)
    whole(second, 300)


def test_duologue_delivers_all_that_is_sent(duologue):
    server, plan, _ = duologue
    (step,) = driven(server, plan, Order(20, 1.5, **PATIENT))
    whole(step, 40)


def test_everything_else_that_a_chat_does_comes_to_an_end(duologue):
    server, plan, settings = duologue
    found = asyncio.run(figures(server, plan, settings, count=30, many=600))
    assert [one.count for one in found] == [30, 30, 6, 30, 4, 5, 8]
    assert all(0 < one.p50 <= one.p99 for one in found)
    assert sum(one.share for one in found) == 4
    assert len(table(found).splitlines()) == 2 + len(found)
