"""Whom a note names: `@handle` of colleagues who answer for the same organisation."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.identity.roles import MAY
from service.messaging.rules import ConversationAccess
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


def handles_in(text: str) -> list[str]:
    """Each once, in lower case. A handle may end a sentence: it is also looked for without its last signs."""
    found: dict[str, None] = {}
    for match in _NAMED.finditer(text):
        handle = match[1].lower()
        found |= dict.fromkeys((handle, handle.rstrip(".-")))
        if len(found) >= 2 * MOST:
            break
    return [one for one in found if len(one) > 1]
