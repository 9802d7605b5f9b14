"""What becomes of an offer that nobody wants; what an engine makes of words of which nothing is known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.enrichment.preview import LONGEST, WAITED_FOR
from service.identity import policy
from service.knowledge.glossary import phrase
from service.knowledge.keys import fold
from service.knowledge.offers.models import Dismissed, WordsAsked
from service.store import Store
from service.store.knowledge_tables import dismissed_terms
from service.text import validation
from wire.contracts.events import PreviewAsked
from wire.contracts.languages import primary

MOST_DISMISSED = 2000
"""Of one organisation; beyond that what was dismissed longest ago may be offered again."""


async def dismiss(store: Store, me_id: str, organisation_id: str, unwanted: Dismissed) -> None:
    """Offer it no more. Doing it again changes nothing. InvalidInput, NotFound, NotYours, RoleLacks."""
    row: dict[str, Any] = {"organisation_id": organisation_id, "created_at": datetime.now(UTC)}
    row |= {"key": fold(phrase(unwanted.source, "source"))}
    row |= {"language": primary(validation.language(unwanted.source_language))}
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "teach", lock=True)
        dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
        await connection.execute(dialect.insert(dismissed_terms).values(row).on_conflict_do_nothing())
        await _trim(connection, organisation_id)
        await audit.note(connection, organisation_id, me_id, "word_dismissed")


async def _trim(connection: AsyncConnection, organisation_id: str) -> None:
    mine = dismissed_terms.c.organisation_id == organisation_id
    order = dismissed_terms.c.created_at.desc()
    edge = select(dismissed_terms.c.created_at).where(mine).order_by(order).offset(MOST_DISMISSED).limit(1)
    oldest = await connection.scalar(edge)
    if oldest is not None:
        await connection.execute(delete(dismissed_terms).where(mine, dismissed_terms.c.created_at <= oldest))


async def ask_translation(store: Store, me_id: str, organisation_id: str, asked: WordsAsked) -> PreviewAsked:
    """Ask what an engine makes of words, one a line, without any glossary. Nothing is written.

    Raises:
        TextEmpty, TextTooLong, InvalidInput, NotFound, NotYours, RoleLacks.
    """
    ref, text = validation.client_id(asked.ref), validation.message_text(asked.text, LONGEST)
    language, target = validation.language(asked.language), validation.language(asked.target)
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "teach")
    now = datetime.now(UTC)
    return PreviewAsked(
        request_id=ref,
        person_id=me_id,
        conversation_id=organisation_id,
        text=text,
        language=language,
        target=target,
        organisation_id=organisation_id,
        asked_at=now,
        expires_at=now + WAITED_FOR,
    )
