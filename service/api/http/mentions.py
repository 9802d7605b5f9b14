"""`/api/desk/mentions`: notes that name me."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, get, post, put
from litestar.params import Parameter

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import READING, RECEIPTS
from service.desk.details import Mention, MentionPage, Unread
from service.desk.mentions import list_mentions, mark_mention, mark_until
from service.models import Me


class Marking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether I have read it."""

    read: bool


class MarkingAll(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Id of the message up to which I have read all."""

    until: str


class MentionRoutes(Controller):
    """Mentions of me."""

    path = "/api/desk/mentions"
    tags = ("desk",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def list_mine(
        self,
        context: AppContext,
        me: Me,
        unread: bool = False,
        cursor: Annotated[str | None, Parameter(max_length=36)] = None,
        limit: Annotated[int, Parameter(ge=1, le=100)] = 50,
    ) -> MentionPage:
        """Newest first."""
        return await list_mentions(context.store, me.id, unread=unread, cursor=cursor, limit=limit)

    @put("/{message_id:str}", guards=[limited(RECEIPTS)])
    async def mark(self, data: Marking, context: AppContext, me: Me, message_id: str) -> Mention:
        """I have read it, or will look at it again."""
        return await mark_mention(context.store, me.id, message_id, read=data.read)

    @post("/read", status_code=200, guards=[limited(RECEIPTS)])
    async def mark_until(self, data: MarkingAll, context: AppContext, me: Me) -> Unread:
        """I have read all up to one."""
        return await mark_until(context.store, me.id, data.until)
