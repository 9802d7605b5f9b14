"""What a person answered before: remembered for suggestions to that person, and for nobody else.

Learned when an enrichment arrives: posting waits for none of it, and the language is the detected one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Integer, and_, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from service.knowledge.keys import segment_key
from service.knowledge.scopes import INSTALLATION_ID
from service.knowledge.secrets import has_secret
from service.messaging.erasure import ERASED
from service.models import OwnAnswers
from service.store import Store
from service.store.tables import accounts, canned, messages, own_answers
from wire.contracts.ids import new_id
from wire.contracts.languages import primary

MOST_KEPT = 300
"""Different answers remembered of one person: the last ones given."""

LONGEST, LONGEST_QUESTION = 300, 500
"""Characters: longer answers are not said twice; of a longer question its beginning is kept."""

_FEWEST_WORDS = 2

_WORD = re.compile(r"\w+")


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A message that was understood. `chosen`: a suggestion sent unchanged, so not in its author's words."""

    message_id: str
    author_id: str
    language: str
    text: str
    chosen: bool = False
    organisation_id: str | None = None
    """For which its author wrote it; null: for oneself, or it is a contact's."""

    @property
    def scopes(self) -> tuple[str, ...]:
        """Whose canned answers it may be a use of."""
        return tuple(one for one in (INSTALLATION_ID, self.author_id, self.organisation_id) if one)


def may_be_kept(text: str) -> bool:
    """Whether a text can be remembered: a few words, with nothing in it that looks like a secret."""
    if len(text) > LONGEST or len(_WORD.findall(text)) < _FEWEST_WORDS or not segment_key(text):
        return False
    return not has_secret(text)


async def learn(connection: AsyncConnection, said: Sequence[Said]) -> None:
    """Remember answers, and count uses of canned ones. A message counts once, however often it comes."""
    if not said:
        return
    known = await _count_canned(connection, said)
    wanted = {one.message_id: one for one in said if one.message_id not in known and may_be_kept(one.text)}
    if not wanted:
        return
    rows: list[dict[str, Any]] = []
    counted: list[dict[str, Any]] = []
    for message_id, answered in await _questions(connection, wanted):
        one = wanted[message_id]
        if not has_secret(answered):
            (counted if one.chosen else rows).append(_row(one, answered))
    rows.sort(key=lambda row: (row["person_id"], row["key"]))
    await _count(connection, counted)
    await _keep(connection, rows)
    people = sorted({row["person_id"] for row in rows})
    if people:
        await connection.execute(_SURPLUS, [{"person": one, "newer": MOST_KEPT - 1} for one in people])


async def about_answers(store: Store, me_id: str) -> OwnAnswers:
    """Whether mine are remembered, and how many."""
    count = select(func.count()).where(own_answers.c.person_id == me_id).scalar_subquery()
    async with store.reading() as connection:
        query = select(accounts.c.keeps_answers, count.label("kept")).where(accounts.c.id == me_id)
        row = (await connection.execute(query)).one()
    return OwnAnswers(on=row.keeps_answers, count=row.kept)


async def switch_answers(store: Store, me_id: str, on: bool) -> OwnAnswers:
    """Remember mine from now on, or no more. What is remembered stays until it is forgotten."""
    async with store.writing() as connection:
        changed = update(accounts).where(accounts.c.id == me_id, accounts.c.keeps_answers != on)
        await connection.execute(changed.values(keeps_answers=on, answers_after=new_id()))
    return await about_answers(store, me_id)


async def forget_answers(store: Store, me_id: str) -> OwnAnswers:
    """Forget all of mine; none of a message that is sent already will be remembered again."""
    async with store.writing() as connection:
        await connection.execute(
            update(accounts).where(accounts.c.id == me_id).values(answers_after=new_id())
        )
        await connection.execute(delete(own_answers).where(own_answers.c.person_id == me_id))
    return await about_answers(store, me_id)


_before = messages.alias("before")
_QUESTIONS = (
    select(messages.c.id, _before.c.text)
    .join_from(
        messages,
        _before,
        and_(
            _before.c.conversation_id == messages.c.conversation_id,
            _before.c.seq == messages.c.seq - 1,
            _before.c.side != messages.c.side,
            ~_before.c.withheld,
            _before.c.text != ERASED,
        ),
    )
    .join(accounts, accounts.c.id == messages.c.author_id)
    .where(
        messages.c.id.in_(bindparam("ids", expanding=True)),
        accounts.c.keeps_answers,
        accounts.c.answers_after < messages.c.id,
    )
    .order_by(messages.c.id)
)
"""Built once, as all that is asked for each batch of enrichments: building takes longer than asking."""


async def _questions(connection: AsyncConnection, ids: Iterable[str]) -> list[tuple[str, str]]:
    """(message, text of the turn right before it) where that is the other side's, and its author wants it."""
    return [(row.id, row.text) for row in await connection.execute(_QUESTIONS, {"ids": sorted(ids)})]


def _row(said: Said, answered: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "person_id": said.author_id,
        "language": primary(said.language),
        "key": segment_key(said.text),
        "text": said.text,
        "answered": answered[:LONGEST_QUESTION],
        "uses": 1,
        "last_message_id": said.message_id,
    }


async def _keep(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Insert, or count once more and take the latest writing and question."""
    if rows:
        await connection.execute(_PUT[connection.dialect.name], list(rows))


def _put(insert: Any) -> Any:
    new = insert(own_answers)
    return new.on_conflict_do_update(
        index_elements=["person_id", "language", "key"],
        set_={
            "uses": own_answers.c.uses + 1,
            "text": new.excluded.text,
            "answered": new.excluded.answered,
            "last_message_id": new.excluded.last_message_id,
        },
        where=own_answers.c.last_message_id < new.excluded.last_message_id,
    )


_PUT = {"postgresql": _put(postgresql.insert), "sqlite": _put(sqlite.insert)}


async def _count(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """One of my own answers was suggested, and sent again."""
    for row in rows:
        again = update(own_answers).where(
            own_answers.c.person_id == row["person_id"],
            own_answers.c.language == row["language"],
            own_answers.c.key == row["key"],
            own_answers.c.last_message_id < row["last_message_id"],
        )
        counted = again.values(uses=own_answers.c.uses + 1, last_message_id=row["last_message_id"])
        await connection.execute(counted)


_kept = own_answers.alias("kept")
_SURPLUS = delete(own_answers).where(
    own_answers.c.person_id == bindparam("person"),
    own_answers.c.last_message_id
    < select(_kept.c.last_message_id)
    .where(_kept.c.person_id == bindparam("person"))
    .order_by(_kept.c.last_message_id.desc())
    .offset(bindparam("newer", type_=Integer))
    .limit(1)
    .scalar_subquery(),
)
"""Answers of a person beyond those that are kept."""


_CANNED = select(canned.c.id, canned.c.key, canned.c.scope_id).where(
    canned.c.key.in_(bindparam("keys", expanding=True)),
    canned.c.scope_id.in_(bindparam("scopes", expanding=True)),
)


async def _count_canned(connection: AsyncConnection, said: Sequence[Said]) -> set[str]:
    """However it got into the message, a text that equals a canned answer is a use of it. Which these are."""
    found: set[str] = set()
    keyed = [(segment_key(one.text), one) for one in said]
    scopes = {scope for one in said for scope in one.scopes}
    asked = {"keys": sorted({key for key, _ in keyed if key}), "scopes": sorted(scopes)}
    for row in (await connection.execute(_CANNED, asked)).all():
        users = [one for key, one in keyed if key == row.key and row.scope_id in one.scopes]
        found |= {one.message_id for one in users}
        for one in users:
            used = update(canned).where(canned.c.id == row.id, canned.c.last_message_id < one.message_id)
            await connection.execute(used.values(uses=canned.c.uses + 1, last_message_id=one.message_id))
    return found
