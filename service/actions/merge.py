"""What is known of a message, joined with what a worker says now: however often, to the same end."""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.domain import Enrichment
from service.wire.events import Enriched, Translation

_WORTH = {"done": 3, "not_needed": 2, "unsupported": 1, "failed": 0}


def merge(known: Enrichment, known_at: datetime, found: Enriched) -> Enrichment:
    """What is known after `found`. `known_at` is when a worker made what is known.

    A failure never takes away what was done. Of two that are done, the later made one says language,
    sentiment and suggestions; a translation gives way only to a better one, or to a later one of the same
    worth.
    """
    newer = found.enriched_at > known_at
    translations = _translations(known.translations, found.translations, newer)
    if found.status == "failed" and known.status != "pending":
        return msgspec.structs.replace(known, translations=translations)
    if found.status == "failed":
        return msgspec.structs.replace(
            known, status="failed", translations=translations, problem=found.problem
        )
    if known.status == "done" and not newer:
        return msgspec.structs.replace(known, translations=translations)
    return Enrichment(
        status="done",
        language=found.language or known.language,
        translations=translations,
        sentiment=found.sentiment or known.sentiment,
        suggestions=found.suggestions or known.suggestions,
    )


def _translations(
    known: dict[str, Translation], found: dict[str, Translation], newer: bool
) -> dict[str, Translation]:
    joined = dict(known)
    for language, one in found.items():
        before = known.get(language)
        if before is None or (_WORTH[one.status], newer) > (_WORTH[before.status], False):
            joined[language] = one
    return joined
