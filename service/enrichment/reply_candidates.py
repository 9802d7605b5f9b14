"""What a reader might answer beside the reviewed set: canned answers, and what they answered before."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.knowledge.scopes import INSTALLATION_ID
from service.store.tables import accounts, canned, own_answers
from wire.contracts.events import Answer
from wire.contracts.languages import primary

MOST_CANNED, MOST_OWN = 25, 25
"""Answers that go along with one message at most."""


async def answers_for(
    connection: AsyncConnection, reader_id: str | None, language: str, organisation_id: str | None = None
) -> tuple[Answer, ...]:
    """In the reader's language, at most 50: the most used canned ones, and the reader's own most used ones.

    The reader's own are left out where they have switched them off. Without a reader: the
    installation's alone.
    """
    spoken = primary(language)
    scopes = {INSTALLATION_ID, reader_id or INSTALLATION_ID, organisation_id or INSTALLATION_ID}
    given = (
        select(canned)
        .where(
            canned.c.scope_id.in_(sorted(scopes)),
            canned.c.language == spoken,
        )
        .order_by(canned.c.uses.desc(), canned.c.id.desc())
        .limit(MOST_CANNED)
    )
    own = (
        select(own_answers)
        .join(accounts, accounts.c.id == own_answers.c.person_id)
        .where(
            own_answers.c.person_id == reader_id, own_answers.c.language == spoken, accounts.c.keeps_answers
        )
        .order_by(own_answers.c.uses.desc(), own_answers.c.last_message_id.desc())
        .limit(MOST_OWN)
    )
    return (
        *(
            Answer(id=row.id, kind="canned", language=row.language, text=row.text)
            for row in await connection.execute(given)
        ),
        *(
            Answer(id=row.id, kind="own", language=row.language, text=row.text, answered=row.answered)
            for row in await connection.execute(own)
        ),
    )
