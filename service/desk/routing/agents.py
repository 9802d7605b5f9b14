"""Agents of an organisation: what they can do, how much at once, and whether they are there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import Select, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.desk.routing import lists
from service.desk.states import AgentState
from service.errors import InvalidInput, NotFound
from service.events import AgentChanged
from service.identity import policy
from service.identity.roles import MAY, Role
from service.messaging.readers import agents_of
from service.store import Store
from service.store.tables import accounts, desk_agents, desk_states, memberships
from service.store.typed import fetch
from service.store.unit_of_work import record
from wire.contracts.ids import is_id

CAPACITY, MOST_AT_ONCE = 5, 100
"""Conversations that an agent is given at once: unless told otherwise, and at most."""

BEGINS: AgentState = "away"
"""Who has not said that they are here is given nothing."""


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who converses for an organisation."""

    account_id: str
    organisation_id: str
    name: str
    handle: str
    role: Role
    languages: tuple[str, ...]
    """The account's own, then those that they were given besides."""
    skills: tuple[str, ...]
    capacity: int
    """Conversations that they are given at once; taking more by hand is theirs to decide."""
    load: int
    """Open ones that they serve."""
    state: AgentState
    """As others see it: `offline` for who has no socket open, whatever they set."""
    chosen: AgentState
    since: datetime | None
    """Of `chosen`; null: they have never set it."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of an agent is to be otherwise; what is left out stays."""

    capacity: int | UnsetType = UNSET
    languages: tuple[str, ...] | UnsetType = UNSET
    skills: tuple[str, ...] | UnsetType = UNSET


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    account_id: str
    organisation_id: str
    name: str
    handle: str
    role: Role
    language: str
    languages: str | None
    skills: str | None
    capacity: int | None
    load: int
    state: AgentState | None
    state_since: datetime | None
    busy_at: datetime | None


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """An agent, and since when their work is as it is."""

    agent: Agent
    busy_at: datetime | None


async def list_agents(store: Store, me_id: str, organisation_id: str | None = None) -> list[Agent]:
    """Those of organisations in which I converse, or of one, by handle. `state` is as they set it: who asks
    knows who is connected. NotFound, NotYours, RoleLacks: of `organisation_id`."""
    async with store.reading() as connection:
        mine = await _organisations(connection, me_id, organisation_id)
        return [one.agent for one in await known_in(connection, mine)]


async def change_agent(
    store: Store, me_id: str, organisation_id: str, account_id: str, wanted: Wanted
) -> Agent:
    """What an agent can do, and how much at once: for owners and admins.

    Raises:
        InvalidInput: `details["field"]`.
        NotFound: no such organisation or agent.
        NotYours, RoleLacks.
    """
    values = _values(wanted)
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "route", lock=True)
        before = await _one(connection, organisation_id, account_id)
        if values:
            await _write(connection, organisation_id, account_id, values)
            await audit.note(connection, organisation_id, me_id, "agent_changed", subject_id=account_id)
        after = await _one(connection, organisation_id, account_id)
        if after.capacity != before.capacity:
            await _tell(connection, after)
        return after


async def set_state(
    store: Store, me_id: str, state: AgentState, organisation_id: str | None = None
) -> list[Agent]:
    """Whether I am there, for one organisation or all in which I converse. Said again it tells nobody.

    Raises:
        NotFound, NotYours, RoleLacks: of `organisation_id`.
    """
    now = datetime.now(UTC)
    async with store.writing() as connection:
        mine = await _organisations(connection, me_id, organisation_id)
        await _stay(connection, me_id)
        found = [one.agent for one in await known_in(connection, mine, me_id)]
        for one in found:
            if (one.chosen, one.since is None) == (state, False):
                continue
            await _write(connection, one.organisation_id, me_id, {"state": state, "state_since": now})
            await _tell(connection, msgspec.structs.replace(one, chosen=state))
        return [one.agent for one in await known_in(connection, mine, me_id)]


async def known_in(
    connection: AsyncConnection, organisation_ids: Collection[str], account_id: str | None = None
) -> list[Known]:
    """Agents of these organisations, by handle; with `account_id`, what one is in each."""
    query = _query(sorted(organisation_ids))
    if account_id is not None:
        query = query.where(memberships.c.account_id == account_id)
    rows = await fetch(connection, _Row, query.order_by(accounts.c.handle, memberships.c.organisation_id))
    return [Known(agent=_view(one), busy_at=one.busy_at) for one in rows]


def seen(agents: Sequence[Agent], online: Collection[str]) -> list[Agent]:
    """As others see them, of whom these are connected."""
    return [
        one if one.account_id in online else msgspec.structs.replace(one, state="offline") for one in agents
    ]


async def _stay(connection: AsyncConnection, me_id: str) -> None:
    """Nobody takes me out of an organisation until the transaction ends."""
    if connection.dialect.name == "postgresql":
        mine = select(memberships.c.account_id).where(memberships.c.account_id == me_id)
        await connection.execute(mine.with_for_update(read=True, key_share=True))


async def _organisations(connection: AsyncConnection, me_id: str, organisation_id: str | None) -> list[str]:
    if organisation_id is None:
        return await policy.where_may(connection, me_id, "converse")
    await policy.must(connection, me_id, organisation_id, "converse")
    return [organisation_id]


async def _one(connection: AsyncConnection, organisation_id: str, account_id: str) -> Agent:
    found = await known_in(connection, [organisation_id], account_id) if is_id(account_id) else []
    if not found:
        raise NotFound("There is no such agent.")
    return found[0].agent


def _query(organisation_ids: Sequence[str]) -> Select[Any]:
    served = (
        select(desk_states.c.organisation_id, desk_states.c.assignee_id, func.count().label("load"))
        .where(
            desk_states.c.organisation_id.in_(organisation_ids),
            desk_states.c.assignee_id.is_not(None),
            desk_states.c.state == "open",
        )
        .group_by(desk_states.c.organisation_id, desk_states.c.assignee_id)
        .subquery("served")
    )
    theirs = (served.c.organisation_id == memberships.c.organisation_id) & (
        served.c.assignee_id == memberships.c.account_id
    )
    known = (desk_agents.c.organisation_id == memberships.c.organisation_id) & (
        desk_agents.c.account_id == memberships.c.account_id
    )
    mine = ("languages", "skills", "capacity", "state", "state_since", "busy_at")
    return (
        select(
            memberships.c.account_id,
            memberships.c.organisation_id,
            memberships.c.role,
            accounts.c.name,
            accounts.c.handle,
            accounts.c.language,
            func.coalesce(served.c.load, 0).label("load"),
            *(desk_agents.c[name] for name in mine),
        )
        .join(accounts, accounts.c.id == memberships.c.account_id)
        .outerjoin(desk_agents, known)
        .outerjoin(served, theirs)
        .where(memberships.c.organisation_id.in_(organisation_ids))
        .where(memberships.c.role.in_(sorted(MAY["converse"])), accounts.c.deleted_at.is_(None))
    )


async def _write(
    connection: AsyncConnection, organisation_id: str, account_id: str, values: dict[str, Any]
) -> None:
    """What one is, from now on; the rest as it begins where there is no row yet."""
    row: dict[str, Any] = {"organisation_id": organisation_id, "account_id": account_id, "state": BEGINS}
    row |= {"capacity": CAPACITY, "languages": "[]", "skills": "[]"} | values
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    written = dialect.insert(desk_agents).values(row)
    key = ["organisation_id", "account_id"]
    await connection.execute(written.on_conflict_do_update(index_elements=key, set_=values))


async def _tell(connection: AsyncConnection, one: Agent) -> None:
    told = (await agents_of(connection, [one.organisation_id])).get(one.organisation_id, ())
    changed = AgentChanged(
        organisation_id=one.organisation_id,
        account_id=one.account_id,
        state=one.chosen,
        capacity=one.capacity,
        told=told,
    )
    record(connection, changed)


def _values(wanted: Wanted) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if wanted.capacity is not UNSET:
        if not 0 <= wanted.capacity <= MOST_AT_ONCE:
            raise InvalidInput(f"From 0 to {MOST_AT_ONCE}.", field="capacity")
        values["capacity"] = wanted.capacity
    if wanted.languages is not UNSET:
        values["languages"] = lists.kept(lists.languages(wanted.languages))
    if wanted.skills is not UNSET:
        values["skills"] = lists.kept(lists.skills(wanted.skills))
    return values


def _view(row: _Row) -> Agent:
    chosen = row.state or BEGINS
    given = lists.read(row.languages) if row.languages is not None else ()
    return Agent(
        account_id=row.account_id,
        organisation_id=row.organisation_id,
        name=row.name,
        handle=row.handle,
        role=row.role,
        languages=tuple(dict.fromkeys((row.language, *given))),
        skills=lists.read(row.skills) if row.skills is not None else (),
        capacity=CAPACITY if row.capacity is None else row.capacity,
        load=row.load,
        state=chosen,
        chosen=chosen,
        since=row.state_since,
    )
