"""What the generator asks of a client."""

from __future__ import annotations

import importlib
from itertools import cycle, islice
from typing import Protocol

from benchmarks.peers.ledger import Ledger
from benchmarks.peers.steps import Pair, Plan
from benchmarks.texts import texts

LINES = list(islice(cycle(texts(2000, "pt")), 2000))


class Client(Protocol):
    """Two connections for each pair. Tells the ledger what is acknowledged, received and refused."""

    def __init__(self, url: str, pairs: list[Pair], ledger: Ledger) -> None: ...

    async def connect(self) -> None:
        """All sockets open, everybody signed in and ready to receive."""

    def send(self, pair: int, number: int) -> None:
        """A message goes out now; nothing waits."""

    async def close(self) -> None:
        """All sockets closed."""


def client_of(plan: Plan, ledger: Ledger) -> Client:
    """The class `Client` of the module that the plan names."""
    made: Client = importlib.import_module(f"benchmarks.peers.clients.{plan.client}").Client(
        plan.url, plan.pairs, ledger
    )
    return made


def text_of(number: int) -> str:
    """A chat message that is like no other."""
    return f"{LINES[number % len(LINES)]} #{number}"


def number_of(text: str) -> int:
    """Which message this is; -1 where it is none of ours."""
    _, mark, number = text.rpartition("#")
    return int(number) if mark and number.isdecimal() else -1
