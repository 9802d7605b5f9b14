"""Canned answers: texts kept for sending again, by a person or the installation, found by a shortcut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import InvalidInput, NotFound, NotYours, ServiceError, ShortcutTaken, TooMany
from service.identity import policy
from service.knowledge.keys import fold, segment_key
from service.knowledge.scopes import (
    INSTALLATION_ID,
    INSTALLATION_SCOPE,
    ORGANISATION,
    PERSON,
    ScopeRef,
    scope_of,
)
from service.models import Brought, CannedAnswer, CannedAnswers, Line
from service.store import Store
from service.store.tables import canned
from service.text import validation
from service.text.visible import is_blank
from wire.contracts.ids import is_id, new_id
from wire.contracts.languages import primary

MOST_CANNED = 100
"""Canned answers of one person."""

MOST_OF_HOUSE = 1000

MOST_OF_ORGANISATION = 500

LONGEST_ANSWER = 1000

_SHORTCUT = re.compile(r"[^\W_][\w-]{0,39}")


class Text(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A canned answer as somebody writes it. `shortcut`: letters, digits and hyphens, without the slash."""

    shortcut: str
    language: str
    text: str


async def read_canned(store: Store, me_id: str) -> CannedAnswers:
    """Mine, those of organisations for which I may write, and the installation's."""
    async with store.reading() as connection:
        theirs = await policy.where_may(connection, me_id, "converse")
        return CannedAnswers(
            mine=await _answers(connection, me_id),
            organisations={one: found for one in theirs if (found := await _answers(connection, one))},
            installation=await _answers(connection, INSTALLATION_ID),
        )


async def canned_of_organisation(store: Store, me_id: str, organisation_id: str) -> tuple[CannedAnswer, ...]:
    """All of an organisation for which I may write. NotFound, NotYours, RoleLacks."""
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "converse")
        return await _answers(connection, organisation_id)


async def canned_of_installation(store: Store) -> tuple[CannedAnswer, ...]:
    """All of the installation."""
    async with store.reading() as connection:
        return await _answers(connection, INSTALLATION_ID)


async def add_canned(
    store: Store, me_id: str, text: Text, organisation_id: str | None = None
) -> CannedAnswer:
    """Keep an answer for me, or for an organisation that I may teach.

    Raises:
        InvalidInput, NotFound, NotYours, RoleLacks, Unavailable.
        ShortcutTaken: one of mine, or of the organisation's, in this language has it.
        TooMany: as many are kept as may be.
    """
    row = _checked(text)
    async with store.writing() as connection:
        place = await scope_of(connection, me_id, organisation_id=organisation_id)
        known = await _known(connection, place.scope_id)
        if _key(row) in known:
            raise ShortcutTaken("Another answer of this language has this shortcut.")
        most = MOST_OF_ORGANISATION if place.scope == ORGANISATION else MOST_CANNED
        if len(known) >= most:
            raise TooMany(f"You can keep {most} answers.", limit=most)
        made = await connection.execute(insert(canned).values(_row(place, row)).returning(canned))
        return _answer(made.one())


async def remove_canned(store: Store, me_id: str, answer_id: str, organisation_id: str | None = None) -> None:
    """Remove one of mine; or of an organisation, where it is named.

    Raises:
        NotFound: there is none.
        NotYours: it is somebody else's, or the installation's.
        RoleLacks.
    """
    async with store.writing() as connection:
        if organisation_id is not None:
            await scope_of(connection, me_id, organisation_id=organisation_id)
        query = select(canned).where(canned.c.id == answer_id)
        row = (await connection.execute(query)).one_or_none() if is_id(answer_id) else None
        if row is None:
            raise NotFound("There is no such answer.")
        if (row.scope, row.scope_id) not in ((PERSON, me_id), (ORGANISATION, organisation_id)):
            raise NotYours("This answer is not yours to remove.")
        await connection.execute(delete(canned).where(canned.c.id == answer_id))


async def bring_canned_of_installation(
    store: Store, texts: Iterable[tuple[int, Text]], *, replace: bool = False
) -> Brought:
    """Add many, each with its line in a file. One whose shortcut is known in its language takes its place.

    With `replace`, all are in the place of what was there.
    """
    async with store.writing() as connection:
        if replace:
            await connection.execute(delete(canned).where(canned.c.scope_id == INSTALLATION_ID))
        known, changed, refused = await _known(connection, INSTALLATION_ID), 0, list[Line]()
        fresh: dict[tuple[str, str], dict[str, Any]] = {}
        for line, text in texts:
            try:
                row = _checked(text)
            except ServiceError as error:
                refused.append(Line(line=line, code=error.code))
                continue
            if _key(row) in known:
                await connection.execute(_rewritten(row))
                changed += 1
            elif len(known) + len(fresh) >= MOST_OF_HOUSE and _key(row) not in fresh:
                refused.append(Line(line=line, code=TooMany.code))
            else:
                fresh[_key(row)] = _row(INSTALLATION_SCOPE, row)
        if fresh:
            await connection.execute(insert(canned), list(fresh.values()))
    return Brought(added=len(fresh), known=changed, refused=tuple(refused))


def _checked(text: Text) -> dict[str, Any]:
    """Columns of an answer. InvalidInput."""
    shortcut = fold(validation.storable(text.shortcut, "shortcut").strip().removeprefix("/"))
    if not _SHORTCUT.fullmatch(shortcut):
        raise InvalidInput("A shortcut has 1 to 40 letters, digits or hyphens.", field="shortcut")
    said = validation.storable(text.text, "text").strip()
    if is_blank(said) or len(said) > LONGEST_ANSWER:
        raise InvalidInput(f"An answer has 1 to {LONGEST_ANSWER} characters.", field="text")
    language = primary(validation.language(text.language))
    return {"shortcut": shortcut, "language": language, "text": said, "key": segment_key(said)}


def _key(row: dict[str, Any]) -> tuple[str, str]:
    return row["shortcut"], row["language"]


def _row(place: ScopeRef, row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "id": new_id(),
        "scope": place.scope,
        "scope_id": place.scope_id,
        "by_id": place.by_id,
        "uses": 0,
        "last_message_id": "",
        "created_at": datetime.now(UTC),
    }


def _rewritten(row: dict[str, Any]) -> Any:
    return (
        update(canned)
        .where(
            canned.c.scope_id == INSTALLATION_ID,
            canned.c.shortcut == row["shortcut"],
            canned.c.language == row["language"],
        )
        .values(text=row["text"], key=row["key"])
    )


async def _known(connection: AsyncConnection, scope_id: str) -> set[tuple[str, str]]:
    query = select(canned.c.shortcut, canned.c.language).where(canned.c.scope_id == scope_id)
    return {(row.shortcut, row.language) for row in await connection.execute(query)}


async def _answers(connection: AsyncConnection, scope_id: str) -> tuple[CannedAnswer, ...]:
    query = (
        select(canned)
        .where(canned.c.scope_id == scope_id)
        .order_by(canned.c.shortcut, canned.c.language)
        .limit(MOST_OF_HOUSE)
    )
    rows: Sequence[Row[Any]] = (await connection.execute(query)).all()
    return tuple(_answer(row) for row in rows)


def _answer(row: Row[Any]) -> CannedAnswer:
    return CannedAnswer(id=row.id, shortcut=row.shortcut, language=row.language, text=row.text)
