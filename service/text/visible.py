"""What a text shows, and what turns others' texts around."""

from __future__ import annotations

import regex

_NOTHING = regex.compile(
    r"[\p{Z}\p{M}\p{Cc}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}"
    r"[\p{Cf}--\p{Prepended_Concatenation_Mark}]"  # the signs before Arabic numbers can be seen
    r"\u2800\uFFFC\U0001D159\U00013441\U00013442]*",  # blank signs: Braille, notes, hieroglyphs
    regex.VERSION1,
)
_TURNS = regex.compile(r"\p{Bidi_Control}")


def is_blank(text: str) -> bool:
    """Whether there is nothing to see.

    Blanks, controls, all that fonts leave out (U+3164, U+115F …), blanks that count as letters or signs
    (U+2800), and marks without a letter to stand on.
    """
    return _NOTHING.fullmatch(text) is not None


def turns_direction(text: str) -> bool:
    """Whether it has a sign that sets the direction of what stands around it: U+202A to U+202E, U+2066 …"""
    return _TURNS.search(text) is not None
