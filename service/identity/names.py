"""What people may call themselves: RFC 8266 (Nickname), and nothing that deceives others."""

from __future__ import annotations

import unicodedata
from typing import Any

import precis_i18n
import regex

from service.errors import InvalidInput
from service.identity.claims import claims_office
from service.text import validation
from service.text.folding import fold
from service.text.scripts import mixes_scripts
from service.text.visible import is_blank, turns_direction

LONGEST = 80
"""Characters as people count them."""
LONGEST_CODE_POINTS = 200
LONGEST_BYTES = 400
LONGEST_KEY = 400
MARKS = 4
"""Marks that may stand on one letter (UTS 39): no script that is written needs more."""

_PROFILE: Any = precis_i18n.get_profile("NicknameCasePreserved")
_EMOJI = regex.compile(
    r"\U0001F3F4[\U000E0030-\U000E0039\U000E0061-\U000E007A]{3,6}\U000E007F"
    r"|\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*"
    r"(?:\u200D\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*)*"
)
"""RFC 8266 knows no emoji of several parts: each counts as the one sign that it is. Tags, which nobody sees,
are part of flags of regions alone."""
_ONE_SIGN = "☺"
_STACK = regex.compile(rf"[\p{{Mn}}\p{{Me}}]{{{MARKS + 1},}}|([\p{{Mn}}\p{{Me}}])\1")
_GRAPHEME = regex.compile(r"\X")


def name(text: str) -> str:
    """One line in NFKC, without blanks around it.

    Raises:
        InvalidInput: `details["reason"]` is "empty" (there is nothing to see), "long", "direction" (it turns
            the text around it), "scripts" (a word mixes letters that look alike), "marks" (more than anybody
            writes), "characters", or "reserved" (it claims to speak for the service).
    """
    text = validation.storable(text, "name")
    if turns_direction(text):
        raise _refused("direction", "A name cannot have signs that set the direction of text.")
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    if is_blank(text):
        raise _refused("empty", "A name needs something that can be seen.")
    if _is_long(text):
        raise _refused("long", f"A name has at most {LONGEST} characters.")
    _check_signs(text)
    if claims_office(text):
        raise _refused("reserved", "This name is reserved for the service; choose another.")
    return text


def name_key(text: str) -> str:
    """The form of a name in which it is searched."""
    return fold(text)[:LONGEST_KEY]


def _is_long(text: str) -> bool:
    if len(text) > LONGEST_CODE_POINTS or len(text.encode()) > LONGEST_BYTES:
        return True
    return len(_GRAPHEME.findall(text)) > LONGEST


def _check_signs(text: str) -> None:
    if _STACK.search(unicodedata.normalize("NFD", text)):
        raise _refused("marks", "A name cannot have so many marks on one letter.")
    if mixes_scripts(text):
        raise _refused("scripts", "A word of a name cannot mix scripts whose letters look alike.")
    try:
        _PROFILE.enforce(_EMOJI.sub(_ONE_SIGN, text))
    except ValueError as error:  # UnicodeEncodeError is one
        raise _refused("characters", "A name has a character that names cannot have.") from error


def _refused(reason: str, sentence: str) -> InvalidInput:
    return InvalidInput(sentence, field="name", reason=reason)
