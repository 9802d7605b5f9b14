"""All figures that pages show, loaded once per state of the lake and shared by everyone who looks.

Caching is here and nowhere else. Keys are small: the lake's fingerprint, the range, the axis. Values are
collected frames, which Streamlit copies for each reader.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import streamlit as st

from analytics.lake import EVERYTHING, Lake, Scope, collect
from analytics.metrics import replies, response, sentiment, translation, volume
from analytics.metrics.axis import Axis

Frames = dict[str, pl.DataFrame]

KEEP = timedelta(minutes=10)
ENTRIES = 64


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of which state of which lake."""

    root: str
    fingerprint: str
    scope: Scope
    axis: Axis

    @property
    def lake(self) -> Lake:
        """The lake, which may have changed since: then the answer is newer than its key, no harm."""
        return Lake(Path(self.root))


def _ask(queries: Callable[[], dict[str, pl.LazyFrame]]) -> Frames:
    names = list(queries())
    return dict(zip(names, collect(lambda: list(queries().values())), strict=True))


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def contents(root: str, fingerprint: str) -> Frames:
    """What there is at all: `origins` (demo, messages, last_at) and `languages` (language, messages)."""
    lake = Lake(Path(root))

    def queries() -> dict[str, pl.LazyFrame]:
        messages = lake.messages(EVERYTHING)
        counted = messages.group_by("demo").agg(
            pl.len().alias("messages"),
            pl.col("posted_at").min().alias("first_at"),
            pl.col("posted_at").max().alias("last_at"),
        )
        return {"origins": counted.sort("demo"), "languages": volume.by_language(messages)}

    return _ask(queries)


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def live(root: str, fingerprint: str, demo: bool, now: datetime) -> Frames:
    """`now`: counts of the last 5 minutes; `minutes`: messages per minute of the last half hour."""
    lake, start = Lake(Path(root)), now - timedelta(minutes=29)

    def queries() -> dict[str, pl.LazyFrame]:
        messages = lake.messages(Scope(since=start, demo=demo))
        return {
            "now": volume.live(messages, now),
            "minutes": volume.over_time(messages, Axis(start, now, "1m")),
        }

    return _ask(queries)


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def overview(question: Question) -> Frames:
    """Volume, its trend, languages, hours of the week, and the key figures of the other pages."""
    lake, scope, axis = question.lake, question.scope, question.axis

    def queries() -> dict[str, pl.LazyFrame]:
        messages = lake.messages(scope)
        before = scope.before()
        earlier = lake.messages(before).select(volume.COUNTS) if before else pl.LazyFrame()
        return {
            "totals": volume.totals(messages),
            "before": earlier,
            "over_time": volume.over_time(messages, axis),
            "languages": volume.by_language(messages),
            "hours": volume.by_hour(messages, axis.zone),
            "translation": translation.summary(translation.attempts(messages, lake.translations(scope))),
            "sentiment": sentiment.summary(messages),
        }

    return _ask(queries)


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def translations(question: Question) -> Frames:
    """Shares, waits, pairs and failures of translation."""
    lake, scope = question.lake, question.scope

    def queries() -> dict[str, pl.LazyFrame]:
        tried = translation.attempts(lake.messages(scope), lake.translations(scope))
        return {
            "summary": translation.summary(tried),
            "pairs": translation.by_pair(tried),
            "over_time": translation.over_time(tried, question.axis),
            "failures": translation.failures(tried),
        }

    return _ask(queries)


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def moods(question: Question) -> Frames:
    """Shares of moods, their trend, languages, and conversations that turn."""
    lake, scope = question.lake, question.scope

    def queries() -> dict[str, pl.LazyFrame]:
        messages = lake.messages(scope)
        return {
            "summary": sentiment.summary(messages),
            "over_time": sentiment.over_time(messages, question.axis),
            "languages": sentiment.by_language(messages),
            "turning": sentiment.turning(messages),
            "turning_summary": sentiment.turning_summary(messages),
            "change": sentiment.change_summary(messages),
        }

    return _ask(queries)


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def suggestions(question: Question) -> Frames:
    """Suggested replies shown and taken, and how soon people answer."""
    lake, scope, axis = question.lake, question.scope, question.axis

    def queries() -> dict[str, pl.LazyFrame]:
        activity = lake.activity(Scope(since=scope.since, demo=scope.demo))
        offered = replies.offers(lake.messages(scope), activity)
        answered = response.responses(lake.messages(scope.everyone()), scope.languages)
        return {
            "summary": replies.summary(offered),
            "over_time": replies.over_time(offered, axis),
            "languages": replies.by_language(offered),
            "intents": replies.by_intent(offered),
            "response": response.summary(answered),
            "response_languages": response.by_language(answered),
            "response_over_time": response.over_time(answered, axis),
        }

    return _ask(queries)


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def any_message(question: Question) -> bool:
    """Is there any message in what was chosen?"""
    lake = question.lake
    (found,) = collect(lambda: [lake.messages(question.scope).select("message_id").head(1)])
    return not found.is_empty()
