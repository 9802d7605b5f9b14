"""Which conversations of a desk are looked for, and what there is to look for."""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.routing import lists
from service.identity import policy
from service.messaging.sides import CONTACT
from service.store import Store
from service.store.ops_tables import conversation_tags
from service.store.tables import channels, contacts, desk_states, participants
from service.store.typed import fetch
from service.text import validation


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """What conversations are to have; null: whatever it is."""

    organisation_id: str | None = None
    queue_id: str | None = None
    tag: str | None = None
    """By id."""
    language: str | None = None
    """That the contact reads: of `pt-BR` and `pt` the primary subtag counts."""
    channel_id: str | None = None
    """By which the contact came."""


ALL = Sought()


class ChannelName(msgspec.Struct, frozen=True, kw_only=True):
    """A channel as those see it who answer what comes by it."""

    id: str
    organisation_id: str
    name: str


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """By what conversations can be sought, besides tags and queues."""

    channels: tuple[ChannelName, ...]
    """By name."""
    languages: tuple[str, ...]
    """Primary subtags of what contacts read, in order."""


def conditions(sought: Sought) -> list[ColumnElement[bool]]:
    """What of `desk_states` has it; of which organisations is asked elsewhere. InvalidInput."""
    found: list[ColumnElement[bool]] = []
    if sought.tag is not None:
        having = conversation_tags.c.tag_id == validation.storable(sought.tag, "tag")
        tagged = select(conversation_tags.c.conversation_id).where(having)
        found.append(desk_states.c.conversation_id.in_(tagged))
    if sought.queue_id is not None:
        found.append(desk_states.c.queue_id == validation.storable(sought.queue_id, "queue"))
    if sought.channel_id is not None:
        found.append(desk_states.c.channel_id == validation.storable(sought.channel_id, "channel"))
    if sought.language is not None:
        found.append(_reads(lists.primary(validation.language(sought.language))))
    return found


async def facets(store: Store, me_id: str) -> Facets:
    """Of all organisations for which I converse."""
    async with store.reading() as connection:
        mine = await policy.where_may(connection, me_id, "converse")
        named = select(channels.c.id, channels.c.organisation_id, channels.c.name)
        here = named.where(channels.c.organisation_id.in_(mine)).order_by(channels.c.name, channels.c.id)
        known = await fetch(connection, ChannelName, here)
        return Facets(channels=tuple(known), languages=await _languages(connection, mine))


async def _languages(connection: AsyncConnection, organisation_ids: list[str]) -> tuple[str, ...]:
    query = select(contacts.c.language).where(contacts.c.organisation_id.in_(organisation_ids)).distinct()
    return tuple(sorted({lists.primary(one) for one in (await connection.execute(query)).scalars()}))


def _reads(language: str) -> ColumnElement[bool]:
    """Its contact reads this language, or one of its kin."""
    reads = func.lower(func.coalesce(participants.c.language, contacts.c.language))
    return exists().where(
        participants.c.conversation_id == desk_states.c.conversation_id,
        participants.c.side == CONTACT,
        contacts.c.id == participants.c.contact_id,
        or_(reads == language, reads.startswith(f"{language}-")),
    )
