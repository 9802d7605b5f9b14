"""Announcing a changed enrichment, in the transaction that changes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from service.events import EnrichmentChanged, Seen
from service.messaging.readers import agents_of
from service.messaging.results import Applied
from service.store.unit_of_work import record


async def announce(connection: AsyncConnection, done: Sequence[Applied]) -> None:
    """Changed or not: a crash may have kept an earlier change from being told.

    A side to whose screens nothing of it comes is left out; an organisation's are those of all its agents.
    """
    agents = await agents_of(connection, {one.organisation_id for one in done if one.organisation_id})
    record(connection, *(_event(one, agents) for one in done))


async def seen_of(connection: AsyncConnection, one: Applied) -> tuple[Seen, ...]:
    """A message as everybody sees it to whose screens it comes."""
    ids = {one.organisation_id} if one.organisation_id else set[str]()
    return _seen(one, await agents_of(connection, ids))


def _event(one: Applied, agents: Mapping[str, tuple[str, ...]]) -> EnrichmentChanged:
    changed = one.sentiment is not None and one.reader_told
    return EnrichmentChanged(
        conversation_id=one.conversation_id,
        seen=_seen(one, agents),
        sentiment=one.sentiment if changed else None,
        sentiment_for=_screens(one, one.reader_id, agents) if changed else (),
    )


def _seen(one: Applied, agents: Mapping[str, tuple[str, ...]]) -> tuple[Seen, ...]:
    author_side = one.author_id if one.organisation_id in (None, one.reader_id) else one.organisation_id
    sides = (
        (one.author_told, author_side, one.author_view),
        (one.reader_told, one.reader_id, one.reader_view),
    )
    return tuple(
        Seen(person_id=who, message=view)
        for told, side, view in sides
        if told
        for who in _screens(one, side, agents)
    )


def _screens(one: Applied, party_id: str, agents: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Accounts of one side: an account itself, an organisation's agents, none of a contact."""
    if one.organisation_id is None:
        return (party_id,)
    return agents.get(party_id, ())
