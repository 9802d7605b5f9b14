"""What people do with enrichments: ask again for one that failed, look at its suggestions."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import update

from service.enrichment import changes
from service.enrichment.announce import announce
from service.enrichment.apply import applied, both_sides
from service.enrichment.enrich_request import queue_again
from service.errors import NotFound
from service.messaging import activity, views
from service.messaging.access import message_of, must_have_accepted, wants_suggestions
from service.models import Message
from service.store import Store, outbox
from service.store.tables import enrichments
from wire.broker.streams import MESSAGES
from wire.contracts.settings import Settings


async def retry_enrichment(store: Store, settings: Settings, me_id: str, message_id: str) -> Message:
    """One that failed, or lacks a way into a language, is pending and queued again; any other stays as it is.

    Gives the message as I see it.

    Raises:
        NotFound, NotYours.
        AcceptFirst, Blocked: I have not accepted the conversation, or block its other side, who would see it.
    """
    async with store.writing() as connection:
        row, access = await message_of(connection, me_id, message_id, lock=True)
        must_have_accepted(access)
        wanted = await wants_suggestions(connection, access.id, me_id)
        if row.status != "failed" and not _lacks_a_way(row.body):
            return views.message(row, me_id, suggestions=wanted)
        found = await both_sides(connection, [row.id])
        if not found:
            raise NotFound("Nothing is left of this message.")
        change = changes.pending_again(row)
        given = await changes.write(connection, [change], {access.id: access.rev})
        await queue_again(
            connection,
            settings.partitions,
            [row.id],
            datetime.now(UTC),
            attempts=0,
            account=me_id,
            name=MESSAGES,
        )
        await announce(connection, [applied(found[0], change.enrichment, given[row.id])])
        return views.message(row, me_id, suggestions=wanted, enrichment=change.enrichment, rev=given[row.id])


def _lacks_a_way(body: str) -> bool:
    """Whether it could not be translated for want of models, which may have come since."""
    given = views.enrichment_of(body).translations.values()
    return any(one.reason == "unsupported_pair" for one in given)


async def suggestions_shown(store: Store, settings: Settings, me_id: str, message_id: str) -> None:
    """The suggestions of this message were on my screen. Analytics is told once per message.

    Nothing happens where there are none for me: the message is my own, or I have switched them off.

    Raises:
        NotFound, NotYours.
    """
    now = datetime.now(UTC)
    async with store.writing(relaxed=True) as connection:
        row, access = await message_of(connection, me_id, message_id, lock=True)
        wanted = await wants_suggestions(connection, access.id, me_id)
        seen = views.message(row, me_id, suggestions=wanted).enrichment.suggestions
        if not seen or row.shown_at is not None:
            return
        shown = update(enrichments).where(enrichments.c.message_id == row.id).values(shown_at=now)
        await connection.execute(shown)
        told = activity.row(
            settings.partitions,
            "suggestions_shown",
            at=now,
            person_id=me_id,
            conversation_id=access.id,
            message_id=row.id,
            count=len(seen),
            organisation_id=access.organisation_id,
            demo=access.demo,
        )
        await outbox.put(connection, [told])
