"""What is known of the customer of a conversation, what agents note of them, and where their visitor is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Select, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit, pages
from service.desk.changes import details_changed
from service.desk.details import Card, OtherConversation, Rating, SitePage
from service.desk.models import Visitor
from service.desk.origins import allowed
from service.desk.rating import newest_of, scores_of
from service.desk.states import State
from service.desk.visitors import still_here
from service.enrichment.sentiment import trend_of
from service.errors import InvalidInput, NotFound, OriginNotAllowed, TooMany
from service.identity.models import Contact
from service.messaging.access import conversation_access
from service.messaging.lookup import conversation_state
from service.messaging.rules import ConversationAccess
from service.messaging.sides import CONTACT
from service.store import Store
from service.store.ops_tables import contact_cards
from service.store.tables import channels, contacts, conversations, desk_states, participants
from service.store.typed import fetch, fetch_one
from service.store.unit_of_work import record
from service.text import validation
from service.text.visible import is_blank
from service.text.zones import is_zone

MOST_ATTRIBUTES, LONGEST_NAME, LONGEST_TEXT = 50, 40, 500
MOST_OTHERS = 20
"""Other conversations that a card shows."""


class Visiting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a visitor is: the page of the site, and the zone of its clock."""

    url: str
    title: str = ""
    time_zone: str | None = None


class CardWanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What agents note of a customer; what is left out stays, null takes it away."""

    attributes: dict[str, str | None]


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `contact_cards`, without its key."""

    time_zone: str | None = None
    page_url: str | None = None
    page_title: str | None = None
    page_at: datetime | None = None
    attributes: str = "{}"

    def page(self) -> SitePage | None:
        """Null: nobody has said where."""
        if self.page_url is None or self.page_at is None:
            return None
        return SitePage(url=self.page_url, title=self.page_title or "", at=self.page_at)

    def named(self) -> dict[str, str]:
        return msgspec.json.decode(self.attributes, type=dict[str, str])


class _Other(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    state: State
    created_at: datetime
    resolved_at: datetime | None
    last_seq: int
    sentiment_trend: str


class _Known(Contact, frozen=True, kw_only=True):
    created_at: datetime
    last_seen_at: datetime | None
    email: str | None


async def customer(store: Store, me_id: str, conversation_id: str) -> Card:
    """Of a conversation of my organisation; that I looked is noted.

    Raises:
        NotFound: also where the customer was forgotten.
        NotYours, RoleLacks.
    """
    async with store.reading() as connection:
        access = await _mine(connection, me_id, conversation_id)
        found = await _card(connection, access)
    await audit.was_read(store, access.organisation_id or "", me_id, "customer_read", conversation_id)
    return found


async def change_customer(store: Store, me_id: str, conversation_id: str, wanted: CardWanted) -> Card:
    """Note something of a customer.

    Raises:
        InvalidInput: `details["field"]`.
        TooMany, NotFound, NotYours, RoleLacks.
    """
    said = _attributes(wanted.attributes)
    async with store.writing() as connection:
        access = await _mine(connection, me_id, conversation_id, lock=True)
        before = (await _kept(connection, access.other_id)).named()
        after = {name: text for name, text in (before | said).items() if text is not None}
        if len(after) > MOST_ATTRIBUTES:
            raise TooMany(f"At most {MOST_ATTRIBUTES} are kept of a customer.", limit=MOST_ATTRIBUTES)
        if after != before:
            await _keep(connection, access.other_id, {"attributes": msgspec.json.encode(after).decode()})
            await audit.note(
                connection,
                access.organisation_id or "",
                me_id,
                "customer_changed",
                conversation_id=conversation_id,
                subject_id=access.other_id,
            )
        return await _card(connection, access)


async def visiting(store: Store, visitor: Visitor, said: Visiting, own: str) -> None:
    """A visitor is on this page now; its agents see it. `own`: host of our own pages, which are of any site.

    Raises:
        InvalidInput: `details["field"]`.
        OriginNotAllowed: the page is of no site of the channel.
        NotSignedIn.
    """
    url, now = pages.address(said.url), datetime.now(UTC)
    values: dict[str, Any] = {"page_url": url, "page_title": pages.title(said.title), "page_at": now}
    if said.time_zone is not None:
        values["time_zone"] = _zone(said.time_zone)
    async with store.writing(relaxed=True) as connection:
        sites = select(channels.c.allowed_origins).where(channels.c.id == visitor.channel_id)
        known = msgspec.json.decode(await connection.scalar(sites) or "[]", type=list[str])
        if pages.origin_of(url).partition("://")[2] != own and not allowed(pages.origin_of(url), known):
            raise OriginNotAllowed("This page is of no site of the channel.")
        await still_here(connection, visitor.id)
        await _keep(connection, visitor.id, values)
        page = SitePage(url=url, title=values["page_title"], at=now)
        state = (
            await conversation_state(connection, visitor.conversation_id) if visitor.conversation_id else None
        )
        if state is not None and state.last_seq:
            record(connection, details_changed(state, page=page))


async def forget_card(connection: AsyncConnection, contact_id: str) -> None:
    """Nothing of it stays."""
    await connection.execute(delete(contact_cards).where(contact_cards.c.contact_id == contact_id))


async def _mine(
    connection: AsyncConnection, me_id: str, conversation_id: str, *, lock: bool = False
) -> ConversationAccess:
    access = await conversation_access(connection, me_id, conversation_id, lock=lock)
    if not access.for_organisation:
        raise NotFound("This conversation is at no desk of yours.")
    return access


async def _card(connection: AsyncConnection, access: ConversationAccess) -> Card:
    query = select(contacts).where(contacts.c.id == access.other_id, contacts.c.name != "")
    known = await fetch_one(connection, _Known, query)
    if known is None:
        raise NotFound("This customer asked to be forgotten.")
    kept = await _kept(connection, known.id)
    others = await _others(connection, known.id, access.id)
    return Card(
        contact_id=known.id,
        name=known.name,
        reference=known.reference,
        email=known.email,
        language=known.language,
        time_zone=kept.time_zone,
        page=kept.page(),
        first_seen=known.created_at,
        last_seen=max((at for at in (known.last_seen_at, kept.page_at) if at is not None), default=None),
        conversations=others,
        ratings=tuple(await fetch(connection, Rating, newest_of(access.id))),
        attributes=kept.named(),
    )


async def _others(connection: AsyncConnection, contact_id: str, but: str) -> tuple[OtherConversation, ...]:
    rows = await fetch(connection, _Other, _theirs(contact_id, but))
    scores: Mapping[str, int] = await scores_of(connection, [one.id for one in rows])
    return tuple(
        OtherConversation(
            id=one.id,
            state=one.state,
            created_at=one.created_at,
            resolved_at=one.resolved_at,
            messages=one.last_seq,
            sentiment=trend_of(one.sentiment_trend),
            rating=scores.get(one.id),
        )
        for one in rows
    )


def _theirs(contact_id: str, but: str) -> Select[Any]:
    return (
        select(
            conversations.c.id,
            desk_states.c.state,
            conversations.c.created_at,
            desk_states.c.resolved_at,
            conversations.c.last_seq,
            participants.c.sentiment_trend,
        )
        .join(participants, participants.c.conversation_id == conversations.c.id)
        .join(desk_states, desk_states.c.conversation_id == conversations.c.id)
        .where(participants.c.contact_id == contact_id, participants.c.side == CONTACT)
        .where(conversations.c.id != but, conversations.c.last_seq > 0)
        .order_by(conversations.c.id.desc())
        .limit(MOST_OTHERS)
    )


async def _kept(connection: AsyncConnection, contact_id: str) -> _Kept:
    query = select(contact_cards).where(contact_cards.c.contact_id == contact_id)
    return await fetch_one(connection, _Kept, query) or _Kept()


async def _keep(connection: AsyncConnection, contact_id: str, values: dict[str, Any]) -> None:
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    written = dialect.insert(contact_cards).values({"contact_id": contact_id, "attributes": "{}"} | values)
    await connection.execute(written.on_conflict_do_update(index_elements=["contact_id"], set_=values))


def _attributes(said: Mapping[str, str | None]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name, text in said.items():
        called = " ".join(validation.storable(name, "attributes").split())
        if is_blank(called) or len(called) > LONGEST_NAME:
            raise InvalidInput(f"A name has 1 to {LONGEST_NAME} characters.", field="attributes")
        if text is not None and len(validation.storable(text, "attributes")) > LONGEST_TEXT:
            raise InvalidInput(f"A text has at most {LONGEST_TEXT} characters.", field="attributes")
        found[called] = None if text is None or is_blank(text) else text.strip()
    return found


def _zone(text: str) -> str | None:
    """As IANA calls it; None where nobody knows it."""
    return text if is_zone(text) else None
