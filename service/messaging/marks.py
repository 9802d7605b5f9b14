"""What people put on a message, as it is stored with it: reactions, and a pin. No access is asked here.

A mark of somebody whom the other side blocks is `kept` from that side; who made it sees it as any.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
import regex
from sqlalchemy import ColumnElement, and_, or_

from service.errors import InvalidInput
from service.models import Pin, Reaction
from service.store.tables import messages

LONGEST = 12
"""Code points of one emoji: those of two people who kiss, with two skins, are ten."""

_ONE = r"\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F)?"
_TAGGED = r"\U0001F3F4[\U000E0030-\U000E0039\U000E0061-\U000E007A]{2,6}\U000E007F"
_EMOJI = regex.compile(rf"\p{{RI}}{{2}}|[0-9#*]\uFE0F?\u20E3|{_TAGGED}|{_ONE}(?:\u200D{_ONE})*")
"""UTS 51, ED-15 to ED-17: nothing follows that does not show, lest two look alike, or one carries a text."""


class Reacted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One reaction of one person."""

    emoji: str
    by: str
    kept: bool = False


class Pinned(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who pinned it, and when. `loosed`: who let it loose for themselves alone, while the other side blocked
    them."""

    by: str
    at: datetime
    kept: bool = False
    loosed: str = ""


_reactions = msgspec.json.Decoder(tuple[Reacted, ...]).decode
_pinned = msgspec.json.Decoder(Pinned).decode


def emoji(text: str) -> str:
    """One emoji: a single grapheme that shows a picture, flag or key. InvalidInput."""
    whole = len(text) <= LONGEST and _EMOJI.fullmatch(text) and len(regex.findall(r"\X", text)) == 1
    if not whole:
        raise InvalidInput(f"A reaction is one emoji of at most {LONGEST} code points.", field="emoji")
    return text


def reacted(stored: str | None) -> tuple[Reacted, ...]:
    """Stored reactions, in the order in which they were made."""
    return _reactions(stored) if stored else ()


def pinned(stored: str | None) -> Pinned | None:
    """A stored pin."""
    return _pinned(stored) if stored else None


def stored(mark: tuple[Reacted, ...] | Pinned | None) -> str | None:
    """As it is kept; null where there is nothing."""
    return msgspec.json.encode(mark).decode() if mark else None


def shown(known: tuple[Reacted, ...], viewer_id: str) -> tuple[Reacted, ...]:
    """Those that are not kept from who looks. None but these count against what they may add."""
    return tuple(one for one in known if not one.kept or one.by == viewer_id)


def reactions_for(stored: str | None, viewer_id: str) -> tuple[Reaction, ...]:
    """By emoji, as one side sees them."""
    found: dict[str, tuple[str, ...]] = {}
    for one in shown(reacted(stored), viewer_id):
        found[one.emoji] = (*found.get(one.emoji, ()), one.by)
    return tuple(Reaction(emoji=emoji, by=by) for emoji, by in found.items())


def pin_for(stored: str | None, viewer_id: str) -> Pin | None:
    """As one side sees it."""
    one = pinned(stored)
    hidden = one is None or (one.kept and one.by != viewer_id) or one.loosed == viewer_id
    return None if one is None or hidden else Pin(by=one.by, at=one.at)


def pin_shown(viewer_id: str) -> ColumnElement[bool]:
    """Messages with a pin that `pin_for` shows; what it reads is as `stored` writes it."""
    column = messages.c.pinned
    kept, mine = column.like('%"kept":true%'), column.like(f'%"by":"{viewer_id}"%')
    return and_(column.is_not(None), or_(~kept, mine), ~column.like(f'%"loosed":"{viewer_id}"%'))
