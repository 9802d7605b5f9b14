"""Who is in a made-up lake: organisations with agents, hours and languages; when and in what languages people
come.

All of it is invented; what weighs how much is taken from what support teams say of their days, not from data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

LANGUAGES = ("en", "pt", "es", "fr", "de", "it", "ja", "pl")
_SPOKEN = (0.28, 0.2, 0.17, 0.1, 0.09, 0.07, 0.05, 0.04)
_AHEAD = (0, -3, 1, 1, 1, 1, 9, 1)
"""Hours that clocks of an organisation are ahead of UTC, by its language; clock changes are left out."""

_WEEK = np.array([1.25, 1.15, 1.1, 1.05, 1.0, 0.45, 0.3])
_DAY = np.array([1, 1, 1, 1, 1, 2, 4, 9, 20, 30, 34, 32, 24, 26, 32, 30, 26, 20, 14, 12, 10, 7, 4, 2], float)
"""How many come on weekdays (Monday first), and at hours of the day."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation; `id` null: people who chat with each other without any."""

    id: str | None
    language: int
    agents: tuple[str, ...]
    channels: tuple[str, ...]
    weight: float
    has_bot: bool


def organisations(number: int) -> tuple[Organisation, ...]:
    """So many, each about half as busy as the one before, and the direct chats."""
    made = [
        Organisation(
            id=f"org-{one:04d}",
            language=one % len(LANGUAGES),
            agents=tuple(f"agent-{one:04d}-{agent:03d}" for agent in range(max(3, 40 >> one))),
            channels=tuple(f"channel-{one:04d}-{channel}" for channel in range(1 + one % 3)),
            weight=1 / (one + 1),
            has_bot=one % 2 == 0,
        )
        for one in range(number)
    ]
    direct = Organisation(None, 0, (), (), 0.15, has_bot=False)
    return (*made, direct)


def weight_of(weekday: int) -> float:
    """How busy a weekday (0 is Monday) is against the mean."""
    return float(_WEEK[weekday] / _WEEK.mean())


def seconds_of_day(luck: np.random.Generator, language: Array) -> Array:
    """When people come, in seconds from midnight UTC of their day; may lie before it or after its end."""
    hour = luck.choice(24, len(language), p=_DAY / _DAY.sum())
    at: Array = (hour - np.array(_AHEAD)[language] + luck.random(len(language))) * 3600.0
    return at


def languages(luck: np.random.Generator, number: int) -> Array:
    """What customers speak, as numbers of `LANGUAGES`."""
    spoken: Array = luck.choice(len(LANGUAGES), number, p=_SPOKEN)
    return spoken
