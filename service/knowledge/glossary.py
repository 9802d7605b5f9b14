"""Words that are always translated in one way, or never: for a conversation, a person, or everybody here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import InvalidInput, NotFound, NotYours, ServiceError, Swells, TermKnown, TooMany
from service.identity import policy
from service.knowledge.keys import fold, head
from service.knowledge.scopes import (
    CONVERSATION,
    INSTALLATION_ID,
    INSTALLATION_SCOPE,
    ORGANISATION,
    PERSON,
    ScopeRef,
    scope_of,
)
from service.messaging.access import conversation_access, must_be_settled
from service.models import Brought, Glossary, Line, Word
from service.store import Store
from service.store.tables import terms
from service.text import validation
from service.text.visible import is_blank
from wire.contracts.ids import is_id, new_id
from wire.contracts.languages import primary

MOST_WORDS = 500
"""Lines of one conversation's, or of one person's, glossary."""

MOST_OF_HOUSE = 5000

MOST_OF_ORGANISATION = 2000

LONGEST_WORD = 100

_TIMES, _ROOM = 4, 40


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line as somebody writes it. `target` empty or null: it stays as it is."""

    source: str
    target: str | None = None
    source_language: str | None = None
    target_language: str | None = None


async def read_glossary(store: Store, me_id: str, conversation_id: str | None = None) -> Glossary:
    """What holds for me, and in a conversation of mine where one is named. NotFound, NotYours."""
    async with store.reading() as connection:
        whose: str | None = None
        if conversation_id is not None:
            whose = (await conversation_access(connection, me_id, conversation_id)).organisation_id
        return Glossary(
            conversation=await _words(connection, conversation_id) if conversation_id else (),
            mine=await _words(connection, me_id),
            organisation=await _words(connection, whose, MOST_OF_ORGANISATION) if whose else (),
            installation=await _words(connection, INSTALLATION_ID),
        )


async def words_of_installation(store: Store) -> tuple[Word, ...]:
    """The whole glossary of the installation."""
    async with store.reading() as connection:
        return await _words(connection, INSTALLATION_ID, MOST_OF_HOUSE)


async def words_of_organisation(store: Store, me_id: str, organisation_id: str) -> tuple[Word, ...]:
    """The glossary of an organisation for which I may write. NotFound, NotYours, RoleLacks."""
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "converse")
        return await _words(connection, organisation_id, MOST_OF_ORGANISATION)


async def add_word(
    store: Store,
    me_id: str,
    entry: Entry,
    conversation_id: str | None = None,
    *,
    organisation_id: str | None = None,
) -> Word:
    """Add a line to my glossary, or to that of a conversation of mine, or of an organisation.

    Raises:
        InvalidInput, NotFound, NotYours, AcceptFirst, Blocked, RoleLacks, Unavailable.
        Swells: what it becomes is far longer than the word.
        TermKnown: it is there already, for the same languages.
        TooMany: the glossary is full.
    """
    row = _checked(entry)
    async with store.writing() as connection:
        place = await scope_of(connection, me_id, conversation_id, organisation_id)
        known = await _known(connection, place.scope_id)
        if _key(row) in known:
            raise TermKnown("This word is in the glossary already.")
        most = MOST_OF_ORGANISATION if place.scope == ORGANISATION else MOST_WORDS
        if len(known) >= most:
            raise TooMany(f"A glossary holds {most} words.", limit=most)
        made = await connection.execute(insert(terms).values(_row(place, row)).returning(terms))
        return _word(made.one())


async def remove_word(store: Store, me_id: str, word_id: str, organisation_id: str | None = None) -> None:
    """Remove a line of mine, or of a conversation of mine; or of an organisation, where it is named.

    Raises:
        NotFound: there is none.
        NotYours: it is somebody else's, or the installation's.
        RoleLacks.
    """
    async with store.writing() as connection:
        if organisation_id is not None:
            await scope_of(connection, me_id, organisation_id=organisation_id)
        query = select(terms).where(terms.c.id == word_id)
        row = (await connection.execute(query)).one_or_none() if is_id(word_id) else None
        if row is None:
            raise NotFound("There is no such word.")
        if row.scope == CONVERSATION:
            must_be_settled(await conversation_access(connection, me_id, row.scope_id))
        elif (row.scope, row.scope_id) not in ((PERSON, me_id), (ORGANISATION, organisation_id)):
            raise NotYours("This word is not yours to remove.")
        await connection.execute(delete(terms).where(terms.c.id == word_id))


async def bring_words(
    store: Store, me_id: str, entries: Iterable[tuple[int, Entry]], conversation_id: str | None = None
) -> Brought:
    """Add many lines, each with the number it has in its file; one that cannot be taken stops no other."""
    async with store.writing() as connection:
        place = await scope_of(connection, me_id, conversation_id)
        return await _bring(connection, place, entries, MOST_WORDS)


async def bring_words_of_installation(
    store: Store, entries: Iterable[tuple[int, Entry]], *, replace: bool = False
) -> Brought:
    """The same for the installation's glossary; with `replace`, in the place of what was there."""
    async with store.writing() as connection:
        if replace:
            await connection.execute(delete(terms).where(terms.c.scope_id == INSTALLATION_ID))
        return await _bring(connection, INSTALLATION_SCOPE, entries, MOST_OF_HOUSE)


async def _bring(
    connection: AsyncConnection, place: ScopeRef, entries: Iterable[tuple[int, Entry]], most: int
) -> Brought:
    known, seen = await _known(connection, place.scope_id), 0
    fresh, refused = list[dict[str, Any]](), list[Line]()
    for line, entry in entries:
        try:
            row = _checked(entry)
        except ServiceError as error:
            refused.append(Line(line=line, code=error.code))
            continue
        if _key(row) in known:
            seen += 1
        elif len(known) >= most:
            refused.append(Line(line=line, code=TooMany.code))
        else:
            known.add(_key(row))
            fresh.append(_row(place, row))
    if fresh:
        await connection.execute(insert(terms), fresh)
    return Brought(added=len(fresh), known=seen, refused=tuple(refused))


def _checked(entry: Entry) -> dict[str, Any]:
    """Columns of a line. InvalidInput, Swells."""
    source, target = _phrase(entry.source, "source"), _phrase(entry.target or "", "target", may_lack=True)
    if len(target) > (most := max(_TIMES * len(source), len(source) + _ROOM)):
        raise Swells(f"So short a word becomes at most {most} characters.", limit=most)
    key = fold(source)
    return {
        "key": key,
        "head": head(key),
        "source": source,
        "target": None if target in ("", source) else target,
        "source_language": _subtag(entry.source_language),
        "target_language": _subtag(entry.target_language),
    }


def _phrase(text: str, field: str, *, may_lack: bool = False) -> str:
    text = " ".join(validation.storable(text, field).split())
    if (is_blank(text) and (text or not may_lack)) or len(text) > LONGEST_WORD:
        raise InvalidInput(f"A word has 1 to {LONGEST_WORD} characters.", field=field)
    return text


def _subtag(language: str | None) -> str:
    return primary(validation.language(language)) if language else ""


def _key(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["key"], row["source_language"], row["target_language"]


def _row(place: ScopeRef, row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "id": new_id(),
        "scope": place.scope,
        "scope_id": place.scope_id,
        "by_id": place.by_id,
        "conversation_id": place.conversation_id,
        "created_at": datetime.now(UTC),
    }


async def _known(connection: AsyncConnection, scope_id: str) -> set[tuple[str, str, str]]:
    query = select(terms.c.key, terms.c.source_language, terms.c.target_language)
    rows = await connection.execute(query.where(terms.c.scope_id == scope_id))
    return {(row.key, row.source_language, row.target_language) for row in rows}


async def _words(connection: AsyncConnection, scope_id: str, most: int = MOST_WORDS) -> tuple[Word, ...]:
    query = select(terms).where(terms.c.scope_id == scope_id).order_by(terms.c.key, terms.c.id).limit(most)
    rows: Sequence[Row[Any]] = (await connection.execute(query)).all()
    return tuple(_word(row) for row in rows)


def _word(row: Row[Any]) -> Word:
    return Word(
        id=row.id,
        source=row.source,
        target=row.target,
        source_language=row.source_language or None,
        target_language=row.target_language or None,
        by=row.by_id,
    )
