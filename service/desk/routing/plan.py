"""Who gets which of the conversations that wait. Pure."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that nobody serves."""

    id: str
    language: str
    """Primary subtag of what its contact reads."""
    skills: frozenset[str] = frozenset()
    """Of its queue: one of them is enough."""
    members: frozenset[str] | None = None
    """Of its queue; null: anybody. Without any it is left to who takes it by hand."""
    left_by: str | None = None
    """Who gave it back, and does not get it again."""


@dataclass(slots=True)
class Free:
    """An agent who is there, as far as this goes."""

    id: str
    capacity: int
    load: int = 0
    """Open conversations that they serve."""
    busy_at: datetime | None = None
    """When their work last became more or less; null: it never did."""
    languages: frozenset[str] = frozenset()
    """Primary subtags."""
    skills: frozenset[str] = frozenset()


def planned(
    waiting: Sequence[Waiting], agents: Sequence[Free], now: datetime, most: int = sys.maxsize
) -> list[tuple[str, str]]:
    """Pairs of a conversation and who is to serve it, `most` at most, in the order in which they wait.

    Who speaks the contact's language comes before who has a skill of the queue, and that one before anyone
    else; among these the one with the least work, then the one who has been idle longest. Nobody gets more
    than their capacity. `agents` is used up.
    """
    found: list[tuple[str, str]] = []
    for one in waiting:
        able = [agent for agent in agents if agent.load < agent.capacity and _serves(agent, one)]
        if not able:
            continue
        chosen = min(able, key=partial(_place, one))
        chosen.load += 1
        chosen.busy_at = now
        found.append((one.id, chosen.id))
        if len(found) == most:
            break
    return found


def _serves(agent: Free, one: Waiting) -> bool:
    return agent.id != one.left_by and (one.members is None or agent.id in one.members)


def _place(one: Waiting, agent: Free) -> tuple[int, int, datetime, str]:
    """The least comes first."""
    return _tier(agent, one), agent.load, agent.busy_at or _NEVER, agent.id


def _tier(agent: Free, one: Waiting) -> int:
    if one.language in agent.languages:
        return 0
    return 1 if agent.skills & one.skills else 2
