"""What a command of a batch asks for besides its conversation, and what is found, as JSON."""

from __future__ import annotations

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
