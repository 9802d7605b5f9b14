"""Announcing a changed enrichment, in the transaction that changes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from service.events import EnrichmentChanged, Seen
from service.messaging import views
from service.messaging.readers import agents_of, visitors_among
from service.messaging.results import Applied
from service.store.unit_of_work import record

_Screens = Mapping[str, tuple[str, ...]]


async def announce(connection: AsyncConnection, done: Sequence[Applied]) -> None:
    """Changed or not: a crash may have kept an earlier change from being told.

    A side to whose screens nothing of it comes is left out; an organisation's are those of all its agents.
    """
    screens = await _screens_of(connection, done)
    record(connection, *(_event(one, screens) for one in done))


async def seen_of(connection: AsyncConnection, one: Applied) -> tuple[Seen, ...]:
    """A message as everybody sees it to whose screens it comes."""
    return _seen(one, await _screens_of(connection, [one]))


async def _screens_of(connection: AsyncConnection, done: Sequence[Applied]) -> _Screens:
    """Of organisations and contacts, by id: all agents, and a contact itself where it visits."""
    served = [one for one in done if one.organisation_id]
    if not served:
        return {}
    agents = await agents_of(connection, {one.organisation_id for one in served if one.organisation_id})
    visitors = await visitors_among(
        connection, {it for one in served for it in (one.author_id, one.reader_id)}
    )
    return {**agents, **{one: (one,) for one in visitors}}


def _event(one: Applied, screens: _Screens) -> EnrichmentChanged:
    """A visitor is told nothing of moods."""
    changed = one.sentiment is not None and one.reader_told and one.organisation_id in (None, one.reader_id)
    return EnrichmentChanged(
        conversation_id=one.conversation_id,
        seen=_seen(one, screens),
        sentiment=one.sentiment if changed else None,
        sentiment_for=_screens(one, one.reader_id, screens) if changed else (),
    )


def _seen(one: Applied, screens: _Screens) -> tuple[Seen, ...]:
    author_side = one.author_id if one.organisation_id in (None, one.reader_id) else one.organisation_id
    sides = (
        (one.author_told, author_side, one.author_view),
        (one.reader_told, one.reader_id, one.reader_view),
    )
    return tuple(
        Seen(person_id=who, message=view if one.organisation_id in (None, side) else views.for_visitor(view))
        for told, side, view in sides
        if told
        for who in _screens(one, side, screens)
    )


def _screens(one: Applied, party_id: str, screens: _Screens) -> tuple[str, ...]:
    """Of one side: an account itself, an organisation's agents, a contact who visits."""
    if one.organisation_id is None:
        return (party_id,)
    return screens.get(party_id, ())
