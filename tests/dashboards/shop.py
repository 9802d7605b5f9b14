"""Two weeks of a shop's support work: cases that two agents and a bot answer, always the same ones."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.analytics.desk import Desk
from tests.analytics.world import World
from wire.broker.streams import ACTIVITY, MESSAGES
from wire.contracts.events import MessagePosted

DAYS = 14
FIRST_ENTRY = 500_000


def shop(root: Path, cases: int = 60, now: datetime | None = None, organisation: str = "shop") -> None:
    """Write it into a lake."""
    rng = random.Random(11)
    desk = Desk(start=(now or datetime.now(UTC)) - timedelta(days=DAYS), organisation=organisation)
    for number in range(cases):
        _case(desk, rng, f"{organisation}-{number}", rng.uniform(0, DAYS * 1440 - 600))
    wrote(desk, root)


def wrote(desk: Desk, root: Path) -> None:
    """Write the events of a desk into a lake."""
    world = World(organisation=desk.organisation)
    for _, event in desk.events:
        world.events.append((MESSAGES if isinstance(event, MessagePosted) else ACTIVITY, event))
    world.write(root, first_entry=FIRST_ENTRY)


def _case(desk: Desk, rng: random.Random, name: str, at: float) -> None:
    agent = rng.choices(["nora", "paul", "rita"], [6, 4, 0.5])[0]
    spoken = {"conversation": name, "language": rng.choice(["es", "pt", "pt", "de"])}
    desk.step("opened", at, conversation=name, channel="site").step("asked", at, "ana", **spoken)
    if rng.random() < 0.3:
        desk.step("told", at + 0.2, "bot", **spoken)
        desk.step("handed_over", at + 1, conversation=name)
    desk.step("assigned", at := at + rng.expovariate(1 / 4), agent, conversation=name)
    for _ in range(rng.randrange(1, 4)):
        desk.step("answered", at := at + rng.expovariate(1 / 6), agent, conversation=name, language="en")
        if rng.random() < 0.6:
            desk.step("asked", at := at + rng.expovariate(1 / 10), "ana", **spoken)
    if rng.random() < 0.8:
        desk.step("resolved", at := at + rng.expovariate(1 / 30), conversation=name)
        if rng.random() < 0.5:
            desk.step("rated", at + 1, conversation=name, score=rng.choice([2, 4, 5, 5]))
