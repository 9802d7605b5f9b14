"""Actions that others want to hear of: do it, then ring both sides. Shared by HTTP and the socket."""

from __future__ import annotations

from service.actions import (
    Posted,
    change_me,
    changed_since,
    get_conversation,
    list_conversations,
    mark,
    open_conversation,
    partners_of,
    post_message,
    retry_enrichment,
    set_suggestions,
)
from service.domain import Conversation, Me, Person, SuggestionUse, Theme
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
    """Both sides get the message, on all their screens. One sent again is told again, lest a crash hid it."""
    for person_id, message in ((posted.other_id, posted.theirs), (posted.mine.author_id, posted.mine)):
        frame = MessageNew(conversation_id=message.conversation_id, rev=message.rev, message=message)
        await house.hub.ring(person_id, frame)


async def receipt(
    house: House, me_id: str, conversation_id: str, delivered_seq: int | None, read_seq: int | None
) -> None:
    """Move my position; both sides hear of it where it grew."""
    change = await mark(house.store, me_id, conversation_id, delivered_seq=delivered_seq, read_seq=read_seq)
    if change is None:
        return
    frame = ReceiptSeen(
        conversation_id=change.conversation_id,
        person_id=change.person_id,
        delivered_seq=change.delivered_seq,
        read_seq=change.read_seq,
    )
    await house.hub.ring(change.other_id, frame)
    await house.hub.ring(me_id, frame)


async def open_with(house: House, me_id: str, handle: str) -> tuple[Conversation, bool]:
    """The conversation with a person; where it is new, it appears on both sides."""
    conversation, created = await open_conversation(house.store, me_id, handle)
    if created:
        theirs = await get_conversation(house.store, conversation.other.id, conversation.id)
        await _show(house, conversation.other.id, theirs)
        await _show(house, me_id, conversation)
    return conversation, created


async def switch_suggestions(house: House, me_id: str, conversation_id: str, on: bool) -> Conversation:
    """Switch suggested replies for me, on all my screens."""
    conversation = await set_suggestions(house.store, me_id, conversation_id, on)
    await _show(house, me_id, conversation)
    return conversation


async def change(house: House, me: Me, *, name: str | None, language: str | None, theme: Theme | None) -> Me:
    """Change me; partners see a new name or language, and I see what is translated anew."""
    before = {one.id: one.rev for one in await list_conversations(house.store, me.id)} if language else {}
    changed = await change_me(house.store, me.id, name=name, language=language, theme=theme)
    if (changed.name, changed.language) != (me.name, me.language):
        person = await house.presence.shown(_person(changed))
        for partner in await partners_of(house.store, me.id):
            await house.hub.ring(partner, PersonChanged(person=person))
    if changed.language != me.language:
        for conversation in await list_conversations(house.store, me.id):
            if conversation.rev != before.get(conversation.id):
                await _show(house, me.id, conversation)
    return changed


async def enrich_again(house: House, me_id: str, message_id: str) -> None:
    """Ask for a failed enrichment again; both sides see that it is pending."""
    mine = await retry_enrichment(house.store, house.settings, me_id, message_id)
    conversation_id = mine.conversation_id
    other_id = (await get_conversation(house.store, me_id, conversation_id)).other.id
    page = await changed_since(house.store, other_id, conversation_id, mine.rev - 1, 1)
    for person_id, messages in ((me_id, (mine,)), (other_id, page.messages)):
        for message in messages:
            frame = MessageEnriched(conversation_id=conversation_id, rev=message.rev, message=message)
            await house.hub.ring(person_id, frame)


async def _show(house: House, person_id: str, conversation: Conversation) -> None:
    [shown] = await house.presence.in_all([conversation])
    await house.hub.ring(person_id, ConversationChanged(conversation=shown))


def _person(me: Me) -> Person:
    return Person(
        id=me.id, handle=me.handle, name=me.name, language=me.language, last_seen_at=me.last_seen_at
    )
