"""`/api/desk`: conversations of my organisations, and who serves them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from litestar import Controller, get, post
from litestar.params import Parameter

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import DESK, POSTING, READING
from service.api.posting import post_within_limits
from service.desk.commands import assign, release, reopen, resolve, snooze
from service.desk.counts import desk_counts
from service.desk.models import DeskCounts, DeskItem, DeskPage
from service.desk.queries import View, desk_conversation, desk_conversations
from service.desk.routing.transferring import to_queue
from service.desk.sought import Facets, Sought, facets
from service.desk.states import DueKind, Handling, State
from service.desk.summary import Summary, summary
from service.errors import InvalidInput
from service.models import Me
from service.text import validation
from wire.contracts.ids import new_id

Id = Annotated[str | None, Parameter(max_length=36)]
Language = Annotated[str | None, Parameter(max_length=35)]


class Assigning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To whom, if not to me; `from`: who serves it now, where it is to be taken from them."""

    to: str | None = None
    from_: str | None = msgspec.field(name="from", default=None)


class Snoozing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Until when."""

    until: datetime


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a conversation stands from now on."""

    conversation_id: str
    state: State
    assignee: str | None
    waiting_since: datetime | None
    first_reply_at: datetime | None
    snoozed_until: datetime | None
    queue: str | None
    due_at: datetime | None
    due_kind: DueKind | None


class Transferring(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To a queue, or to a colleague; `from`: as of `Assigning`. `note`: for who takes it over."""

    queue: str | None = None
    to: str | None = None
    from_: str | None = msgspec.field(name="from", default=None)
    note: str | None = None
    client_id: str | None = None
    """Of the note: sent again with the same, it is there once."""


class DeskRoutes(Controller):
    """The desk."""

    path = "/api/desk"
    tags = ("desk",)
    guards = (signed_in,)

    @get("/conversations", guards=[limited(READING)])
    async def list_view(
        self,
        context: AppContext,
        me: Me,
        view: View = "waiting",
        organisation: Id = None,
        queue: Id = None,
        cursor: Annotated[str | None, Parameter(max_length=200)] = None,
        limit: Annotated[int, Parameter(ge=1, le=100)] = 50,
        tag: Id = None,
        language: Language = None,
        channel: Id = None,
    ) -> DeskPage:
        """Conversations of a view, the most urgent first."""
        sought = Sought(
            organisation_id=organisation, queue_id=queue, tag=tag, language=language, channel_id=channel
        )
        return await desk_conversations(context.store, me.id, view, sought=sought, cursor=cursor, limit=limit)

    @get("/conversations/{conversation_id:str}/summary", guards=[limited(READING)])
    async def summary(self, context: AppContext, me: Me, conversation_id: str) -> Summary:
        """Its most telling messages, in my language as far as they were translated."""
        return await summary(context.store, me.id, conversation_id, me.language)

    @get("/conversations/{conversation_id:str}", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me, conversation_id: str) -> DeskItem:
        """One conversation as its desk shows it."""
        return await desk_conversation(context.store, me.id, conversation_id)

    @get("/counts", guards=[limited(READING)])
    async def count(
        self,
        context: AppContext,
        me: Me,
        organisation: Id = None,
        queue: Id = None,
        tag: Id = None,
        language: Language = None,
        channel: Id = None,
    ) -> DeskCounts:
        """How many conversations each view has."""
        sought = Sought(
            organisation_id=organisation, queue_id=queue, tag=tag, language=language, channel_id=channel
        )
        return await desk_counts(context.store, me.id, sought=sought)

    @get("/facets", guards=[limited(READING)])
    async def facets(self, context: AppContext, me: Me) -> Facets:
        """By which channels conversations came, and in which languages."""
        return await facets(context.store, me.id)

    @post("/conversations/{conversation_id:str}/assign", status_code=200, guards=[limited(DESK)])
    async def assign(self, data: Assigning, context: AppContext, me: Me, conversation_id: str) -> Standing:
        """Take it, or hand it to a colleague: 409 `already_assigned` where somebody else was first."""
        found = await assign(context.store, me.id, conversation_id, to_id=data.to, from_id=data.from_)
        return _standing(conversation_id, found)

    @post("/conversations/{conversation_id:str}/transfer", status_code=200, guards=[limited(DESK)])
    async def transfer(
        self, data: Transferring, context: AppContext, me: Me, conversation_id: str
    ) -> Standing:
        """Hand it to a colleague, or to a queue, where it waits for another; with a note for who takes it."""
        if (data.queue is None) == (data.to is None):
            raise InvalidInput("Say either a queue or a colleague.", field="queue")
        client_id = validation.client_id(data.client_id or new_id())
        if data.note is not None:  # before anything is done: else it would be done by half
            validation.message_text(data.note, context.settings.max_text)
        if data.queue is None:
            found = await assign(context.store, me.id, conversation_id, to_id=data.to, from_id=data.from_)
        else:
            found = await to_queue(context.store, me.id, conversation_id, data.queue, from_id=data.from_)
        if data.note is not None:
            await post_within_limits(
                context, me.id, conversation_id, text=data.note, client_id=client_id, note=True, first=POSTING
            )
        return _standing(conversation_id, found)

    @post("/conversations/{conversation_id:str}/release", status_code=200, guards=[limited(DESK)])
    async def release(self, context: AppContext, me: Me, conversation_id: str) -> Standing:
        """Back to the queue."""
        return _standing(conversation_id, await release(context.store, me.id, conversation_id))

    @post("/conversations/{conversation_id:str}/resolve", status_code=200, guards=[limited(DESK)])
    async def resolve(self, context: AppContext, me: Me, conversation_id: str) -> Standing:
        """It is done, until the contact writes again."""
        return _standing(conversation_id, await resolve(context.store, me.id, conversation_id))

    @post("/conversations/{conversation_id:str}/reopen", status_code=200, guards=[limited(DESK)])
    async def reopen(self, context: AppContext, me: Me, conversation_id: str) -> Standing:
        """It is not done after all, or not put aside any longer."""
        return _standing(conversation_id, await reopen(context.store, me.id, conversation_id))

    @post("/conversations/{conversation_id:str}/snooze", status_code=200, guards=[limited(DESK)])
    async def snooze(self, data: Snoozing, context: AppContext, me: Me, conversation_id: str) -> Standing:
        """Put aside until then, or until the contact writes."""
        return _standing(
            conversation_id, await snooze(context.store, me.id, conversation_id, as_utc(data.until))
        )


def as_utc(at: datetime) -> datetime:
    """A time without a zone is UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _standing(conversation_id: str, found: Handling) -> Standing:
    return Standing(
        conversation_id=conversation_id,
        state=found.state,
        assignee=found.assignee_id,
        waiting_since=found.waiting_since,
        first_reply_at=found.first_reply_at,
        snoozed_until=found.snoozed_until,
        queue=found.queue_id,
        due_at=found.due_at,
        due_kind=found.due_kind,
    )
