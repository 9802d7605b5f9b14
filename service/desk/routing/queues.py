"""Queues of an organisation: what waits for whom. Made by owners and admins, seen by all who converse."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.desk.bot.seating import unseat
from service.desk.routing import lists
from service.desk.routing.promises import Sla, checked, terms_of
from service.errors import InvalidInput, NotFound, TooMany
from service.identity import names, policy
from service.identity.roles import MAY
from service.store import Store
from service.store.bot_tables import bots
from service.store.tables import channels, conversations, desk_states, memberships, queue_members, queues
from service.store.typed import fetch
from wire.contracts.ids import is_id, new_id

Assignment = Literal["manual", "automatic"]

MOST = 50
"""Queues of one organisation."""


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """What waits for whom."""

    id: str
    name: str
    languages: tuple[str, ...]
    """Of contacts whose conversations come here; none: of any."""
    skills: tuple[str, ...]
    """Of agents who should serve it."""
    channels: tuple[str, ...]
    """By which they come; none: any."""
    topics: tuple[str, ...]
    """Of what is asked, once that is understood; none: any."""
    members: tuple[str, ...]
    """Accounts that serve it, where it is not everybody's: none, where the last of them has left."""
    everybody: bool
    """All who converse serve it."""
    assignment: Assignment
    created_at: datetime
    sla: Sla | None
    """What is promised to who waits here; null: what the organisation promises."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a queue is to be otherwise; what is left out stays."""

    name: str | UnsetType = UNSET
    languages: tuple[str, ...] | UnsetType = UNSET
    skills: tuple[str, ...] | UnsetType = UNSET
    channels: tuple[str, ...] | UnsetType = UNSET
    topics: tuple[str, ...] | UnsetType = UNSET
    members: tuple[str, ...] | UnsetType = UNSET
    """None: everybody."""
    assignment: Assignment | UnsetType = UNSET
    sla: Sla | UnsetType | None = UNSET
    """Null: what the organisation promises."""


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    """Columns of `queues`."""

    id: str
    name: str
    languages: str
    skills: str
    channels: str
    topics: str
    assignment: Assignment
    created_at: datetime
    everybody: bool
    sla: str | None


async def create_queue(store: Store, me_id: str, organisation_id: str, name: str, wanted: Wanted) -> Queue:
    """A new queue, to be taken from by hand unless told otherwise.

    Raises:
        InvalidInput: `details["field"]`; also of a name that another one has.
        NotFound: no such organisation; a member is none of it, or a channel.
        NotYours, RoleLacks, TooMany.
    """
    row: dict[str, Any] = {"id": new_id(), "organisation_id": organisation_id}
    row |= {"languages": "[]", "skills": "[]", "channels": "[]", "topics": "[]", "assignment": "manual"}
    row |= {"everybody": True, "created_at": datetime.now(UTC)}
    row |= _values(msgspec.structs.replace(wanted, name=name))
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "route", lock=True)
        here = select(func.count()).where(queues.c.organisation_id == organisation_id)
        if int(await connection.scalar(here) or 0) >= MOST:
            raise TooMany(f"An organisation has at most {MOST} queues.", limit=MOST)
        await _must_be_ours(connection, organisation_id, row["id"], row, wanted)
        await connection.execute(insert(queues).values(row))
        await _set_members(connection, row["id"], wanted)
        await audit.note(connection, organisation_id, me_id, "queue_created", subject_id=row["id"])
        return await _one(connection, organisation_id, row["id"])


async def list_queues(store: Store, me_id: str, organisation_id: str) -> list[Queue]:
    """Those of an organisation, the oldest first. NotFound, NotYours, RoleLacks."""
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "converse")
        return await queues_of(connection, organisation_id)


async def change_queue(
    store: Store, me_id: str, organisation_id: str, queue_id: str, wanted: Wanted
) -> Queue:
    """Change one; what waits in it stays. Raises as `create_queue`."""
    values = _values(wanted)
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "route", lock=True)
        await _one(connection, organisation_id, queue_id)
        await _must_be_ours(connection, organisation_id, queue_id, values, wanted)
        if values:
            await connection.execute(update(queues).where(queues.c.id == queue_id).values(values))
        await _set_members(connection, queue_id, wanted)
        if wanted.sla is not UNSET:
            await _reckon(connection, queue_id)
        await audit.note(connection, organisation_id, me_id, "queue_changed", subject_id=queue_id)
        return await _one(connection, organisation_id, queue_id)


async def delete_queue(store: Store, me_id: str, organisation_id: str, queue_id: str) -> None:
    """What waits in it waits in none; a bot that sat there stays, switched off.

    Raises:
        NotFound, NotYours, RoleLacks.
    """
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "route", lock=True)
        await _one(connection, organisation_id, queue_id)
        await unseat(connection, me_id, organisation_id, bots.c.queue_id == queue_id)
        here = desk_states.c.queue_id == queue_id
        await _hold_all(connection, select(desk_states.c.conversation_id).where(here))
        await connection.execute(delete(queues).where(queues.c.id == queue_id))
        await audit.note(connection, organisation_id, me_id, "queue_deleted", subject_id=queue_id)
        await _reckon(connection, queue_id)
        await connection.execute(update(desk_states).where(here).values(queue_id=None))


async def _reckon(connection: AsyncConnection, queue_id: str) -> None:
    """What is due there is reckoned anew by the job `queues`."""
    here = (desk_states.c.queue_id == queue_id, desk_states.c.state != "resolved")
    await connection.execute(update(desk_states).where(*here).values(look_at=datetime.now(UTC)))


async def _hold_all(connection: AsyncConnection, ids: Select[tuple[str]]) -> None:
    """Nobody writes in these conversations, and with that keeps what is going to be deleted."""
    if connection.dialect.name == "postgresql":
        query = select(conversations.c.id).where(conversations.c.id.in_(ids)).order_by(conversations.c.id)
        await connection.execute(query.with_for_update(key_share=True))


async def queues_of(connection: AsyncConnection, organisation_id: str) -> list[Queue]:
    """All of an organisation, the oldest first. Members who may converse no more are left out."""
    query = select(queues).where(queues.c.organisation_id == organisation_id).order_by(queues.c.id)
    rows = await fetch(connection, _Row, query)
    seated = (
        select(queue_members.c.queue_id, queue_members.c.account_id)
        .join(queues, queues.c.id == queue_members.c.queue_id)
        .join(
            memberships,
            (memberships.c.organisation_id == queues.c.organisation_id)
            & (memberships.c.account_id == queue_members.c.account_id),
        )
        .where(queues.c.organisation_id == organisation_id, memberships.c.role.in_(sorted(MAY["converse"])))
        .order_by(queue_members.c.account_id)
    )
    members: dict[str, list[str]] = {}
    for queue_id, account_id in (await connection.execute(seated)).all():
        members.setdefault(queue_id, []).append(account_id)
    return [_view(one, members.get(one.id, [])) for one in rows]


async def queue_in(connection: AsyncConnection, organisation_id: str, queue_id: str) -> str:
    """The id, where it is a queue of this organisation, which stays until the transaction ends. NotFound."""
    here = (queues.c.id == queue_id, queues.c.organisation_id == organisation_id)
    query = select(queues.c.id).where(*here).with_for_update(read=True, key_share=True)
    if not is_id(queue_id) or await connection.scalar(query) is None:
        raise NotFound("There is no such queue.")
    return queue_id


async def _must_be_ours(
    connection: AsyncConnection,
    organisation_id: str,
    queue_id: str,
    values: dict[str, Any],
    wanted: Wanted,
) -> None:
    """Nobody and nothing of another organisation, and no name twice."""
    if "name_key" in values:
        named = select(queues.c.id).where(
            queues.c.organisation_id == organisation_id, queues.c.name_key == values["name_key"]
        )
        if await connection.scalar(named) not in (None, queue_id):
            raise InvalidInput("Another queue has this name.", field="name")
    if wanted.channels:
        ours = select(channels.c.id).where(channels.c.organisation_id == organisation_id)
        await _all_among(connection, ours, wanted.channels, "channels")
    if wanted.members:
        serving = select(memberships.c.account_id).where(
            memberships.c.organisation_id == organisation_id, memberships.c.role.in_(sorted(MAY["converse"]))
        )
        await _all_among(connection, serving, wanted.members, "members")


async def _all_among(connection: AsyncConnection, ours: Any, given: Collection[str], field: str) -> None:
    known = set((await connection.execute(ours)).scalars())
    if not known.issuperset(given):
        raise InvalidInput(f"One of the {field} is none of this organisation.", field=field)


async def _set_members(connection: AsyncConnection, queue_id: str, wanted: Wanted) -> None:
    if wanted.members is UNSET:
        return
    await connection.execute(delete(queue_members).where(queue_members.c.queue_id == queue_id))
    rows = [{"queue_id": queue_id, "account_id": one} for one in dict.fromkeys(wanted.members)]
    if rows:
        await connection.execute(insert(queue_members), rows)


async def _one(connection: AsyncConnection, organisation_id: str, queue_id: str) -> Queue:
    found = {one.id: one for one in await queues_of(connection, organisation_id)}.get(queue_id)
    if found is None:
        raise NotFound("There is no such queue.")
    return found


def _values(wanted: Wanted) -> dict[str, Any]:
    """Columns as they are to be, checked."""
    values: dict[str, Any] = {}
    if wanted.name is not UNSET:
        values["name"] = names.name(wanted.name)
        values["name_key"] = names.name_key(values["name"])
    if wanted.languages is not UNSET:
        values["languages"] = lists.kept(lists.languages(wanted.languages))
    if wanted.skills is not UNSET:
        values["skills"] = lists.kept(lists.skills(wanted.skills))
    if wanted.channels is not UNSET:
        values["channels"] = lists.kept(dict.fromkeys(wanted.channels))
    if wanted.topics is not UNSET:
        values["topics"] = lists.kept(lists.topics(wanted.topics))
    if wanted.members is not UNSET:
        values["everybody"] = not wanted.members
    if wanted.assignment is not UNSET:
        values["assignment"] = wanted.assignment
    if wanted.sla is not UNSET:
        kept = None if wanted.sla is None else msgspec.json.encode(checked(wanted.sla)).decode()
        values["sla"] = kept
    return values


def _view(row: _Row, members: Collection[str]) -> Queue:
    return Queue(
        id=row.id,
        name=row.name,
        languages=lists.read(row.languages),
        skills=lists.read(row.skills),
        channels=lists.read(row.channels),
        topics=lists.read(row.topics),
        members=tuple(members),
        everybody=row.everybody,
        assignment=row.assignment,
        created_at=row.created_at,
        sla=None if row.sla is None else terms_of(None, row.sla).sla,
    )
