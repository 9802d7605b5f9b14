"""Posting a message; reading is in `reading`, and found here too."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment.enrich_request import row_for, turns_before
from service.errors import ClientIdReused, RequestUnanswered
from service.events import ConversationChanged, MessageAdded, Seen
from service.messaging import views
from service.messaging.access import (
    ConversationAccess,
    contact_access,
    conversation_access,
    must_not_block,
)
from service.messaging.command import PostCommand, checked
from service.messaging.listing import MOST_UNANSWERED
from service.messaging.readers import Audience, audience_of, screens_of
from service.messaging.reading import changed_since, read_messages
from service.messaging.receipts import answered
from service.messaging.requests import accept
from service.messaging.results import Posted
from service.messaging.stored import StoredMessage, message_rows
from service.messaging.suggested import suggested
from service.models import Enrichment, Message, SuggestionUse
from service.store import Store, outbox
from service.store.tables import conversations, enrichments, messages
from service.store.typed import fetch_one
from service.store.unit_of_work import record
from wire.contracts.contents import REMOVED, TEXT, AnyContent, stored
from wire.contracts.events import MessagePosted, Translation
from wire.contracts.ids import new_id
from wire.contracts.settings import Settings

__all__ = ["changed_since", "post_message", "read_messages"]


async def post_message(
    store: Store,
    settings: Settings,
    author_id: str,
    conversation_id: str,
    *,
    text: str,
    client_id: str,
    content: AnyContent = TEXT,
    suggestion: SuggestionUse | None = None,
    posted_at: datetime | None = None,
    for_contact: bool = False,
) -> Posted:
    """Commit a message together with the row that sends it to a worker.

    The same command with the same `client_id` gives back the stored message. A `suggestion` that is not there
    counts as none. `posted_at` sets a demo's messages back in time. Answering a request accepts it. To
    somebody who blocks me it is kept from them. `for_contact`: a contact, for whom I may speak, said it.

    Raises:
        TextEmpty, TextTooLong, InvalidInput, NotFound, NotYours, Blocked, RequestUnanswered, Unavailable.
        ClientIdReused: this client_id belongs to another command.
    """
    command = PostCommand(text=text, client_id=client_id, content=content, suggestion=suggestion)
    command = checked(command, settings.max_text)
    async with store.writing() as connection:
        talk = await _enter(connection, author_id, conversation_id, for_contact)
        if (known := await _known(connection, talk, command.client_id)) is not None:
            return await _again(connection, known, talk, command)
        (talk, accepted), now = await _may_post(connection, talk, command), datetime.now(UTC)
        at, used = posted_at or now, await suggested(connection, talk, command.text, suggestion)
        audience, (seq, rev) = await audience_of(connection, talk), await _next(connection, talk, at)
        message = _message(talk, command, audience, used.given, seq=seq, rev=rev, at=at)
        await _store(connection, talk, message, command, now)
        event = await _event(connection, talk, audience, message, now)
        rows = [row_for(event, settings.partitions), *used.activity(settings.partitions, message, talk)]
        await outbox.put(connection, rows)
        return await _posted(connection, talk, message, event, accepted=accepted)


async def _enter(
    connection: AsyncConnection, author_id: str, conversation_id: str, for_contact: bool
) -> ConversationAccess:
    enter = contact_access if for_contact else conversation_access
    return await enter(connection, author_id, conversation_id, lock=True)


def _message(
    talk: ConversationAccess,
    command: PostCommand,
    audience: Audience,
    given: dict[str, Translation],
    *,
    seq: int,
    rev: int,
    at: datetime,
) -> Message:
    """As it is stored. Where there is nothing to understand it waits for no worker."""
    nothing = not command.text or command.content.one_sided
    return Message(
        id=new_id(),
        conversation_id=talk.id,
        seq=seq,
        rev=rev,
        author_id=talk.me_id,
        author_kind=talk.author_kind,
        side=talk.side,
        client_id=command.client_id,
        text=command.text,
        content=command.content,
        language=audience.mine,
        posted_at=at.astimezone(UTC),
        enrichment=Enrichment(status="done" if nothing else "pending", translations=given),
    )


async def _posted(
    connection: AsyncConnection,
    talk: ConversationAccess,
    message: Message,
    event: MessagePosted,
    *,
    accepted: bool,
) -> Posted:
    """Who answers has read what came before; after a message of one's own side nothing can be new."""
    reaches = talk.relation.reaches_them and not message.content.one_sided
    await _tell(connection, talk, message, accepted=accepted, reaches=reaches)
    if not message.content.one_sided and event.context and not event.context[-1].own:
        await answered(connection, talk)
    return Posted(mine=message, created=True)


async def _tell(
    connection: AsyncConnection, talk: ConversationAccess, message: Message, *, accepted: bool, reaches: bool
) -> None:
    """Both sides get the message, on all their screens; the other not where it ignores or blocks the author.

    A conversation that looks different by it comes first: an accepted one, and a request, which its reader
    does not see before a first message.
    """
    asks = talk.relation.theirs == "request"
    new_to = [talk.other_id] if reaches and (accepted or asks) else []
    new_to += [talk.me_id] if accepted else []
    if new_to:
        record(connection, ConversationChanged(conversation_id=talk.id, person_ids=tuple(new_to)))
    shown_to = await screens_of(connection, talk, reaches=reaches)
    seen = tuple(Seen(person_id=one, message=message) for one in shown_to)
    record(connection, MessageAdded(conversation_id=talk.id, seen=seen))


async def _may_post(
    connection: AsyncConnection, talk: ConversationAccess, command: PostCommand
) -> tuple[ConversationAccess, bool]:
    """Answering accepts, a note does not; who is not answered says so much and no more. It is locked."""
    must_not_block(talk)
    stands = talk.relation
    if command.content.one_sided:
        return talk, False
    if stands.mine != "accepted":
        return await accept(connection, talk), True
    if not stands.settled and talk.last_seq >= MOST_UNANSWERED:
        said = f"You can send {MOST_UNANSWERED} messages before they accept."
        raise RequestUnanswered(said, limit=MOST_UNANSWERED)
    return talk, False


async def _known(
    connection: AsyncConnection, talk: ConversationAccess, client_id: str
) -> StoredMessage | None:
    query = message_rows().where(
        messages.c.conversation_id == talk.id,
        messages.c.author_id == talk.me_id,
        messages.c.client_id == client_id,
    )
    return await fetch_one(connection, StoredMessage, query)


async def _again(
    connection: AsyncConnection, row: StoredMessage, talk: ConversationAccess, command: PostCommand
) -> Posted:
    """The stored message, told again, lest a crash hid it; also where it was edited or taken back since.

    Of messages from before commands were kept the text is compared.
    """
    same = row.text == command.text if row.command is None else row.command == command.digest
    if not same and row.kind != REMOVED.kind:
        raise ClientIdReused("This client_id belongs to a message with another text, content or suggestion.")
    mine = views.message(row, talk.me_id, suggestions=False)
    reaches = talk.relation.reaches_them and not row.withheld
    await _tell(connection, talk, mine, accepted=False, reaches=reaches)
    return Posted(mine=mine, created=False)


async def _store(
    connection: AsyncConnection,
    talk: ConversationAccess,
    message: Message,
    command: PostCommand,
    now: datetime,
) -> None:
    fields = (
        "id",
        "conversation_id",
        "seq",
        "rev",
        "author_id",
        "author_kind",
        "side",
        "client_id",
        "text",
        "language",
        "posted_at",
    )
    row = {name: getattr(message, name) for name in fields}
    row |= {"organisation_id": talk.organisation_id, "queued_at": now, "attempts": 0}
    row |= {"kind": message.content.kind, "content": stored(message.content), "command": command.digest}
    withheld = talk.relation.blocked_since is not None or message.content.one_sided
    await connection.execute(insert(messages).values(row | {"withheld": withheld}))
    known = {"message_id": message.id, "status": message.enrichment.status, "updated_at": now}
    await connection.execute(insert(enrichments).values(known | {"body": views.body_of(message.enrichment)}))


async def _next(
    connection: AsyncConnection, talk: ConversationAccess, posted_at: datetime
) -> tuple[int, int]:
    """The next `seq` and `rev`: the conversation is locked, so that none is given twice or left out."""
    active_at = posted_at if talk.last_seq == 0 else max(posted_at, talk.active_at)
    counted = (
        update(conversations)
        .where(conversations.c.id == talk.id)
        .values(last_seq=conversations.c.last_seq + 1, rev=conversations.c.rev + 1, active_at=active_at)
        .returning(conversations.c.last_seq, conversations.c.rev)
    )
    row = (await connection.execute(counted)).one()
    return row.last_seq, row.rev


async def _event(
    connection: AsyncConnection, talk: ConversationAccess, audience: Audience, message: Message, now: datetime
) -> MessagePosted:
    return MessagePosted(
        message_id=message.id,
        conversation_id=talk.id,
        seq=message.seq,
        author_id=talk.me_id,
        text=message.text,
        language=message.language,
        targets=audience.targets,
        context=await turns_before(connection, talk.id, message.seq, talk.side),
        given=message.enrichment.translations,
        posted_at=message.posted_at,
        queued_at=now,
        suggest=audience.suggest,
        organisation_id=talk.organisation_id,
        demo=talk.demo,
        kind=message.content.kind,
        elsewhere=message.enrichment.status != "pending",
    )
