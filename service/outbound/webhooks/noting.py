"""What happened in organisations, noted for the servers that want to know: on its way to the event log.

It may be asked again for the same events: each is noted once for each server.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from service.outbound.webhooks.endpoints import EVERYTHING
from service.store import Store
from service.store.outbox import Row
from service.store.typed import fetch
from service.store.webhook_tables import webhook_deliveries, webhooks
from wire.broker.streams import ACTIVITY
from wire.contracts.activity import Activity
from wire.contracts.codec import decoder
from wire.contracts.errors import DecodeError
from wire.contracts.ids import new_id

MOST_WAITING = 10_000
"""That wait for one server: what comes beyond is given up at once, and can be replayed."""

LOOKS = 5
"""Times that it is tried while webhooks are taken away."""

_TOLD = (
    "conversation_id", "organisation_id", "person_id", "assignee_id", "queue_id", "due_kind", "message_id",
    "score",
)  # fmt: skip
"""Of an activity; what is null is left out."""

_decode = decoder(Activity)


class _Hook(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    organisation_id: str
    events: str
    created_at: datetime

    def wants(self, event: Activity) -> bool:
        """What happened before it was made is no business of its."""
        if event.organisation_id != self.organisation_id or event.at < self.created_at:
            return False
        named = msgspec.json.decode(self.events, type=list[str])
        return EVERYTHING in named or event.kind in named


async def note_told(store: Store, rows: Sequence[Row]) -> Sequence[Row]:
    """A stage of the relay: all rows as they are."""
    happened = [one for row in rows if (one := _activity(row)) is not None]
    if not happened:
        return rows
    whose = sorted({one.organisation_id or "" for one in happened})
    query = select(webhooks).where(webhooks.c.organisation_id.in_(whose), webhooks.c.enabled)
    for _ in range(LOOKS):
        hooks = await store.look(lambda connection: fetch(connection, _Hook, query))
        wanted = [(hook, one) for hook in hooks for one in happened if hook.wants(one)]
        with suppress(IntegrityError):  # one was taken away since it was looked at
            if wanted:
                await store.transact(partial(_note, wanted=wanted))
            break
    return rows


async def note_one(connection: AsyncConnection, webhook_id: str, kind: str, organisation_id: str) -> str:
    """Something of no event, such as a trial, for one server. Its id."""
    now = datetime.now(UTC)
    row = _row(webhook_id, new_id(), kind, body(kind, now, {"organisation_id": organisation_id}), now)
    await connection.execute(webhook_deliveries.insert().values(row))
    return str(row["id"])


def body(kind: str, at: datetime, about: dict[str, Any]) -> str:
    """What is signed and sent: JSON of the kind, the time and ids; never a text."""
    return msgspec.json.encode({"type": kind, "timestamp": at, "data": about}).decode()


async def _note(connection: AsyncConnection, wanted: Sequence[tuple[_Hook, Activity]]) -> None:
    now = datetime.now(UTC)
    free = {hook.id: MOST_WAITING - await _waiting(connection, hook.id) for hook, _ in wanted}
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    for hook, event in wanted:
        about = {name: one for name in _TOLD if (one := getattr(event, name)) is not None}
        row = _row(hook.id, event.id, event.kind, body(event.kind, event.at, about | {"id": event.id}), now)
        if free[hook.id] <= 0:
            row |= {"state": "dead", "due_at": None, "done_at": now, "last_error": "queue_full"}
        free[hook.id] -= 1
        await connection.execute(dialect.insert(webhook_deliveries).values(row).on_conflict_do_nothing())


async def _waiting(connection: AsyncConnection, webhook_id: str) -> int:
    here = (webhook_deliveries.c.webhook_id == webhook_id, webhook_deliveries.c.state == "waiting")
    return int(await connection.scalar(select(func.count()).where(*here)) or 0)


def _row(webhook_id: str, event_id: str, kind: str, text: str, now: datetime) -> dict[str, Any]:
    row: dict[str, Any] = {"id": new_id(), "webhook_id": webhook_id, "event_id": event_id, "event": kind}
    row |= {"body": text, "state": "waiting", "attempts": 0, "created_at": now, "due_at": now}
    return row | {"done_at": None, "last_error": None}


def _activity(row: Row) -> Activity | None:
    """Of an organisation, and no demonstration's; None where it is anything else."""
    if not row.stream.startswith(f"{ACTIVITY}:"):
        return None
    try:
        found = _decode(row.body)
    except DecodeError:
        return None
    return found if found.organisation_id is not None and not found.demo else None
