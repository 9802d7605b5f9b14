"""By when an organisation has promised to answer and to be done, as a conversation stands. Pure.

Response clocks run while the contact waits, whatever the desk does meanwhile: who puts a conversation aside
stops none. While a bot leads it nobody is asked, and nothing is due; handed over, all that the contact has
waited counts. The clock of resolution runs from the contact's first message to the end, and anew when it
writes after that.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

import msgspec

from service.desk.routing.hours import Calendar, calendar
from service.desk.states import Alert, DueKind, Handling
from service.errors import InvalidInput

LONGEST = 60 * 24 * 60
"""Minutes that a promise may give."""

_MINUTE = timedelta(minutes=1)


class Sla(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is promised, in minutes; null: nothing is."""

    first_response_minutes: int | None = None
    next_response_minutes: int | None = None
    resolution_minutes: int | None = None
    clock: Literal["calendar", "business"] = "calendar"
    """business: minutes of office hours, where there are any."""
    warn_minutes: int = 0
    """Before a promise is broken, that agents are warned; 0: they are not."""


def checked(wanted: Sla) -> Sla:
    """The same. InvalidInput: `details["field"]` is the one of it that cannot be so."""
    for name in ("first_response_minutes", "next_response_minutes", "resolution_minutes"):
        minutes = getattr(wanted, name)
        if minutes is not None and not 1 <= minutes <= LONGEST:
            raise InvalidInput(f"From 1 to {LONGEST} minutes.", field=name)
    if not 0 <= wanted.warn_minutes <= LONGEST:
        raise InvalidInput(f"From 0 to {LONGEST} minutes.", field="warn_minutes")
    return wanted


class Terms(NamedTuple):
    """What an organisation has set."""

    calendar: Calendar | None = None
    """Null: it has no office hours."""
    sla: Sla = Sla()

    def closed_at(self, at: datetime) -> bool:
        """Outside of office hours."""
        return self.calendar is not None and not self.calendar.open_at(at)

    def after(self, start: datetime, minutes: int) -> datetime | None:
        """When so many minutes have passed by the clock of promises; None: never."""
        if self.sla.clock == "business" and self.calendar is not None:
            return self.calendar.after(start, minutes)
        return start + minutes * _MINUTE


NO_TERMS = Terms()


class Due(NamedTuple):
    """The promise that is broken next, and when agents are warned of it."""

    at: datetime
    kind: DueKind
    warn_at: datetime


def terms_of(hours: str | None, sla: str | None) -> Terms:
    """Of both as they are kept, in JSON; null: never set."""
    return Terms(None if hours is None else calendar(hours), Sla() if sla is None else _sla(sla))


@lru_cache(maxsize=256)
def _sla(kept: str) -> Sla:
    return msgspec.json.decode(kept, type=Sla)


def due(one: Handling, terms: Terms) -> Due | None:
    """What is due first; None: nothing is promised, or nobody waits for it."""
    found = [
        (at, kind, start, minutes)
        for kind, start, minutes in _running(one, terms.sla)
        if (at := terms.after(start, minutes)) is not None
    ]
    if not found:
        return None
    at, kind, start, minutes = min(found)
    warned = terms.after(start, max(0, minutes - terms.sla.warn_minutes)) if terms.sla.warn_minutes else at
    return Due(at, kind, warned or at)


def _running(one: Handling, sla: Sla) -> Iterator[tuple[DueKind, datetime, int]]:
    """Clocks that run: of what, since when, how many minutes."""
    if one.state in ("resolved", "pending"):
        return
    first = one.first_reply_at is None
    response = sla.first_response_minutes if first else sla.next_response_minutes
    if one.waiting_since is not None and response is not None:
        yield "first_response" if first else "next_response", one.waiting_since, response
    if one.opened_at is not None and sla.resolution_minutes is not None:
        yield "resolution", one.opened_at, sla.resolution_minutes


def timed(one: Handling, terms: Terms) -> Handling:
    """The same with what is due now. What was told of another promise says nothing of this one."""
    found = due(one, terms)
    if found is None:
        return msgspec.structs.replace(one, due_at=None, due_kind=None, look_at=None, alerted=None)
    same = (found.at, found.kind) == (one.due_at, one.due_kind)
    alerted = one.alerted if same else None
    looks: dict[Alert | None, datetime | None] = {None: found.warn_at, "warning": found.at, "breach": None}
    return msgspec.structs.replace(
        one, due_at=found.at, due_kind=found.kind, look_at=looks[alerted], alerted=alerted
    )


def looked(one: Handling, terms: Terms, now: datetime) -> Handling:
    """The same, with what is to be told now in `alerted`: each once for every promise, the breach alone where
    both have passed."""
    found, after = due(one, terms), timed(one, terms)
    if found is None or after.alerted == "breach":
        return after
    alert: Alert | None = "breach" if now >= found.at else "warning" if now >= found.warn_at else None
    if alert is None or alert == after.alerted:
        return after
    return msgspec.structs.replace(after, alerted=alert, look_at=found.at if alert == "warning" else None)
