"""What is asked of a metric, read from a query string; refused by a stable code where it cannot be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeVar, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analytics.metrics.axis import WIDTHS, Axis
from analytics.metrics.registry import Grain, Metric, named
from analytics.scope import Scope
from dashboards.viewer import Viewer

Format = Literal["json", "csv", "parquet"]
Slice = Literal["language", "reader", "pair", "agent_id", "channel_id"]
"""`pair`: language and reader."""

_PAIRS: tuple[Slice, ...] = ("language", "reader", "pair")
SLICES: Mapping[Grain, tuple[Slice, ...]] = {
    "message": (*_PAIRS, "agent_id", "channel_id"),
    "attempt": (*_PAIRS, "channel_id"),
    "correction": (*_PAIRS, "channel_id"),
    "offer": ("language", "channel_id"),
    "talk": (*_PAIRS, "channel_id"),
    "spell": (*_PAIRS, "agent_id", "channel_id"),
    "case": (*_PAIRS, "agent_id", "channel_id"),
    "turn": (*_PAIRS, "agent_id", "channel_id"),
}
"""By what figures of a grain may be told apart."""
NAMES = ("since", "until", "organisation", "language", "by", "every", "zone", "demo", "format")
RANGE = timedelta(days=30)
"""That counts where no beginning is named."""
MOST_BUCKETS = 5000
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
"""Between these every bucket of every zone is a time that can be written."""


T = TypeVar("T", bound=str)


class CannotAnswer(Exception):
    """A question that has no answer: `code` is stable, the text is for people."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code = status, code


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question: a metric, over a scope, as one figure, sliced, or over time."""

    metric: Metric
    scope: Scope
    by: Slice | None
    axis: Axis | None
    format: Format

    @property
    def by_columns(self) -> tuple[str, ...]:
        """What the rows of the answer are told apart by."""
        if self.by == "pair":
            return ("language", "reader")
        return (self.by,) if self.by else ()


def read(name: str, query: Mapping[str, str], viewer: Viewer, now: datetime) -> Asked:
    """The question that was asked by somebody.

    Raises:
        CannotAnswer: there is no such metric, it is not theirs to ask, or a value cannot be used.
    """
    if (metric := named(name)) is None:
        raise CannotAnswer(404, "no_such_metric", "There is no such metric; see /api/analytics/metrics.")
    scope, form = read_scope(query, NAMES, viewer, now)
    by = _one_of(query, "by", SLICES[metric.grain], None)
    axis = _axis(query, scope)
    if by and axis:
        raise _invalid("by and every do not go together")
    return Asked(metric=metric, scope=scope, by=by, axis=axis, format=form)


def read_scope(
    query: Mapping[str, str], names: Collection[str], viewer: Viewer, now: datetime
) -> tuple[Scope, Format]:
    """What is to count, and how it is to be written. `names`: what may be asked. CannotAnswer."""
    if unknown := sorted(set(query) - set(names)):
        raise _invalid(f"there is no {', '.join(unknown)}; there are {', '.join(names)}")
    until = _moment(query, "until") or now
    since = _moment(query, "since") or until - RANGE
    if since >= until:
        raise _invalid("since has to be before until")
    scope = Scope(
        since=since,
        until=until,
        languages=tuple(one for one in query.get("language", "").split(",") if one),
        organisation=_organisation(query, viewer),
        demo=_one_of(query, "demo", ("1", "0"), "1") == "1",
    )
    return scope, _one_of(query, "format", get_args(Format), "json") or "json"


def _organisation(query: Mapping[str, str], viewer: Viewer) -> str | None:
    """Whose figures: of the one organisation where there is one; for the operator everybody's."""
    named = query.get("organisation")
    if named is None and not viewer.operator:
        if len(viewer.organisations) != 1:
            raise _invalid("name one of your organisations")
        return viewer.organisations[0].id
    if not viewer.may_see(named):
        raise CannotAnswer(403, "not_yours", "You may not see figures of this organisation.")
    return named


def _axis(query: Mapping[str, str], scope: Scope) -> Axis | None:
    widths = dict(WIDTHS)
    every, since, until = _one_of(query, "every", tuple(widths), None), scope.since, scope.until
    if every is None or since is None or until is None:
        return None
    if (until - since) / widths[every] > MOST_BUCKETS:
        raise _invalid(f"that is more than {MOST_BUCKETS} buckets: ask for wider ones, or for less time")
    zone = query.get("zone", "UTC")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _invalid("zone is no time zone; write one as Europe/Lisbon") from None
    return Axis(since, until - timedelta(microseconds=1), every, zone)


def _moment(query: Mapping[str, str], name: str) -> datetime | None:
    if name not in query:
        return None
    try:
        found = datetime.fromisoformat(query[name])
        instant = (found.replace(tzinfo=UTC) if found.tzinfo is None else found).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _invalid(f"{name} is no time; write it as 2026-11-30T08:00:00Z") from None
    if not EARLIEST <= instant <= LATEST:
        raise _invalid(f"{name} has to be between the years {EARLIEST.year} and {LATEST.year}")
    return instant


def _one_of(query: Mapping[str, str], name: str, known: tuple[T, ...], default: T | None) -> T | None:
    if name not in query:
        return default
    found = next((one for one in known if one == query[name]), None)
    if found is None:
        raise _invalid(f"{name} is one of {', '.join(known)}")
    return found


def _invalid(text: str) -> CannotAnswer:
    return CannotAnswer(400, "invalid_query", f"{text[0].upper()}{text[1:]}.")
