"""Events of the streams to rows of the lake. Pure: no clock, no disk, and no text passes through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from analytics.repair import not_understood
from analytics.schema import ACTIVITY, ANNOTATIONS, ENRICHMENTS, HAPPENED, MESSAGES, TRANSLATIONS
from wire.contracts.activity import Activity
from wire.contracts.events import Annotation, Enriched, MessagePosted, Sentiment, Translation

CODE = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,63}")
"""What the label of an annotation looks like: a code, not a sentence."""

Logged = MessagePosted | Enriched | Activity


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its table, and its values by column (see `analytics.schema`)."""

    table: str
    values: dict[str, Any]

    @property
    def place(self) -> tuple[str, str, str | None, str]:
        """Table, origin ("live", "demo"), organisation and day (UTC, ISO) that the row is filed under."""
        day: datetime = self.values[HAPPENED[self.table]]
        origin = "demo" if self.values["demo"] else "live"
        return self.table, origin, self.values["organisation_id"], day.astimezone(UTC).date().isoformat()


def entry_time(entry_id: str) -> tuple[int, int]:
    """Milliseconds since 1970 and the number within that millisecond, of a stream entry's id."""
    milliseconds, _, number = entry_id.partition("-")
    return int(milliseconds), int(number or 0)


def rows_of(event: Logged, entry_id: str) -> Iterator[Row]:
    """All rows of one event."""
    milliseconds, number = entry_time(entry_id)
    logged = {
        "organisation_id": event.organisation_id,
        "demo": event.demo,
        "logged_at": datetime.fromtimestamp(milliseconds / 1000, UTC),
        "entry_seq": number,
    }
    if isinstance(event, MessagePosted):
        yield Row(MESSAGES, {**_message(event), **logged})
    elif isinstance(event, Enriched):
        yield Row(ENRICHMENTS, {**_enrichment(event), **logged})
        for target, translation in event.translations.items():
            yield Row(TRANSLATIONS, {**_translation(event, target, translation), **logged})
        for annotation in event.annotations:
            yield Row(ANNOTATIONS, {**_annotation(event, annotation), **logged})
    else:
        yield Row(ACTIVITY, {**_activity(event), **logged})


def _message(event: MessagePosted) -> dict[str, Any]:
    return {
        "message_id": event.message_id,
        "conversation_id": event.conversation_id,
        "author_id": event.author_id,
        "author_kind": event.author_kind,
        "kind": event.kind,
        "seq": event.seq,
        "language": event.language,
        "targets": list(event.targets),
        "given": list(event.given),
        "characters": len(event.text),
        "words": len(event.text.split()),
        "suggest": event.suggest,
        "repair": not_understood(event.text, event.language),
        "posted_at": event.posted_at,
        "queued_at": event.queued_at,
    }


def _enriched(event: Enriched) -> dict[str, Any]:
    return {
        "message_id": event.message_id,
        "conversation_id": event.conversation_id,
        "author_id": event.author_id,
        "posted_at": event.posted_at,
        "queued_at": event.queued_at,
        "enriched_at": event.enriched_at,
        "wait_ms": (event.enriched_at - event.queued_at).total_seconds() * 1000,
    }


def _enrichment(event: Enriched) -> dict[str, Any]:
    sentiment = event.sentiment
    scores = sentiment.scores if sentiment else {}
    return {
        **_enriched(event),
        "status": event.status,
        "language": event.language,
        **_felt("sentiment", sentiment),
        **_felt("mood", sentiment),
        "positive": scores.get("positive"),
        "neutral": scores.get("neutral"),
        "negative": scores.get("negative"),
        "intents": [suggestion.id for suggestion in event.suggestions],
        "problem": event.problem.code if event.problem else None,
    }


def _felt(name: str, sentiment: Sentiment | None) -> dict[str, str | None]:
    """Under the name of today and under the former one, see `analytics.schema.FORMER`."""
    label, engine = (sentiment.label, sentiment.engine) if sentiment else (None, None)
    return {name: label, f"{name}_engine": engine}


def _translation(event: Enriched, target: str, translation: Translation) -> dict[str, Any]:
    return {
        **_enriched(event),
        "source": translation.route[0] if translation.route else event.language,
        "target": target,
        "status": translation.status,
        "engine": translation.engine,
        "model": translation.model,
        "route": ">".join(translation.route) or None,
        "rough": translation.rough,
        "confidence": translation.confidence,
        "reason": translation.reason,
    }


def _annotation(event: Enriched, found: Annotation) -> dict[str, Any]:
    """`detail` may hold words of people and stays out; so does a label that is no code."""
    return {
        **_enriched(event),
        "task": found.task,
        "target": found.target,
        "model": found.model,
        "label": found.label if found.label and CODE.fullmatch(found.label) else None,
        "probability": found.probability,
    }


def _activity(event: Activity) -> dict[str, Any]:
    return {
        "activity_id": event.id,
        "kind": event.kind,
        "at": event.at,
        "person_id": event.person_id,
        "conversation_id": event.conversation_id,
        "message_id": event.message_id,
        "suggestion_id": event.suggestion_id,
        "count": event.count,
        "score": event.score,
        "assignee_id": event.assignee_id,
        "channel_id": event.channel_id,
        "queue_id": event.queue_id,
        "due_kind": event.due_kind,
    }
