"""Office hours of an organisation, as its desk has them: asked of the chat, for who may see them."""

from __future__ import annotations

from datetime import date, time, timedelta

import msgspec
import streamlit as st

from analytics.metrics.hours import Hours
from dashboards.asking import asked
from dashboards.gate import SESSION

KEEP = timedelta(minutes=1)
MIDNIGHT = "24:00"


class _Opening(msgspec.Struct, frozen=True):
    day: int
    opens: str
    closes: str


class _Holiday(msgspec.Struct, frozen=True):
    date: date


class Kept(msgspec.Struct, frozen=True):
    """What the chat answers of them."""

    zone: str
    week: tuple[_Opening, ...]
    holidays: tuple[_Holiday, ...] = ()


def of(chat: str, organisation: str | None) -> Hours | None:
    """Those that are set; None where there are none, or the viewer may not know them."""
    session = st.context.cookies.get(SESSION)
    return _kept(chat, organisation, session) if organisation and session else None


def hours_of(kept: Kept | None) -> Hours | None:
    """The same, to reckon with; None: an empty week."""
    if kept is None or not kept.week:
        return None
    week = tuple((one.day, time.fromisoformat(one.opens), _closes(one.closes)) for one in kept.week)
    return Hours(kept.zone, week, frozenset(one.date for one in kept.holidays))


def _closes(text: str) -> time:
    """The end of a day is midnight, which ends a span in the next one."""
    return time(0) if text == MIDNIGHT else time.fromisoformat(text)


@st.cache_data(ttl=KEEP, max_entries=64, show_spinner=False)
def _kept(chat: str, organisation: str, session: str) -> Hours | None:
    return hours_of(asked(chat, f"/api/organisations/{organisation}/hours", session, Kept))
