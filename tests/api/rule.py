"""What a rule of a door says: whom it is for, and what is asked there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from service.identity.roles import Action

Whose = Literal[
    "anybody", "account", "conversation", "message", "written", "file", "contact", "organisation", "own",
    "visitor", "visited", "served",
]  # fmt: skip
"""anybody: also who is signed out. account: whoever is signed in. conversation, message: its two sides.
written: who wrote the message. file: the sides of the message it was sent with. contact: who may speak for an
organisation's contact. organisation: by role. own: one person alone. visitor: whoever came by a channel.
visited: the visitor whose conversation it is. served: who serves an organisation's conversations."""


@dataclass(frozen=True)
class Rule:
    """`body` is what a well-formed request has: a refusal must not come from its form."""

    whose: Whose
    body: dict[str, Any] | None = None
    action: Action | None = None
    query: str = ""
    fresh: bool = False
    """Asked with a token of its own, which it ends."""
