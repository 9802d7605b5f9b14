"""Receipts of many people in one transaction: looked up together, decided in order, written together.

On PostgreSQL the conversations are locked in the order in which posting locks them, so that neither waits for
the other while it has what the other wants.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from service.errors import ServiceError
from service.events import ReceiptMoved
from service.messaging import rules
from service.messaging.parties import ConversationState
from service.messaging.posting import postgresql, sqlite
from service.messaging.posting.found import LastSeen
from service.messaging.posting.receipts import reach
from service.messaging.posting.writes import Writes
from service.store.group_commit import Done
from wire.contracts.ids import is_id

Outcome = Done[ReceiptMoved | None] | Exception


@dataclass(frozen=True, slots=True)
class Reached:
    """How far somebody says they have got in a conversation; 0: nothing is said of it."""

    person_id: str
    conversation_id: str
    delivered_seq: int
    read_seq: int


class ReceiptWork:
    """What `GroupCommit` does with receipts. Clients send theirs again when they come back."""

    relaxed = True

    def __init__(self, partitions: int) -> None:
        self._partitions = partitions

    def on_sqlite(
        self, connection: sqlite3.Connection, items: Sequence[Reached], told_here: bool
    ) -> list[Outcome]:
        """In the writer's thread, in its transaction."""
        ids = _ids(items)
        found, last = sqlite.conversations(connection, ids, said=False), sqlite.last_seen(connection, ids)
        outcomes, writes = self._decided(items, found, last, told_here)
        sqlite.write(connection, writes)
        return outcomes

    async def on_postgresql(
        self, connection: Any, items: Sequence[Reached], told_here: bool
    ) -> list[Outcome]:
        """In the caller's transaction."""
        ids = _ids(items)
        found = await postgresql.conversations(connection, ids, said=False)
        last = await postgresql.last_seen(connection, ids)
        outcomes, writes = self._decided(items, found, last, told_here)
        await postgresql.write(connection, writes)
        return outcomes

    def _decided(
        self,
        items: Sequence[Reached],
        found: Sequence[ConversationState],
        last: LastSeen,
        told_here: bool,
    ) -> tuple[list[Outcome], Writes]:
        states = {one.id: one for one in found}
        writes, outcomes = Writes(self._partitions, datetime.now(UTC)), list[Outcome]()
        for item in items:
            try:
                events = _moved(item, states.get(item.conversation_id), last, writes)
            except ServiceError as refused:
                outcomes.append(refused)
                continue
            outcomes.append(Done(events[0] if events else None, tuple(events)))
            if not told_here:
                writes.told(tuple(events))
        return outcomes, writes


def _ids(items: Sequence[Reached]) -> list[str]:
    return sorted({one.conversation_id for one in items if is_id(one.conversation_id)})


def _moved(
    item: Reached, state: ConversationState | None, last: LastSeen, writes: Writes
) -> list[ReceiptMoved]:
    """Never above the last message that I can see; nothing where I block the other side."""
    access = rules.enter(state, item.person_id)
    if access.relation.blocks_since is not None:
        return []
    highest = last[access.id][access.side]
    return reach(
        access,
        writes,
        delivered_seq=min(item.delivered_seq, highest),
        read_seq=min(item.read_seq, highest),
    )
