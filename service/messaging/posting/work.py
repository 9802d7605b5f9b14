"""A group of commands in one transaction: looked up together, decided in order, written together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from service.errors import ServiceError
from service.messaging.parties import ConversationState
from service.messaging.posting import postgresql, sqlite
from service.messaging.posting.command import Posting
from service.messaging.posting.decide import Decider
from service.messaging.posting.found import Found, Wanted
from service.messaging.posting.writes import Writes
from service.messaging.results import Posted
from service.store.group_commit import Done
from wire.contracts.ids import is_id


class PostingWork:
    """What `GroupCommit` does with commands."""

    relaxed = False

    def __init__(self, partitions: int) -> None:
        self._partitions = partitions

    def on_sqlite(
        self, connection: sqlite3.Connection, items: Sequence[Posting], told_here: bool
    ) -> list[Done[Posted] | Exception]:
        """In the writer's thread, in its transaction."""
        conversations = {one.id: one for one in sqlite.conversations(connection, _ids(items))}
        found = sqlite.found(connection, _wanted(items, conversations))
        outcomes, writes = self._decided(items, conversations, found, told_here)
        sqlite.write(connection, writes)
        return outcomes

    async def on_postgresql(
        self, connection: Any, items: Sequence[Posting], told_here: bool
    ) -> list[Done[Posted] | Exception]:
        """In the caller's transaction: the conversations are locked, always in the same order."""
        conversations = {one.id: one for one in await postgresql.conversations(connection, _ids(items))}
        found = await postgresql.found(connection, _wanted(items, conversations))
        outcomes, writes = self._decided(items, conversations, found, told_here)
        await postgresql.write(connection, writes)
        return outcomes

    def _decided(
        self,
        items: Sequence[Posting],
        conversations: dict[str, ConversationState],
        found: Sequence[Found],
        told_here: bool,
    ) -> tuple[list[Done[Posted] | Exception], Writes]:
        decider = Decider(self._partitions, datetime.now(UTC))
        outcomes: list[Done[Posted] | Exception] = []
        by_number = {one.number: one for one in found}
        for number, item in enumerate(items):
            try:
                asked = by_number.get(number, Found(number, None, None))
                done = decider.decide(item, conversations.get(item.conversation_id), asked)
            except ServiceError as refused:
                outcomes.append(refused)
                continue
            outcomes.append(done)
            if not told_here:
                decider.writes.told(done.events)
        return outcomes, decider.writes


def _ids(items: Sequence[Posting]) -> list[str]:
    return sorted({one.conversation_id for one in items if is_id(one.conversation_id)})


def _wanted(items: Sequence[Posting], conversations: dict[str, ConversationState]) -> list[Wanted]:
    return list(_each_wanted(items, conversations))


def _each_wanted(items: Sequence[Posting], conversations: dict[str, ConversationState]) -> Iterator[Wanted]:
    """Of commands in conversations that there are: nothing else that they name was looked at yet."""
    for number, item in enumerate(items):
        state, use = conversations.get(item.conversation_id), item.command.suggestion
        if state is not None:
            under = use.message_id if use is not None and is_id(use.message_id) else None
            yield Wanted(number, state.id, _author(item, state), item.command.client_id, under)


def _author(item: Posting, state: ConversationState) -> str:
    """Whose name the message bears: a contact's, where somebody speaks for one."""
    if not item.for_contact:
        return item.author_id
    return next((one.party_id for one in state.parties if one.kind == "contact"), item.author_id)
