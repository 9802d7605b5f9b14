"""Conversations of an organisation with its contacts: begun by it, and spoken in by it for the contact."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.routing.choosing import queue_for
from service.events import ConversationChanged
from service.identity import policy
from service.identity.contacts import contact_of
from service.identity.suspension import must_run
from service.messaging import activity
from service.messaging.listing import one_of_mine
from service.messaging.readers import agents_of
from service.messaging.sides import CONTACT, ORGANISATION
from service.models import Conversation
from service.store import Store, outbox
from service.store.tables import contacts, conversations, desk_states, participants
from service.store.unit_of_work import record
from wire.contracts.activity_kinds import ActivityKind
from wire.contracts.ids import new_id


async def open_service_conversation(
    store: Store, me_id: str, organisation_id: str, contact_id: str
) -> Conversation:
    """A new conversation with a contact, who may have any number of them.

    Raises:
        NotFound: there is no such organisation, or it has no such contact.
        NotYours, RoleLacks, OrganisationSuspended.
    """
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "converse")
        contact = await contact_of(connection, organisation_id, contact_id)
        made = await begin(connection, store.partitions, organisation_id, contact.id, by_id=me_id)
        return await one_of_mine(connection, me_id, made)


async def begin(
    connection: AsyncConnection,
    partitions: int,
    organisation_id: str,
    contact_id: str,
    *,
    by_id: str,
    channel_id: str | None = None,
    demo_at: datetime | None = None,
) -> str:
    """A new conversation of an organisation with a contact of it, in the caller's transaction. Its id.

    It comes to the queue for the contact's language and the channel. `channel_id`: by which the contact came;
    null: an agent began it. `demo_at`: when a demo has it begin, which is marked as one; null: now.
    """
    await must_run(connection, organisation_id)
    now, made, demo = demo_at or datetime.now(UTC), new_id(), demo_at is not None
    row = {"id": made, "kind": "service", "organisation_id": organisation_id, "demo": demo}
    times = {"last_seq": 0, "rev": 0, "created_at": now, "active_at": now}
    await connection.execute(insert(conversations).values(row | times))
    await _sides(connection, made, organisation_id, contact_id)
    language = await connection.scalar(select(contacts.c.language).where(contacts.c.id == contact_id))
    queue_id = await queue_for(connection, organisation_id, language or "", channel_id)
    stands = {"conversation_id": made, "organisation_id": organisation_id, "state": "open"}
    came = {"queue_id": queue_id, "channel_id": channel_id}
    await connection.execute(insert(desk_states).values(stands | came))
    kinds: list[ActivityKind] = ["conversation_opened"]
    kinds += ["conversation_queued"] if queue_id else []
    told = [
        activity.row(
            partitions, kind, at=now, person_id=by_id, conversation_id=made, queue_id=queue_id,
            channel_id=channel_id, organisation_id=organisation_id, demo=demo,
        )
        for kind in kinds
    ]  # fmt: skip
    await outbox.put(connection, told)
    agents = (await agents_of(connection, [organisation_id])).get(organisation_id, ())
    record(connection, ConversationChanged(conversation_id=made, person_ids=agents))
    return made


async def _sides(
    connection: AsyncConnection, conversation_id: str, organisation_id: str, contact_id: str
) -> None:
    """Nothing is suggested to a contact."""
    common: dict[str, Any] = {"conversation_id": conversation_id, "delivered_seq": 0, "read_seq": 0}
    ours = {"party_id": organisation_id, "kind": "organisation", "side": ORGANISATION, "suggestions": True}
    theirs = {"party_id": contact_id, "kind": "contact", "side": CONTACT, "suggestions": False}
    await connection.execute(insert(participants).values(common | ours))
    await connection.execute(insert(participants).values(common | theirs | {"contact_id": contact_id}))
