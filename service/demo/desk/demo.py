"""The demo's desk as a whole: its people, its organisation, its weeks of work, and its bot at the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from service.demo.desk.book import Book
from service.demo.desk.founding import found
from service.demo.desk.serving import Desk
from service.demo.desk.shop import ORIGINS
from service.demo.desk.tickets import tickets
from service.demo.play import invite
from service.identity.presence import seen
from service.knowledge.articles.seat import switch_bot
from service.store import Store
from wire.contracts.settings import Settings

TICKETS = 320


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to look at."""

    organisation_id: str
    key: str
    """Of the widget."""
    fresh: int
    """Conversations that were not there before."""


async def bring_desk(
    store: Store,
    settings: Settings,
    book: Book,
    password: str,
    said: Callable[[int], None],
    *,
    count: int = TICKETS,
) -> Shown:
    """Safe to repeat: its weeks end when its channel was made, so that they are the same again."""
    ids = await invite(store, book.agents, password)
    founded = await found(store, book, ids, ORIGINS)
    past = tickets(book, count, founded.channel.created_at)
    for handle in book.agents:  # else what they have in hand is given back while it is made up
        await seen(store, ids[handle], datetime.now(UTC))
    fresh = await Desk(store, settings, ids, founded).serve(past, said)
    if fresh == count:  # not before: it would have answered what was said weeks ago
        owner = ids[next(iter(book.agents))]
        await switch_bot(store, owner, founded.organisation_id, enabled=True)
    return Shown(organisation_id=founded.organisation_id, key=founded.channel.key, fresh=fresh)
