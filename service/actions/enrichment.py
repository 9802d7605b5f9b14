"""Enrichments: applying what workers found, and asking again."""

from __future__ import annotations

from service.actions.results import Applied
from service.domain import Message
from service.store import Store
from service.wire.events import Enriched
from service.wire.settings import Settings


async def retry_enrichment(store: Store, settings: Settings, me_id: str, message_id: str) -> Message:
    """A failed enrichment is pending and queued again."""
    raise NotImplementedError


async def suggestions_shown(store: Store, settings: Settings, me_id: str, message_id: str) -> None:
    """The suggestions of this message were on my screen; told once per message."""
    raise NotImplementedError


async def apply_enriched(store: Store, enriched: Enriched) -> Applied | None:
    """Merge what a worker found; None where nothing changed."""
    raise NotImplementedError
