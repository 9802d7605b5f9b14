"""What customers of an organisation have written, for whoever runs the installation."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import select

from service.messaging import views
from service.messaging.erasure import ERASED
from service.messaging.stored import StoredMessage, message_rows
from service.store import Store
from service.store.tables import OF_CONTACTS, messages, organisations
from service.store.typed import fetch

PAGE = 1000
MOST = 20_000
"""Messages that are looked at, the newest."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a customer."""

    text: str
    read: str | None
    """In the language that was asked for; null: there is no translation."""
    language: str
    """As it was found; else the author's own."""
    author_id: str
    at: datetime
    sentiment: str | None
    """positive, neutral, negative; null: not known."""


async def language_of(store: Store, organisation_id: str) -> str | None:
    """In which it reads; null: there is no such organisation."""
    query = select(organisations.c.language).where(organisations.c.id == organisation_id)
    async with store.reading() as connection:
        language: str | None = await connection.scalar(query)
    return language


async def customers_said(
    store: Store, organisation_id: str, language: str, since: datetime, *, most: int = MOST
) -> list[Said]:
    """Their messages with a text since then, newest first, at most so many; read in `language` where there is
    a translation."""
    query = (
        message_rows()
        .where(
            messages.c.organisation_id == organisation_id,
            OF_CONTACTS,
            messages.c.text != ERASED,
            messages.c.posted_at >= since,
        )
        .order_by(messages.c.id.desc())
    )
    found: list[Said] = []
    after: str | None = None
    while len(found) < most:
        page = query if after is None else query.where(messages.c.id < after)
        async with store.reading() as connection:
            rows = await fetch(connection, StoredMessage, page.limit(min(PAGE, most - len(found))))
        if not rows:
            break
        found += [_said(row, language) for row in rows]
        after = rows[-1].id
    return found


def _said(row: StoredMessage, language: str) -> Said:
    known = views.enrichment_of(row.body)
    translated = known.translations.get(language)
    spoken = known.language or row.language
    return Said(
        text=row.text,
        language=spoken,
        read=row.text if spoken == language else (translated.text if translated else None),
        author_id=row.author_id,
        at=row.posted_at,
        sentiment=known.sentiment.label if known.sentiment else None,
    )
