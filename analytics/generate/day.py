"""One made-up day: its cases, and the messages in them, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np

from analytics.generate.town import Array, Organisation, languages, seconds_of_day

TURNS = 8.0
"""Messages of a case, at the mean."""
CONTACT, AGENT, BOT = 0, 1, 2
RETURNING = 0.12
"""Cases of conversations that were there before."""


@dataclass(frozen=True, slots=True)
class Known:
    """Conversations that there were before, by number: whose they are, and what the customer speaks."""

    organisation: Array
    language: Array


NOBODY = Known(np.zeros(0, np.int64), np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True)
class Day:
    """Arrays of cases, and arrays of messages, in the order of cases and of time. Times in microseconds,
    UTC.
    """

    organisation: Array
    conversation: Array
    language: Array
    agent: Array
    led: Array
    fresh: Array
    """Its conversation begins with it."""
    resolved_at: Array
    """0: still open."""
    first: Array
    """Number of its first message."""
    case: Array
    """Of each message: its case; all that follows is of messages."""
    seq: Array
    by: Array
    at: Array
    length: Array
    sentiment: Array
    """From -1 to 1."""

    def known(self, before: Known) -> Known:
        """Conversations that there were before, and its own."""
        return Known(
            np.concatenate([before.organisation, self.organisation[self.fresh]]),
            np.concatenate([before.language, self.language[self.fresh]]),
        )


def day_of(
    luck: np.random.Generator, day: date, messages: int, whose: Sequence[Organisation], before: Known
) -> Day:
    """About so many messages, also in conversations that there were `before`."""
    cases = max(1, round(messages / TURNS))
    weights = np.array([one.weight for one in whose])
    organisation = luck.choice(len(whose), cases, p=weights / weights.sum())
    language = languages(luck, cases)
    conversation, again = _conversations(luck, cases, len(before.language))
    organisation[again] = before.organisation[conversation[again]]
    language[again] = before.language[conversation[again]]
    size = 1 + luck.geometric(1 / (TURNS - 1), cases)
    led = np.array([one.has_bot for one in whose])[organisation] & (luck.random(cases) < 0.5)
    case = np.repeat(np.arange(cases), size)
    first = np.cumsum(size) - size
    seq = np.arange(size.sum()) - first[case]
    by = _authors(luck, seq, led[case])
    at = _times(luck, _start(day) + seconds_of_day(luck, language) * 1e6, case, first, by)
    over = at[first + size - 1] + luck.lognormal(4.5, 1.2, cases) * 1e6
    return Day(
        organisation=organisation,
        conversation=conversation,
        language=language,
        agent=luck.integers(0, 1 << 30, cases),
        led=led,
        fresh=~again,
        resolved_at=np.where(luck.random(cases) < 0.92, over, 0).astype(np.int64),
        first=first,
        case=case,
        seq=seq,
        by=by,
        at=at,
        length=1 + luck.lognormal(3.6, 0.8, len(case)).astype(np.int64),
        sentiment=_sentiments(luck, cases, case, seq, by),
    )


def _conversations(luck: np.random.Generator, cases: int, before: int) -> tuple[Array, Array]:
    """Which conversation each case is of, and whether there was one before; none has two on one day."""
    again = (luck.random(cases) < RETURNING) & (before >= cases)
    conversation = before + np.cumsum(~again) - 1
    conversation[again] = luck.choice(before, int(again.sum()), replace=False) if again.any() else 0
    return conversation, again


def _start(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1e6


def _authors(luck: np.random.Generator, seq: Array, led: Array) -> Array:
    """The customer begins; then they take turns, most of the time. A bot has the first answers where it
    leads.
    """
    ours = (seq % 2 == 1) ^ ((luck.random(len(seq)) < 0.2) & (seq > 0))
    return np.where(~ours, CONTACT, np.where(led & (seq < 4), BOT, AGENT))


def _times(luck: np.random.Generator, start: Array, case: Array, first: Array, by: Array) -> Array:
    """Humans take minutes, at first longer; bots seconds."""
    gap = luck.lognormal(4.2, 1.1, len(case))
    gap = np.where(by == BOT, 1 + luck.random(len(case)) * 3, gap)
    gap[first] = 0
    ran = np.cumsum(gap)
    return (start[case] + (ran - ran[first][case]) * 1e6).astype(np.int64)


def _sentiments(luck: np.random.Generator, cases: int, case: Array, seq: Array, by: Array) -> Array:
    """Customers come with a sentiment, which most agents better; agents are friendly."""
    start, change = luck.normal(-0.15, 0.45, cases), luck.normal(0.04, 0.06, cases)
    theirs = start[case] + change[case] * seq + luck.normal(0, 0.25, len(case))
    return np.clip(np.where(by == CONTACT, theirs, luck.normal(0.35, 0.2, len(case))), -0.98, 0.98)
