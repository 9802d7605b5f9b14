"""Words that are always translated in one way, or never: for a conversation, a person, or everybody here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import msgspec
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.errors import InvalidInput, Swells, TermKnown
from service.identity import policy
from service.knowledge.collection import Collection, Values
from service.knowledge.keys import fold, head
from service.knowledge.scopes import (
    CONVERSATION,
    INSTALLATION,
    INSTALLATION_ID,
    INSTALLATION_SCOPE,
    ORGANISATION,
    PERSON,
    Scope,
    scope_of,
)
from service.messaging.access import conversation_access
from service.models import Brought, Glossary, Word
from service.store import Store
from service.store.tables import terms
from service.text import validation
from service.text.visible import is_blank
from wire.contracts.languages import primary

MOST_WORDS = 500
"""Lines of one conversation's, or of one person's, glossary."""

LONGEST_WORD = 100

_TIMES, _ROOM = 4, 40

WORDS = Collection(
    table=terms,
    shown=Word,
    columns=(
        terms.c.id,
        terms.c.source,
        terms.c.target,
        func.nullif(terms.c.source_language, "").label("source_language"),
        func.nullif(terms.c.target_language, "").label("target_language"),
        terms.c.by_id.label("by"),
    ),
    identity=("key", "source_language", "target_language"),
    most={CONVERSATION: MOST_WORDS, PERSON: MOST_WORDS, ORGANISATION: 2000, INSTALLATION: 5000},
    taken=lambda: TermKnown("This word is in the glossary already."),
    one="word",
    many="words",
)


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
            conversation=await _words(connection, CONVERSATION, conversation_id),
            mine=await _words(connection, PERSON, me_id),
            organisation=await _words(connection, ORGANISATION, whose),
            installation=await WORDS.all(connection, INSTALLATION, INSTALLATION_ID, MOST_WORDS),
        )


async def words_of_installation(store: Store) -> tuple[Word, ...]:
    """The whole glossary of the installation."""
    async with store.reading() as connection:
        return await _words(connection, INSTALLATION, INSTALLATION_ID)


async def words_of_organisation(store: Store, me_id: str, organisation_id: str) -> tuple[Word, ...]:
    """The glossary of an organisation for which I may write. NotFound, NotYours, RoleLacks."""
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "converse")
        return await _words(connection, ORGANISATION, organisation_id)


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
        if organisation_id is not None:
            await audit.note(connection, organisation_id, me_id, "word_created")
        return await WORDS.add(connection, place, row)


async def change_word(store: Store, me_id: str, word_id: str, entry: Entry, *, organisation_id: str) -> Word:
    """Another line in the place of one of an organisation's. NotFound, and what `add_word` raises."""
    row = _checked(entry)
    async with store.writing() as connection:
        place = await scope_of(connection, me_id, organisation_id=organisation_id)
        changed = await WORDS.change(connection, place, word_id, row)
        await audit.note(connection, organisation_id, me_id, "word_changed", subject_id=word_id)
        return changed


async def remove_word(store: Store, me_id: str, word_id: str, organisation_id: str | None = None) -> None:
    """Remove a line of mine, or of a conversation of mine; or of an organisation, where it is named.

    Raises:
        NotFound: there is none.
        NotYours: it is somebody else's, or the installation's.
        RoleLacks.
    """
    async with store.writing() as connection:
        await WORDS.remove(connection, me_id, word_id, organisation_id)
        if organisation_id is not None:
            await audit.note(connection, organisation_id, me_id, "word_deleted", subject_id=word_id)


async def bring_words(
    store: Store,
    me_id: str,
    entries: Iterable[tuple[int, Entry]],
    conversation_id: str | None = None,
    *,
    organisation_id: str | None = None,
) -> Brought:
    """Add many lines, each with the number it has in its file; one that cannot be taken stops no other."""
    async with store.writing() as connection:
        place = await scope_of(connection, me_id, conversation_id, organisation_id)
        brought = await WORDS.bring(connection, place, _checks(entries))
        if organisation_id is not None:
            await audit.note(connection, organisation_id, me_id, "words_imported")
        return brought


async def bring_words_of_installation(
    store: Store, entries: Iterable[tuple[int, Entry]], *, replace: bool = False
) -> Brought:
    """The same for the installation's glossary; with `replace`, in the place of what was there."""
    async with store.writing() as connection:
        if replace:
            await WORDS.clear(connection, INSTALLATION_ID)
        return await WORDS.bring(connection, INSTALLATION_SCOPE, _checks(entries))


def _checks(entries: Iterable[tuple[int, Entry]]) -> Iterator[tuple[int, Callable[[], Values]]]:
    return ((line, partial(_checked, entry)) for line, entry in entries)


def _checked(entry: Entry) -> Values:
    """Columns of a line. InvalidInput, Swells."""
    source, target = phrase(entry.source, "source"), phrase(entry.target or "", "target", may_lack=True)
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


def phrase(text: str, field: str, *, may_lack: bool = False) -> str:
    """A word of a line, as it is kept; `may_lack`: it may be empty. InvalidInput."""
    text = " ".join(validation.storable(text, field).split())
    if (is_blank(text) and (text or not may_lack)) or len(text) > LONGEST_WORD:
        raise InvalidInput(f"A word has 1 to {LONGEST_WORD} characters.", field=field)
    return text


def _subtag(language: str | None) -> str:
    return primary(validation.language(language)) if language else ""


async def _words(connection: AsyncConnection, scope: Scope, scope_id: str | None) -> tuple[Word, ...]:
    return await WORDS.all(connection, scope, scope_id) if scope_id else ()
