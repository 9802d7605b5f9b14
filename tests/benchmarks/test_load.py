"""The load generator against real servers: everything it sends is accounted for."""

from benchmarks.peers.load import Load
from benchmarks.peers.processes import cpu_of
from benchmarks.peers.servers.base import Server
from benchmarks.peers.servers.duologue import Duologue
from benchmarks.peers.servers.relay import Relay
from benchmarks.peers.steps import Order, Step

PAIRS = 3
PATIENT = {"limit_ms": 60_000.0, "drain": 60.0, "warm_up": 0.5}
"""What is asked here is whether all came, however slow the machine is."""


def driven(server: Server, folder, *orders: Order) -> list[Step]:
    server.start(folder)
    try:
        with Load(server.sign_in(PAIRS)) as load:
            before = cpu_of(server.parts()["server"])
            steps = [load.run(order) for order in orders]
            assert cpu_of(server.parts()["server"]) > before, "the processes that work are those counted"
            return steps
    finally:
        server.stop()


def whole(step: Step, sent: int) -> None:
    """All came once, in order, and was acknowledged."""
    assert (step.sent, step.acked, step.received) == (sent, sent, sent)
    assert (step.lost, step.refused, step.doubled, step.disordered, step.strays) == (0, 0, 0, 0, 0)
    assert not step.was_cut
    assert 0 < step.p50 <= step.p99
    assert 0 < step.ack_p50 <= step.ack_p99
    assert step.holds(60_000)


def test_a_bare_relay_delivers_all_that_is_sent(tmp_path):
    first, second = driven(Relay(), tmp_path, Order(40, 1, **PATIENT), Order(200, 1, **PATIENT))
    whole(first, 60)
    whole(second, 300)


def test_duologue_delivers_all_that_is_sent(tmp_path):
    (step,) = driven(Duologue(worker=False), tmp_path, Order(20, 1.5, **PATIENT))
    whole(step, 40)
