"""What customers write about, as the chat has grouped it: asked with the viewer's own session, so the chat
decides who may see it. The page, its files and `/api/analytics/painpoints` are of the same frames.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import msgspec
import polars as pl
import streamlit as st

from analytics.layout import NO_ORGANISATION
from analytics.schema import UTC as INSTANT
from analytics.schema import Schema
from analytics.scope import Scope
from dashboards import words
from dashboards.asking import asked
from dashboards.data import Frames
from dashboards.gate import SESSION
from dashboards.speech import t

KEEP = timedelta(minutes=1)
ALL = timedelta(days=91)
"""That the chat keeps messages in groups."""
WEEK = timedelta(days=7)


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One group, as the chat tells it."""

    id: str
    words: tuple[str, ...]
    found_at: datetime
    new: bool
    messages: int
    people: int
    conversations: int
    scored: int
    negative: int
    before: int | None
    weeks: tuple[int | None, ...]
    rising: bool | None
    languages: dict[str, int]


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who writes about these."""

    id: str
    name: str | None
    messages: int
    painpoints: dict[str, int]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """All groups. `looked_at`: null where nobody has looked yet."""

    keeps_text: bool
    looked_at: datetime | None
    since: datetime | None
    until: datetime | None
    grouped: int
    others: int
    items: tuple[Point, ...]
    customers: tuple[Customer, ...]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """An example."""

    text: str
    language: str
    read: str | None
    posted_at: datetime


class InConversation(msgspec.Struct, frozen=True, kw_only=True):
    """Where it was written."""

    conversation_id: str
    messages: int
    negative: int
    posted_at: datetime


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """What is behind a group."""

    conversations: tuple[InConversation, ...]
    examples: tuple[Said, ...]


def session() -> str | None:
    """That of the chat by which the viewer came; the operator has none."""
    return st.context.cookies.get(SESSION)


def is_one(organisation: str | None) -> bool:
    """Whether these are conversations of one organisation."""
    return organisation not in (None, NO_ORGANISATION)


def of(chat: str, scope: Scope, by: str) -> Told | None:
    """All groups of an organisation; None where the viewer may not see them, or nobody says."""
    return _asked(chat, _path(scope), by)


def told_of(chat: str, scope: Scope, by: str) -> Told | None:
    """The same, asked anew."""
    return asked(chat, _path(scope), by, Told)


def behind(chat: str, scope: Scope, painpoint_id: str, by: str) -> Behind | None:
    """What is behind one; None as of `of`."""
    return _behind(chat, _path(scope, painpoint_id), by)


def _path(scope: Scope, painpoint_id: str = "") -> str:
    until = scope.until or datetime.now(UTC)
    since = scope.since or until - ALL
    query = {"since": since.isoformat(), "until": until.isoformat(), "demo": str(scope.demo).lower()}
    if scope.languages:
        query["language"] = ",".join(scope.languages)
    one = f"/{quote(painpoint_id, safe='')}" if painpoint_id else ""
    root = f"/api/organisations/{quote(scope.organisation or '', safe='')}/painpoints"
    return f"{root}{one}?{urlencode(query)}"


@st.cache_data(ttl=KEEP, max_entries=64, show_spinner=False)
def _asked(chat: str, path: str, by: str) -> Told | None:
    return asked(chat, path, by, Told)


@st.cache_data(ttl=KEEP, max_entries=64, show_spinner=False)
def _behind(chat: str, path: str, by: str) -> Behind | None:
    return asked(chat, path, by, Behind)


def named(items: tuple[Point, ...]) -> dict[str, str]:
    """What each is called: its words; with the end of its id where these are another's too, or none."""
    wordless = t("No shared word")
    called = {one.id: ", ".join(one.words) or wordless for one in items}
    seen = list(called.values())
    return {
        id_: name if seen.count(name) == 1 and name != wordless else f"{name} {words.short_id(id_)}"
        for id_, name in called.items()
    }


def frames(told: Told) -> Frames:
    """`painpoints`: one row a group, the largest first. `weeks`: messages a week; null where not all were
    looked at. `languages`: per language how many of its grouped messages are of each group. `customers`: who
    writes most, and about what.
    """
    names = named(told.items)
    return {
        "painpoints": _points(told.items, names),
        "weeks": _weeks(told, names),
        "languages": _languages(told.items, names),
        "customers": _customers(told.customers, names),
    }


def _points(items: tuple[Point, ...], names: Mapping[str, str]) -> pl.DataFrame:
    rows = [
        {
            "id": one.id, "name": names[one.id], "messages": one.messages, "people": one.people,
            "conversations": one.conversations, "scored": one.scored, "negative": one.negative,
            "negative_share": one.negative / one.scored if one.scored else None, "before": one.before,
            "this_week": one.weeks[-1], "week_before": one.weeks[-2], "rising": one.rising, "new": one.new,
            "found_at": one.found_at,
            "languages": ", ".join(f"{code} {many}" for code, many in one.languages.items()),
        }
        for one in items
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=POINTS)


POINTS: Schema = {
    "id": pl.String, "name": pl.String, "messages": pl.Int64, "people": pl.Int64, "conversations": pl.Int64,
    "scored": pl.Int64, "negative": pl.Int64, "negative_share": pl.Float64, "before": pl.Int64,
    "this_week": pl.Int64, "week_before": pl.Int64, "rising": pl.Boolean, "new": pl.Boolean,
    "found_at": INSTANT, "languages": pl.String,
}  # fmt: skip


def _weeks(told: Told, names: Mapping[str, str]) -> pl.DataFrame:
    last = told.until or datetime.now(UTC)
    rows = [
        {"id": one.id, "name": names[one.id], "bucket": last - (len(one.weeks) - at) * WEEK, "messages": many}
        for one in told.items
        for at, many in enumerate(one.weeks)
    ]
    schema: Schema = {"id": pl.String, "name": pl.String, "bucket": INSTANT, "messages": pl.Int64}
    return pl.DataFrame(rows, schema=schema)


def _languages(items: tuple[Point, ...], names: Mapping[str, str]) -> pl.DataFrame:
    rows = [
        {"language": code, "id": one.id, "name": names[one.id], "messages": many}
        for one in items
        for code, many in one.languages.items()
    ]
    schema: Schema = {"language": pl.String, "id": pl.String, "name": pl.String, "messages": pl.Int64}
    share = pl.col("messages") / pl.col("messages").sum().over("language")
    return pl.DataFrame(rows, schema=schema).with_columns(share.alias("share"))


def _customers(customers: tuple[Customer, ...], names: Mapping[str, str]) -> pl.DataFrame:
    rows = [
        {
            "customer_id": one.id, "customer": one.name or words.short_id(one.id), "id": id_,
            "name": names.get(id_), "messages": many, "share": many / one.messages,
        }
        for one in customers
        for id_, many in one.painpoints.items()
    ]  # fmt: skip
    schema: Schema = {
        "customer_id": pl.String, "customer": pl.String, "id": pl.String, "name": pl.String,
        "messages": pl.Int64, "share": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)
