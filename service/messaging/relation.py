"""How the two sides of a conversation stand to each other, and what follows for what each may learn. Pure.

Whoever opens a conversation accepts it by that; for the other side it is a request until it accepts, answers,
or opens it too. A side that has accepted never goes back. A block is apart from that: it comes and goes, and
only the one who blocks can tell.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

import msgspec

Stance = Literal["accepted", "request", "ignored"]
"""Of one side, as it is kept."""

State = Literal["accepted", "request", "sent", "ignored", "blocked"]
"""As one side sees it. `sent`: the other side has not accepted; whether it ignores or blocks is not told."""


class Columns(Protocol):
    """`service.messaging.sides.RELATION`; `blocked_at`: since when that side blocks the other."""

    @property
    def my_stance(self) -> Stance:
        """Of the side that looks."""

    @property
    def their_stance(self) -> Stance:
        """Of the other side."""

    @property
    def my_blocked_at(self) -> datetime | None:
        """Since when the side that looks blocks the other; null: it does not."""

    @property
    def their_blocked_at(self) -> datetime | None:
        """Since when the other side blocks this one."""


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation's, from one side."""

    mine: Stance
    theirs: Stance
    blocks_since: datetime | None = None
    """I block the other side."""
    blocked_since: datetime | None = None
    """The other side blocks me: nothing that I am shown may depend on it but what is kept from me."""

    @property
    def state(self) -> State:
        """What I am told."""
        if self.blocks_since is not None:
            return "blocked"
        if self.mine != "accepted":
            return self.mine
        return "accepted" if self.theirs == "accepted" else "sent"

    @property
    def settled(self) -> bool:
        """Both sides have accepted, whether or not one blocks the other by now."""
        return self.mine == self.theirs == "accepted"

    @property
    def talking(self) -> bool:
        """Both have accepted and neither blocks: presence, last seen, receipts and typing are told."""
        return self.settled and self.blocks_since is None and self.blocked_since is None

    def last_seen(self, at: datetime | None) -> datetime | None:
        """Of the other side, who was here at `at`. To me whom they block: when they began to block me."""
        return (self.blocked_since or at) if self.state == "accepted" else None

    @property
    def reaches_me(self) -> bool:
        """What the other side does here comes to my screens by itself."""
        return self.mine != "ignored" and self.blocks_since is None

    @property
    def reaches_them(self) -> bool:
        """What I do here comes to theirs."""
        return self.theirs != "ignored" and self.blocked_since is None

    @property
    def theirs_helps(self) -> bool:
        """The other side's own words and corrected translations may help what I write."""
        return self.theirs == "accepted" and self.blocked_since is None

    def turned(self) -> Relation:
        """The same from the other side."""
        return Relation(
            mine=self.theirs,
            theirs=self.mine,
            blocks_since=self.blocked_since,
            blocked_since=self.blocks_since,
        )


def relation(row: Columns) -> Relation:
    """That of the side which the query calls `mine`."""
    return Relation(
        mine=row.my_stance,
        theirs=row.their_stance,
        blocks_since=row.my_blocked_at,
        blocked_since=row.their_blocked_at,
    )
