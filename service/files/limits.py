"""How large and how many files may be: of the installation, of one person, and as an organisation has it.

Who announces files waits for others of the same person, or organisation, to have announced theirs: else two
at once would each find room for itself, and overrun the bound together.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import TooMany
from service.files.errors import FilesFull, FileTooLarge
from service.files.queries import SENT
from service.messaging.rules import ConversationAccess
from service.store.tables import accounts, contacts, files, organisations
from service.store.typed import fetch_one
from wire.contracts.settings import Settings

MOST_OPEN = 20
"""Files that one person may have begun and not sent."""
MEBIBYTE = 1024 * 1024


class FileLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation's owner has set, in megabytes and files; null: as the installation has it."""

    file_mb: int | None = None
    files_mb: int | None = None
    files_count: int | None = None


async def must_fit(
    connection: AsyncConnection, settings: Settings, access: ConversationAccess, size: int
) -> None:
    """Whether a file of `size` bytes may be announced; holds until the end of the transaction.

    Raises:
        FileTooLarge, FilesFull.
        TooMany: as many are begun as one person may have.
    """
    mine = files.c.owner_id == access.me_id
    await _one_at_a_time(connection, access)
    limits = await _limits(connection, access.organisation_id)
    largest = _least(settings.file_mb, limits.file_mb)
    if size > largest * MEBIBYTE:
        raise FileTooLarge(f"A file has at most {largest} MB.", limit=largest * MEBIBYTE)
    begun = select(func.count()).where(mine, files.c.state.not_in(("gone", "refused")), ~SENT)
    if (await connection.scalar(begun) or 0) >= MOST_OPEN:
        raise TooMany(f"Send or remove some of the {MOST_OPEN} files that you have begun.", limit=MOST_OPEN)
    await _must_have_room(connection, "person", mine, size, settings.files_person_mb)
    if access.organisation_id is not None:
        theirs = files.c.organisation_id == access.organisation_id
        most = _least(settings.files_organisation_mb, limits.files_mb)
        await _must_have_room(connection, "organisation", theirs, size, most, limits.files_count)
        if access.author_kind == "contact":
            brought = and_(theirs, files.c.owner_id.in_(_contacts(access.organisation_id)))
            count = None if limits.files_count is None else _half(limits.files_count)
            await _must_have_room(connection, "organisation", brought, size, _half(most), count)


async def _must_have_room(
    connection: AsyncConnection,
    what: str,
    where: ColumnElement[bool],
    size: int,
    most: int,
    count: int | None = None,
) -> None:
    kept = select(func.count(), func.coalesce(func.sum(files.c.size), 0))
    number, total = (await connection.execute(kept.where(where, files.c.state != "gone"))).one()
    if total + size > most * MEBIBYTE:
        raise FilesFull(f"There is room for {most} MB of files.", what=what, limit=most * MEBIBYTE)
    if count is not None and number >= count:
        raise FilesFull(f"There is room for {count} files.", what=what, count=count)


def _contacts(organisation_id: str) -> Select[tuple[str]]:
    return select(contacts.c.id).where(contacts.c.organisation_id == organisation_id)


def _half(room: int) -> int:
    """What all visitors together may fill: anybody is one, and agents are to have room left."""
    return room - room // 2


async def _one_at_a_time(connection: AsyncConnection, access: ConversationAccess) -> None:
    """The account before the organisation, always, so that nobody waits for who waits for them."""
    rows = [(accounts, access.me_id)]
    if access.organisation_id is not None:
        rows.append((organisations, access.organisation_id))
    for table, one in rows:
        held = select(table.c.id).where(table.c.id == one).with_for_update(key_share=True)
        await connection.execute(held)


async def _limits(connection: AsyncConnection, organisation_id: str | None) -> FileLimits:
    if organisation_id is None:
        return FileLimits()
    query = select(organisations.c.file_mb, organisations.c.files_mb, organisations.c.files_count)
    found = await fetch_one(connection, FileLimits, query.where(organisations.c.id == organisation_id))
    return found or FileLimits()


def _least(installation: int, organisation: int | None) -> int:
    """An organisation may be stricter than the installation, not more generous."""
    return installation if organisation is None else min(installation, organisation)
