"""Actions that others want to hear of: do it, then ring both sides. Shared by HTTP and the socket."""

from __future__ import annotations

from contextlib import suppress

from service.api.context import AppContext
from service.api.limits.table import POSTING_TEXT
from service.enrichment.commands import retry_enrichment
from service.errors import NotFound
from service.identity.deletion import delete_me
from service.identity.people import change_me, partners_of
from service.jobs.forget import finish
from service.messaging.conversations import (
    News,
    get_conversation,
    list_conversations,
    open_conversation,
    set_suggestions,
)
from service.messaging.messages import post_message
from service.messaging.reading import changed_since
from service.messaging.receipts import mark
from service.messaging.results import Posted, ReceiptChange
from service.models import Conversation, Me, Message, Person, SuggestionUse, Theme
from service.realtime.frames import (
    ConversationChanged,
    MessageEnriched,
    MessageNew,
    PersonChanged,
    ReceiptSeen,
)


async def post(
    context: AppContext,
    me_id: str,
    conversation_id: str,
    *,
    text: str,
    client_id: str,
    suggestion: SuggestionUse | None = None,
) -> Posted:
    """Commit a message, where its author has not written too much.

    `tell_posted` comes next; between the two, the author's own socket is answered.
    """
    await context.limits.hit(POSTING_TEXT, me_id, cost=max(1, min(len(text), context.settings.max_text)))
    return await post_message(
        context.store,
        context.settings,
        me_id,
        conversation_id,
        text=text,
        client_id=client_id,
        suggestion=suggestion,
    )


async def tell_posted(context: AppContext, posted: Posted) -> None:
    """Both sides get the message, on all their screens. One sent again is told again, lest a crash hid it.

    The other side does not where it ignores or blocks the author.
    """
    author_id, where = posted.mine.author_id, posted.mine.conversation_id
    if posted.reaches and (posted.accepted or posted.asks):
        await show(context, posted.other_id, where)
    if posted.accepted:
        await show(context, author_id, where)
    for person_id, message in ((posted.other_id, posted.theirs), (author_id, posted.mine)):
        if person_id == author_id or posted.reaches:
            frame = MessageNew(conversation_id=where, rev=message.rev, message=message)
            await context.connections.notify(person_id, frame)
    if posted.read is not None:
        await _tell_receipt(context, posted.read)


async def receipt(
    context: AppContext, me_id: str, conversation_id: str, delivered_seq: int | None, read_seq: int | None
) -> None:
    """Move my position; I hear of it on all my screens where it grew, and so does who I talk with."""
    change = await mark(context.store, me_id, conversation_id, delivered_seq=delivered_seq, read_seq=read_seq)
    if change is not None:
        await _tell_receipt(context, change)


async def _tell_receipt(context: AppContext, change: ReceiptChange) -> None:
    frame = ReceiptSeen(
        conversation_id=change.conversation_id,
        person_id=change.person_id,
        delivered_seq=change.delivered_seq,
        read_seq=change.read_seq,
    )
    if change.told:
        await context.connections.notify(change.other_id, frame)
    await context.connections.notify(change.person_id, frame)


async def open_with(context: AppContext, me_id: str, handle: str) -> tuple[Conversation, News]:
    """The conversation with a person; where it is new it appears on my screens, and where it is accepted by
    this on both sides'. A request appears to the other side with its first message."""
    conversation, news = await open_conversation(context.store, me_id, handle)
    if news is not None:
        await show(context, me_id, conversation.id)
    if news == "accepted":
        await show_other(context, me_id, conversation)
    return conversation, news


async def switch_suggestions(context: AppContext, me_id: str, conversation_id: str, on: bool) -> Conversation:
    """Switch suggested replies for me, on all my screens."""
    conversation = await set_suggestions(context.store, me_id, conversation_id, on)
    await show(context, me_id, conversation_id)
    return conversation


async def change(
    context: AppContext, me: Me, *, name: str | None, language: str | None, theme: Theme | None
) -> Me:
    """Change me; partners see a new name or language, and I see what is translated anew."""
    before = {one.id: one.rev for one in await list_conversations(context.store, me.id)} if language else {}
    changed = await change_me(context.store, me.id, name=name, language=language, theme=theme)
    if (changed.name, changed.language) != (me.name, me.language):
        person = _person(changed, online=bool(await context.presence.online([me.id])))
        for partner in await partners_of(context.store, me.id):
            await context.connections.notify(partner, PersonChanged(person=person))
    if changed.language != me.language:
        for conversation in await list_conversations(context.store, me.id):
            if conversation.rev != before.get(conversation.id):
                await show(context, me.id, conversation.id)
    return changed


async def delete_account(context: AppContext, me: Me, password: str) -> None:
    """Delete me: my sockets close, and whoever talked with me sees that I am gone."""
    for session in await delete_me(context.store, me.id, password=password):
        await context.connections.end_session(me.id, session)
    for partner_id, conversation_id in await finish(context.store, context.client, me.id):
        with suppress(NotFound):  # where both are gone, so is the conversation
            theirs = await get_conversation(context.store, partner_id, conversation_id)
            if theirs.last_seq and theirs.state != "blocked":  # else it was never on their screens
                await show(context, partner_id, conversation_id)


async def enrich_again(context: AppContext, me_id: str, message_id: str) -> None:
    """Ask for a failed enrichment again; both sides see that it is pending."""
    mine = await retry_enrichment(context.store, context.settings, me_id, message_id)
    conversation_id = mine.conversation_id
    other_id = (await get_conversation(context.store, me_id, conversation_id)).other.id
    theirs = await _theirs(context, other_id, mine)
    for person_id, messages in ((me_id, (mine,)), (other_id, theirs)):
        for message in messages:
            frame = MessageEnriched(conversation_id=conversation_id, rev=message.rev, message=message)
            await context.connections.notify(person_id, frame)


async def _theirs(context: AppContext, other_id: str, mine: Message) -> tuple[Message, ...]:
    """The other side's view of a message, where it comes to their screens."""
    conversation = await get_conversation(context.store, other_id, mine.conversation_id)
    if conversation.state in ("ignored", "blocked"):
        return ()
    page = await changed_since(context.store, other_id, mine.conversation_id, mine.rev - 1, 1)
    return page.messages


async def show(context: AppContext, person_id: str, conversation_id: str) -> Conversation:
    """Send a person's view of a conversation to all their screens."""
    conversation = await get_conversation(context.store, person_id, conversation_id)
    [shown] = await context.presence.in_all(person_id, [conversation])
    await context.connections.notify(person_id, ConversationChanged(conversation=shown))
    return shown


async def show_other(context: AppContext, me_id: str, mine: Conversation) -> None:
    """The same for the other side of a conversation of mine, unless they block me: to them nothing comes."""
    theirs = await get_conversation(context.store, mine.other.id, mine.id)
    if theirs.state != "blocked":
        await show(context, mine.other.id, mine.id)


def _person(me: Me, *, online: bool) -> Person:
    return Person(
        id=me.id,
        handle=me.handle,
        name=me.name,
        language=me.language,
        online=online,
        last_seen_at=me.last_seen_at,
    )
