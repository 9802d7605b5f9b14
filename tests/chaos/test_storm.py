"""What a storm draws: each kind once before any comes again, also what could not be the first time."""

import asyncio
from collections import Counter
from types import SimpleNamespace

from tests.chaos.plan import Plan
from tests.chaos.storm import KILLED, Storm


class Part:
    """One of a command, which is away when it is struck for the first time."""

    def __init__(self, command, struck):
        self.command, self._struck = command, struck

    def kill(self):
        self._struck.append(self.command)
        return self._struck.count(self.command) > 1


def test_each_kind_of_blow_comes_to_pass_before_any_comes_again(tmp_path):
    struck: list[str] = []
    ledger = SimpleNamespace(done=Counter())
    parts = {command: [Part(command, struck)] for command in KILLED}
    installation = SimpleNamespace(
        settings=[SimpleNamespace(partitions=1)], ledger=ledger, parts=[], of=lambda name: parts[name]
    )
    plan = Plan(folder=tmp_path, seed=1, seconds=60, between=(0.0, 0.0), kinds=("none",))
    asyncio.run(Storm(installation, plan).blow(60, 2 * len(KILLED)))
    assert sorted(struck) == sorted(2 * KILLED), "whatever was away was struck again, and nothing else was"
    assert ledger.done == {f"kinds of blows, of {len(KILLED)}": len(KILLED)}
