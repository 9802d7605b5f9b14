"""`/api/widget/visitors/me`: a visitor, by its own token, and its own conversations; nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from litestar import Controller, Response, delete, get, patch, post
from litestar.params import Parameter
from msgspec import UNSET

from service.api.authentication import visiting
from service.api.context import AppContext
from service.api.http.conversations import Position, Seq
from service.api.languages import chosen
from service.api.limits.guard import limited
from service.api.limits.table import CHANGES, LANGUAGE, OPENING, POSTING, READING, RECEIPTS
from service.api.posting import post_within_limits
from service.desk.details import VisitorShown
from service.desk.models import Visitor
from service.desk.rating import ask_of
from service.desk.visiting import Saying, conversations, forget, open_mine, say
from service.messaging.reading import read_messages
from service.messaging.receipts import mark
from service.models import Attachment, Conversation, Message, Page


class VisitorWriting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message of a visitor. `client_id` makes it safe to send again."""

    text: str
    client_id: str
    reply_to: str | None = None
    attachment: Attachment | None = None


class VisitorRoutes(Controller):
    """The visitor who asks."""

    path = "/api/widget/visitors/me"
    tags = ("widget",)
    guards = (visiting,)
    security = ({"bearer": []},)

    @get("/", guards=[limited(READING)])
    async def show(self, context: AppContext, visitor: Visitor) -> VisitorShown:
        """Who I am here, and what I am asked."""
        asked = await context.store.look(lambda connection: ask_of(connection, visitor, datetime.now(UTC)))
        return VisitorShown(**msgspec.structs.asdict(visitor), rating=asked)

    @patch("/", guards=[limited(CHANGES)])
    async def change(self, data: Saying, context: AppContext, visitor: Visitor) -> Visitor:
        """What I am called, how I can be reached, what I read."""
        if data.language is not UNSET and chosen(data.language) != visitor.language:
            await context.limits.hit(LANGUAGE, visitor.id)
        return await say(context.store, visitor, data)

    @delete("/", guards=[limited(CHANGES)])
    async def forget(self, context: AppContext, visitor: Visitor) -> None:
        """Nothing of me stays: what I wrote, my name, my address, my tokens."""
        await forget(context.store, visitor)

    @get("/conversations", guards=[limited(READING)])
    async def list_mine(self, context: AppContext, visitor: Visitor) -> list[Conversation]:
        """Mine, newest activity first."""
        return await conversations(context.store, visitor)

    @post("/conversations", guards=[limited(OPENING)])
    async def open(self, context: AppContext, visitor: Visitor) -> Response[Conversation]:
        """The conversation that I write in: 201 where it is new, else 200."""
        found, new = await open_mine(context.store, visitor)
        return Response(found, status_code=201 if new else 200)

    @get("/conversations/{conversation_id:str}/messages", guards=[limited(READING)])
    async def read(
        self,
        context: AppContext,
        visitor: Visitor,
        conversation_id: str,
        after: Seq = None,
        before: Seq = None,
        limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
    ) -> Page:
        """Messages in order of `seq`; with `before`, the last ones before it."""
        return await read_messages(
            context.store, visitor.id, conversation_id, after=after, before=before, limit=limit
        )

    @post("/conversations/{conversation_id:str}/messages", guards=[limited(POSTING)])
    async def write(
        self, data: VisitorWriting, context: AppContext, visitor: Visitor, conversation_id: str
    ) -> Response[Message]:
        """Send a message: 201, or 200 where this `client_id` was seen before."""
        posted = await post_within_limits(
            context,
            visitor.id,
            conversation_id,
            text=data.text,
            client_id=data.client_id,
            reply_to=data.reply_to,
            attachment=data.attachment,
        )
        return Response(posted.mine, status_code=201 if posted.created else 200)

    @post("/conversations/{conversation_id:str}/receipts", status_code=204, guards=[limited(RECEIPTS)])
    async def mark(self, data: Position, context: AppContext, visitor: Visitor, conversation_id: str) -> None:
        """I have got, or read, everything up to a `seq`."""
        await mark(
            context.store,
            visitor.id,
            conversation_id,
            delivered_seq=data.delivered_seq,
            read_seq=data.read_seq,
        )
