"""All that the store has of one person, as the files of an archive, a few rows at a time.

What the person sees is exported, as they see it: nothing that is kept from them, and no password.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
from sqlalchemy import select

from service.desk import audit
from service.identity import policy
from service.knowledge.canned import read_canned
from service.knowledge.glossary import read_glossary
from service.messaging.conversations import Aside, page_of_conversations
from service.messaging.history import versions
from service.messaging.reading import MOST, read_messages
from service.messaging.results import Version
from service.models import Conversation, Me, Message
from service.store import Store
from service.store.tables import corrections, identities, link_previews, own_answers, passkeys, reports

encode = msgspec.json.encode

TAUGHT = {
    "corrections": (
        corrections,
        "by_id",
        ("source", "target", "source_language", "target_language", "created_at"),
    ),
    "own_answers": (own_answers, "person_id", ("language", "text", "answered", "uses")),
    "link_previews": (link_previews, "owner_id", ("conversation_id", "card", "made_at")),
    "passkeys": (passkeys, "account_id", ("name", "site", "created_at", "last_used_at")),
    "identities": (identities, "account_id", ("issuer", "subject", "name", "created_at", "last_used_at")),
    "reports": (reports, "by_id", ("about_id", "conversation_id", "message_id", "reason", "note", "at")),
}


_LISTS: tuple[Aside | None, ...] = (None, "ignored", "blocked", "left")


async def files_of(store: Store, me: Me) -> AsyncIterator[tuple[str, AsyncIterator[bytes]]]:
    """Name and content of each file; contents in parts, to be read in order."""
    talks = [one for aside in _LISTS for one in await _every(store, me.id, aside)]
    async with store.reading() as connection:
        served = await policy.where_may(connection, me.id, "converse")
    for one in served:
        await audit.was_read(store, one, me.id, "data_exported")
    words, canned = await read_glossary(store, me.id), await read_canned(store, me.id)
    yield "me.json", _whole(me)
    yield "conversations.json", _whole(talks)
    yield "words.json", _whole(words.mine)
    yield "canned.json", _whole(canned.mine)
    for name in TAUGHT:
        yield f"{name}.jsonl", _taught(store, me.id, name)
    for conversation in {one.id: one for one in talks}.values():
        yield f"messages/{conversation.id}.jsonl", _messages(store, me.id, conversation.id)


async def _every(store: Store, me_id: str, aside: Aside | None) -> list[Conversation]:
    """However many there are."""
    found = list[Conversation]()
    part = await page_of_conversations(store, me_id, aside, limit=MOST)
    while True:
        found += [_bare(one) for one in part.conversations]
        if part.next is None:
            return found
        part = await page_of_conversations(store, me_id, aside, limit=MOST, cursor=part.next)


async def _whole(value: object) -> AsyncIterator[bytes]:
    yield encode(value)


def _bare(conversation: Conversation) -> Conversation:
    return msgspec.structs.replace(conversation, last_message=None)


async def _taught(store: Store, me_id: str, name: str) -> AsyncIterator[bytes]:
    table, owner, columns = TAUGHT[name]
    query = select(*(table.c[one] for one in columns)).where(table.c[owner] == me_id).order_by(table.c.id)
    start = 0
    while True:
        async with store.reading() as connection:
            rows = (await connection.execute(query.limit(MOST).offset(start))).all()
        for row in rows:
            yield encode(dict(row._mapping)) + b"\n"
        if len(rows) < MOST:
            return
        start += MOST


async def _messages(store: Store, me_id: str, conversation_id: str) -> AsyncIterator[bytes]:
    after, more = 0, True
    while more:
        page = await read_messages(store, me_id, conversation_id, after=after, limit=MOST)
        edited = {one.id: one.posted_at for one in page.messages if one.edited_at is not None}
        async with store.reading() as connection:
            before = await versions(connection, edited) if edited else {}
        for one in page.messages:
            yield _line(one, before.get(one.id))
        more = page.more
        after = page.messages[-1].seq if page.messages else after


def _line(message: Message, before: list[Version] | None) -> bytes:
    """The message, with what it said before where it was edited."""
    history = {} if before is None else {"history": before}
    return encode(msgspec.to_builtins(message) | history) + b"\n"
