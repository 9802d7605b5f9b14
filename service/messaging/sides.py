"""The two sides of a conversation within a query: mine or the author's, and the other one.

`mine` is the row of `participants` of whoever looks or writes, `theirs` that of the other side. A query joins
both by `both_of` or `with_sides` and may then ask for `RELATION`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Join, Select, and_, bindparam, select

from service.store.tables import conversations, messages, participants

MEMBER = "member"
"""Kind of a participant who is one of several on an organisation's side; that side has a row of its own."""

ORGANISATION, CONTACT = 0, 1
"""Which side is whose in a conversation of an organisation."""

mine = participants.alias("mine")
theirs = participants.alias("theirs")
own = participants.alias("own")
"""What an account on an organisation's side has of its own; `mine` is then that side's row."""

RELATION = (
    mine.c.stance.label("my_stance"),
    theirs.c.stance.label("their_stance"),
    mine.c.blocked_at.label("my_blocked_at"),
    theirs.c.blocked_at.label("their_blocked_at"),
)
"""What `service.messaging.relation.relation` reads."""

OPPOSITE: ColumnElement[bool] = and_(
    theirs.c.conversation_id == mine.c.conversation_id,
    theirs.c.side != mine.c.side,
    theirs.c.kind != MEMBER,
)
"""How `theirs` is joined to `mine`."""

AUTHORS: ColumnElement[bool] = and_(
    mine.c.conversation_id == messages.c.conversation_id,
    mine.c.side == messages.c.side,
    mine.c.kind != MEMBER,
)
"""How `mine` is joined to `messages`: the side of a message's author; `theirs` is then its reader's."""

EITHER: ColumnElement[bool] = and_(
    mine.c.conversation_id == messages.c.conversation_id, mine.c.kind != MEMBER
)
"""How `mine` is joined to `messages` where it is to be any of the two sides."""


def both_of(account_id: str) -> Join:
    """Both sides of every conversation of which an account is a side; `mine` is the account's row."""
    return mine.join(theirs, and_(OPPOSITE, mine.c.account_id == account_id, mine.c.kind != MEMBER))


def met(me_id: str, other_ids: Collection[str], *columns: Any) -> Select[Any]:
    """Both sides of my conversations with these people, each found by itself, however many others I have."""
    keys = [direct_key(me_id, one) for one in other_ids]
    return (
        select(*columns)
        .select_from(conversations)
        .join(mine, and_(mine.c.conversation_id == conversations.c.id, mine.c.party_id == me_id))
        .join(theirs, OPPOSITE)
        .where(conversations.c.direct_key.in_(keys))
    )


OWN: ColumnElement[bool] = and_(
    own.c.conversation_id == mine.c.conversation_id, own.c.party_id == bindparam("me")
)
"""How `own` is joined to `mine`, where it is there."""


def with_sides(query: Select[Any]) -> Select[Any]:
    """A query of messages, joined with the side of the author (`mine`) and the reader's (`theirs`)."""
    return query.join(mine, AUTHORS).join(theirs, OPPOSITE)


def conversations_of(account_id: str) -> Select[Any]:
    """Ids of the conversations of which an account is a side, and the other side's party."""
    return (
        select(conversations.c.id, theirs.c.party_id.label("other_id"))
        .select_from(both_of(account_id))
        .join(conversations, conversations.c.id == mine.c.conversation_id)
    )


def direct_key(one_id: str, other_id: str) -> str:
    """What is unique about a pair of accounts, whichever opens the conversation."""
    return ":".join(sorted((one_id, other_id)))
