"""The sentiment of one side of a conversation: the trend of what it said last, and turns for the worse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from wire.contracts.events import Sentiment

LOOKS_BACK = 12
"""Messages of a side that its sentiment is read from."""

QUICK, SLOW = 0.7, 0.25
"""How much of a new message goes into the sentiment of the moment, and into what is usual for this side."""

LOW, FALL = -0.3, 0.35
"""It turned for the worse when the moment is at most LOW, and at least FALL below what was usual before.

One surely negative message does that, and two mildly negative ones after glad ones; chosen on the talks of
nlp/evaluation/data/sentiment.toml, within a plateau of values that tell all of their turns.
"""

OVER = -0.06
"""… and that is over when the moment has come back up to here: well above LOW, so that it cannot flicker."""

GOOD, BAD = 0.3, -0.3

Level = Literal["good", "even", "bad"]
Direction = Literal["better", "steady", "worse"]


class Judged(msgspec.Struct, frozen=True):
    """One message: its `seq`, and its sentiment from -1 to 1; null where nobody knows: no weight."""

    seq: int
    score: float | None


class SentimentTrend(msgspec.Struct, frozen=True, kw_only=True):
    """Where a side stands and where it goes. `since`: `seq` of the message that turned it for the worse."""

    level: Level = "even"
    direction: Direction = "steady"
    since: int | None = None


QUIET = SentimentTrend()
"""Nothing to say: no sentiment known, or an even one."""


def score(sentiment: Sentiment | None) -> float | None:
    """From -1, surely negative, to 1, surely positive; null where the model abstains or has not spoken."""
    if sentiment is None or sentiment.label is None:
        return None
    return sentiment.scores.get("positive", 0.0) - sentiment.scores.get("negative", 0.0)


def trend(said: Sequence[Judged]) -> SentimentTrend:
    """The sentiment of a side after its messages `said`, oldest first."""
    moment: float | None = None
    usual, since = 0.0, None
    for one in said:
        if one.score is None:
            continue
        before = usual if moment is not None else None
        moment = one.score if moment is None else moment + QUICK * (one.score - moment)
        if since is None and before is not None and moment <= LOW and before - moment >= FALL:
            since = one.seq
        elif since is not None and moment >= OVER:
            since = None
        usual = one.score if before is None else usual + SLOW * (one.score - usual)
    return (
        QUIET
        if moment is None
        else SentimentTrend(level=_level(moment), direction=_way(moment, usual, since), since=since)
    )


def _level(moment: float) -> Level:
    return "good" if moment >= GOOD else "bad" if moment <= BAD else "even"


def _way(moment: float, usual: float, since: int | None) -> Direction:
    if since is not None:
        return "worse"
    return "better" if moment - usual >= FALL and moment > 0 else "steady"
