"""Channels of an organisation: by its owners and admins; and what anybody may know of one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.desk.bot.seating import unseat
from service.desk.models import Channel, ChannelLook
from service.desk.origins import origins
from service.desk.routing.hours import Calendar
from service.desk.routing.rules import calendar_in, stands_at
from service.errors import ChannelUnknown, InvalidInput, NotFound, TooMany, Unavailable
from service.identity import names, policy
from service.identity.suspension import is_suspended
from service.store import Store
from service.store.bot_tables import bots
from service.store.tables import channels, contacts, visitors
from service.store.typed import fetch, fetch_one
from service.text import validation
from service.text.visible import is_blank
from wire.contracts.ids import is_id, new_id

MOST = 50
"""Channels of one organisation."""
MOST_GREETINGS, LONGEST_GREETING = 60, 500

COLOUR = "#2563eb"
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
_KEY_BYTES, _SECRET_BYTES = 16, 32


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a channel is to be otherwise; what is left out stays."""

    name: str | UnsetType = UNSET
    colour: str | UnsetType = UNSET
    allowed_origins: tuple[str, ...] | UnsetType = UNSET
    greeting: dict[str, str] | UnsetType = UNSET
    language: str | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    new_secret: bool = False
    """The old one holds no more: the site has to sign with another, and whom it signed comes anew."""


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    """Columns of `channels`."""

    id: str
    organisation_id: str
    kind: str
    key: str
    secret: str
    name: str
    colour: str
    allowed_origins: str
    greeting: str
    language: str
    enabled: bool
    created_at: datetime
    seen_at: datetime | None


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A channel as those see it who ask by its key."""

    organisation_id: str
    channel: Channel


async def create_channel(
    store: Store, me_id: str, organisation_id: str, *, name: str, language: str, wanted: Wanted
) -> Channel:
    """A new widget; what is not wanted otherwise is as it begins: on, and on no site yet.

    Raises:
        InvalidInput: `details["field"]`.
        NotFound, NotYours, RoleLacks, TooMany.
    """
    row: dict[str, Any] = {"id": new_id(), "organisation_id": organisation_id, "kind": "widget"}
    row |= {"key": secrets.token_urlsafe(_KEY_BYTES), "secret": secrets.token_hex(_SECRET_BYTES)}
    row |= {"colour": COLOUR, "allowed_origins": "[]", "greeting": "{}", "enabled": True}
    row |= {"created_at": datetime.now(UTC)} | _values(wanted)
    row |= {"name": names.name(name), "language": validation.language(language)}
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "connect", lock=True)
        here = select(func.count()).where(channels.c.organisation_id == organisation_id)
        if int(await connection.scalar(here) or 0) >= MOST:
            raise TooMany(f"An organisation has at most {MOST} channels.", limit=MOST)
        [made] = await fetch(connection, _Row, insert(channels).values(row).returning(channels))
        await audit.note(connection, organisation_id, me_id, "channel_created", subject_id=made.id)
        return _view(made)


async def list_channels(store: Store, me_id: str, organisation_id: str) -> list[Channel]:
    """Those of an organisation, the oldest first. NotFound, NotYours, RoleLacks."""
    query = select(channels).where(channels.c.organisation_id == organisation_id).order_by(channels.c.id)
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "connect")
        return [_view(one) for one in await fetch(connection, _Row, query)]


async def change_channel(
    store: Store, me_id: str, organisation_id: str, channel_id: str, wanted: Wanted
) -> Channel:
    """Change one. Raises as `create_channel`; NotFound also where it is another organisation's."""
    values = _values(wanted)
    if wanted.new_secret:
        values["secret"] = secrets.token_hex(_SECRET_BYTES)
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "connect")
        here = _here(organisation_id, channel_id)
        if values:
            await connection.execute(update(channels).where(*here).values(values))
        found = await _one(connection, organisation_id, channel_id)
        if values:
            await audit.note(connection, organisation_id, me_id, "channel_changed", subject_id=channel_id)
        if wanted.new_secret:
            await _end_signed(connection, channel_id)
        return _view(found)


async def _end_signed(connection: AsyncConnection, channel_id: str) -> None:
    """Tokens of whom its site had signed hold no more: somebody else may have signed with the old secret.

    Open sockets close within a minute, as where a channel is deleted.
    """
    signed = select(contacts.c.id).where(
        contacts.c.id == visitors.c.contact_id, contacts.c.reference.is_not(None)
    )
    theirs = (visitors.c.channel_id == channel_id, signed.exists())
    await connection.execute(delete(visitors).where(*theirs))


async def delete_channel(store: Store, me_id: str, organisation_id: str, channel_id: str) -> None:
    """Its visitors' tokens hold no more; what they wrote stays, and a bot that sat there, switched off.
    NotFound, NotYours, RoleLacks."""
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "connect", lock=True)
        await _one(connection, organisation_id, channel_id)
        await unseat(connection, me_id, organisation_id, bots.c.channel_id == channel_id)
        await connection.execute(delete(channels).where(*_here(organisation_id, channel_id)))
        await audit.note(connection, organisation_id, me_id, "channel_deleted", subject_id=channel_id)


async def channel_by_key(connection: AsyncConnection, key: str) -> Known:
    """The channel that pages name so, also where it is switched off. ChannelUnknown."""
    query = select(channels).where(channels.c.key == key)
    found = await fetch_one(connection, _Row, query) if _KEY.fullmatch(key) else None
    if found is None:
        raise ChannelUnknown("There is no such channel.")
    return Known(organisation_id=found.organisation_id, channel=_view(found))


async def shown(store: Store, channel: Channel) -> None:
    """A page of its sites shows it: noted the first time. A busy store, or a full disk, hinders nobody."""
    if channel.seen_at is not None:
        return
    first = update(channels).where(channels.c.id == channel.id, channels.c.seen_at.is_(None))
    with suppress(Unavailable):
        async with store.writing(relaxed=True) as connection:
            await connection.execute(first.values(seen_at=datetime.now(UTC)))


async def look_at(store: Store, key: str) -> Channel:
    """The same for who has no connection. ChannelUnknown."""
    return (await visited_at(store, key))[0]


async def visited_at(store: Store, key: str) -> tuple[Channel, Calendar | None, bool]:
    """The same with its organisation's office hours (null: none are set), and whether that is suspended.

    ChannelUnknown.
    """

    async def found(connection: AsyncConnection) -> tuple[Channel, Calendar | None, bool]:
        known = await channel_by_key(connection, key)
        hours = await calendar_in(connection, known.organisation_id)
        return known.channel, hours, await is_suspended(connection, known.organisation_id)

    return await store.look(found)


def look(
    channel: Channel, language: str | None, hours: Calendar | None = None, *, suspended: bool = False
) -> ChannelLook:
    """As a visitor who reads this language sees it now; null: nothing is known of that, or there are none."""
    open_now, opens_at = stands_at(hours, datetime.now(UTC))
    spoken = _nearest(channel.greeting, language, channel.language)
    return ChannelLook(
        name=channel.name,
        colour=channel.colour,
        greeting=channel.greeting[spoken] if spoken else None,
        greeting_language=spoken,
        language=channel.language,
        enabled=channel.enabled,
        open_now=open_now,
        opens_at=opens_at,
        suspended=suspended,
    )


def _nearest(greeting: Mapping[str, str], language: str | None, own: str) -> str | None:
    """The language that is asked for, or one of its kin, before the channel's own."""
    for one in (language, own):
        if one is None:
            continue
        kin = (each for each in sorted(greeting) if each.partition("-")[0] == one.partition("-")[0])
        found = one if one in greeting else next(kin, None)
        if found is not None:
            return found
    return None


async def _one(connection: AsyncConnection, organisation_id: str, channel_id: str) -> _Row:
    query = select(channels).where(*_here(organisation_id, channel_id))
    found = await fetch_one(connection, _Row, query) if is_id(channel_id) else None
    if found is None:
        raise NotFound("There is no such channel.")
    return found


def _here(organisation_id: str, channel_id: str) -> tuple[Any, ...]:
    return channels.c.id == channel_id, channels.c.organisation_id == organisation_id


def _values(wanted: Wanted) -> dict[str, Any]:
    """Columns as they are to be, checked."""
    values: dict[str, Any] = {}
    if wanted.name is not UNSET:
        values["name"] = names.name(wanted.name)
    if wanted.colour is not UNSET:
        values["colour"] = _colour(wanted.colour)
    if wanted.allowed_origins is not UNSET:
        values["allowed_origins"] = _json(origins(wanted.allowed_origins))
    if wanted.greeting is not UNSET:
        values["greeting"] = _json(_greeting(wanted.greeting))
    if wanted.language is not UNSET:
        values["language"] = validation.language(wanted.language)
    if wanted.enabled is not UNSET:
        values["enabled"] = wanted.enabled
    return values


def _colour(text: str) -> str:
    if not _COLOUR.fullmatch(text.lower()):
        raise InvalidInput("A colour is written as #2563eb.", field="colour")
    return text.lower()


def _greeting(by_language: Mapping[str, str]) -> dict[str, str]:
    """Those with something to read; an empty one takes its language away."""
    found = {
        validation.language(language): validation.storable(text, "greeting").strip()
        for language, text in by_language.items()
    }
    if len(found) > MOST_GREETINGS or any(len(text) > LONGEST_GREETING for text in found.values()):
        said = f"At most {MOST_GREETINGS} greetings of {LONGEST_GREETING} characters."
        raise InvalidInput(said, field="greeting")
    return {language: text for language, text in found.items() if not is_blank(text)}


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _view(row: _Row) -> Channel:
    return Channel(
        id=row.id,
        kind="widget",
        key=row.key,
        secret=row.secret,
        name=row.name,
        colour=row.colour,
        allowed_origins=msgspec.json.decode(row.allowed_origins, type=tuple[str, ...]),
        greeting=msgspec.json.decode(row.greeting, type=dict[str, str]),
        language=row.language,
        enabled=row.enabled,
        created_at=row.created_at,
        seen_at=row.seen_at,
    )
