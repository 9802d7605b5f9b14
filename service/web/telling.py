"""Actions that others want to hear of: do it, then ring both sides. Shared by HTTP and the socket."""

from __future__ import annotations

from contextlib import suppress

from service.actions import (
    Posted,
    ReceiptChange,
    change_me,
    changed_since,
    delete_me,
    get_conversation,
    list_conversations,
    mark,
    open_conversation,
    partners_of,
    post_message,
    retry_enrichment,
    set_suggestions,
)
from service.actions.conversations import News
from service.domain import Conversation, Me, Message, Person, SuggestionUse, Theme
from service.duties.forget import finish
from service.errors import NotFound
from service.live import ConversationChanged, MessageEnriched, MessageNew, PersonChanged, ReceiptSeen
from service.web.house import House
from service.web.limits.table import POSTING_TEXT


async def post(
    house: House,
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
    await house.limits.hit(POSTING_TEXT, me_id, cost=max(1, min(len(text), house.settings.max_text)))
    return await post_message(
        house.store,
        house.settings,
        me_id,
        conversation_id,
        text=text,
        client_id=client_id,
        suggestion=suggestion,
    )


async def tell_posted(house: House, posted: Posted) -> None:
    """Both sides get the message, on all their screens. One sent again is told again, lest a crash hid it.

    The other side does not where it ignores or blocks the author.
    """
    author_id, where = posted.mine.author_id, posted.mine.conversation_id
    if posted.reaches and (posted.accepted or posted.asks):
        await show(house, posted.other_id, where)
    if posted.accepted:
        await show(house, author_id, where)
    for person_id, message in ((posted.other_id, posted.theirs), (author_id, posted.mine)):
        if person_id == author_id or posted.reaches:
            frame = MessageNew(conversation_id=where, rev=message.rev, message=message)
            await house.hub.ring(person_id, frame)
    if posted.read is not None:
        await _tell_receipt(house, posted.read)


async def receipt(
    house: House, me_id: str, conversation_id: str, delivered_seq: int | None, read_seq: int | None
) -> None:
    """Move my position; I hear of it on all my screens where it grew, and so does who I talk with."""
    change = await mark(house.store, me_id, conversation_id, delivered_seq=delivered_seq, read_seq=read_seq)
    if change is not None:
        await _tell_receipt(house, change)


async def _tell_receipt(house: House, change: ReceiptChange) -> None:
    frame = ReceiptSeen(
        conversation_id=change.conversation_id,
        person_id=change.person_id,
        delivered_seq=change.delivered_seq,
        read_seq=change.read_seq,
    )
    if change.told:
        await house.hub.ring(change.other_id, frame)
    await house.hub.ring(change.person_id, frame)


async def open_with(house: House, me_id: str, handle: str) -> tuple[Conversation, News]:
    """The conversation with a person; where it is new it appears on my screens, and where it is accepted by
    this on both sides'. A request appears to the other side with its first message."""
    conversation, news = await open_conversation(house.store, me_id, handle)
    if news is not None:
        await show(house, me_id, conversation.id)
    if news == "accepted":
        await show_other(house, me_id, conversation)
    return conversation, news


async def switch_suggestions(house: House, me_id: str, conversation_id: str, on: bool) -> Conversation:
    """Switch suggested replies for me, on all my screens."""
    conversation = await set_suggestions(house.store, me_id, conversation_id, on)
    await show(house, me_id, conversation_id)
    return conversation


async def change(house: House, me: Me, *, name: str | None, language: str | None, theme: Theme | None) -> Me:
    """Change me; partners see a new name or language, and I see what is translated anew."""
    before = {one.id: one.rev for one in await list_conversations(house.store, me.id)} if language else {}
    changed = await change_me(house.store, me.id, name=name, language=language, theme=theme)
    if (changed.name, changed.language) != (me.name, me.language):
        person = _person(changed, online=bool(await house.presence.online([me.id])))
        for partner in await partners_of(house.store, me.id):
            await house.hub.ring(partner, PersonChanged(person=person))
    if changed.language != me.language:
        for conversation in await list_conversations(house.store, me.id):
            if conversation.rev != before.get(conversation.id):
                await show(house, me.id, conversation.id)
    return changed


async def delete_account(house: House, me: Me, password: str) -> None:
    """Delete me: my sockets close, and whoever talked with me sees that I am gone."""
    for session in await delete_me(house.store, me.id, password=password):
        await house.hub.end_session(me.id, session)
    for partner_id, conversation_id in await finish(house.store, house.client, me.id):
        with suppress(NotFound):  # where both are gone, so is the conversation
            theirs = await get_conversation(house.store, partner_id, conversation_id)
            if theirs.last_seq and theirs.state != "blocked":  # else it was never on their screens
                await show(house, partner_id, conversation_id)


async def enrich_again(house: House, me_id: str, message_id: str) -> None:
    """Ask for a failed enrichment again; both sides see that it is pending."""
    mine = await retry_enrichment(house.store, house.settings, me_id, message_id)
    conversation_id = mine.conversation_id
    other_id = (await get_conversation(house.store, me_id, conversation_id)).other.id
    theirs = await _theirs(house, other_id, mine)
    for person_id, messages in ((me_id, (mine,)), (other_id, theirs)):
        for message in messages:
            frame = MessageEnriched(conversation_id=conversation_id, rev=message.rev, message=message)
            await house.hub.ring(person_id, frame)


async def _theirs(house: House, other_id: str, mine: Message) -> tuple[Message, ...]:
    """The other side's view of a message, where it comes to their screens."""
    conversation = await get_conversation(house.store, other_id, mine.conversation_id)
    if conversation.state in ("ignored", "blocked"):
        return ()
    page = await changed_since(house.store, other_id, mine.conversation_id, mine.rev - 1, 1)
    return page.messages


async def show(house: House, person_id: str, conversation_id: str) -> Conversation:
    """Send a person's view of a conversation to all their screens."""
    conversation = await get_conversation(house.store, person_id, conversation_id)
    [shown] = await house.presence.in_all(person_id, [conversation])
    await house.hub.ring(person_id, ConversationChanged(conversation=shown))
    return shown


async def show_other(house: House, me_id: str, mine: Conversation) -> None:
    """The same for the other side of a conversation of mine, unless they block me: to them nothing comes."""
    theirs = await get_conversation(house.store, mine.other.id, mine.id)
    if theirs.state != "blocked":
        await show(house, mine.other.id, mine.id)


def _person(me: Me, *, online: bool) -> Person:
    return Person(
        id=me.id,
        handle=me.handle,
        name=me.name,
        language=me.language,
        online=online,
        last_seen_at=me.last_seen_at,
    )
