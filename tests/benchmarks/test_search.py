"""The search for the highest rate, on servers of which the limit is known."""

import pytest

from benchmarks.peers.search import search
from benchmarks.peers.steps import Step


def step(rate: float, p99: float = 1.0, lag: float = 0.0) -> Step:
    counts = {"sent": 100, "acked": 100, "received": 100, "refused": 0, "doubled": 0, "disordered": 0}
    times = {"ack_p50": 1.0, "ack_p99": p99, "p50": 1.0, "p99": p99, "lag_p99": lag}
    return Step(rate=rate, strays=0, generator_cpu=0.1, seconds=1.0, was_cut=False, **counts, **times)


@pytest.mark.parametrize("limit", [14, 20, 60, 115, 450, 2_000, 9_999])
def test_the_highest_rate_is_found_to_a_tenth(limit):
    found = search(lambda rate: step(rate, 1.0 if rate <= limit else 900.0), lowest=50)
    assert 0.91 * limit <= found.held <= limit
    assert not found.beyond


def test_one_pause_of_the_machine_is_no_limit():
    paused = []

    def once(rate: float) -> Step:
        if rate == 200 and not paused:
            paused.append(rate)
            return step(rate, 2_000.0)
        return step(rate, 1.0 if rate <= 1_000 else 900.0)

    assert 910 <= search(once, lowest=50).held <= 1_000


def test_what_holds_nothing_has_no_rate():
    assert search(lambda rate: step(rate, 900.0), lowest=50).held == 0.0


def test_the_end_of_the_scale_and_a_late_generator_are_told_from_a_limit():
    assert search(lambda rate: step(rate), lowest=50, most=400).beyond
    late = search(lambda rate: step(rate, 1.0, 0.0) if rate <= 700 else step(rate, 900.0, 300.0), lowest=50)
    assert late.beyond
