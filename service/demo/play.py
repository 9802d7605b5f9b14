"""Let the written conversations happen, through store, streams and worker like any other message."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from service.demo.script import Actor, Script, Turn
from service.enrichment.commands import suggestions_shown
from service.errors import NotFound
from service.identity.accounts import sign_up
from service.identity.people import find_person
from service.messaging.conversations import get_conversation, open_conversation
from service.messaging.messages import post_message
from service.messaging.reading import read_messages
from service.models import Message, SuggestionUse
from service.store import Store
from wire.contracts.settings import Settings

AT_ONCE = 6
"""Conversations that go on side by side."""

SUGGESTION_WITHIN = 20.0
"""Seconds that a turn waits for the suggestions that it wants to take."""

LOOK_EVERY = 0.2


@dataclass(slots=True)
class Tally:
    """How far it is, for a progress bar."""

    posted: int = 0
    """Turns done, those that were there before included."""
    taken: int = 0
    """Suggestions taken."""
    conversations: dict[str, str] = field(default_factory=dict)
    """Conversation id to the id of one of its sides."""


Said = Callable[[Tally], None]


async def invite(store: Store, cast: dict[str, Actor], password: str) -> dict[str, str]:
    """Sign up whoever is not there yet. Handle to person id."""
    found = {}
    for handle, actor in cast.items():
        try:
            found[handle] = (await find_person(store, "", handle)).id
        except NotFound:
            signed = await sign_up(
                store, handle=handle, name=actor.name, password=password, language=actor.language, demo=True
            )
            found[handle] = signed.person.id
    return found


async def play(
    store: Store, settings: Settings, ids: dict[str, str], scripts: Sequence[Script], said: Said
) -> Tally:
    """Post every turn of every conversation, some side by side; safe to repeat."""
    tally, gate, now = Tally(), asyncio.Semaphore(AT_ONCE), datetime.now(UTC)

    async def one(script: Script) -> None:
        async with gate:
            await _converse(store, settings, ids, script, now, tally, said)

    await asyncio.gather(*(one(script) for script in scripts))
    return tally


async def pending(store: Store, tally: Tally) -> tuple[int, int]:
    """(messages still without enrichment, all messages) of these conversations."""
    waiting = total = 0
    for conversation_id, person_id in tally.conversations.items():
        page = await read_messages(store, person_id, conversation_id, limit=200)
        total += len(page.messages)
        waiting += sum(message.enrichment.status == "pending" for message in page.messages)
    return waiting, total


async def show(store: Store, settings: Settings, tally: Tally) -> None:
    """Say of every suggestion offered that its reader saw it, as the chat page does; once per message."""
    for conversation_id, person_id in tally.conversations.items():
        other_id = (await get_conversation(store, person_id, conversation_id)).other.id
        for reader in (person_id, other_id):
            page = await read_messages(store, reader, conversation_id, limit=200)
            for message in page.messages:
                if message.enrichment.suggestions:
                    await suggestions_shown(store, settings, reader, message.id)


async def _converse(
    store: Store,
    settings: Settings,
    ids: dict[str, str],
    script: Script,
    now: datetime,
    tally: Tally,
    said: Said,
) -> None:
    a, b = script.sides
    conversation, _ = await open_conversation(store, ids[a], b)
    await open_conversation(store, ids[b], a)  # both have opened it: it is accepted
    tally.conversations[conversation.id] = ids[a]
    page = await read_messages(store, ids[a], conversation.id, limit=200)
    there = {message.client_id for message in page.messages}
    for number, (turn, moment) in enumerate(zip(script.turns, script.times(now), strict=True)):
        client_id = f"demo-{a}-{b}-{number}"
        author = ids[script.author(turn)]
        if client_id not in there:
            text, use = await _words(store, author, conversation.id, turn)
            tally.taken += use is not None
            if text:
                await post_message(
                    store,
                    settings,
                    author,
                    conversation.id,
                    text=text,
                    client_id=client_id,
                    suggestion=use,
                    posted_at=moment,
                )
        tally.posted += 1
        said(tally)


async def _words(
    store: Store, author: str, conversation_id: str, turn: Turn
) -> tuple[str, SuggestionUse | None]:
    """What is sent: the written text, or the suggestion that the pipeline really offers for this turn."""
    if turn.use is None:
        return turn.text, None
    before = await _answered(store, author, conversation_id)
    if before is None or not before.enrichment.suggestions:
        return turn.text, None
    offered = before.enrichment.suggestions[0]
    edited = turn.use == "edited"
    use = SuggestionUse(message_id=before.id, suggestion_id=offered.id, edited=edited)
    return (turn.text if edited else offered.text), use


async def _answered(store: Store, author: str, conversation_id: str) -> Message | None:
    """The last message to this author, once it is enriched; None when that takes too long."""
    deadline = time.monotonic() + SUGGESTION_WITHIN
    while time.monotonic() < deadline:
        page = await read_messages(store, author, conversation_id, limit=200)
        if not page.messages or page.messages[-1].author_id == author:
            return None
        if page.messages[-1].enrichment.status != "pending":
            return page.messages[-1]
        await asyncio.sleep(LOOK_EVERY)
    return None
