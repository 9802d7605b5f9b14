"""What agents corrected of predicted needs and moods, with the texts: examples to learn from.

Where a text was erased, or its message has gone, there is no example.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.desk.labels import Task
from service.errors import NotFound
from service.identity import policy
from service.messaging.erasure import ERASED
from service.models import Enrichment
from service.store import Store
from service.store.label_tables import corrected_labels
from service.store.paging import begins, page_of
from service.store.tables import enrichments, messages, organisations

MOST = 200


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One correction with its text: to learn from."""

    id: str
    message_id: str
    task: Task
    text: str
    language: str
    """Of the text, as far as it is known; else what the customer reads."""
    predicted: str | None
    model: str | None
    label: str
    at: datetime


class _Corrected(Example, frozen=True, kw_only=True):
    body: str
    """Of `enrichments`."""


class ExamplePage(msgspec.Struct, frozen=True, kw_only=True):
    """Examples, the newest first, and where the next page begins; null: that is all."""

    items: tuple[Example, ...]
    next: str | None


async def examples(
    store: Store, me_id: str, organisation_id: str, *, before: str | None = None, limit: int = 50
) -> ExamplePage:
    """Those of an organisation, for its owners and admins. Raises as `audit.list_entries`."""
    after = begins(before, "before")
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "teach")
        page = await _page(connection, _of(organisation_id), after, limit)
    await audit.was_read(store, organisation_id, me_id, "data_exported")
    return page


async def all_examples(store: Store, organisation_id: str | None) -> AsyncIterator[Example]:
    """Those of an organisation, or of all, for whoever runs the installation. NotFound: there is no such."""
    after: str | None = None
    query = _examples() if organisation_id is None else _of(organisation_id)
    async with store.reading() as connection:
        known = select(organisations.c.id).where(organisations.c.id == organisation_id)
        if organisation_id is not None and await connection.scalar(known) is None:
            raise NotFound("There is no such organisation.")
    while True:
        async with store.reading() as connection:
            page = await _page(connection, query, after, MOST)
        for one in page.items:
            yield one
        after = page.next
        if after is None:
            return


def _examples() -> Select[Any]:
    return (
        select(corrected_labels, messages.c.text, messages.c.language, enrichments.c.body)
        .join(messages, messages.c.id == corrected_labels.c.message_id)
        .join(enrichments, enrichments.c.message_id == messages.c.id)
        .where(messages.c.text != ERASED, messages.c.text != "")
    )


def _of(organisation_id: str) -> Select[Any]:
    return _examples().where(corrected_labels.c.organisation_id == organisation_id)


async def _page(
    connection: AsyncConnection, query: Select[Any], after: str | None, limit: int
) -> ExamplePage:
    key = corrected_labels.c.id
    items, next_ = await page_of(connection, _Corrected, query, key, after=after, limit=limit, most=MOST)
    return ExamplePage(items=tuple(map(_example, items)), next=next_)


def _example(one: _Corrected) -> Example:
    shown = {name: getattr(one, name) for name in Example.__struct_fields__}
    spoken = msgspec.json.decode(one.body, type=Enrichment).language
    return Example(**shown | {"language": spoken or one.language})
