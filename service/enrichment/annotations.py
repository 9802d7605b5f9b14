"""What tasks found out about messages: kept whether or not this program knows the task."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from service.messaging import views
from service.store.tables import findings
from wire.contracts.codec import encode
from wire.contracts.events import Annotation, Enriched

log = logging.getLogger(__name__)

MOST = 32
"""Annotations of one message. Those that are there stay; further ones are left out."""

MOST_BYTES = 4096
"""Of one annotation, as JSON."""

KEY = ("message_id", "task", "target", "model")

LONGEST = {"task": 64, "target": 35, "model": 200, "label": 64}
"""Characters of its fields: those of the first three are the columns'."""


def joined(known: Sequence[Annotation], found: Enriched) -> tuple[Annotation, ...]:
    """Known annotations and those that are found: of the same task, target and model the one made later.

    Nothing known is dropped, whoever found it. What is new is stamped with when it was made; what is found
    again as it was keeps its time, so that work done twice changes nothing.
    """
    kept = {one.key: one for one in known}
    for one in found.annotations:
        before, new = kept.get(one.key), msgspec.structs.replace(one, made_at=found.enriched_at)
        if _goes_before(new, before, len(kept)) and _fits(new, found.message_id):
            kept[one.key] = new
    return views.in_order(kept.values())


def _goes_before(new: Annotation, before: Annotation | None, count: int) -> bool:
    if before is None:
        return count < MOST
    if before.made_at is None or new.made_at is None:
        return before.made_at is None
    return new.made_at > before.made_at and new != msgspec.structs.replace(before, made_at=new.made_at)


async def write(connection: AsyncConnection, found: Mapping[str, Iterable[Annotation]]) -> None:
    """Store annotations, by message id, over those of the same key. Others stay."""
    rows = [_row(message_id, one) for message_id, many in found.items() for one in many]
    if not rows:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    new = insert(findings)
    put = new.on_conflict_do_update(index_elements=KEY, set_={"body": new.excluded.body})
    await connection.execute(put, rows)


def _fits(one: Annotation, message_id: str) -> bool:
    short = all(len(getattr(one, name) or "") <= most for name, most in LONGEST.items())
    if short and len(encode(one)) <= MOST_BYTES:
        return True
    log.warning("an annotation of task %.64s is too large and left out: message %s", one.task, message_id)
    return False


def _row(message_id: str, one: Annotation) -> dict[str, str]:
    task, target, model = one.key
    body = encode(one).decode()
    return {"message_id": message_id, "task": task, "target": target, "model": model, "body": body}
