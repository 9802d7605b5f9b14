"""Programs that an organisation lets answer its visitors: named, changed and taken away by its owners."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import UNSET
from sqlalchemy import Select, Table, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.desk.bot.seating import sign_off
from service.desk.bot.shapes import Bot, BotMade, BotWanted, Idle, Kind
from service.errors import InvalidInput, NotFound, TooMany
from service.identity import policy
from service.identity.sessions import hash_of
from service.outbound.hooks import checked_url
from service.outbound.signing import new_secret
from service.store import Store
from service.store.bot_tables import bots
from service.store.tables import channels, organisations, queues
from service.store.typed import fetch, fetch_one
from service.text import validation
from service.text.visible import is_blank
from wire.contracts.ids import is_id, new_id
from wire.contracts.settings import Settings

MOST = 20
"""Bots of one organisation, switched off or not."""
LONGEST = 80
"""Characters of a name."""
_TOKEN_BYTES = 32
PLACES = {"channel_id": channels, "queue_id": queues}
"""Where one may sit; it has one of them, or none, and then all that have no bot of their own."""


class _Row(Bot, frozen=True, kw_only=True):
    """Columns of `bots`, and of its organisation."""

    built_in: bool


class _Secrets(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown once, and what is kept of it."""

    shown: dict[str, str] = {}
    kept: dict[str, str | None] = {}


async def create_bot(
    store: Store, me_id: str, organisation_id: str, kind: Kind, wanted: BotWanted, settings: Settings
) -> BotMade:
    """A new one, which answers from now on unless it is switched off.

    Raises:
        InvalidInput: `details["field"]`; `channel_id` or `queue_id` also where another one sits there, `kind`
            where this installation names no model.
        NotFound, NotYours, RoleLacks, TooMany.
    """
    if kind == "model" and not settings.bot_model_url:
        raise InvalidInput("This installation names no language model.", field="kind")
    row: dict[str, Any] = {"id": new_id(), "organisation_id": organisation_id, "kind": kind, "enabled": True}
    row |= {"created_at": datetime.now(UTC), "failures": 0, "channel_id": None, "queue_id": None, "url": None}
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
        return _made(await _one(connection, organisation_id, row["id"], settings), made.shown)


async def list_bots(store: Store, me_id: str, organisation_id: str, settings: Settings) -> list[Bot]:
    """Those of an organisation, the oldest first. NotFound, NotYours, RoleLacks."""
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "oversee")
        found = await fetch(connection, _Row, _of(organisation_id).order_by(bots.c.id))
    return [_view(one, settings) for one in found]


async def change_bot(
    store: Store, me_id: str, organisation_id: str, bot_id: str, wanted: BotWanted, settings: Settings
) -> Bot | BotMade:
    """Change one; what it failed at before is forgiven. Raises as `create_bot`."""
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "configure", lock=True)
        before = await _one(connection, organisation_id, bot_id, settings)
        values = _values(wanted, before.kind, private=settings.webhook_private)
        made = _new_secrets(before.kind) if wanted.new_secret else _Secrets()
        if not (values or made.kept):
            return before
        stands = {name: getattr(before, name) for name in ("channel_id", "queue_id", "enabled")} | values
        await _seat_is_free(connection, organisation_id, bot_id, stands)
        if made.kept or not stands["enabled"]:
            await sign_off(connection, bot_id)
        forgiven = {"failures": 0, "failing_since": None, "retry_at": None}
        mine = update(bots).where(bots.c.id == bot_id)
        await connection.execute(mine.values(values | made.kept | forgiven))
        await audit.note(connection, organisation_id, me_id, "bot_changed", subject_id=bot_id)
        after = await _one(connection, organisation_id, bot_id, settings)
        return _made(after, made.shown) if wanted.new_secret else after


async def delete_bot(store: Store, me_id: str, organisation_id: str, bot_id: str) -> None:
    """It answers nothing more; what it leads goes to people. NotFound, NotYours, RoleLacks."""
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "configure")
        if not await _known(connection, organisation_id, bot_id):
            raise NotFound("There is no such bot.")
        await sign_off(connection, bot_id)
        await connection.execute(delete(bots).where(bots.c.id == bot_id))
        await audit.note(connection, organisation_id, me_id, "bot_deleted", subject_id=bot_id)


async def _known(connection: AsyncConnection, organisation_id: str, bot_id: str) -> _Row | None:
    query = _of(organisation_id).where(bots.c.id == bot_id)
    return await fetch_one(connection, _Row, query) if is_id(bot_id) else None


async def _one(connection: AsyncConnection, organisation_id: str, bot_id: str, settings: Settings) -> Bot:
    found = await _known(connection, organisation_id, bot_id)
    if found is None:
        raise NotFound("There is no such bot.")
    return _view(found, settings)


def _of(organisation_id: str) -> Select[Any]:
    """Those of an organisation, and whether its built-in bot is on."""
    query = select(bots, organisations.c.bot.label("built_in"))
    query = query.join(organisations, organisations.c.id == bots.c.organisation_id)
    return query.where(bots.c.organisation_id == organisation_id)


def _view(row: _Row, settings: Settings) -> Bot:
    shown = {name: getattr(row, name) for name in Bot.__struct_fields__ if name != "idle"}
    return Bot(**shown, idle=_idle(row, settings))


def _idle(row: _Row, settings: Settings) -> Idle | None:
    if row.kind != "model" or not row.enabled:
        return None
    if not row.built_in:
        return "built_in_off"
    return None if settings.bot_model_url else "no_model"


async def _seat_is_free(
    connection: AsyncConnection, organisation_id: str, bot_id: str, stands: dict[str, Any]
) -> None:
    """InvalidInput: its place is none of ours, or another bot that is switched on sits there."""
    places = {name: stands[name] for name in PLACES}
    for name, table in PLACES.items():
        if places[name] is not None:
            await _must_be_ours(connection, organisation_id, table, name, places[name])
    if None not in places.values():
        raise InvalidInput("It answers a channel, or a queue.", field="queue_id")
    if not stands["enabled"]:
        return
    same = [bots.c[name].is_(None) if one is None else bots.c[name] == one for name, one in places.items()]
    others = (bots.c.organisation_id == organisation_id, bots.c.enabled, bots.c.id != bot_id, *same)
    if await connection.scalar(select(bots.c.id).where(*others).limit(1)) is not None:
        where = "channel_id" if places["queue_id"] is None else "queue_id"
        raise InvalidInput("Another bot answers there; switch that one off first.", field=where)


async def _must_be_ours(
    connection: AsyncConnection, organisation_id: str, table: Table, field: str, given: str
) -> None:
    ours = select(table.c.id).where(table.c.id == given, table.c.organisation_id == organisation_id)
    if not is_id(given) or await connection.scalar(ours) is None:
        raise InvalidInput(f"There is no such {field.removesuffix('_id')}.", field=field)


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
    if wanted.queue_id is not UNSET:
        values["queue_id"] = wanted.queue_id
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
