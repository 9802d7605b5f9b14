"""The event log: its tables, their columns and keys. No message text is in it, only counts, codes and ids.

A column may be added at any time: files written before it are read with nulls. A column's type never changes.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

UTC = pl.Datetime("us", "UTC")

MESSAGES = "messages"
ENRICHMENTS = "enrichments"
TRANSLATIONS = "translations"
ANNOTATIONS = "annotations"
ACTIVITY = "activity"

Schema = dict[str, pl.DataType | type[pl.DataType]]

_LOGGED: Schema = {
    "organisation_id": pl.String,  # whose conversation it is; null: a direct one
    "demo": pl.Boolean,
    "logged_at": UTC,  # when the stream took the event: from the entry's id
    "entry_seq": pl.Int64,  # second half of the entry's id: order within one millisecond
}

SCHEMAS: Mapping[str, Schema] = {
    MESSAGES: {
        "message_id": pl.String,
        "conversation_id": pl.String,
        "author_id": pl.String,
        "author_kind": pl.String,  # account, contact, bot, system; null: not known
        "kind": pl.String,  # what it is besides its text: text, note, attachment, …
        "seq": pl.Int64,
        "language": pl.String,  # the author's own
        "targets": pl.List(pl.String),  # languages that readers want; the first is the other side's
        "given": pl.List(pl.String),  # targets whose translation came with the message
        "characters": pl.Int64,
        "words": pl.Int64,  # runs of non-blanks: no measure for scripts without blanks
        "suggest": pl.Boolean,
        "repair": pl.Boolean,  # says that it was not understood; null: no words, or not known in its language
        "posted_at": UTC,
        "queued_at": UTC,
        **_LOGGED,
    },
    ENRICHMENTS: {
        "message_id": pl.String,
        "conversation_id": pl.String,
        "author_id": pl.String,
        "status": pl.String,  # done, failed
        "language": pl.String,  # detected; null where unsure
        "sentiment": pl.String,  # positive, neutral, negative; null where the model abstained or did not run
        "positive": pl.Float64,
        "neutral": pl.Float64,
        "negative": pl.Float64,
        "sentiment_engine": pl.String,
        "mood": pl.String,  # what `sentiment` was called, see FORMER
        "mood_engine": pl.String,
        "intents": pl.List(pl.String),  # ids of the suggestions made
        "problem": pl.String,  # code, where status is failed
        "posted_at": UTC,
        "queued_at": UTC,
        "enriched_at": UTC,
        "wait_ms": pl.Float64,  # enriched_at - queued_at
        **_LOGGED,
    },
    TRANSLATIONS: {
        "message_id": pl.String,
        "conversation_id": pl.String,
        "author_id": pl.String,
        "source": pl.String,  # start of the route, else detected; null where neither is known
        "target": pl.String,
        "status": pl.String,  # done, not_needed, unsupported, failed
        "engine": pl.String,
        "model": pl.String,
        "route": pl.String,  # en>pt>es
        "rough": pl.Boolean,
        "confidence": pl.Float64,
        "reason": pl.String,
        "posted_at": UTC,
        "queued_at": UTC,
        "enriched_at": UTC,
        "wait_ms": pl.Float64,
        **_LOGGED,
    },
    ANNOTATIONS: {
        "message_id": pl.String,
        "conversation_id": pl.String,
        "author_id": pl.String,
        "task": pl.String,
        "target": pl.String,  # language of the translation that it is about; empty: the message as written
        "model": pl.String,
        "label": pl.String,  # a code; null where the task was unsure, or gave no code
        "probability": pl.Float64,  # of the label
        "posted_at": UTC,
        "queued_at": UTC,
        "enriched_at": UTC,
        "wait_ms": pl.Float64,
        **_LOGGED,
    },
    ACTIVITY: {
        "activity_id": pl.String,
        "kind": pl.String,
        "at": UTC,
        "person_id": pl.String,
        "conversation_id": pl.String,
        "message_id": pl.String,
        "suggestion_id": pl.String,
        "count": pl.Int64,
        "score": pl.Int64,  # of a rating: 1 to 5
        "assignee_id": pl.String,
        "channel_id": pl.String,
        "queue_id": pl.String,  # in which the conversation is from then on
        "due_kind": pl.String,  # first_response, next_response, resolution: of sla_warned and sla_breached
        **_LOGGED,
    },
}

FORMER: Mapping[str, Mapping[str, str]] = {
    ENRICHMENTS: {"sentiment": "mood", "sentiment_engine": "mood_engine"},
}
"""What a column was called before. Both are written, so that queries of others and parts of the version
before find the former; a file that has the former alone is read as if it had the other, too.
"""

KEYS: Mapping[str, tuple[str, ...]] = {
    MESSAGES: ("message_id",),
    ENRICHMENTS: ("message_id",),
    TRANSLATIONS: ("message_id", "target"),
    ANNOTATIONS: ("message_id", "task", "target", "model"),
    ACTIVITY: ("activity_id",),
}
"""What makes a row one row: of several with the same key, the last logged counts."""

HAPPENED: Mapping[str, str] = {
    MESSAGES: "posted_at",
    ENRICHMENTS: "posted_at",
    TRANSLATIONS: "posted_at",
    ANNOTATIONS: "posted_at",
    ACTIVITY: "at",
}
"""When a row's event happened to people: decides its day, and whether it lies in a time range."""
