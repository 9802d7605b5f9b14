"""How urgent a conversation is: what is late first, then by when something is promised, else since when its
contact waits, as their mood makes it seem. For queries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Join, and_, bindparam, case, func, literal_column, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from service.messaging.sides import CONTACT, MEMBER
from service.store.tables import conversations, desk_states, participants
from service.store.types import Instant

ONCE: ColumnElement[Any] = literal_column("'-10 minutes'")
"""A bad mood counts as if one had waited so much longer; one that turned for the worse, too."""
TWICE: ColumnElement[Any] = literal_column("'-20 minutes'")

UNPROMISED: ColumnElement[Any] = literal_column("'-60 minutes'")
"""Who waits without a promise stands as if an answer within an hour had been promised: neither those with a
promise nor those without are always behind the others."""

LATE: ColumnElement[Any] = literal_column("'-36500 days'")
"""What is late stands before all that is not, whatever their moods are."""

_contact = participants.alias("contact")

DESK: Join = desk_states.join(conversations, conversations.c.id == desk_states.c.conversation_id).outerjoin(
    _contact,
    and_(
        _contact.c.conversation_id == desk_states.c.conversation_id,
        _contact.c.side == CONTACT,
        _contact.c.kind != MEMBER,
    ),
)
"""What `seems_since` may be asked of."""


class Shifted(FunctionElement[Any]):
    """An instant, moved by a modifier as `'-10 minutes'`, which is an interval to PostgreSQL. SQLite reckons
    to a millisecond; its text is as long as that of instants which are kept, so that both compare."""

    type = Instant()
    inherit_cache = True


@compiles(Shifted, "sqlite")
def _sqlite(element: Shifted, compiler: SQLCompiler, **options: Any) -> str:
    at, by = (compiler.process(one, **options) for one in element.clauses)
    return f"(strftime('%Y-%m-%d %H:%M:%f', {at}, {by}) || '000')"


@compiles(Shifted, "postgresql")
def _postgresql(element: Shifted, compiler: SQLCompiler, **options: Any) -> str:
    at, by = (compiler.process(one, **options) for one in element.clauses)
    return f"({at} + CAST({by} AS INTERVAL))"


def seems_since(waiting: ColumnElement[Any], now: datetime) -> ColumnElement[Any]:
    """An instant, the earlier the more urgent: an hour before what is promised is due, else `waiting`, and
    earlier the worse the contact's mood is; of what is late now, a hundred years earlier."""
    due = desk_states.c.due_at
    at = func.coalesce(Shifted(due, UNPROMISED), waiting)
    bad, worse = (
        _contact.c.sentiment_trend.contains(one) for one in ('"level":"bad"', '"direction":"worse"')
    )
    both = (and_(bad, worse), Shifted(at, TWICE))
    seems = case(both, (or_(bad, worse), Shifted(at, ONCE)), else_=at)
    return case((due <= bindparam("now", now, Instant), Shifted(seems, LATE)), else_=seems)
