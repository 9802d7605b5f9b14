"""What a file may be called: what was sent, or a clear refusal; never quietly something else."""

from __future__ import annotations

import unicodedata

from service.errors import InvalidInput
from service.text import validation
from service.text.visible import is_blank, turns_direction

LONGEST = 200
"""Characters; file systems allow 255 bytes."""
LONGEST_BYTES = 250
_NEVER = '/\\:*?"<>|'
"""Separators of folders, and what file systems of readers cannot hold."""


def file_name(text: str) -> str:
    """A name in NFC.

    Raises:
        InvalidInput: `details["reason"]` is "empty", "long", "direction" (it turns the text around it, and
            an ending reads as another), or "characters" (a separator of folders, or one that does not show).
    """
    text = unicodedata.normalize("NFC", validation.storable(text, "name")).strip()
    if turns_direction(text):
        raise _refused("direction", "A file's name cannot have signs that set the direction of text.")
    if is_blank(text.strip(".")):
        raise _refused("empty", "A file needs a name.")
    if len(text) > LONGEST or len(text.encode()) > LONGEST_BYTES:
        raise _refused("long", f"A file's name has at most {LONGEST} characters.")
    if any(one in _NEVER or unicodedata.category(one) in ("Cc", "Zl", "Zp") for one in text):
        raise _refused("characters", f"A file's name cannot have any of {_NEVER}, nor line breaks.")
    return text


def _refused(reason: str, sentence: str) -> InvalidInput:
    return InvalidInput(sentence, field="name", reason=reason)
