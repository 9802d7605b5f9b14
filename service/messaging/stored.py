"""A message as the store has it, before anybody looks at it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Select, func, select

from service.store.tables import enrichments, findings, messages


class StoredMessage(msgspec.Struct, frozen=True, kw_only=True):
    """Columns of `message_rows`: those of a message, and of its enrichment."""

    id: str
    conversation_id: str
    seq: int
    rev: int
    author_kind: Literal["account", "contact", "bot", "system"]
    author_id: str
    side: int
    organisation_id: str | None
    client_id: str
    text: str
    kind: str
    content: str | None
    command: str | None
    """Digest of what was asked for with `client_id`; null: from before such were kept, or erased."""
    edited_at: datetime | None
    reactions: str | None = None
    pinned: str | None = None
    language: str
    posted_at: datetime
    queued_at: datetime
    withheld: bool
    body: str
    """JSON of its enrichment, without annotations."""
    status: str
    updated_at: datetime
    """When the worker made what is in `body`."""
    shown_at: datetime | None
    annotations: str | None
    """JSON of each, in no order, joined by commas; null where there are none."""


FOUND = (
    select(func.aggregate_strings(findings.c.body, ","))
    .where(findings.c.message_id == messages.c.id)
    .scalar_subquery()
    .label("annotations")
)
"""Annotations of each message, as `StoredMessage` has them."""


def message_rows() -> Select[Any]:
    """Messages with their enrichments: `fetch` them as `StoredMessage`."""
    return select(
        messages,
        enrichments.c.body,
        enrichments.c.status,
        enrichments.c.updated_at,
        enrichments.c.shown_at,
        FOUND,
    ).join_from(messages, enrichments, enrichments.c.message_id == messages.c.id)
