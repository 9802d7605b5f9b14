"""Writing changed enrichments: each message gets the next `rev` of its conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import BindParameter, Select, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment.annotations import write as write_annotations
from service.messaging import history, search_entries, vectors, views
from service.messaging.stored import StoredMessage
from service.models import Enrichment
from service.store.tables import conversations, enrichments, findings, messages

_EMPTY = Enrichment(status="done")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A message's new enrichment. `at`: when it was made."""

    message_id: str
    conversation_id: str
    enrichment: Enrichment
    at: datetime


_KEY: BindParameter[str] = bindparam("key")
_REV: BindParameter[int] = bindparam("new_rev")
_LOCK = (
    select(conversations.c.id, conversations.c.rev)
    .where(conversations.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(conversations.c.id)
    .with_for_update(key_share=True)
)
_UNDERSTOOD = (
    update(enrichments)
    .where(enrichments.c.message_id == _KEY)
    .values(status=bindparam("new_status"), body=bindparam("new_body"), updated_at=bindparam("new_at"))
)
_STAMPED = update(messages).where(messages.c.id == _KEY).values(rev=_REV, in_search=False)
_MOVED = update(conversations).where(conversations.c.id == _KEY).values(rev=_REV)


async def lock(connection: AsyncConnection, conversation_ids: Iterable[str]) -> dict[str, int]:
    """Hold conversations until the transaction ends, always in the same order, so that no two wait for each
    other. Gives their `rev`s.

    Locks here and elsewhere leave keys alone (`key_share`): a row that refers to a locked one can be written.
    """
    ids = sorted(set(conversation_ids))
    return {row.id: row.rev for row in await connection.execute(_LOCK, {"ids": ids})}


async def write(
    connection: AsyncConnection, changes: Sequence[Change], revs: dict[str, int]
) -> dict[str, int]:
    """Store enrichments, and give the new `rev` of each message, by its id.

    `revs` are those of `lock`, taken in this transaction.
    """
    if not changes:
        return {}
    revs, given = dict(revs), {}
    for change in changes:
        revs[change.conversation_id] += 1
        given[change.message_id] = revs[change.conversation_id]
    await connection.execute(
        _UNDERSTOOD,
        [
            {
                "key": one.message_id,
                "new_status": one.enrichment.status,
                "new_body": views.body_of(one.enrichment),
                "new_at": one.at,
            }
            for one in changes
        ],
    )
    await write_annotations(connection, {one.message_id: one.enrichment.annotations for one in changes})
    await connection.execute(_STAMPED, [{"key": one, "new_rev": given[one]} for one in given])
    touched = sorted({one.conversation_id for one in changes})
    await connection.execute(_MOVED, [{"key": one, "new_rev": revs[one]} for one in touched])
    return given


async def clear(connection: AsyncConnection, ids: Select[tuple[str]] | Sequence[str]) -> None:
    """Nothing of what was made of these messages stays: of a text that is erased nothing is known.

    The caller gives them their next `rev`.
    """
    bare = {"status": _EMPTY.status, "body": views.body_of(_EMPTY)}
    await connection.execute(update(enrichments).where(enrichments.c.message_id.in_(ids)).values(bare))
    await connection.execute(delete(findings).where(findings.c.message_id.in_(ids)))
    await history.forget(connection, ids)
    await search_entries.forget(connection, ids)
    await vectors.forget(connection, ids)


def pending_again(row: StoredMessage) -> Change:
    """The change that shows a message as pending, keeping what is known of it."""
    known = views.enrichment_of(row.body)
    pending = msgspec.structs.replace(known, status="pending", problem=None)
    return Change(
        message_id=row.id, conversation_id=row.conversation_id, enrichment=pending, at=row.updated_at
    )
