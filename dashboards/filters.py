"""What the viewer chose in the sidebar. Every choice is in the URL, so that a view can be shared and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import streamlit as st

from analytics.metrics.axis import Axis, axis_for
from analytics.scope import Scope
from dashboards import words

RANGES = {
    "1h": ("Last hour", timedelta(hours=1)),
    "24h": ("Last 24 hours", timedelta(hours=24)),
    "7d": ("Last 7 days", timedelta(days=7)),
    "30d": ("Last 30 days", timedelta(days=30)),
    "all": ("All time", None),
}
DEFAULT = "30d"
MOMENT = timedelta(microseconds=1)
"""A scope ends before its end, and so does its axis: else there were a last bucket that is always empty."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The viewer's choice: key of a range, languages, and whether demo data counts."""

    range: str
    languages: tuple[str, ...]
    demo: bool
    zone: str

    def scope(self, now: datetime) -> Scope:
        """What to count, up to the end of this minute."""
        until = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
        length = RANGES[self.range][1]
        since = until - length if length else None
        return Scope(since=since, until=until, languages=self.languages, demo=self.demo)

    def axis(self, scope: Scope, first: datetime | None) -> Axis:
        """Buckets over the scope; over all there is, where the scope has no start."""
        until = scope.until or datetime.now(UTC)
        start = scope.since or min(first or until, until - timedelta(hours=1))
        return axis_for(start, until - MOMENT, self.zone)

    def in_words(self) -> str:
        """For the line under a page's title."""
        spoken = ", ".join(map(words.language, self.languages))
        return f"{RANGES[self.range][0]} · {'written in ' + spoken if spoken else 'all languages'}"


def choose(spoken: Sequence[str], demo_there: bool) -> Choice:
    """Draw the filters and give back what is chosen."""
    names = {key: name for key, (name, _) in RANGES.items()}
    chosen = st.sidebar.selectbox(
        "Time range", list(RANGES), index=list(RANGES).index(DEFAULT), format_func=lambda key: names[key],
        key="range", bind="query-params", persist_state="session",
    )  # fmt: skip
    languages = st.sidebar.multiselect(
        "Written in", sorted(spoken, key=words.language), format_func=words.language, key="lang",
        bind="query-params", persist_state="session", placeholder="All languages",
        help="Counts messages written in these languages. On Replies: replies to such messages.",
    )  # fmt: skip
    demo = st.sidebar.toggle(
        "Include demo data", value=True, key="demo", bind="query-params", persist_state="session",
        help="Demo data comes from `duologue demo`. It is kept apart from what people really wrote.",
    )  # fmt: skip
    if demo and demo_there:
        st.sidebar.caption(":material/science: Figures include example conversations.")
    return Choice(chosen or DEFAULT, tuple(languages), bool(demo), words.zone(st.context.timezone))
