"""What is known of a message, joined with what a worker says now: however often, to the same end."""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.enrichment.annotations import joined
from service.enrichment.enrich_request import PERSON_ENGINE
from service.models import Enrichment
from wire.contracts.events import Enriched, Translation

_WORTH = {"done": 3, "not_needed": 2, "unsupported": 1, "failed": 0}


def merge(known: Enrichment, known_at: datetime, found: Enriched) -> Enrichment:
    """What is known after `found`. `known_at` is when a worker made what is known.

    A failure never takes away what was done. Of two that are done, the later made one says language,
    sentiment and suggestions, and the earlier one what that left open; a translation gives way only to a
    better one, or to a later one of the same worth. A person's correction gives way to none; and only
    the store knows which those are: a worker's word for it may be older than its undoing.
    """
    newer = known.status == "pending" or found.enriched_at > known_at
    translations = _translations(known.translations, found.translations, newer)
    every = joined(known.annotations, found)
    if found.status == "failed":
        held = msgspec.structs.replace(known, translations=translations, annotations=every)
        return _failed(held, found)
    first, second = (found, known) if newer else (known, found)
    return Enrichment(
        status="done",
        language=first.language or second.language,
        translations=translations,
        sentiment=first.sentiment or second.sentiment,
        suggestions=first.suggestions or second.suggestions,
        corrected=known.corrected,
        annotations=every,
    )


def made_at(known_at: datetime, found: Enriched) -> datetime:
    """When the merged was made: failures make nothing."""
    return max(known_at, found.enriched_at) if found.status == "done" else known_at


def _failed(known: Enrichment, found: Enriched) -> Enrichment:
    if known.status != "pending":
        return known
    return msgspec.structs.replace(known, status="failed", problem=found.problem)


def _translations(
    known: dict[str, Translation], found: dict[str, Translation], newer: bool
) -> dict[str, Translation]:
    joined = dict(known)
    for language, one in found.items():
        before = known.get(language)
        if PERSON_ENGINE in (one.engine, before and before.engine):
            continue
        if before is None or (_WORTH[one.status], newer) > (_WORTH[before.status], False):
            joined[language] = one
    return joined
