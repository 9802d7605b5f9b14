"""Finding people, and changing oneself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.actions import checks, handles, names, views
from service.actions.retranslate import retranslate
from service.actions.visible import is_blank
from service.domain import Me, Person, Theme
from service.errors import NotFound, NotSignedIn
from service.store import Store
from service.store.tables import people, sides

MOST_PARTNERS = 1000
MOST_FOUND = 50


async def change_me(
    store: Store,
    me_id: str,
    *,
    name: str | None = None,
    language: str | None = None,
    theme: Theme | None = None,
) -> Me:
    """Change what is given. A new language queues recent messages to me for translation.

    Raises:
        InvalidInput: a value cannot be used; nothing was changed.
    """
    changes: dict[str, str] = {}
    if name is not None:
        known = names.name(name)
        changes |= {"name": known, "name_key": names.name_key(known)}
    if language is not None:
        changes["language"] = checks.language(language)
    if theme is not None:
        changes["theme"] = checks.theme(theme)
    async with store.writing() as connection:
        query = select(people).where(people.c.id == me_id)
        before = (await connection.execute(query.with_for_update(key_share=True))).one_or_none()
        if before is None:
            raise NotSignedIn("This person is gone.")
        if not changes:
            return views.me(before)
        mine = update(people).where(people.c.id == me_id).values(changes).returning(people)
        after = (await connection.execute(mine)).one()
        if after.language != before.language:
            await retranslate(connection, store.partitions, me_id, after.language, datetime.now(UTC))
        return views.me(after)


async def find_person(store: Store, handle: str) -> Person:
    """By handle. NotFound."""
    async with store.reading() as connection:
        return views.person(await find_row(connection, handle))


async def find_row(connection: AsyncConnection, handle: str) -> Row[Any]:
    """The row of the person with a handle. NotFound."""
    known, row = handles.mapped(handle), None
    if known is not None:
        row = (await connection.execute(select(people).where(people.c.handle == known))).one_or_none()
    if row is None:
        raise NotFound("Nobody has this handle.")
    return row


async def search_people(store: Store, me_id: str, text: str, limit: int = 10) -> list[Person]:
    """Others whose handle or name begins so, whatever case and accents. InvalidInput.

    Nobody for a text that shows nothing, or is all accents.
    """
    key = names.name_key(checks.storable(text, "search").strip())
    if is_blank(key):
        return []
    query = (
        select(people)
        .where(
            or_(
                people.c.handle.startswith(key.removeprefix("@"), autoescape=True),
                people.c.name_key.startswith(key, autoescape=True),
            ),
            people.c.id != me_id,
        )
        .order_by(people.c.handle)
        .limit(max(1, min(limit, MOST_FOUND)))
    )
    async with store.reading() as connection:
        return [views.person(row) for row in await connection.execute(query)]


async def partners_of(store: Store, me_id: str) -> list[str]:
    """Ids of the people with whom I have a conversation, at most MOST_PARTNERS."""
    mine, theirs = sides.alias("mine"), sides.alias("theirs")
    query = (
        select(theirs.c.person_id)
        .join_from(mine, theirs, mine.c.conversation_id == theirs.c.conversation_id)
        .where(mine.c.person_id == me_id, theirs.c.person_id != me_id)
        .limit(MOST_PARTNERS)
    )
    async with store.reading() as connection:
        return list((await connection.execute(query)).scalars())
