"""What a visitor does by itself: comes, says who it is and what it reads, begins to write, is forgotten."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import visitors
from service.desk.card import forget_card
from service.desk.channels import channel_by_key
from service.desk.commands import stands
from service.desk.models import Channel, Identity, Visitor, VisitorMade
from service.desk.rating import forget_comments
from service.desk.states import Handling, resolved
from service.enrichment.retranslate import read_anew_by_contact
from service.errors import ChannelUnknown, ConsentNeeded, IdentityUnproven, InvalidInput
from service.events import ConversationChanged
from service.files.forgetting import release_unsent
from service.identity import names
from service.identity.suspension import must_run
from service.messaging import activity, taken_back
from service.messaging.conversation_views import FORGOTTEN
from service.messaging.erasure import erase_conversation
from service.messaging.listing import one_of_mine, visited_by
from service.messaging.lookup import conversation_state
from service.messaging.readers import agents_of
from service.messaging.service_conversations import begin
from service.models import Conversation
from service.store import Store, outbox
from service.store.tables import contacts, participants
from service.store.tables import visitors as tokens
from service.store.unit_of_work import record
from service.text import validation
from service.text.visible import is_blank
from wire.contracts.ids import new_id

LONGEST_EMAIL = 254
LONGEST_REFERENCE = 200


class Coming(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody says who comes by a channel."""

    language: str
    consent: bool
    """They agree that what they write is kept and shown to the organisation."""
    name: str | None = None
    email: str | None = None
    identity: Identity | None = None


class Saying(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a visitor says of itself from now on; what is left out stays, null takes it away."""

    name: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    language: str | UnsetType = UNSET


async def come(store: Store, key: str, said: Coming) -> VisitorMade:
    """A token for somebody who wants to write by this channel.

    With an identity that their site has signed they are the contact whom it knows so, with what they wrote.

    Raises:
        ChannelUnknown: there is no such channel, or it is switched off.
        OrganisationSuspended: it is an organisation's that is.
        ConsentNeeded: they have not agreed.
        IdentityUnproven: the site has not signed this identity.
        InvalidInput: `details["field"]`.
    """
    if not said.consent:
        raise ConsentNeeded("Agree that what you write is kept and shown to this organisation.")
    given = {"language": validation.language(said.language)}
    given |= _name(said.name) if said.name else {}
    given |= {"email": _email(said.email)} if said.email else {}
    now = datetime.now(UTC)
    async with store.writing() as connection:
        known = await channel_by_key(connection, key)
        if not known.channel.enabled:
            raise ChannelUnknown("There is no such channel.")
        await must_run(connection, known.organisation_id)
        reference = None if said.identity is None else _proven(known.channel, said.identity)
        contact_id = await _contact(connection, known.organisation_id, reference, given, now)
        token = await visitors.begin(connection, contact_id, known.channel.id, now)
        last = await _last_conversation(connection, contact_id)
        return VisitorMade(token=token, contact_id=contact_id, conversation_id=last)


async def say(store: Store, visitor: Visitor, said: Saying) -> Visitor:
    """Another name, e-mail or language; agents see it on their screens. InvalidInput, NotSignedIn.

    What was written to them lately is translated into a new language.
    """
    given: dict[str, Any] = {}
    if said.name is not UNSET:
        given |= _name(said.name) if said.name else unnamed(visitor.id)
    if said.email is not UNSET:
        given["email"] = _email(said.email) if said.email else None
    if said.language is not UNSET:
        given["language"] = validation.language(said.language)
    after = msgspec.structs.replace(visitor, **{one: given[one] for one in given if one != "name_key"})
    if after != visitor:
        async with store.writing() as connection:
            await visitors.still_here(connection, visitor.id)
            mine = update(contacts).where(contacts.c.id == visitor.id)
            await connection.execute(mine.values(given))
            await _tell(connection, store.partitions, visitor, after)
    return after


async def conversations(store: Store, visitor: Visitor) -> list[Conversation]:
    """Theirs, newest activity first."""
    return await store.look(lambda connection: visited_by(connection, visitor.id))


async def open_mine(
    store: Store, visitor: Visitor, *, demo_at: datetime | None = None
) -> tuple[Conversation, bool]:
    """The conversation in which they write, and whether it is new: they have one, however often they ask.

    `demo_at`: as of `begin`. NotSignedIn: they were forgotten meanwhile.
    """
    async with store.writing() as connection:
        await visitors.still_here(connection, visitor.id)
        last = await _last_conversation(connection, visitor.id)
        new = last is None
        if last is None:
            last = await begin(
                connection, store.partitions, visitor.organisation_id, visitor.id,
                by_id=visitor.id, channel_id=visitor.channel_id, demo_at=demo_at,
            )  # fmt: skip
        return await one_of_mine(connection, visitor.id, last), new


async def forget(store: Store, visitor: Visitor) -> None:
    """At their own wish, as `forget_contact`."""
    await forget_contact(store, visitor.id, visitor.organisation_id)


async def forget_contact(store: Store, contact_id: str, organisation_id: str) -> None:
    """Nothing stays of what they wrote or said of themselves, and all their tokens end.

    The broker lets go of their words within minutes, by the job `taken_back`.
    What the organisation wrote is the organisation's. Doing it again does no harm.
    """
    gone = dict.fromkeys(("email", "reference", "consented_at", "last_seen_at")) | {
        "name": FORGOTTEN,
        "name_key": FORGOTTEN,
    }
    now = datetime.now(UTC)
    async with store.writing() as connection:
        mine = select(participants.c.conversation_id).where(participants.c.contact_id == contact_id)
        for conversation_id in (await connection.execute(mine)).scalars().all():
            await taken_back.note_all(connection, conversation_id, contact_id, now)
            await erase_conversation(connection, contact_id, conversation_id)
            await _done(connection, store.partitions, conversation_id, contact_id)
            await forget_comments(connection, [conversation_id])
        await connection.execute(update(contacts).where(contacts.c.id == contact_id).values(gone))
        await release_unsent(connection, contact_id)
        await forget_card(connection, contact_id)
        await visitors.end(connection, tokens.c.contact_id == contact_id)
        told = activity.row(
            store.partitions,
            "person_forgotten",
            at=now,
            person_id=contact_id,
            organisation_id=organisation_id,
        )
        await outbox.put(connection, [told])


async def _done(connection: AsyncConnection, partitions: int, conversation_id: str, visitor_id: str) -> None:
    """Nobody is left to be answered. The conversation is held since its texts were erased."""
    state = await conversation_state(connection, conversation_id)
    if state is not None:
        now = datetime.now(UTC)
        after = resolved(state.handling or Handling(), now)
        await stands(connection, partitions, state, after, visitor_id, now)


async def _contact(
    connection: AsyncConnection,
    organisation_id: str,
    reference: str | None,
    given: dict[str, Any],
    now: datetime,
) -> str:
    """The contact whom the site knows so, or a new one. Two who come at once with one reference share it."""
    made = new_id()
    row: dict[str, Any] = {"id": made, "organisation_id": organisation_id, "reference": reference}
    row |= {"created_at": now, "consented_at": now} | unnamed(made) | given
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    again = (
        dialect.insert(contacts)
        .values(row)
        .on_conflict_do_update(
            index_elements=["organisation_id", "reference"], set_=given | {"consented_at": now}
        )
    )
    return str(await connection.scalar(again.returning(contacts.c.id)))


def unnamed(contact_id: str) -> dict[str, str]:
    """What one is called who has not said a name: a sign in no language, by which agents tell two apart."""
    sign = f"#{contact_id[-4:].upper()}"
    return {"name": sign, "name_key": names.name_key(sign)}


async def _last_conversation(connection: AsyncConnection, contact_id: str) -> str | None:
    query = select(participants.c.conversation_id).where(participants.c.contact_id == contact_id)
    found: str | None = await connection.scalar(
        query.order_by(participants.c.conversation_id.desc()).limit(1)
    )
    return found


async def _tell(connection: AsyncConnection, partitions: int, visitor: Visitor, after: Visitor) -> None:
    talk = await _last_conversation(connection, visitor.id)
    if talk is None:
        return
    if after.language != visitor.language:
        await read_anew_by_contact(connection, partitions, visitor.id, after.language, talk)
    agents = (await agents_of(connection, [visitor.organisation_id])).get(visitor.organisation_id, ())
    changed = ConversationChanged(conversation_id=talk, person_ids=(*agents, visitor.id))
    record(connection, changed)


def _proven(channel: Channel, identity: Identity) -> str:
    """The site's own id of somebody, where the site has signed it."""
    known = validation.storable(identity.id, "identity.id").strip()
    if is_blank(known) or len(known) > LONGEST_REFERENCE:
        raise InvalidInput(f"An id has 1 to {LONGEST_REFERENCE} characters.", field="identity.id")
    signed = hmac.new(channel.secret.encode(), known.encode(), sha256).hexdigest()
    if not hmac.compare_digest(signed.encode(), identity.hmac.encode(errors="replace")):
        raise IdentityUnproven("The site has not signed who this visitor is.")
    return known


def _name(text: str) -> dict[str, str]:
    name = names.name(text)
    return {"name": name, "name_key": names.name_key(name)}


def _email(text: str) -> str:
    """As it was given; nobody has proved that it is theirs."""
    text = validation.storable(text, "email").strip()
    local, at, host = text.rpartition("@")
    if not (local and at and "." in host) or any(one.isspace() for one in text) or len(text) > LONGEST_EMAIL:
        raise InvalidInput("This is no e-mail address.", field="email")
    return text
