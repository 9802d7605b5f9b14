"""May this principal do this to that? The one place that says so.

A principal is an account. What belongs to one person is that person's alone; a direct conversation its two
sides' (`service.messaging.rules` say); what belongs to an organisation goes by the role that a membership
gives. Nothing here reads or writes but memberships.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotFound, NotYours, RoleLacks
from service.identity.roles import MAY, Action, Role, may, needed_for
from service.store.tables import memberships, organisations
from wire.contracts.ids import is_id

__all__ = ["Action", "Role", "allow", "may", "must", "needed_for", "role_of", "where_may"]


async def role_of(connection: AsyncConnection, account_id: str, organisation_id: str) -> Role | None:
    """The role of an account in an organisation; null: it is no member."""
    query = select(memberships.c.role).where(
        memberships.c.organisation_id == organisation_id, memberships.c.account_id == account_id
    )
    role: Role | None = await connection.scalar(query)
    return role


async def where_may(connection: AsyncConnection, account_id: str, action: Action) -> list[str]:
    """Organisations in which the role of this account allows it."""
    query = select(memberships.c.organisation_id).where(
        memberships.c.account_id == account_id, memberships.c.role.in_(sorted(MAY[action]))
    )
    return list((await connection.execute(query)).scalars())


async def must(
    connection: AsyncConnection, account_id: str, organisation_id: str, action: Action, *, lock: bool = False
) -> Role:
    """The role by which this account may do it.

    With `lock`, members and roles stay as they are until the transaction ends.

    Raises:
        NotFound: there is no such organisation.
        NotYours: the account is no member.
        RoleLacks: its role does not allow it.
    """
    query = select(organisations.c.id).where(organisations.c.id == organisation_id)
    known = is_id(organisation_id) and await connection.scalar(
        query.with_for_update(key_share=True) if lock else query
    )
    if not known:
        raise NotFound("There is no such organisation.")
    role = await role_of(connection, account_id, organisation_id)
    if role is None:
        raise NotYours("You are not a member of this organisation.")
    allow(role, action)
    return role


def allow(role: Role, action: Action) -> None:
    """RoleLacks: this role does not allow it."""
    if not may(role, action):
        raise RoleLacks(f"As {role} you cannot do this.", role=role)
