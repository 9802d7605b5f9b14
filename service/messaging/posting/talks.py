"""What is looked up of conversations before something is posted in them, as both databases give it: JSON.

One statement looks up all conversations of a batch. These structs are not frozen: within a batch each command
finds a conversation as the one before it leaves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from service.identity.roles import Role, may
from service.messaging.relation import Stance
from service.messaging.sides import MEMBER
from service.messaging.stored import StoredMessage


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


class Colleague(msgspec.Struct, array_like=True, frozen=True):
    """Somebody in the organisation whose conversation it is."""

    account_id: str
    role: Role
    language: str
    deleted_at: datetime | None


class Said(msgspec.Struct, array_like=True, frozen=True):
    """One of the last messages."""

    seq: int
    author_id: str
    side: int
    withheld: bool
    text: str


class Talk(msgspec.Struct, array_like=True):
    """A conversation with both sides, and the last of what was said; `said` by `seq`."""

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

    def agents(self) -> list[Colleague]:
        """Those who converse for the organisation."""
        return [one for one in self.colleagues if may(one.role, "converse")]


class Found(msgspec.Struct, array_like=True, frozen=True):
    """What is looked up for one command. `suggested`: side and enrichment of the message that it answers."""

    number: int
    known: StoredMessage | None
    suggested: tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look up for one command: a message by its key, and one by its id. Ids are well-formed."""

    number: int
    talk: str
    author: str
    client_id: str
    under: str | None


read_talks = msgspec.json.Decoder(list[Talk], strict=False).decode
"""Lax: SQLite says 0 and 1 for false and true."""

read_found = msgspec.json.Decoder(list[Found], strict=False).decode
