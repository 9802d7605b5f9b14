"""Programs that an organisation lets answer its visitors: named, changed and taken away by its owners."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import UNSET
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.desk.bot.shapes import Bot, BotMade, BotWanted, Kind
from service.errors import InvalidInput, NotFound, TooMany
from service.events import SessionEnded
from service.identity import policy
from service.identity.sessions import hash_of
from service.outbound.hooks import checked_url
from service.outbound.signing import new_secret
from service.store import Store
from service.store.bot_tables import bots
from service.store.tables import channels, organisations
from service.store.typed import columns, fetch, fetch_one
from service.store.unit_of_work import record
from service.text import validation
from service.text.visible import is_blank
from wire.contracts.ids import is_id, new_id
from wire.contracts.settings import Settings

MOST = 20
"""Bots of one organisation, switched off or not."""
LONGEST = 80
"""Characters of a name."""
_TOKEN_BYTES = 32


class _Secrets(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown once, and what is kept of it."""

    shown: dict[str, str] = {}
    kept: dict[str, str | None] = {}


async def create_bot(
    store: Store, me_id: str, organisation_id: str, kind: Kind, wanted: BotWanted, settings: Settings
) -> BotMade:
    """A new one, which answers from now on unless it is switched off.

    Raises:
        InvalidInput: `details["field"]`; `channel_id` also where another one sits there, `kind` where this
            installation names no model.
        NotFound, NotYours, RoleLacks, TooMany.
    """
    if kind == "model" and not settings.bot_model_url:
        raise InvalidInput("This installation names no language model.", field="kind")
    row: dict[str, Any] = {"id": new_id(), "organisation_id": organisation_id, "kind": kind, "enabled": True}
    row |= {"created_at": datetime.now(UTC), "failures": 0, "channel_id": None, "url": None}
    row |= _values(wanted, kind, private=settings.webhook_private)
    if "name" not in row or (kind == "webhook" and not row["url"]):
        raise InvalidInput(
            "It needs a name, and a webhook an address.", field="url" if "name" in row else "name"
        )
    made = _new_secrets(kind)
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "configure", lock=True)
        here = select(func.count()).where(bots.c.organisation_id == organisation_id)
        if int(await connection.scalar(here) or 0) >= MOST:
            raise TooMany(f"An organisation has at most {MOST} bots.", limit=MOST)
        row.setdefault("language", await _language_of(connection, organisation_id))
        await _seat_is_free(connection, organisation_id, row["id"], row)
        await connection.execute(insert(bots).values(row | made.kept))
        await audit.note(connection, organisation_id, me_id, "bot_created", subject_id=row["id"])
        return _made(await _one(connection, organisation_id, row["id"]), made.shown)


async def list_bots(store: Store, me_id: str, organisation_id: str) -> list[Bot]:
    """Those of an organisation, the oldest first. NotFound, NotYours, RoleLacks."""
    query = select(*columns(Bot, bots)).where(bots.c.organisation_id == organisation_id).order_by(bots.c.id)
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "oversee")
        return await fetch(connection, Bot, query)


async def change_bot(
    store: Store, me_id: str, organisation_id: str, bot_id: str, wanted: BotWanted, settings: Settings
) -> Bot | BotMade:
    """Change one; what it failed at before is forgiven. Raises as `create_bot`."""
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "configure", lock=True)
        before = await _one(connection, organisation_id, bot_id)
        values = _values(wanted, before.kind, private=settings.webhook_private)
        made = _new_secrets(before.kind) if wanted.new_secret else _Secrets()
        if not (values or made.kept):
            return before
        stands = {"channel_id": before.channel_id, "enabled": before.enabled} | values
        await _seat_is_free(connection, organisation_id, bot_id, stands)
        if made.kept or not stands["enabled"]:
            await _sign_off(connection, bot_id)
        forgiven = {"failures": 0, "failing_since": None, "retry_at": None}
        mine = update(bots).where(bots.c.id == bot_id)
        await connection.execute(mine.values(values | made.kept | forgiven))
        await audit.note(connection, organisation_id, me_id, "bot_changed", subject_id=bot_id)
        after = await _one(connection, organisation_id, bot_id)
        return _made(after, made.shown) if wanted.new_secret else after


async def delete_bot(store: Store, me_id: str, organisation_id: str, bot_id: str) -> None:
    """It answers nothing more; what it leads goes to people. NotFound, NotYours, RoleLacks."""
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "configure")
        await _one(connection, organisation_id, bot_id)
        await _sign_off(connection, bot_id)
        await connection.execute(delete(bots).where(bots.c.id == bot_id))
        await audit.note(connection, organisation_id, me_id, "bot_deleted", subject_id=bot_id)


async def _sign_off(connection: AsyncConnection, bot_id: str) -> None:
    """Its sockets close."""
    held = await connection.scalar(select(bots.c.token_hash).where(bots.c.id == bot_id))
    if held is not None:
        record(connection, SessionEnded(person_id=bot_id, session=str(held)))


async def _one(connection: AsyncConnection, organisation_id: str, bot_id: str) -> Bot:
    here = (bots.c.id == bot_id, bots.c.organisation_id == organisation_id)
    query = select(*columns(Bot, bots)).where(*here)
    found = await fetch_one(connection, Bot, query) if is_id(bot_id) else None
    if found is None:
        raise NotFound("There is no such bot.")
    return found


async def _seat_is_free(
    connection: AsyncConnection, organisation_id: str, bot_id: str, stands: dict[str, Any]
) -> None:
    """InvalidInput: the channel is none of ours, or another bot that is switched on sits there."""
    channel_id = stands["channel_id"]
    if channel_id is not None:
        ours = (channels.c.id == channel_id, channels.c.organisation_id == organisation_id)
        if not is_id(channel_id) or await connection.scalar(select(channels.c.id).where(*ours)) is None:
            raise InvalidInput("There is no such channel.", field="channel_id")
    if not stands["enabled"]:
        return
    same = bots.c.channel_id.is_(None) if channel_id is None else bots.c.channel_id == channel_id
    others = (bots.c.organisation_id == organisation_id, bots.c.enabled, bots.c.id != bot_id, same)
    if await connection.scalar(select(bots.c.id).where(*others).limit(1)) is not None:
        raise InvalidInput("Another bot answers there; switch that one off first.", field="channel_id")


async def _language_of(connection: AsyncConnection, organisation_id: str) -> str:
    query = select(organisations.c.language).where(organisations.c.id == organisation_id)
    return str(await connection.scalar(query))


def _values(wanted: BotWanted, kind: Kind, *, private: bool) -> dict[str, Any]:
    """Columns as they are to be, checked."""
    values: dict[str, Any] = {}
    if wanted.name is not UNSET:
        values["name"] = _name(wanted.name)
    if wanted.language is not UNSET:
        values["language"] = validation.language(wanted.language)
    if wanted.url is not UNSET:
        if kind != "webhook":
            raise InvalidInput("Only a webhook has an address.", field="url")
        values["url"] = checked_url(wanted.url, private=private)
    if wanted.channel_id is not UNSET:
        values["channel_id"] = wanted.channel_id
    if wanted.enabled is not UNSET:
        values["enabled"] = wanted.enabled
    return values


def _name(text: str) -> str:
    name = " ".join(validation.storable(text, "name").split())
    if is_blank(name) or len(name) > LONGEST:
        raise InvalidInput(f"A bot is called by 1 to {LONGEST} characters.", field="name")
    return name


def _new_secrets(kind: Kind) -> _Secrets:
    if kind == "webhook":
        secret = new_secret()
        return _Secrets(shown={"secret": secret}, kept={"secret": secret})
    if kind == "socket":
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        return _Secrets(shown={"token": token}, kept={"token_hash": hash_of(token)})
    return _Secrets()


def _made(known: Bot, shown: dict[str, str]) -> BotMade:
    fields = {name: getattr(known, name) for name in Bot.__struct_fields__} | shown
    return BotMade(**fields)
