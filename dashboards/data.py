"""All figures that pages show, loaded once per state of the lake and shared by everyone who looks.

Caching is here and nowhere else. Keys are small: the lake's fingerprint, the range, the axis. Values are
collected frames, which Streamlit copies for each reader.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import streamlit as st

from analytics import files, rollup
from analytics.lake import Lake, collect
from analytics.layout import NO_ORGANISATION
from analytics.metrics import replies, response, sentiment, translation, volume
from analytics.metrics.axis import Axis
from analytics.schema import MESSAGES
from analytics.scope import Scope

Frames = dict[str, pl.DataFrame]

MISSING = 0.1
"""Share of the time before that may lie before the first message."""
KEEP = timedelta(minutes=10)
ENTRIES = 64


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of which state of which lake."""

    root: str
    fingerprint: str
    scope: Scope
    axis: Axis
    first: datetime | None = None
    """When the first message was written that may count; null: not known."""

    @property
    def before(self) -> Scope | None:
        """As much time just before; None where there is none, or the log does not go so far back: what part
        of a time has is not what all of this has.
        """
        past = self.scope.before()
        if past is None or past.since is None or past.until is None or self.first is None:
            return past
        return past if self.first <= past.since + (past.until - past.since) * MISSING else None

    @property
    def lake(self) -> Lake:
        """The lake, which may have changed since: then the answer is newer than its key, no harm."""
        return Lake(Path(self.root))


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def organisations(root: str, fingerprint: str) -> list[str]:
    """Ids of those that have conversations in the event log."""
    places = (file.place[1] for file in files.listing(Path(root), MESSAGES))
    return sorted({one for one in places if one is not None} - {NO_ORGANISATION})


def _read(*tables: Callable[[], pl.LazyFrame]) -> list[pl.LazyFrame]:
    """Read tables once, for several metrics to work on."""
    return [frame.lazy() for frame in collect(lambda: [table() for table in tables])]


def _answer(queries: dict[str, pl.LazyFrame]) -> Frames:
    return dict(zip(queries, collect(lambda: list(queries.values())), strict=True))


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def contents(root: str, fingerprint: str, organisation: str | None) -> Frames:
    """What there is at all of an organisation: `origins` (demo, messages, first_at, last_at) and `languages`
    (language, messages), from sums where there are, so that a long history costs little.
    """
    lake, names, every = Lake(Path(root)), ("messages",), Scope(organisation=organisation)
    live, demo = _read(
        lambda: rollup.rows(lake, replace(every, demo=False), names).with_columns(
            pl.lit(False).alias("demo")
        ),
        lambda: rollup.rows(lake.demo_only(), every, names).with_columns(pl.lit(True).alias("demo")),
    )
    both = pl.concat([live, demo])
    number = pl.col("count").sum().alias("messages")
    origins = both.group_by("demo").agg(number, pl.col("first_at").min(), pl.col("last_at").max())
    languages = both.group_by("language").agg(number).sort("messages", "language", descending=[True, False])
    return _answer({"origins": origins.sort("demo"), "languages": languages})


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def any_message(question: Question) -> bool:
    """Is there any message in what was chosen?"""
    lake = question.lake
    (found,) = collect(lambda: [lake.messages(question.scope).select("message_id").head(1)])
    return not found.is_empty()


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def live(root: str, fingerprint: str, demo: bool, organisation: str | None, now: datetime) -> Frames:
    """`now`: counts of the last 5 minutes; `minutes`: messages per minute of the last half hour."""
    lake, start = Lake(Path(root)), now - timedelta(minutes=29)
    scope = Scope(since=start, demo=demo, organisation=organisation)
    (messages,) = _read(lambda: lake.messages(scope))
    minutes = volume.over_time(messages, Axis(start, now, "1m"))
    return _answer({"now": volume.live(messages, now), "minutes": minutes})


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def overview(question: Question) -> Frames:
    """Volume, its trend, languages, hours of the week, and the key figures of the other pages."""
    lake, scope, axis = question.lake, question.scope, question.axis
    messages, translated, earlier, translated_before, sentiment_before = _read(
        lambda: lake.messages(scope),
        lambda: lake.translations(scope),
        lambda: _before(question, lambda past: lake.messages(past).select(volume.COUNTS)),
        lambda: _before(question, lambda past: _translated(lake, past)),
        lambda: _before(question, lambda past: sentiment.summary(lake.messages(past))),
    )
    return _answer(
        {
            "totals": volume.totals(messages),
            "before": earlier,
            "translation_before": translated_before,
            "sentiment_before": sentiment_before,
            "over_time": volume.over_time(messages, axis),
            "languages": volume.by_language(messages),
            "hours": volume.by_hour(messages, axis),
            "translation": translation.summary(translation.attempts(messages, translated)),
            "sentiment": sentiment.summary(messages),
        }
    )


def _until_now(scope: Scope) -> Scope:
    """With what was done later to messages of this scope."""
    return replace(scope, until=None, languages=())


def _before(question: Question, of: Callable[[Scope], pl.LazyFrame]) -> pl.LazyFrame:
    """The same of as much time before; nothing where there is no such time."""
    before = question.before
    return of(before) if before else pl.LazyFrame()


def _translated(lake: Lake, scope: Scope) -> pl.LazyFrame:
    return translation.summary(translation.attempts(lake.messages(scope), lake.translations(scope)))


def _offered(lake: Lake, scope: Scope) -> pl.LazyFrame:
    return replies.summary(replies.offers(lake.messages(scope), lake.activity(_until_now(scope))))


def _answered(lake: Lake, scope: Scope) -> pl.LazyFrame:
    return response.summary(response.responses(lake.messages(scope.everyone()), scope.languages))


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def translations(question: Question) -> Frames:
    """Shares, waits, pairs and failures of translation."""
    lake, scope = question.lake, question.scope
    messages, translated, before = _read(
        lambda: lake.messages(scope),
        lambda: lake.translations(scope),
        lambda: _before(question, lambda past: _translated(lake, past)),
    )
    tried = translation.attempts(messages, translated)
    return _answer(
        {
            "summary": translation.summary(tried),
            "before": before,
            "pairs": translation.by_pair(tried),
            "over_time": translation.over_time(tried, question.axis),
            "failures": translation.failures(tried),
        }
    )


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def sentiments(question: Question) -> Frames:
    """Shares of sentiments, their trend, languages, and conversations that turn."""
    lake, scope = question.lake, question.scope
    messages, activity, before = _read(
        lambda: lake.messages(scope),
        lambda: lake.activity(_until_now(scope)),
        lambda: _before(question, lambda past: sentiment.summary(lake.messages(past))),
    )
    alerted = sentiment.alerts(messages, activity)
    return _answer(
        {
            "summary": sentiment.summary(messages),
            "before": before,
            "alerts": sentiment.alerts_over_time(alerted, question.axis),
            "over_time": sentiment.over_time(messages, question.axis),
            "languages": sentiment.by_language(messages),
            "turning": sentiment.turning(messages),
            "turning_summary": sentiment.turning_summary(messages),
            "change": sentiment.change_summary(messages),
        }
    )


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def suggestions(question: Question) -> Frames:
    """Suggested replies shown and taken, and how soon people answer."""
    lake, scope, axis = question.lake, question.scope, question.axis
    messages, everyone, activity, before, answered_before = _read(
        lambda: lake.messages(scope),
        lambda: lake.messages(scope.everyone()),
        lambda: lake.activity(_until_now(scope)),
        lambda: _before(question, lambda past: _offered(lake, past)),
        lambda: _before(question, lambda past: _answered(lake, past)),
    )
    offered = replies.offers(messages, activity)
    answered = response.responses(everyone, scope.languages)
    return _answer(
        {
            "summary": replies.summary(offered),
            "before": before,
            "response_before": answered_before,
            "over_time": replies.over_time(offered, axis),
            "languages": replies.by_language(offered),
            "intents": replies.by_intent(offered),
            "response": response.summary(answered),
            "response_languages": response.by_language(answered),
            "response_over_time": response.over_time(answered, axis),
        }
    )
