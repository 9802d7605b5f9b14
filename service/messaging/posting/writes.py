"""What a batch of commands writes, as rows of JSON: each table's rows go to the database in one statement.

Times are strings in UTC without a zone, as SQLite keeps them; PostgreSQL is told that they are UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from service.desk.states import Handling
from service.messaging import views
from service.messaging.parties import ConversationState, Party
from service.messaging.posting.command import Posting
from service.models import Message
from service.store import unit_of_work
from service.store.unit_of_work import DomainEvent
from wire.contracts.codec import encode
from wire.contracts.contents import NoteContent, stored
from wire.contracts.events import Event

Row = dict[str, Any]


class Writes:
    """Rows by table. What changes twice in a batch is written once, as it stands at the end."""

    def __init__(self, partitions: int, now: datetime) -> None:
        self._partitions, self._now = partitions, instant(now)
        self.messages: list[Row] = []
        self.enrichments: list[Row] = []
        self.outbox: list[Row] = []
        self.seats: list[Row] = []
        self.accepted: list[Row] = []
        self.mentions: list[Row] = []
        self._handled: dict[str, Row] = {}
        self._moved: dict[str, Row] = {}
        self._reached: dict[tuple[str, str], Row] = {}

    @property
    def conversations(self) -> list[Row]:
        """New positions of conversations."""
        return list(self._moved.values())

    @property
    def desk_states(self) -> list[Row]:
        """Where conversations of organisations stand at their desks."""
        return list(self._handled.values())

    @property
    def positions(self) -> list[Row]:
        """New receipts."""
        return list(self._reached.values())

    def message(
        self, message: Message, posting: Posting, state: ConversationState, *, withheld: bool
    ) -> None:
        """A message, with its enrichment as far as it is known."""
        self.messages.append(
            {
                "id": message.id,
                "conversation_id": message.conversation_id,
                "seq": message.seq,
                "rev": message.rev,
                "author_kind": message.author_kind,
                "author_id": message.author_id,
                "side": message.side,
                "organisation_id": state.organisation_id,
                "client_id": message.client_id,
                "text": message.text,
                "kind": message.content.kind,
                "content": stored(message.content),
                "command": posting.command.digest,
                "language": message.language,
                "posted_at": instant(message.posted_at),
                "queued_at": self._now,
                "attempts": 0,
                "withheld": withheld,
            }
        )
        known = {"message_id": message.id, "status": message.enrichment.status, "updated_at": self._now}
        self.enrichments.append(known | {"body": views.body_of(message.enrichment)})

    def mentioned(self, message: Message, state: ConversationState) -> None:
        """Whom a note names: those who answer for the organisation, but its author."""
        if not isinstance(message.content, NoteContent):
            return
        agents = {one.account_id for one in state.agents()} - {message.author_id}
        key = {
            "message_id": message.id,
            "conversation_id": state.id,
            "created_at": instant(message.posted_at),
        }
        key["organisation_id"] = state.organisation_id or ""
        named = dict.fromkeys(one for one in message.content.mentions if one in agents)
        self.mentions += [key | {"account_id": one} for one in named]

    def sent(self, *rows: tuple[str, Event]) -> None:
        """Events for streams, in order."""
        self.outbox += [{"stream": stream, "body": encode(event).decode()} for stream, event in rows]

    def told(self, events: tuple[DomainEvent, ...]) -> None:
        """Domain events, for a process that shows screens."""
        self.sent(*unit_of_work.rows(events, self._partitions))

    def moved(self, state: ConversationState) -> None:
        """A conversation has a message more."""
        position = {"last_seq": state.last_seq, "rev": state.rev, "active_at": instant(state.active_at)}
        self._moved[state.id] = {"id": state.id} | position

    def handled(self, state: ConversationState, handling: Handling) -> None:
        """A conversation stands so at its organisation's desk."""
        row = {name: _plain(getattr(handling, name)) for name in Handling.__struct_fields__}
        key = {"conversation_id": state.id, "organisation_id": state.organisation_id}
        self._handled[state.id] = key | row

    def accept(self, state: ConversationState, side: int) -> None:
        """A side accepts the conversation: all rows of it."""
        for one in state.parties:
            if one.side == side:
                one.stance = "accepted"
        self.accepted.append({"conversation_id": state.id, "side": side})

    def reached(self, state: ConversationState, party: Party) -> None:
        """Somebody has read further."""
        key = {"conversation_id": state.id, "party_id": party.party_id}
        position = {"delivered_seq": party.delivered_seq, "read_seq": party.read_seq}
        self._reached[state.id, party.party_id] = key | position

    def seat(self, state: ConversationState, party: Party) -> None:
        """A row for what one of several on a side has of its own."""
        self.seats.append(
            {
                "conversation_id": state.id,
                "party_id": party.party_id,
                "kind": party.kind,
                "side": party.side,
                "account_id": party.party_id,
                "delivered_seq": party.delivered_seq,
                "read_seq": party.read_seq,
                "suggestions": party.suggestions,
            }
        )


def instant(at: datetime) -> str:
    """A time as SQLAlchemy keeps it on SQLite: UTC, without a zone."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _plain(value: str | datetime | None) -> str | None:
    return instant(value) if isinstance(value, datetime) else value
