"""How a message is put before the model: the signs it knows, and words for the emoji that it does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import emoji

MAX_CHARACTERS = 512
"""Longer texts are cut: the sentiment of a chat message stands in its first lines."""

LINKS = re.compile(r"\bhttps?://\S+|\bwww\.\S+")
EMOJI_FROM = 0x2190
"""No emoji that matters comes before the arrows; so most texts need no look at their signs."""


STANDS_FOR = {
    "😊": "🥹😺😽🤗", "😄": "😸", "❤": "🫶🫰🩷🩵🩶🤎🤍🫀", "🎉": "🥳🎆🧨", "👍": "🫡🫺🫹",
    "👌": "🤌", "🙏": "🥺", "😎": "🤠🥸🧐", "😏": "😼🌚", "😅": "🫠", "😢": "🥲😿", "😡": "🤬🖕",
    "😠": "😾🙎", "😞": "🙍", "😖": "🤮🤢", "😷": "🤒🤕🤧", "😓": "🥵", "😰": "🥶🫨", "😟": "😧",
    "😕": "🫤", "😫": "🫩", "😴": "🥱", "😵": "🥴", "🙈": "🫣🫢",
}  # fmt: skip
"""Emoji that the model knows, and younger ones that people use for about the same."""

_KNOWN_FOR = {young: old for old, young_ones in STANDS_FOR.items() for young in young_ones}


def prepared(text: str, knows: Callable[[str], bool]) -> str:
    """What the model reads of `text`. `knows` says whether it has a piece for a sign.

    Links say nothing. An emoji younger than the model is read as an older one that people use alike, 🫶 as
    ❤, or else by its English name.
    """
    cut = text[:MAX_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    plain = LINKS.sub(" ", cut)
    if max(plain, default="") < chr(EMOJI_FROM):
        return " ".join(plain.split())
    spoken = "".join(one if ord(one) < EMOJI_FROM or knows(one) else _read_as(one) for one in plain)
    return " ".join(spoken.split())


@lru_cache(4096)
def _read_as(sign: str) -> str:
    """What an emoji is read as; the sign itself where it is none."""
    if sign in _KNOWN_FOR:
        return _KNOWN_FOR[sign]
    known = emoji.EMOJI_DATA.get(sign)
    return f" {known['en'].strip(':').replace('_', ' ')} " if known else sign
