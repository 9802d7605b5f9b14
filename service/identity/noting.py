"""That somebody signs in otherwise than before, in the audit log of each organisation that they serve."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.store.tables import memberships

Change = Literal[
    "passkey_added", "passkey_removed", "second_factor_on", "second_factor_off",
    "identity_added", "identity_removed",
]  # fmt: skip


async def sign_in_changed(connection: AsyncConnection, account_id: str, change: Change) -> None:
    """An entry for each, in the caller's transaction: owners see what their house is opened with."""
    query = select(memberships.c.organisation_id).where(memberships.c.account_id == account_id)
    for one in (await connection.execute(query)).scalars().all():
        await audit.note(connection, one, account_id, change, subject_id=account_id)
