"""What an item of a batch asks for besides its conversation, and what is found, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from service.messaging.stored import StoredMessage


class Found(msgspec.Struct, array_like=True, frozen=True):
    """What is looked up for one command. `suggested`: side and enrichment of the message that it answers."""

    number: int
    known: StoredMessage | None
    suggested: tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look up for one command: a message by its key, and one by its id. Ids are well-formed."""

    number: int
    conversation: str
    author: str
    client_id: str
    under: str | None


read_found = msgspec.json.Decoder(list[Found], strict=False).decode
"""Lax: SQLite says 0 and 1 for false and true."""


LastSeen = Mapping[str, Sequence[int]]
"""By conversation, `seq` of the last message that side 0 can see, and that side 1 can; 0: none."""


def last_seen_by(conversation: str) -> str:
    """Both numbers of `LastSeen` in SQL of either database, by what `rules.sees` says, of an id."""
    sides = (f"(NOT m.withheld OR m.side = {side})" for side in (0, 1))
    last = "SELECT m.seq FROM messages m WHERE m.conversation_id = {} AND {} ORDER BY m.seq DESC LIMIT 1"
    return ", ".join(f"coalesce(({last.format(conversation, seen)}), 0)" for seen in sides)


_read_last_seen = msgspec.json.Decoder(list[tuple[str, int, int]]).decode


def read_last_seen(answer: str) -> LastSeen:
    """What the database gave as JSON."""
    return {conversation: last for conversation, *last in _read_last_seen(answer)}
