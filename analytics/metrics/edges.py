"""Where the buckets of an axis begin, in a zone whose clock may jump and be set back.

Buckets of up to an hour are equally long: cut where the clock shows a multiple of their width, and anew where
the clock changes. Longer ones begin where the calendar says, so that a day of 23 or 25 hours is one bucket; a
day that the clock skips whole is none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from analytics.metrics import zones

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_HOUR, _MONTH = timedelta(hours=1), None
_MONDAY = datetime.min  # 1 January of the year 1 was a Monday


@functools.lru_cache(maxsize=256)
def edges(start: datetime, end: datetime, every: str, zone: str) -> tuple[datetime, ...]:
    """Instants in UTC, growing: the first is `start` or before, the last after `end`.

    Raises:
        ValueError: `every` is not a number and one of m, h, d, w, mo.
    """
    width = width_of(every)
    cut = _calendar if width is _MONTH or width > _HOUR else _equal
    found = sorted(set(cut(start, end, width, ZoneInfo(zone))))
    first = max(index for index, at in enumerate(found) if at <= start)
    last = next(index for index, at in enumerate(found) if at > end)
    return tuple(found[first : last + 1])


def width_of(every: str) -> timedelta | None:
    """How long "5m", "6h", "1d" are; None for months, which differ."""
    told = re.fullmatch(r"(\d+)(m|h|d|w|mo)", every)
    if told is None:
        raise ValueError(f"no width: {every!r}")
    return _MONTH if told[2] == "mo" else int(told[1]) * _UNITS[told[2]]


def _equal(start: datetime, end: datetime, width: timedelta | None, zone: ZoneInfo) -> Iterator[datetime]:
    assert width is not _MONTH
    told = list(zones.changes(start - width, end + width, zone))
    untils = [*(at for at, _ in told[1:]), end + 2 * width]
    for (begin, ahead), until in zip(told, untils, strict=True):
        yield begin
        step = _floor(begin.replace(tzinfo=None) + ahead, width).replace(tzinfo=UTC) - ahead + width
        while step < until:
            yield step
            step += width


def _calendar(start: datetime, end: datetime, width: timedelta | None, zone: ZoneInfo) -> Iterator[datetime]:
    shown = _floor(_floor(zones.wall(start, zone), width) - zones.SECOND, width)
    while True:
        yield (at := zones.reached(shown, zone))
        if at > end:
            return
        shown = _floor(shown + timedelta(days=31), _MONTH) if width is _MONTH else shown + width


def _floor(shown: datetime, width: timedelta | None) -> datetime:
    if width is _MONTH:
        return shown.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return shown - (shown - _MONDAY) % width
