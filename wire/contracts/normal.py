"""The one form in which a text is understood, however it was typed: composed, without what nobody sees.

Two writings that look the same are the same text to detection, engines, glossary, memory and sentiment. What
people wrote is stored and shown as they wrote it.
"""

from __future__ import annotations

import re
import unicodedata

_AS_WRITTEN = re.compile(r"```[\s\S]*?```|`[^`\n]+`|\b[a-zA-Z][a-zA-Z0-9+.-]{1,20}://[^\s<>\"]+")
"""Code and links: their bytes say something."""

_UNSEEN = re.compile(
    r"[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
"""Signs of no width, and of terminals. Line ends are none."""
_JOINERS = frozenset("\u200c\u200d")
_BREAK = "\u200b"
_JOINED = re.compile(r"[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\ua8ff\ufb50-\ufefc]")
"""Arabic to Mongolian: there a joiner chooses between letters, "می‌خواهم" is one word of two parts."""
_DRAWN = re.compile(r"[\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff]")
"""What emoji are made of: between two of them a joiner makes one of two."""
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Thai to Khmer: a blank without width parts words."""

_BLANK = re.compile(r"(?<![\d])[\u00a0\u1680\u2000-\u200a\u202f\u205f](?![\d%°€$£¥])")
"""Blanks of other widths, but for those within a figure: "5 000", "20 €" are kept as they are."""
_LINE = re.compile("[\u000b\u000c\u0085\u2028\u2029]")
_LIGATURE = re.compile(r"[\ufb00-\ufb06\ufe70-\ufefc]")
"""Letters as a printed page has them: "ﬁ" is "fi"."""


def normal(text: str) -> str:
    """Composed to NFC, without soft hyphens and other signs of no width, with one kind of blank and line end.

    Joiners stay where they mean something: in Persian, in the scripts of India, within an emoji. Code and
    links stay as they are. Idempotent; plain ASCII comes back itself.
    """
    if text.isascii() and text.isprintable():
        return text
    out, at = [], 0
    for kept in _AS_WRITTEN.finditer(text):
        out += [_plain(text[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*out, _plain(text[at:])])


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", _LINE.sub("\n", text))
    text = _UNSEEN.sub(lambda found: found[0] if _means(text, found.start()) else "", text)
    text = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), _BLANK.sub(" ", text))
    return unicodedata.normalize("NFC", text)


def _means(text: str, at: int) -> bool:
    """Whether a sign without width says something where it stands."""
    before, after, sign = text[at - 1 : at], text[at + 1 : at + 2], text[at]
    if sign == _BREAK:
        return bool(_UNSPACED.match(before) and _UNSPACED.match(after))
    if sign not in _JOINERS:
        return False
    return bool(_JOINED.match(before) or (_DRAWN.match(before) and _DRAWN.match(after)))
