"""Whose an earlier message was, seen from the one that it goes along with."""

from __future__ import annotations

from wire.contracts.events import Turn


def is_own(turn: Turn, author_id: str) -> bool:
    """Whether a turn is of the same side as a message by this author; older events say only who wrote it."""
    return turn.author_id == author_id if turn.own is None else turn.own
