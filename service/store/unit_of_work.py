"""What an action has to tell, kept beside its transaction: committed with its state, or gone with it.

An action records events on its connection. Whoever calls it (a route, a socket, a command, a job) need not
know who wants to hear of them: `Store.writing` sees to that when the transaction commits.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from wire.broker.streams import EVENTS, partition_of, stream
from wire.contracts.events import Event

_RECORDED = "recorded_events"


class DomainEvent(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Something that has happened, by the name of a fact. Hearing of it twice does no harm."""

    @property
    def about(self) -> str:
        """Id of the conversation or person: events about one keep their order on the stream."""
        raise NotImplementedError


def record(connection: AsyncConnection, *events: DomainEvent) -> None:
    """Tell of these once the caller's transaction has committed, in order."""
    connection.info.setdefault(_RECORDED, []).extend(events)


def forget(connection: AsyncConnection) -> None:
    """A new transaction begins on this connection: nothing recorded yet."""
    connection.info.pop(_RECORDED, None)


def recorded(connection: AsyncConnection) -> list[DomainEvent]:
    """What this transaction has recorded."""
    return list(connection.info.get(_RECORDED, ()))


def rows(events: Iterable[DomainEvent], partitions: int) -> list[tuple[str, Event]]:
    """Outbox rows of events that another process is to tell of."""
    return [(stream(EVENTS, partition_of(event.about, partitions)), event) for event in events]
