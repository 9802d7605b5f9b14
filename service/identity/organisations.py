"""Organisations and who is in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.desk.releasing import release_all
from service.errors import LastOwner, NotFound, TooMany
from service.events import MemberChanged
from service.identity import names, policy
from service.identity.models import Member, Organisation
from service.identity.policy import Role
from service.identity.roles import ROLES
from service.messaging import activity
from service.store import Store, outbox
from service.store.tables import (
    accounts,
    canned,
    conversations,
    invitations,
    memberships,
    organisations,
    participants,
    queue_members,
    queues,
    terms,
)
from service.store.typed import fetch, fetch_one
from service.store.unit_of_work import record
from service.text import validation
from wire.contracts.ids import new_id

MOST_ORGANISATIONS = 20
"""Organisations that one account is in."""

MOST_MEMBERS = 200


async def create_organisation(store: Store, me_id: str, *, name: str, language: str) -> Organisation:
    """Make an organisation, whose owner I am.

    Raises:
        InvalidInput: name or language cannot be used.
        TooMany: I am in as many as one may be.
    """
    now, made = datetime.now(UTC), new_id()
    row: dict[str, Any] = {"id": made, "name": names.name(name), "language": validation.language(language)}
    async with store.writing() as connection:
        await room_for(connection, me_id)
        await connection.execute(insert(organisations).values(row | {"created_at": now}))
        await join(connection, made, me_id, "owner", now)
    return Organisation(**row, role="owner")


async def list_organisations(store: Store, me_id: str) -> list[Organisation]:
    """Those that I am in, the oldest first."""
    query = (
        select(organisations, memberships.c.role)
        .join(memberships, memberships.c.organisation_id == organisations.c.id)
        .where(memberships.c.account_id == me_id)
        .order_by(organisations.c.id)
    )
    async with store.reading() as connection:
        return await fetch(connection, Organisation, query)


async def list_measured(store: Store, me_id: str) -> list[Organisation]:
    """Those of mine whose figures I may see, the oldest first."""
    mine = await list_organisations(store, me_id)
    return [one for one in mine if policy.may(one.role, "measure")]


async def get_organisation(store: Store, me_id: str, organisation_id: str) -> Organisation:
    """One that I am in. NotFound, NotYours."""
    async with store.reading() as connection:
        role = await policy.must(connection, me_id, organisation_id, "see")
        return await seen_by(connection, organisation_id, role)


async def list_members(store: Store, me_id: str, organisation_id: str) -> list[Member]:
    """Who is in an organisation of mine, by handle. NotFound, NotYours."""
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "see")
        query = _members().where(memberships.c.organisation_id == organisation_id)
        return await fetch(connection, Member, query.order_by(accounts.c.handle))


async def change_role(store: Store, me_id: str, organisation_id: str, account_id: str, role: Role) -> Member:
    """Give a member another role; owners and admins are appointed by owners alone.

    Raises:
        NotFound: no such organisation or member.
        NotYours, RoleLacks.
        LastOwner: nobody else is one.
    """
    async with store.writing() as connection:
        mine = await policy.must(connection, me_id, organisation_id, "manage", lock=True)
        row = await _member(connection, organisation_id, account_id)
        for one in (row.role, role):
            policy.allow(mine, policy.needed_for(one))
        if role != "owner":
            await _not_last_owner(connection, row.role, organisation_id)
        where = _membership(organisation_id, account_id)
        await connection.execute(update(memberships).where(*where).values(role=role))
        await _withdraw(connection, organisation_id, account_id, role)
        await audit.note(connection, organisation_id, me_id, "member_changed", subject_id=account_id)
        await _tell(connection, organisation_id, account_id, role)
        if not policy.may(role, "converse"):
            await _leave_conversations(connection, store.partitions, organisation_id, account_id)
        return await _member(connection, organisation_id, account_id)


async def remove_member(store: Store, me_id: str, organisation_id: str, account_id: str) -> None:
    """Take a member out of an organisation, or leave it.

    Raises:
        NotFound: no such organisation or member.
        NotYours, RoleLacks.
        LastOwner: nobody else is one.
    """
    async with store.writing() as connection:
        mine = await policy.must(connection, me_id, organisation_id, "see", lock=True)
        row = await _member(connection, organisation_id, account_id)
        if account_id != me_id:
            policy.allow(mine, policy.needed_for(row.role))
        await _not_last_owner(connection, row.role, organisation_id)
        await connection.execute(delete(memberships).where(*_membership(organisation_id, account_id)))
        await _leave_conversations(connection, store.partitions, organisation_id, account_id)
        await _leave_queues(connection, organisation_id, account_id)
        await _withdraw(connection, organisation_id, account_id, None)
        await _tell(connection, organisation_id, account_id, None)
        await audit.note(connection, organisation_id, me_id, "member_removed", subject_id=account_id)


async def room_for(connection: AsyncConnection, account_id: str) -> None:
    """TooMany: this account is in as many organisations as one may be."""
    await connection.execute(
        select(accounts.c.id).where(accounts.c.id == account_id).with_for_update(key_share=True)
    )
    count = select(func.count()).where(memberships.c.account_id == account_id)
    if int(await connection.scalar(count) or 0) >= MOST_ORGANISATIONS:
        raise TooMany(f"You can be in {MOST_ORGANISATIONS} organisations.", limit=MOST_ORGANISATIONS)


async def join(
    connection: AsyncConnection, organisation_id: str, account_id: str, role: Role, now: datetime
) -> None:
    """Make an account a member."""
    row = {"organisation_id": organisation_id, "account_id": account_id, "role": role, "created_at": now}
    await connection.execute(insert(memberships).values(row))
    await _tell(connection, organisation_id, account_id, role)


async def leave_all(connection: AsyncConnection, partitions: int, account_id: str) -> None:
    """Before an account is deleted: out of every organisation; one without others goes with all in it.

    Raises:
        LastOwner: others are in an organisation whose only owner this is.
    """
    mine = select(memberships.c.organisation_id).where(memberships.c.account_id == account_id)
    for where in (await connection.execute(mine.order_by(memberships.c.organisation_id))).scalars().all():
        held = select(organisations.c.id).where(organisations.c.id == where)
        await connection.execute(held.with_for_update(key_share=True))  # another owner may be leaving, too
        role = await policy.role_of(connection, account_id, where)
        if role is None:
            continue
        count = select(func.count()).where(memberships.c.organisation_id == where)
        if int(await connection.scalar(count) or 0) == 1:
            await remove_organisation(connection, partitions, where)
            continue
        await _not_last_owner(connection, role, where)
        await connection.execute(delete(memberships).where(*_membership(where, account_id)))
        await _leave_conversations(connection, partitions, where, account_id)
        await _leave_queues(connection, where, account_id)
        await _withdraw(connection, where, account_id, None)
        await _tell(connection, where, account_id, None)


async def remove_organisation(connection: AsyncConnection, partitions: int, organisation_id: str) -> None:
    """With all that is its own, also in the event log."""
    await connection.execute(delete(organisations).where(organisations.c.id == organisation_id))
    for table in (terms, canned):
        await connection.execute(delete(table).where(table.c.scope_id == organisation_id))
    told = activity.row(
        partitions, "organisation_removed", at=datetime.now(UTC), organisation_id=organisation_id
    )
    await outbox.put(connection, [told])


async def _tell(
    connection: AsyncConnection, organisation_id: str, account_id: str, role: Role | None
) -> None:
    """All who are members now, and who it is about."""
    query = select(memberships.c.account_id).where(memberships.c.organisation_id == organisation_id)
    told = {account_id, *(await connection.execute(query)).scalars()}
    record(
        connection,
        MemberChanged(
            organisation_id=organisation_id, account_id=account_id, role=role, told=tuple(sorted(told))
        ),
    )


async def seen_by(connection: AsyncConnection, organisation_id: str, role: Role) -> Organisation:
    """An organisation as a member with this role sees it."""
    query = select(organisations, literal(role).label("role")).where(organisations.c.id == organisation_id)
    [found] = await fetch(connection, Organisation, query)
    return found


def _members() -> Select[Any]:
    return select(
        memberships.c.account_id, memberships.c.role, accounts.c.handle, accounts.c.name, accounts.c.language
    ).join(accounts, accounts.c.id == memberships.c.account_id)


def _membership(organisation_id: str, account_id: str) -> tuple[Any, ...]:
    return memberships.c.organisation_id == organisation_id, memberships.c.account_id == account_id


async def _member(connection: AsyncConnection, organisation_id: str, account_id: str) -> Member:
    query = _members().where(*_membership(organisation_id, account_id))
    found = await fetch_one(connection, Member, query)
    if found is None:
        raise NotFound("There is no such member.")
    return found


async def _not_last_owner(connection: AsyncConnection, role: Role, organisation_id: str) -> None:
    if role != "owner":
        return
    owners = select(func.count()).where(
        memberships.c.organisation_id == organisation_id, memberships.c.role == "owner"
    )
    if int(await connection.scalar(owners) or 0) <= 1:
        raise LastOwner("An organisation needs an owner; appoint another one first.")


async def _leave_conversations(
    connection: AsyncConnection, partitions: int, organisation_id: str, account_id: str
) -> None:
    """Receipts and wishes of who no longer converses go; what they wrote is the organisation's, and what they
    served waits for another."""
    await release_all(connection, partitions, organisation_id, account_id, datetime.now(UTC))
    theirs = select(conversations.c.id).where(
        conversations.c.id == participants.c.conversation_id,
        conversations.c.organisation_id == organisation_id,
    )
    await connection.execute(
        delete(participants).where(
            participants.c.account_id == account_id,
            participants.c.kind == "member",
            theirs.exists(),
        )
    )


async def _leave_queues(connection: AsyncConnection, organisation_id: str, account_id: str) -> None:
    """Who comes back serves none until somebody says so."""
    ours = select(queues.c.id).where(queues.c.organisation_id == organisation_id)
    theirs = (queue_members.c.account_id == account_id, queue_members.c.queue_id.in_(ours))
    await connection.execute(delete(queue_members).where(*theirs))


async def _withdraw(
    connection: AsyncConnection, organisation_id: str, account_id: str, role: Role | None
) -> None:
    """Invitations that this account made and could not make with this role: nobody who was removed comes back
    by a link of their own, nor brings others."""
    gone = [one for one in ROLES if not policy.may(role, policy.needed_for(one))]
    theirs = (invitations.c.organisation_id == organisation_id, invitations.c.by_id == account_id)
    unused = (invitations.c.used_at.is_(None), invitations.c.role.in_(gone))
    await connection.execute(delete(invitations).where(*theirs, *unused))
