"""`/api/conversations`: conversations, their messages, and how far I have read."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

import msgspec
from litestar import Controller, Response, get, patch, post
from litestar.params import Parameter

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import CHANGES, OPENING, POSTING, READING, RECEIPTS, RELAYING, REPORTING
from service.api.posting import post_within_limits
from service.errors import InvalidInput
from service.messaging.addressing import set_address
from service.messaging.conversations import (
    Aside,
    get_conversation,
    open_conversation,
    page_of_conversations,
    set_suggestions,
)
from service.messaging.leaving import leave_conversation, set_muted
from service.messaging.reacting import pinned_in
from service.messaging.reading import read_messages
from service.messaging.receipts import mark
from service.messaging.reporting import report
from service.messaging.requests import (
    accept_conversation,
    block_conversation,
    ignore_conversation,
    unblock_conversation,
)
from service.models import Attachment, Conversation, Me, Message, Page, SuggestionUse
from wire.contracts.events import Address

Seq = Annotated[int | None, Parameter(ge=0)]


class Opening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With whom: a handle."""

    with_: str = msgspec.field(name="with")


class Switch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Suggested replies and announcements, on or off for me; how my side speaks. What is left out stays."""

    suggestions: bool | None = None
    muted: bool | None = None
    address: Address | None = None


class Reporting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the other side is reported, and for which message of theirs."""

    reason: str
    note: str = ""
    message_id: str | None = None


class Writing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message. `client_id` makes it safe to send again."""

    text: str
    client_id: str
    suggestion: SuggestionUse | None = None
    reply_to: str | None = None
    attachment: Attachment | None = None
    link: str | None = None
    """Id of the preview of a link in the text."""
    note: bool = False
    """For those alone who answer for the organisation."""


class Position(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far this side has got; only ever grows."""

    delivered_seq: int | None = None
    read_seq: int | None = None


class ConversationRoutes(Controller):
    """My conversations."""

    path = "/api/conversations"
    tags = ("conversations",)
    guards = (signed_in,)

    @post("/", guards=[limited(OPENING)])
    async def open(self, data: Opening, context: AppContext, me: Me) -> Response[Conversation]:
        """The conversation with a person: 201 where it is new, else 200."""
        conversation, news = await open_conversation(context.store, me.id, data.with_)
        shown = await _shown(context, me, conversation)
        return Response(shown, status_code=201 if news == "opened" else 200)

    @get("/", guards=[limited(READING)])
    async def list_mine(
        self,
        context: AppContext,
        me: Me,
        aside: Annotated[Aside | None, Parameter(query="state")] = None,
        limit: Annotated[int | None, Parameter(ge=1, le=500)] = None,
        cursor: Annotated[str | None, Parameter(max_length=200)] = None,
    ) -> Response[list[Conversation]]:
        """Mine, newest activity first; with `state`, those that I have put aside in that way.

        Where there are more, the header `Link` has the address of the next page.
        """
        found = await page_of_conversations(context.store, me.id, aside, limit=limit, cursor=cursor)
        shown = await context.presence.in_all(me.id, found.conversations)
        return Response(shown, headers=_next_page(aside, limit, found.next))

    @get("/{conversation_id:str}", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me, conversation_id: str) -> Conversation:
        """One of mine."""
        found = await get_conversation(context.store, me.id, conversation_id)
        return await _shown(context, me, found)

    @post("/{conversation_id:str}/accept", status_code=200, guards=[limited(CHANGES)])
    async def accept(self, context: AppContext, me: Me, conversation_id: str) -> Conversation:
        """Talk with who asked for it."""
        return await _shown(context, me, await accept_conversation(context.store, me.id, conversation_id))

    @post("/{conversation_id:str}/ignore", status_code=200, guards=[limited(CHANGES)])
    async def ignore(self, context: AppContext, me: Me, conversation_id: str) -> Conversation:
        """Put a request aside, without a word to who asked."""
        return await _shown(context, me, await ignore_conversation(context.store, me.id, conversation_id))

    @post("/{conversation_id:str}/block", status_code=200, guards=[limited(CHANGES)])
    async def block(self, context: AppContext, me: Me, conversation_id: str) -> Conversation:
        """Nothing of the other side reaches me any more, and they are not told."""
        return await _shown(context, me, await block_conversation(context.store, me.id, conversation_id))

    @post("/{conversation_id:str}/unblock", status_code=200, guards=[limited(CHANGES)])
    async def unblock(self, context: AppContext, me: Me, conversation_id: str) -> Conversation:
        """As it was before I blocked."""
        return await _shown(context, me, await unblock_conversation(context.store, me.id, conversation_id))

    @patch("/{conversation_id:str}", guards=[limited(CHANGES)])
    async def switch(self, data: Switch, context: AppContext, me: Me, conversation_id: str) -> Conversation:
        """Switch suggested replies, or announcements, on or off for me; say how my side speaks."""
        if data.suggestions is not None:
            await set_suggestions(context.store, me.id, conversation_id, data.suggestions)
        if data.muted is not None:
            await set_muted(context.store, me.id, conversation_id, data.muted)
        if data.address is not None:
            await set_address(context.store, me.id, conversation_id, data.address)
        return await _shown(context, me, await get_conversation(context.store, me.id, conversation_id))

    @post("/{conversation_id:str}/leave", status_code=200, guards=[limited(CHANGES)])
    async def leave(self, context: AppContext, me: Me, conversation_id: str) -> Conversation:
        """Have it out of my list, until something is written in it."""
        return await _shown(context, me, await leave_conversation(context.store, me.id, conversation_id))

    @post("/{conversation_id:str}/report", status_code=204, guards=[limited(REPORTING)])
    async def report(self, data: Reporting, context: AppContext, me: Me, conversation_id: str) -> None:
        """Report the other side to whoever runs the installation."""
        await report(
            context.store,
            me.id,
            conversation_id,
            reason=data.reason,
            note=data.note,
            message_id=data.message_id,
        )

    @post("/{conversation_id:str}/messages", guards=[limited(POSTING)])
    async def write(
        self, data: Writing, context: AppContext, me: Me, conversation_id: str
    ) -> Response[Message]:
        """Send a message: 201, or 200 where this `client_id` was seen before."""
        posted = await post_within_limits(
            context,
            me.id,
            conversation_id,
            text=data.text,
            client_id=data.client_id,
            suggestion=data.suggestion,
            reply_to=data.reply_to,
            attachment=data.attachment,
            link=data.link,
            note=data.note,
        )
        return Response(posted.mine, status_code=201 if posted.created else 200)

    @post("/{conversation_id:str}/contact/messages", guards=[limited(RELAYING)])
    async def relay(
        self, data: Writing, context: AppContext, me: Me, conversation_id: str
    ) -> Response[Message]:
        """What a contact of my organisation said elsewhere: 201, or 200 where it is known."""
        _is_theirs(data)
        posted = await post_within_limits(
            context,
            me.id,
            conversation_id,
            text=data.text,
            client_id=data.client_id,
            reply_to=data.reply_to,
            for_contact=True,
        )
        return Response(posted.mine, status_code=201 if posted.created else 200)

    @get("/{conversation_id:str}/messages", guards=[limited(READING)])
    async def read(
        self,
        context: AppContext,
        me: Me,
        conversation_id: str,
        after: Seq = None,
        before: Seq = None,
        limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
    ) -> Page:
        """Messages in order of `seq`; with `before`, the last ones before it."""
        return await read_messages(
            context.store, me.id, conversation_id, after=after, before=before, limit=limit
        )

    @get("/{conversation_id:str}/pinned", guards=[limited(READING)])
    async def pinned(self, context: AppContext, me: Me, conversation_id: str) -> list[Message]:
        """Pinned messages, in order of `seq`."""
        return await pinned_in(context.store, me.id, conversation_id)

    @post("/{conversation_id:str}/receipts", status_code=204, guards=[limited(RECEIPTS)])
    async def mark(self, data: Position, context: AppContext, me: Me, conversation_id: str) -> None:
        """I have got, or read, everything up to a `seq`."""
        await mark(
            context.store, me.id, conversation_id, delivered_seq=data.delivered_seq, read_seq=data.read_seq
        )


def _next_page(aside: Aside | None, limit: int | None, cursor: str | None) -> dict[str, str]:
    """As of RFC 8288. Nothing where this was the last one."""
    if cursor is None:
        return {}
    asked = {"state": aside, "limit": limit, "cursor": cursor}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return {"Link": f'</api/conversations?{query}>; rel="next"'}


async def _shown(context: AppContext, me: Me, conversation: Conversation) -> Conversation:
    """A conversation of mine, saying whether the other side is online."""
    [shown] = await context.presence.in_all(me.id, [conversation])
    return shown


def _is_theirs(data: Writing) -> None:
    """Lest a note for agents alone comes to its contact as words of their own. InvalidInput."""
    extras = {
        "note": data.note,
        "attachment": data.attachment,
        "link": data.link,
        "suggestion": data.suggestion,
    }
    for field, given in extras.items():
        if given:
            raise InvalidInput("What a contact said is a text, and may quote a message.", field=field)
