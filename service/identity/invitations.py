"""Inviting into an organisation: a link with a token that is shown once, expires, and is used once."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.errors import AlreadyMember, InvitationOver, NotFound, TooMany
from service.identity import policy
from service.identity.models import Invitation, InvitationMade, Organisation
from service.identity.organisations import MOST_MEMBERS, join, room_for, seen_by
from service.identity.policy import Role
from service.identity.sessions import hash_of
from service.store import Store
from service.store.tables import invitations, memberships, organisations
from service.store.typed import fetch, fetch_one
from wire.contracts.ids import is_id, new_id

LASTS = timedelta(days=7)

MOST_OPEN = 50
"""Invitations of one organisation that nobody has accepted yet."""

_TOKEN_BYTES = 32


class _Opened(msgspec.Struct, frozen=True):
    """An invitation that nobody has accepted."""

    organisation_id: str
    role: Role
    token_hash: str


async def invite(store: Store, me_id: str, organisation_id: str, role: Role) -> InvitationMade:
    """Make a token for one more member. It is shown this once; the store keeps its hash.

    Raises:
        NotFound, NotYours, RoleLacks.
        TooMany: too many are open.
    """
    token, now = secrets.token_urlsafe(_TOKEN_BYTES), datetime.now(UTC)
    row: dict[str, Any] = {"id": new_id(), "organisation_id": organisation_id, "role": role, "by_id": me_id}
    row |= {"created_at": now, "expires_at": now + LASTS, "token_hash": hash_of(token)}
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, policy.needed_for(role), lock=True)
        open_ones = select(func.count()).where(*_open(organisation_id, now))
        if int(await connection.scalar(open_ones) or 0) >= MOST_OPEN:
            raise TooMany(f"{MOST_OPEN} invitations are open.", limit=MOST_OPEN)
        await connection.execute(insert(invitations).values(row))
        await audit.note(connection, organisation_id, me_id, "invitation_created", subject_id=row["id"])
    return InvitationMade(id=row["id"], role=role, expires_at=now + LASTS, token=token)


async def list_invitations(store: Store, me_id: str, organisation_id: str) -> list[Invitation]:
    """Those that are open, the oldest first. NotFound, NotYours, RoleLacks."""
    query = select(invitations).where(*_open(organisation_id, datetime.now(UTC))).order_by(invitations.c.id)
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "manage")
        return await fetch(connection, Invitation, query)


async def withdraw_invitation(store: Store, me_id: str, organisation_id: str, invitation_id: str) -> None:
    """Nobody can accept it any more. NotFound, NotYours, RoleLacks."""
    async with store.writing() as connection:
        mine = await policy.must(connection, me_id, organisation_id, "manage")
        here = (invitations.c.id == invitation_id, invitations.c.organisation_id == organisation_id)
        query = select(invitations.c.role).where(*here, invitations.c.used_at.is_(None))
        role: Role | None = await connection.scalar(query) if is_id(invitation_id) else None
        if role is None:
            raise NotFound("There is no such open invitation.")
        policy.allow(mine, policy.needed_for(role))
        await connection.execute(delete(invitations).where(*here))
        await audit.note(connection, organisation_id, me_id, "invitation_deleted", subject_id=invitation_id)


async def accept_invitation(store: Store, me_id: str, token: str) -> Organisation:
    """Become a member by a token.

    Raises:
        InvitationOver: it is unknown, used, withdrawn or its time is up; which of these is not said.
        AlreadyMember: I am one; the invitation stays open.
        TooMany: I am in too many organisations, or it has too many members.
    """
    now = datetime.now(UTC)
    async with store.writing() as connection:
        row = await _opened(connection, token, now)
        if await policy.role_of(connection, me_id, row.organisation_id) is not None:
            raise AlreadyMember("You are a member of this organisation.")
        await room_for(connection, me_id)
        members = select(func.count()).where(memberships.c.organisation_id == row.organisation_id)
        if int(await connection.scalar(members) or 0) >= MOST_MEMBERS:
            raise TooMany(f"An organisation has {MOST_MEMBERS} members.", limit=MOST_MEMBERS)
        used = update(invitations).where(invitations.c.token_hash == row.token_hash)
        await connection.execute(used.values(used_at=now, used_by_id=me_id))
        await join(connection, row.organisation_id, me_id, row.role, now)
        await audit.note(connection, row.organisation_id, me_id, "member_joined", subject_id=me_id)
        return await seen_by(connection, row.organisation_id, row.role)


async def _opened(connection: AsyncConnection, token: str, now: datetime) -> _Opened:
    """The open invitation of a token, and its organisation, held until the transaction ends."""
    mine = select(invitations).where(
        invitations.c.token_hash == hash_of(token),
        invitations.c.used_at.is_(None),
        invitations.c.expires_at > now,
    )
    found = await fetch_one(connection, _Opened, mine)
    if found is not None:  # members are counted, and the token is looked at again, under the lock
        held = select(organisations.c.id).where(organisations.c.id == found.organisation_id)
        await connection.execute(held.with_for_update(key_share=True))
        found = await fetch_one(connection, _Opened, mine)
    if found is None:
        raise InvitationOver("This invitation holds no more. Ask for another one.")
    return found


def _open(organisation_id: str, now: datetime) -> tuple[Any, ...]:
    here = invitations.c.organisation_id == organisation_id
    return here, invitations.c.used_at.is_(None), invitations.c.expires_at > now
