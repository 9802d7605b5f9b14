"""What an agent does with a conversation of their organisation. Each may be done twice, and tells once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit, states
from service.desk.changes import counted, desk_changed, kinds
from service.desk.rating import first_ask
from service.desk.routing.promises import timed
from service.desk.routing.queues import queue_in
from service.desk.states import Handling
from service.errors import AlreadyAssigned, InvalidInput, NotFound
from service.events import RatingAsked
from service.identity.roles import may
from service.messaging.access import conversation_access
from service.messaging.parties import ConversationState
from service.messaging.rules import ConversationAccess
from service.store import Store, outbox
from service.store.tables import accounts, desk_agents, desk_states, organisations
from service.store.unit_of_work import record

LONGEST_SNOOZE = timedelta(days=366)

Change = Callable[[ConversationAccess, Handling, datetime], Handling]
"""How it is to stand, given how it stands. Raises ServiceError where that may not be."""


async def assign(
    store: Store,
    me_id: str,
    conversation_id: str,
    *,
    to_id: str | None = None,
    from_id: str | None = None,
    at: datetime | None = None,
) -> Handling:
    """Take a conversation, or hand it to a colleague: where it is nobody's, mine, or still `from_id`'s.

    `at` sets it back in time, by a demo.

    Raises:
        AlreadyAssigned: somebody else serves it; `details`: `assignee`, and `name` of theirs.
        NotFound: there is no such conversation, or the colleague is none who may serve it.
        NotYours, RoleLacks.
    """
    wanted = me_id if to_id is None else to_id

    def change(access: ConversationAccess, before: Handling, now: datetime) -> Handling:
        if wanted not in {one.account_id for one in access.state.agents()}:
            raise NotFound("There is no such colleague who may serve it.")
        mine = (None, wanted, me_id if from_id is None else from_id)
        if before.assignee_id not in mine:
            raise AlreadyAssigned("Somebody else serves this.", assignee=before.assignee_id or "")
        return states.assigned(before, wanted, now)

    return await act(store, me_id, conversation_id, change, at=at)


async def release(store: Store, me_id: str, conversation_id: str) -> Handling:
    """Back to the queue: mine, or, by owners and admins, a colleague's.

    Raises:
        AlreadyAssigned: a colleague serves it.
        NotFound, NotYours, RoleLacks.
    """

    def change(access: ConversationAccess, before: Handling, now: datetime) -> Handling:
        if before.assignee_id not in (None, me_id) and not may(access.state.role_of(me_id), "manage"):
            raise AlreadyAssigned("Somebody else serves this.", assignee=before.assignee_id or "")
        return states.given_back(before, now)

    return await act(store, me_id, conversation_id, change)


async def resolve(store: Store, me_id: str, conversation_id: str, *, at: datetime | None = None) -> Handling:
    """It is done, until the contact writes again. `at` as of `assign`. NotFound, NotYours, RoleLacks."""
    return await act(
        store, me_id, conversation_id, lambda _, before, now: states.resolved(before, now), at=at
    )


async def reopen(store: Store, me_id: str, conversation_id: str) -> Handling:
    """It is not done, or not put aside any longer. NotFound, NotYours, RoleLacks."""
    return await act(store, me_id, conversation_id, lambda _, before, __: states.reopened(before))


async def snooze(store: Store, me_id: str, conversation_id: str, until: datetime) -> Handling:
    """Put aside until then, or until the contact writes.

    Raises:
        InvalidInput: it lies in the past, or further ahead than `LONGEST_SNOOZE`.
        NotFound, NotYours, RoleLacks.
    """

    def change(_: ConversationAccess, before: Handling, now: datetime) -> Handling:
        if not now < until <= now + LONGEST_SNOOZE:
            raise InvalidInput(f"A time within the next {LONGEST_SNOOZE.days} days.", field="until")
        return states.snoozed(before, until)

    return await act(store, me_id, conversation_id, change)


async def stands(
    connection: AsyncConnection,
    partitions: int,
    state: ConversationState,
    after: Handling,
    by_id: str | None,
    now: datetime,
) -> None:
    """Write how a conversation stands from now on, and tell of it; the caller holds the conversation."""
    after = timed(after, state.terms_in(after.queue_id))
    if after == (state.handling or Handling()):
        return
    row: dict[str, Any] = {name: getattr(after, name) for name in Handling.__struct_fields__}
    key = {"conversation_id": state.id, "organisation_id": state.organisation_id}
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    written = dialect.insert(desk_states).values(key | row)
    await connection.execute(written.on_conflict_do_update(index_elements=["conversation_id"], set_=row))
    await outbox.put(connection, counted(partitions, state, after, by_id, now))
    if by_id is not None and state.role_of(by_id) is not None:
        await _note(connection, state, after, by_id)
    record(connection, desk_changed(state, after), *_asked(state, after))
    await _busy(connection, state, after, now)


async def _note(connection: AsyncConnection, state: ConversationState, after: Handling, by_id: str) -> None:
    """Who of the organisation did it."""
    for kind in kinds(state.handling or Handling(), after):
        await audit.note(
            connection,
            state.organisation_id or "",
            by_id,
            kind,
            conversation_id=state.id,
            subject_id=after.assignee_id,
        )


def _asked(state: ConversationState, after: Handling) -> list[RatingAsked]:
    """What its visitor is asked from now on: how it was, once it is resolved; nothing where it goes on."""
    was = state.handling.resolved_at if state.handling is not None else None
    visitor = next((one.party_id for one in state.parties if one.visits), None)
    if visitor is None or not state.last_seq or was == after.resolved_at:
        return []
    ask = first_ask(state.id, after.resolved_at) if after.resolved_at is not None else None
    return [RatingAsked(conversation_id=state.id, visitor_id=visitor, ask=ask)]


async def _busy(
    connection: AsyncConnection, state: ConversationState, after: Handling, now: datetime
) -> None:
    """Whose work becomes more or less by it: they are not the ones who were idle longest."""
    before = state.handling or Handling()
    if (before.state, before.assignee_id) == (after.state, after.assignee_id):
        return
    whose = sorted({one for one in (before.assignee_id, after.assignee_id) if one is not None})
    here = (desk_agents.c.organisation_id == state.organisation_id, desk_agents.c.account_id.in_(whose))
    if whose:
        await connection.execute(update(desk_agents).where(*here).values(busy_at=now))


async def act(
    store: Store,
    me_id: str,
    conversation_id: str,
    change: Change,
    *,
    queue_id: str | None = None,
    at: datetime | None = None,
) -> Handling:
    """Let a conversation of my organisation stand otherwise, in a queue of it where one is named.

    Raises:
        NotFound: there is no such conversation at a desk of mine, or no such queue there.
        NotYours, RoleLacks, and what `change` does.
    """
    now = at or datetime.now(UTC)
    async with store.writing() as connection:
        await _hold_members(connection, conversation_id)
        access = await conversation_access(connection, me_id, conversation_id, lock=True)
        if not access.for_organisation:
            raise NotFound("This conversation is at no desk of yours.")
        if queue_id is not None:
            await queue_in(connection, access.organisation_id or "", queue_id)
        try:
            after = change(access, access.state.handling or Handling(), now)
        except AlreadyAssigned as refused:
            raise await _naming(connection, refused) from refused
        await stands(connection, store.partitions, access.state, after, me_id, now)
        return after


async def _hold_members(connection: AsyncConnection, conversation_id: str) -> None:
    """Nobody is removed meanwhile: else a conversation could be given to somebody who has just gone."""
    if connection.dialect.name != "postgresql":
        return
    whose = select(desk_states.c.organisation_id).where(desk_states.c.conversation_id == conversation_id)
    held = select(organisations.c.id).where(organisations.c.id.in_(whose))
    await connection.execute(held.with_for_update(key_share=True))


async def _naming(connection: AsyncConnection, refused: AlreadyAssigned) -> AlreadyAssigned:
    """The same, saying who it is."""
    who = str(refused.details["assignee"])
    name = await connection.scalar(select(accounts.c.name).where(accounts.c.id == who))
    return AlreadyAssigned(f"{name or 'Somebody else'} serves this.", assignee=who, name=name or "")
