"""Which parts of a message must come out of a translation exactly as they went in."""

from __future__ import annotations

import re

import emoji
import msgspec


class Token(msgspec.Struct, frozen=True):
    """A part of a text that must stay as it is."""

    start: int
    end: int
    text: str
    hard: bool
    """Engines are known to damage it; otherwise they mostly bring it through, which is checked."""
    number: bool = False
    """A bare number: its digits must come through, what is around them may change ("1st", "1º")."""


FIRST_STAND_IN, LAST_STAND_IN = "\U00100000", "\U0010fffd"
"""Private-use characters that stand in for glossary terms: tokens like any other."""

_URL = r"(?:https?|ftp)://[^\s<>\"]+|www\.[^\s<>\"]+"
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_DOMAIN = (
    r"(?<![\w@.-])(?:[\w-]+\.)+(?:(?:com|org|net|edu|gov|io|app|dev|info)(?:\.[a-z]{2})?\b(?!\.?\w)"
    r"(?:/[^\s<>\"]*)?|[a-z]{2,}/[^\s<>\"]+)"
)
_FILE = (
    r"(?<![\w@.-])[\w-]+(?:\.[\w-]+)*"
    r"\.(?:pdf|docx?|xlsx?|pptx?|csv|txt|png|jpe?g|gif|zip|mp[34]|html?|js|py|json)\b"
)
_CODE = r"`[^`\n]+`"
_TEMPLATE = r"\{\{?\w+\}?\}|<\/?\w+[^<>\n]*>"
_HANDLE = r"(?<![\w@])@\w[\w.-]*\w|(?<![\w@])@\w"
_TAG = r"(?<![\w&#])#\w[\w-]*"
_UUID = r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"
_ID = (
    r"(?<![\w-])(?=[A-Z0-9_-]*[A-Z])(?=[A-Z0-9_-]*\d)[A-Z0-9]+(?:[-_][A-Z0-9]+)*(?![\w-])"
    r"|\bv\d+(?:\.\d+)+\b|\b(?=[^\W_]*[A-Za-z])(?=(?:[^\W\d_]*\d){2})[^\W_]{7,}\b"
)
_FACE = (
    r"(?:(?<!\w)(?:[:;=]['’]?-?[)(\]\[DPpOo/\\|3*]+|[xX]D+)|(?<=[^\W\d])[:;]-?[)(D]+|(?<!\w)<3+|\^[_.-]*\^|¯\\_\(ツ\)_/¯)"
    r"(?!\w)"
)
UNSPACED = (
    "\u0e00-\u109f\u1780-\u17ff\u3001-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff"
    "\uff00-\uffef\U00020000-\U0003ffff"
)
"""Scripts without blanks between words, for a class of `re`: Thai to Myanmar, Khmer, kana, Han, wide."""
_LONG = rf"[^\s{UNSPACED}]{{40,}}"

_PHONE = r"(?<![\w.,])(?:\+\d{1,3}[\s.-]?)?(?:\(\d{1,4}\)[\s.-]?)?\d{2,5}(?:[\s.-]\d{2,5}){1,4}(?![\w])"
_MONEY = (
    r"(?:R\$|US\$|[$€£¥₹₩₺₽])\s?\d[\d.,]*\d|(?:R\$|US\$|[$€£¥₹₩₺₽])\s?\d"
    r"|(?<![\w.,])\d(?:[\d.,]*\d)?\s?(?:[€£¥₹₩₺₽$](?!\d)|(?:EUR|USD|BRL|GBP)\b)"
)
_TIME = (
    r"(?<![\w.,:])\d{1,2}(?::\d{2}){1,2}(?:\s?(?:[aApP]\.[mM]\.|[aApP][mM]\b))?"
    r"|(?<![\w.,:])\d{1,2}\s?(?:[aApP]\.[mM]\.|[aApP][mM]\b)|(?<![\w.,:])\d{1,2}h(?:\d{2})?\b"
)
_UNIT = (
    r"(?<![\w.,])\d(?:[\d.,]*\d)?\s?"
    r"(?:%|°[CF]?|(?:km/h|km|cm|mm|kg|mg|ml|lbs?|oz|mph|kWh|[kMGT]B|m²|[gm])(?![\w²]))"
)
_NUMBER = r"(?<![^\W_])\d+(?:[.,:/-]\d+)*"

_STAND_IN = f"[{FIRST_STAND_IN}-{LAST_STAND_IN}]"
_HARD = "|".join((_STAND_IN, _CODE, _URL, _MAIL, _DOMAIN, _FILE, _TEMPLATE, _HANDLE, _TAG, _UUID, _FACE))
_KINDS = re.compile(
    f"(?P<hard>{_HARD})|(?P<soft>{_MONEY}|{_TIME}|{_UNIT})|(?P<phone>{_PHONE})|(?P<id>{_ID})|(?P<long>{_LONG})"
    f"|(?P<number>{_NUMBER})"
)
_URL_TAIL = re.compile(r"[.,;:!?'\"’”»*]+$")
_NOT_EMOJI = frozenset("©®™")


def tokens(text: str) -> tuple[Token, ...]:
    """Tokens of `text` in order, none overlapping another.

    Hard: links, addresses, handles, tags, ids, code, file names, emoji and faces. Soft: prices, times,
    measures, phone numbers, dates, numbers.
    """
    found: list[Token] = []
    at = 0
    for start, end in [*emojis(text), (len(text), len(text))]:
        found += [_token(match, text) for match in _KINDS.finditer(text, at, start)]
        if end > start:
            found.append(Token(start, end, text[start:end], True))
        at = end
    return tuple(found)


def emojis(text: str) -> list[tuple[int, int]]:
    """Where emoji are: a family or a flag is one. Signs such as ™ are not."""
    if text.isascii():
        return []
    return [
        (one["match_start"], one["match_end"])
        for one in emoji.emoji_list(text)
        if one["emoji"][0] not in _NOT_EMOJI
    ]


def is_face(text: str) -> bool:
    """Whether the whole of `text` is emoji, faces such as ":)", and blanks."""
    rest = text
    for start, end in reversed(emojis(text)):
        rest = rest[:start] + rest[end:]
    return not re.sub(_FACE, "", rest).strip()


def _token(match: re.Match[str], text: str) -> Token:
    start, end = match.span()
    kind = match.lastgroup or ""
    if kind == "hard" and re.match(f"{_URL}|{_DOMAIN}", match[0]):
        end -= len(_tail(match[0]))
    return Token(
        start, end, text[start:end], kind in ("hard", "id", "long"), kind == "number" and match[0].isdigit()
    )


def _tail(link: str) -> str:
    """What ends the sentence rather than the link: marks, and a bracket that the link did not open."""
    found = _URL_TAIL.search(link)
    tail = found[0] if found else ""
    rest = link[: len(link) - len(tail)]
    if rest.endswith(")") and rest.count(")") > rest.count("("):
        return _tail(rest[:-1]) + ")" + tail
    return tail
