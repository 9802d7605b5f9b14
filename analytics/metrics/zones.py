"""Clocks of time zones: where in real time a wall clock shows something, over every change of the clock.

Instants are in UTC. Wall times are naive: what a clock in the zone shows. All of it by `zoneinfo`, and none
by Polars, whose own database of zones may be of another year, and which refuses wall times that clocks skip.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)
LOOK_EVERY = timedelta(hours=12)
"""Two changes of a clock within so short a time are not told apart if they undo each other; none do."""


def wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """What a clock in the zone shows."""
    return instant.astimezone(zone).replace(tzinfo=None)


def ahead(instant: datetime, zone: ZoneInfo) -> timedelta:
    """How far the zone's clock is ahead of UTC."""
    return wall(instant, zone) - instant.astimezone(UTC).replace(tzinfo=None)


def reached(shown: datetime, zone: ZoneInfo) -> datetime:
    """When the clock comes to show this, or jumps past it; the last time where it comes there twice.

    A midnight that the clock skips is reached at the jump. One that the clock is set back over, and comes to
    again, is reached the second time, so that all that lies after it is of the new day.
    """
    first, second = (shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first > second:  # the clock jumps over it
        return change(second, first, zone)
    return second if wall(second - SECOND, zone) < shown else first


def change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The change of the clock between two instants of different offsets, to the second."""
    was = ahead(before, zone)
    while after - before > SECOND:
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        before, after = (middle, after) if ahead(middle, zone) == was else (before, middle)
    return after


def changes(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, timedelta]]:
    """`start` and each change of the clock up to `end`, with how far the clock is ahead from then on."""
    at, now = start.astimezone(UTC).replace(microsecond=0), ahead(start, zone)
    yield at, now
    while at < end:
        after = min(at + LOOK_EVERY, end.astimezone(UTC).replace(microsecond=0) + SECOND)
        if ahead(after, zone) != now:
            after = change(at, after, zone)
            now = ahead(after, zone)
            yield after, now
        at = after
