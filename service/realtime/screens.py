"""Domain events to the sockets of those who may see them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime

import msgspec

from service import events
from service.errors import NotFound, NotYours, RoleLacks
from service.events import Seen
from service.identity.people import partners_of
from service.identity.roles import may
from service.messaging.conversations import conversations_of, get_conversation
from service.models import Message
from service.realtime import desk_screens, frames
from service.realtime.connections import ConnectionRegistry
from service.realtime.presence import Presence
from service.store import Store
from service.store.unit_of_work import DomainEvent
from wire.observability.metrics import DELIVERY

OLD = 3600.0

AT_ONCE = 50
"""Conversations of an organisation that come to a new agent's screens by themselves; others with `hello`."""


class Screens:
    """A subscriber: pushes what each event means to people. Never waits for the broker.

    Views that a transaction knew come with the event; a conversation is read anew, for it also says who is
    online. Pushing twice does no harm: clients take only what has a higher `rev`.
    """

    def __init__(self, store: Store, connections: ConnectionRegistry, presence: Presence) -> None:
        self._store, self._connections, self._presence = store, connections, presence

    async def show(self, event: DomainEvent) -> None:
        """Push one event.

        Raises:
            Unavailable: the store is busy; ask again.
        """
        match event:
            case events.MessageAdded() | events.MessageChanged() | events.EnrichmentChanged():
                await self._message(event)
            case events.ReceiptMoved():
                await self._receipt(event)
            case events.ConversationChanged():
                for person_id in event.person_ids:
                    await self._conversation(person_id, event.conversation_id)
            case (
                events.DeskChanged()
                | events.DeskDetailsChanged()
                | events.RatingAsked()
                | events.AgentChanged()
            ):
                await desk_screens.show(self._connections, event)
            case _:
                await self._show_person(event)

    async def _show_person(self, event: DomainEvent) -> None:
        """What happens to somebody, wherever they talk."""
        match event:
            case events.TalkingChanged():
                await self._talking(event)
            case events.PersonChanged():
                await self._person(event)
            case events.MemberChanged():
                await self._member(event)
            case events.PresenceChanged():
                await self._presence.tell(event.person_id, online=event.online, at=event.at)
            case events.SessionEnded():
                await self._connections.end_session(event.person_id, event.session)

    async def _message(
        self, event: events.MessageAdded | events.MessageChanged | events.EnrichmentChanged
    ) -> None:
        if isinstance(event, events.MessageAdded) and event.seen:
            _measure(event.seen[0].message.posted_at)
        kind = frames.MessageNew if isinstance(event, events.MessageAdded) else frames.MessageEnriched
        for message, people in _by_view(event.seen):
            frame = kind(conversation_id=event.conversation_id, rev=message.rev, message=message)
            await self._connections.notify_all(people, frame)
        if isinstance(event, events.EnrichmentChanged) and event.sentiment:
            changed = frames.SentimentChanged(
                conversation_id=event.conversation_id, sentiment=event.sentiment
            )
            await self._connections.notify_all(event.sentiment_for, changed)

    async def _receipt(self, event: events.ReceiptMoved) -> None:
        frame = frames.ReceiptSeen(
            conversation_id=event.conversation_id,
            person_id=event.person_id,
            delivered_seq=event.delivered_seq,
            read_seq=event.read_seq,
        )
        await self._connections.notify_all(event.told, frame)

    async def _conversation(self, person_id: str, conversation_id: str) -> None:
        with suppress(NotFound, NotYours, RoleLacks):  # it, or who saw it, has gone meanwhile
            found = await get_conversation(self._store, person_id, conversation_id)
            [shown] = await self._presence.in_all(person_id, [found])
            await self._connections.notify(person_id, frames.ConversationChanged(conversation=shown))

    async def _talking(self, event: events.TalkingChanged) -> None:
        here = event.talking and bool(await self._presence.online([event.person_id]))
        frame = frames.Presence(
            person_id=event.person_id, online=here, last_seen_at=None if here else event.at
        )
        await self._connections.notify(event.other_id, frame)
        if event.person is not None:
            person = msgspec.structs.replace(event.person, online=here)
            await self._connections.notify(event.other_id, frames.PersonChanged(person=person))

    async def _member(self, event: events.MemberChanged) -> None:
        """Who may converse from now on gets the organisation's conversations, the newest of them."""
        frame = frames.MemberChanged(
            organisation_id=event.organisation_id, account_id=event.account_id, role=event.role
        )
        await self._connections.notify_all(event.told, frame)
        if not may(event.role, "converse"):
            return
        found = await conversations_of(self._store, event.account_id, event.organisation_id, AT_ONCE)
        for shown in await self._presence.in_all(event.account_id, found):
            await self._connections.notify(event.account_id, frames.ConversationChanged(conversation=shown))

    async def _person(self, event: events.PersonChanged) -> None:
        online = bool(await self._presence.online([event.person_id]))
        person = msgspec.structs.replace(event.person, online=online)
        partners = await partners_of(self._store, event.person_id)
        await self._connections.notify_all(partners, frames.PersonChanged(person=person))


def _by_view(seen: Iterable[Seen]) -> Iterable[tuple[Message, list[str]]]:
    """Who sees the same, together: mostly everybody."""
    found: dict[int, tuple[Message, list[str]]] = {}
    for one in seen:
        found.setdefault(id(one.message), (one.message, []))[1].append(one.person_id)
    return found.values()


def _measure(posted_at: datetime) -> None:
    """Demonstrations are posted as of days ago: what is older than an hour says nothing."""
    seconds = (datetime.now(UTC) - posted_at).total_seconds()
    if seconds < OLD:
        DELIVERY.observe(max(0.0, seconds))
