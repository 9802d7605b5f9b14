"""Listening to what actions record."""

from typing import TypeVar

from service.store import Store
from service.store.unit_of_work import DomainEvent

E = TypeVar("E", bound=DomainEvent)


class Heard:
    """A subscriber that keeps what it hears."""

    def __init__(self, store: Store) -> None:
        self.events: list[DomainEvent] = []
        store.subscribers.add(self.hear)

    async def hear(self, event: DomainEvent) -> None:
        self.events.append(event)

    def take(self) -> list[DomainEvent]:
        """What was heard since the last time."""
        taken, self.events = self.events, []
        return taken

    def of(self, kind: type[E]) -> list[E]:
        """The same, of one kind."""
        return [one for one in self.take() if isinstance(one, kind)]
