"""A customer's orders, asked of the organisation's own shop while an agent looks."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from service.desk import audit
from service.desk.card import customer
from service.errors import NotFound
from service.identity import policy
from service.messaging.access import conversation_access
from service.outbound.errors import ShopUnavailable
from service.outbound.hooks import HookFailed, HookSender, checked_url
from service.outbound.signing import headers, new_secret
from service.store import Store
from service.store.typed import fetch_one
from service.store.webhook_tables import shops
from wire.contracts.ids import new_id

WITHIN = 5.0
"""Seconds that a shop gets, with the wait for its turn."""
LARGEST = 64 * 1024
"""Bytes of its answer."""
MOST, LONGEST = 20, 200
"""Orders that are shown, and characters of each text."""
AT_ONCE = 4
"""Questions to one shop at a time: one that is slow holds up its own agents alone."""
REMEMBERED = 1000
"""Shops whose turns a process keeps."""


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asked for orders."""

    url: str
    created_at: datetime


class ShopMade(Shop, frozen=True, kw_only=True):
    """The same, with its secret, which is shown this once."""

    secret: str


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One order, in the shop's own words."""

    id: str
    title: str = ""
    status: str = ""
    total: str = ""
    currency: str = ""
    at: datetime | None = None
    url: str | None = None


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """Those that the shop has of a customer."""

    orders: tuple[Order, ...]


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    url: str
    secret: str
    created_at: datetime


async def shop_of(store: Store, me_id: str, organisation_id: str) -> Shop:
    """Who is asked. NotFound: nobody. NotYours, RoleLacks."""
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "oversee")
        found = await fetch_one(
            connection, _Row, select(shops).where(shops.c.organisation_id == organisation_id)
        )
    if found is None:
        raise NotFound("No shop is set.")
    return Shop(url=found.url, created_at=found.created_at)


async def set_shop(store: Store, me_id: str, organisation_id: str, url: str, *, private: bool) -> ShopMade:
    """Ask this one from now on, with a new secret. InvalidInput, NotFound, NotYours, RoleLacks."""
    row: dict[str, Any] = {"url": checked_url(url, private=private), "secret": new_secret()}
    row["created_at"] = datetime.now(UTC)
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "oversee", lock=True)
        dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
        written = dialect.insert(shops).values(row | {"organisation_id": organisation_id})
        await connection.execute(written.on_conflict_do_update(index_elements=["organisation_id"], set_=row))
        await audit.note(connection, organisation_id, me_id, "shop_changed")
    return ShopMade(**row)


async def remove_shop(store: Store, me_id: str, organisation_id: str) -> None:
    """Ask nobody any more. NotFound, NotYours, RoleLacks."""
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "oversee")
        gone = delete(shops).where(shops.c.organisation_id == organisation_id)
        if (await connection.execute(gone)).rowcount:
            await audit.note(connection, organisation_id, me_id, "shop_deleted")


class ShopReader:
    """Asks shops."""

    def __init__(self, sender: HookSender) -> None:
        self._sender = sender
        self._turns: OrderedDict[str, asyncio.Semaphore] = OrderedDict()

    async def orders(self, store: Store, me_id: str, conversation_id: str) -> Orders:
        """Of the customer of a conversation of my organisation.

        Raises:
            NotFound: also where no shop is set, or the customer was forgotten.
            ShopUnavailable: it does not answer as it should.
            NotYours, RoleLacks.
        """
        async with store.reading() as connection:
            access = await conversation_access(connection, me_id, conversation_id)
            whose = access.organisation_id if access.for_organisation else None
            shop = await fetch_one(connection, _Row, select(shops).where(shops.c.organisation_id == whose))
        if whose is None or shop is None:
            raise NotFound("No shop is set.")
        known = await customer(store, me_id, conversation_id)
        about = {"contact_id": known.contact_id, "reference": known.reference, "email": known.email}
        await audit.was_read(store, whose, me_id, "orders_read", conversation_id)
        return await self._asked(whose, shop, about | {"language": known.language})

    async def _asked(self, organisation_id: str, shop: _Row, about: dict[str, str | None]) -> Orders:
        now = datetime.now(UTC)
        body = msgspec.json.encode({"type": "customer.orders", "timestamp": now, "data": about})
        signed = headers(shop.secret, new_id(), now, body)
        try:
            async with asyncio.timeout(WITHIN), self._turn(organisation_id):
                answer = await self._sender.post(shop.url, body, signed, within=WITHIN, wanted=LARGEST)
            if answer.status != 200:
                raise ShopUnavailable("The shop refuses to say.", status=answer.status)
            return shown(answer.body)
        except HookFailed as failed:
            raise ShopUnavailable("The shop does not answer.", reason=failed.code) from failed
        except TimeoutError as error:
            raise ShopUnavailable("The shop does not answer.", reason="timed_out") from error

    async def close(self) -> None:
        """Let go of connections."""
        await self._sender.close()

    def _turn(self, organisation_id: str) -> asyncio.Semaphore:
        found = self._turns.setdefault(organisation_id, asyncio.Semaphore(AT_ONCE))
        self._turns.move_to_end(organisation_id)
        while len(self._turns) > REMEMBERED:
            self._turns.popitem(last=False)
        return found


def shown(body: bytes) -> Orders:
    """What a shop says, as far as it may be shown. ShopUnavailable: it is nothing of that kind."""
    try:
        said = msgspec.json.decode(body, type=Orders, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ShopUnavailable("The shop says nothing that can be shown.", reason="nonsense") from error
    return Orders(orders=tuple(_shown(one) for one in said.orders[:MOST]))


def _shown(one: Order) -> Order:
    texts = {name: getattr(one, name)[:LONGEST] for name in ("id", "title", "status", "total", "currency")}
    return msgspec.structs.replace(one, **texts, url=one.url if _is_page(one.url) else None)


def _is_page(url: str | None) -> bool:
    """A link that an agent may follow: nothing that a browser would run."""
    try:
        return url is not None and len(url) <= 2000 and urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False
