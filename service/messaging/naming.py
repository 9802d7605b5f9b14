"""Whom a note names: `@handle` of colleagues who answer for the same organisation."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.identity.roles import MAY
from service.messaging.rules import ConversationAccess
from service.store.ops_tables import mentions
from service.store.tables import accounts, memberships

MOST = 20
"""Handles that are looked for in one note; what stands behind them is text."""

_NAMED = re.compile(r"(?<![\w.@-])@([a-z0-9_.-]{2,32})", re.IGNORECASE)


async def named_in(connection: AsyncConnection, access: ConversationAccess, text: str) -> tuple[str, ...]:
    """Accounts of those whom a text names, but for its author, in the order in which they are named."""
    handles = handles_in(text)
    if not access.for_organisation or not handles:
        return ()
    query = (
        select(accounts.c.handle, accounts.c.id)
        .join(memberships, memberships.c.account_id == accounts.c.id)
        .where(
            memberships.c.organisation_id == access.organisation_id,
            memberships.c.role.in_(sorted(MAY["converse"])),
            accounts.c.handle.in_(handles),
            accounts.c.id != access.me_id,
        )
    )
    known = {row.handle: row.id for row in await connection.execute(query)}
    return tuple(dict.fromkeys(known[one] for one in handles if one in known))


async def named_anew(
    connection: AsyncConnection, access: ConversationAccess, message_id: str, text: str, now: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Whom an edited note names from now on, and who of them was not named before. Who is named no more
    finds it among their mentions no more."""
    named, mine = await named_in(connection, access, text), mentions.c.message_id == message_id
    before = set((await connection.execute(select(mentions.c.account_id).where(mine))).scalars())
    await connection.execute(delete(mentions).where(mine, mentions.c.account_id.not_in(named)))
    new = tuple(one for one in named if one not in before)
    row: dict[str, Any] = {"message_id": message_id, "conversation_id": access.id, "created_at": now}
    row["organisation_id"] = access.organisation_id
    if new:
        await connection.execute(insert(mentions), [row | {"account_id": one} for one in new])
    return named, new


def handles_in(text: str) -> list[str]:
    """Each once, in lower case. A handle may end a sentence: it is also looked for without its last signs."""
    found: dict[str, None] = {}
    for match in _NAMED.finditer(text):
        handle = match[1].lower()
        found |= dict.fromkeys((handle, handle.rstrip(".-")))
        if len(found) >= 2 * MOST:
            break
    return [one for one in found if len(one) > 1]
