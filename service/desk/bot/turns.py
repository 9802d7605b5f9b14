"""What a program is asked: a customer's message with its translation, and what was said before, bounded."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.bot.seats import Seated
from service.desk.bot.shapes import Asker, Turn, TurnLine
from service.messaging.sides import CONTACT
from service.models import Enrichment
from service.store.tables import contacts, enrichments, messages, participants
from service.store.typed import fetch, fetch_one
from wire.contracts.languages import primary

MOST_LINES, LONGEST = 10, 2000
"""Messages of before, and characters of each."""


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    seq: int
    side: int
    author_kind: str
    text: str
    language: str
    posted_at: datetime
    body: str


async def turn_of(connection: AsyncConnection, one: Seated) -> Turn | None:
    """None: the message has gone, or its author was forgotten."""
    contact = await _contact(connection, one.conversation_id)
    said = await _said(connection, one)
    if contact is None or not said or said[-1].id != one.message_id:
        return None
    last = said[-1]
    return Turn(
        bot_id=one.id,
        organisation_id=one.organisation_id,
        conversation_id=one.conversation_id,
        message_id=one.message_id,
        text=last.text,
        language=_spoken(last),
        translation=_translated(last, one.language),
        contact=contact,
        before=tuple(_line(each, one.language) for each in said[:-1] if each.text),
    )


async def _said(connection: AsyncConnection, one: Seated) -> list[_Said]:
    """Up to the message that is asked, oldest first; no notes."""
    seq = select(messages.c.seq).where(messages.c.id == one.message_id).scalar_subquery()
    query = (
        select(messages, enrichments.c.body)
        .join(enrichments, enrichments.c.message_id == messages.c.id)
        .where(messages.c.conversation_id == one.conversation_id, messages.c.seq <= seq, ~messages.c.withheld)
        .order_by(messages.c.seq.desc())
        .limit(MOST_LINES + 1)
    )
    return (await fetch(connection, _Said, query))[::-1]


async def _contact(connection: AsyncConnection, conversation_id: str) -> Asker | None:
    query = select(contacts.c.id, contacts.c.name, contacts.c.language).join(
        participants, participants.c.contact_id == contacts.c.id
    )
    return await fetch_one(connection, Asker, query.where(participants.c.conversation_id == conversation_id))


def _line(said: _Said, language: str) -> TurnLine:
    author: Literal["contact", "bot", "agent"] = "agent"
    if said.side == CONTACT:
        author = "contact"
    elif said.author_kind == "bot":
        author = "bot"
    return TurnLine(
        author=author,
        text=said.text[:LONGEST],
        language=_spoken(said),
        translation=_translated(said, language),
        at=said.posted_at,
    )


def _spoken(said: _Said) -> str:
    return _enrichment(said).language or said.language


def _translated(said: _Said, language: str) -> str | None:
    """Into the bot's language; of a tag with a region also what was made for another region."""
    made = _enrichment(said).translations
    found = made.get(language) or next(
        (one for tag, one in sorted(made.items()) if primary(tag) == primary(language)), None
    )
    if found is None or found.status != "done" or not found.text:
        return None
    return found.text[:LONGEST]


def _enrichment(said: _Said) -> Enrichment:
    return msgspec.json.decode(said.body, type=Enrichment)
