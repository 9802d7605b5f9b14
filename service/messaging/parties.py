"""A conversation as it stands, with everybody who takes part: what `service.messaging.rules` decide on.

Both databases give it as JSON (`service.messaging.lookup`). These structs are not frozen: within a batch of
the posting path each command finds a conversation as the one before it leaves it.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.desk.routing.promises import NO_TERMS, Terms, terms_of
from service.desk.states import Handling
from service.identity.roles import Role, may
from service.messaging.relation import Stance
from service.messaging.sides import MEMBER
from wire.contracts.events import Address, Gender


class Party(msgspec.Struct, array_like=True):
    """A row of `participants`, with what it needs of its account or contact."""

    party_id: str
    kind: str
    side: int
    stance: Stance
    blocked_at: datetime | None
    delivered_seq: int
    read_seq: int
    suggestions: bool
    language: str | None
    seen_language: str | None
    account_language: str | None
    deleted_at: datetime | None
    contact_language: str | None
    left_seq: int | None = None
    """It has the conversation in no list until a message after this one."""
    visits: bool = False
    """A contact who writes here by itself, as a visitor: it has a screen of ours."""
    forgotten: bool = False
    """A contact who asked to be forgotten: nobody would read what is written to it."""
    address: Address | None = None
    """How what it writes speaks to the other side; null: nobody has said."""
    gender: Gender | None = None
    """As its account has it."""


class Colleague(msgspec.Struct, array_like=True, frozen=True):
    """Somebody in the organisation whose conversation it is."""

    account_id: str
    role: Role
    language: str
    deleted_at: datetime | None
    gender: Gender | None = None
    """For translations of what they write; null: they have not said."""


class Said(msgspec.Struct, array_like=True, frozen=True):
    """One of the last messages."""

    seq: int
    author_id: str
    side: int
    withheld: bool
    text: str


class ConversationState(msgspec.Struct, array_like=True):
    """A conversation with both sides and its organisation's people.

    `said`: the last messages by `seq`, where they were asked for.
    """

    id: str
    organisation_id: str | None
    organisation_language: str | None
    last_seq: int
    rev: int
    active_at: datetime
    demo: bool
    parties: list[Party]
    colleagues: list[Colleague]
    said: list[Said]
    handling: Handling | None = None
    """At the desk of its organisation; null: it has none, or nothing is known of that."""
    bot: bool | None = None
    """Visitors of its organisation are answered by its bot first; null: there is no organisation."""
    rules: tuple[str | None, str | None] | None = None
    """Office hours and promises of its organisation, as they are kept; null: never set."""
    program: str | None = None
    """Language of a program that answers its visitors first; null: none does."""
    promised: dict[str, str] | None = None
    """By queue, of those of its organisation that promise otherwise, as it is kept; null: none does."""
    address: Address | None = None
    """How its organisation speaks, and is spoken to; null: it has not said."""
    suspended: bool = False
    """Its organisation is: nobody writes."""

    def __post_init__(self) -> None:
        self.said.sort(key=lambda one: one.seq)

    def sides(self, party_id: str) -> tuple[Party, Party] | None:
        """The side of this party and the other one; None where it is no side."""
        both = [one for one in self.parties if one.kind != MEMBER]
        mine = next((one for one in both if one.party_id == party_id), None)
        if mine is None:
            return None
        return mine, next(one for one in both if one.side != mine.side)

    def party(self, party_id: str) -> Party | None:
        """The row of this party: of a side, or of one of several on it."""
        return next((one for one in self.parties if one.party_id == party_id), None)

    def role_of(self, account_id: str) -> Role | None:
        """The role of an account in the organisation; None: it is no member, or there is none."""
        return next((one.role for one in self.colleagues if one.account_id == account_id), None)

    def gender_of(self, author_id: str) -> Gender | None:
        """Of an author with an account, on a side or among the colleagues; null: they have not said."""
        people = ((one.party_id, one.gender) for one in self.parties)
        colleagues = ((one.account_id, one.gender) for one in self.colleagues)
        return next((gender for one, gender in (*people, *colleagues) if one == author_id), None)

    @property
    def led(self) -> bool:
        """Its visitors are answered by a bot first, built-in or not."""
        return bool(self.bot) or self.program is not None

    @property
    def terms(self) -> Terms:
        """What its organisation promises, and when it is open."""
        return NO_TERMS if self.rules is None else terms_of(*self.rules)

    def terms_in(self, queue_id: str | None) -> Terms:
        """The same of what waits in this queue of it, which may promise otherwise."""
        own = None if queue_id is None else (self.promised or {}).get(queue_id)
        return self.terms if own is None else self.terms._replace(sla=terms_of(None, own).sla)

    def agents(self) -> list[Colleague]:
        """Those who converse for the organisation."""
        return [one for one in self.colleagues if may(one.role, "converse")]


read_conversations = msgspec.json.Decoder(list[ConversationState], strict=False).decode
"""Lax: SQLite says 0 and 1 for false and true."""
