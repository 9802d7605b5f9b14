"""Canned answers: texts kept for sending again, by a person or the installation, found by a shortcut."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

import msgspec

from service.desk import audit
from service.errors import InvalidInput, ShortcutTaken
from service.identity import policy
from service.knowledge.collection import Collection, Values
from service.knowledge.keys import fold, segment_key
from service.knowledge.scopes import (
    INSTALLATION,
    INSTALLATION_ID,
    INSTALLATION_SCOPE,
    ORGANISATION,
    PERSON,
    scope_of,
)
from service.models import Brought, CannedAnswer, CannedAnswers
from service.store import Store
from service.store.tables import canned
from service.text import validation
from service.text.visible import is_blank
from wire.contracts.languages import primary

MOST_CANNED = 100
"""Canned answers of one person."""

LONGEST_ANSWER = 1000

ANSWERS = Collection(
    table=canned,
    shown=CannedAnswer,
    columns=(canned.c.id, canned.c.shortcut, canned.c.language, canned.c.text),
    identity=("shortcut", "language"),
    most={PERSON: MOST_CANNED, ORGANISATION: 500, INSTALLATION: 1000},
    taken=lambda: ShortcutTaken("Another answer of this language has this shortcut."),
    one="answer",
    many="answers",
    first={"uses": 0, "last_message_id": ""},
)

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
            mine=await ANSWERS.all(connection, PERSON, me_id),
            organisations={
                one: found for one in theirs if (found := await ANSWERS.all(connection, ORGANISATION, one))
            },
            installation=await ANSWERS.all(connection, INSTALLATION, INSTALLATION_ID),
        )


async def canned_of_organisation(store: Store, me_id: str, organisation_id: str) -> tuple[CannedAnswer, ...]:
    """All of an organisation for which I may write. NotFound, NotYours, RoleLacks."""
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "converse")
        return await ANSWERS.all(connection, ORGANISATION, organisation_id)


async def canned_of_installation(store: Store) -> tuple[CannedAnswer, ...]:
    """All of the installation."""
    async with store.reading() as connection:
        return await ANSWERS.all(connection, INSTALLATION, INSTALLATION_ID)


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
        if organisation_id is not None:
            await audit.note(connection, organisation_id, me_id, "canned_created")
        return await ANSWERS.add(connection, place, row)


async def remove_canned(store: Store, me_id: str, answer_id: str, organisation_id: str | None = None) -> None:
    """Remove one of mine; or of an organisation, where it is named.

    Raises:
        NotFound: there is none.
        NotYours: it is somebody else's, or the installation's.
        RoleLacks.
    """
    async with store.writing() as connection:
        await ANSWERS.remove(connection, me_id, answer_id, organisation_id)
        if organisation_id is not None:
            await audit.note(connection, organisation_id, me_id, "canned_deleted", subject_id=answer_id)


async def bring_canned_of_installation(
    store: Store, texts: Iterable[tuple[int, Text]], *, replace: bool = False
) -> Brought:
    """Add many, each with its line in a file. One whose shortcut is known in its language takes its place.

    With `replace`, all are in the place of what was there.
    """
    async with store.writing() as connection:
        if replace:
            await ANSWERS.clear(connection, INSTALLATION_ID)
        checks = ((line, partial(_checked, text)) for line, text in texts)
        return await ANSWERS.bring(connection, INSTALLATION_SCOPE, checks, rewrite=True)


def _checked(text: Text) -> Values:
    """Columns of an answer. InvalidInput."""
    shortcut = fold(validation.storable(text.shortcut, "shortcut").strip().removeprefix("/"))
    if not _SHORTCUT.fullmatch(shortcut):
        raise InvalidInput("A shortcut has 1 to 40 letters, digits or hyphens.", field="shortcut")
    said = validation.storable(text.text, "text").strip()
    if is_blank(said) or len(said) > LONGEST_ANSWER:
        raise InvalidInput(f"An answer has 1 to {LONGEST_ANSWER} characters.", field="text")
    language = primary(validation.language(text.language))
    return {"shortcut": shortcut, "language": language, "text": said, "key": segment_key(said)}
