"""The highest rate at which a server keeps up: by doubling, then by halving what is left."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from benchmarks.peers.steps import Step

Try = Callable[[float], Step]
MOST_TRIES = 3
"""Of one rate."""


class Found(Struct, frozen=True):
    """`held` is the highest rate that held, 0 where none did.

    `beyond`: it may do more; the search ended at `most`, or the load generator was at its own limit.
    """

    held: float
    beyond: bool
    steps: list[Step]


def search(try_: Try, lowest: float, most: float = 50_000.0, halvings: int = 3) -> Found:
    """A rate that fails is tried once more: one pause of the machine is no limit of the server.

    Where the generator was late itself, it is tried a third time.

    With three halvings the answer is at most 9 % below the true one.
    """
    steps: list[Step] = []

    def holds(rate: float) -> bool:
        for number in range(MOST_TRIES):
            steps.append(try_(rate))
            if steps[-1].holds():
                return True
            if number and not steps[-1].void:
                break
        return False

    low, high = 0.0, lowest
    while high <= most and holds(high):
        low, high = high, high * 2
    if high > most:
        return Found(low, True, steps)
    low, high = (low, high) if low else _down(holds, lowest)
    for _ in range(halvings if low else 0):
        middle = round((low * high) ** 0.5, 1)
        low, high = (middle, high) if holds(middle) else (low, middle)
    return Found(low, _generator_failed(steps, high), steps)


def _down(holds: Callable[[float], bool], rate: float) -> tuple[float, float]:
    """Where even the first rate was too much: halve it up to five times."""
    for _ in range(5):
        rate /= 2
        if holds(rate):
            return rate, rate * 2
    return 0.0, rate


def _generator_failed(steps: list[Step], rate: float) -> bool:
    """Each failure at the lowest rate that failed was the generator's, not the server's."""
    failed = [step for step in steps if step.rate == rate]
    return bool(failed) and all(step.void and not step.lost for step in failed)
