"""Times of day in a translation: engines add "AM" to "12:30", or take the night for the evening."""

from __future__ import annotations

import re

_HALF = r"\s?[ap]\.?\s?m\b\.?"
_SOURCE_HALF = re.compile(rf"\d{_HALF}", re.I)
_EARLY = re.compile(
    r"(?i)\b(?:da madrugada|da manhã|de la madrugada|de la mañana|du matin|morgens|nachts|vormittags|früh)\b"
)
_LATE = re.compile(
    r"(?i)\b(?:da tarde|da noite|de la tarde|de la noche|de l'après-midi|du soir|nachmittags|abends)\b"
)
_BARE = re.compile(r"\d{1,2}(?::\d{2}|h\d{0,2})(?::\d{2})?")


def with_right_half(source: str, times: list[str], rendered: str) -> str:
    """`rendered` without an "AM" or "PM" after any of `times` that `source` does not have; with the right one
    where the source says in words which half of the day it is.

    `times` are tokens of the source as they stand in `rendered`; others than times of day are passed over.
    """
    if _SOURCE_HALF.search(source):
        return rendered
    early, late = bool(_EARLY.search(source)), bool(_LATE.search(source))
    half = "" if early == late else " am" if early else " pm"
    for time in times:
        if _BARE.fullmatch(time):
            rendered = re.sub(rf"(?<!\d){re.escape(time)}{_HALF}", time + half, rendered, flags=re.I)
    return rendered
