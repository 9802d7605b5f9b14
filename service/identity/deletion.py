"""Deleting an account: nothing of what its person wrote, taught or was called stays in the store.

What others wrote stays theirs. The row of the person stays, without a name, because conversations refer to
it; its handle becomes a mark that nobody can have, made of the old one, so that nobody else gets that and is
taken for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotSignedIn
from service.events import AccountDeleted
from service.files.forgetting import release_unsent
from service.identity import factor, handles, sessions
from service.identity.account import Account
from service.identity.accounts import confirmed
from service.identity.organisations import leave_all
from service.messaging import activity, seen_as
from service.messaging.erasure import erase_conversation
from service.messaging.sides import conversations_of
from service.outbound import linking
from service.store import Store, outbox
from service.store.ops_tables import mentions
from service.store.tables import accounts, canned, corrections, own_answers, reports, terms
from service.store.unit_of_work import record

AT_ONCE = 20
"""People whose erasure is taken up again in one run of the job `erasure`."""


async def delete_me(store: Store, me_id: str, *, password: str, token: str = "") -> list[str]:
    """Delete my account; what I wrote is erased by whoever hears of it. Gives the names of my sessions.

    Raises:
        WrongPassword: this is not my password.
        LastOwner: others are in an organisation whose only owner I am.
    """
    return await remove(store, await confirmed(store, me_id, password, token))


async def remove(store: Store, row: Account) -> list[str]:
    """The same without a password, by whoever runs the service. LastOwner; NotSignedIn: they are gone."""
    me_id, now = row.id, datetime.now(UTC)
    gone = {
        "handle": handles.mark_of(row.handle),
        "name": "",
        "name_key": "",
        "password_hash": "-",
        "last_seen_at": None,
        "gender": None,
        "keeps_answers": False,
        "deleted_at": now,
    }
    mine = (accounts.c.id == me_id, accounts.c.deleted_at.is_(None))
    async with store.writing() as connection:
        if (await connection.execute(update(accounts).where(*mine).values(gone))).rowcount != 1:
            raise NotSignedIn("This person is gone.")
        await leave_all(connection, store.partitions, me_id)
        await _forget_taught(connection, me_id)
        await seen_as.forget(connection, me_id)
        await factor.forget(connection, me_id)
        await factor.forget_identities(connection, me_id)
        ended = await sessions.end_all(connection, me_id)
        told = activity.row(store.partitions, "person_forgotten", at=now, person_id=me_id, demo=row.demo)
        await outbox.put(connection, [told])
        record(connection, AccountDeleted(person_id=me_id))
        return ended


async def erase(store: Store, person_id: str) -> None:
    """Erase what somebody deleted has written, one conversation at a time. Doing it again does no harm."""
    async with store.reading() as connection:
        rows = (await connection.execute(conversations_of(person_id))).all()
    for row in rows:
        async with store.writing() as connection:
            await erase_conversation(connection, person_id, row.id)


async def erased(store: Store, person_id: str) -> None:
    """Nothing is left, nor of what was under way when the account was deleted."""
    done = update(accounts).where(accounts.c.id == person_id, accounts.c.deleted_at.is_not(None))
    async with store.writing() as connection:
        await _forget_taught(connection, person_id)
        await release_unsent(connection, person_id)
        await connection.execute(done.values(erased_at=datetime.now(UTC)))


async def unfinished(store: Store) -> Sequence[str]:
    """People who are deleted and not yet erased: their process died in between."""
    query = select(accounts.c.id).where(accounts.c.deleted_at.is_not(None), accounts.c.erased_at.is_(None))
    async with store.reading() as connection:
        return (await connection.execute(query.limit(AT_ONCE))).scalars().all()


async def _forget_taught(connection: AsyncConnection, me_id: str) -> None:
    """My words, answers and corrections, in whichever scope; whom I reported, which links I asked about, and
    where colleagues named me."""
    await connection.execute(delete(reports).where(reports.c.by_id == me_id))
    await linking.forget_all(connection, me_id)
    await connection.execute(delete(mentions).where(mentions.c.account_id == me_id))
    for table in (terms, canned):
        mine = or_(table.c.by_id == me_id, table.c.scope_id == me_id)
        await connection.execute(delete(table).where(mine))
    await connection.execute(delete(corrections).where(corrections.c.by_id == me_id))
    await connection.execute(delete(own_answers).where(own_answers.c.person_id == me_id))
