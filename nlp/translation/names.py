"""Names in a text: what a reader expects to find again in its translation, letter by letter."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from nlp.translation.tokens import emojis

_HANDLE = re.compile(r"(?<![\w@])@\w[\w.-]*\w|(?<![\w@])@\w")
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\d*")
_OPENS = re.compile(r"(?:^|[.!?…:;\n•*>(\[{\"“”«»¿¡|/]|--?\s|[–—])[\s\"'“”«»¿¡(*-]*$")
_LINK = re.compile(r"\S+(?:://|@|\.\w+/)\S*|`[^`]*`|\S*\d\S*[-_/]\S*|\S*[-_/]\S*\d\S*|\bwww\.\S+")
_POSSESSIVE = re.compile(r"['’]s?$")
_ADDRESSED = re.compile(r"\b(?:Herrn?|Frau|Firma|Hallo|Hi|Hey|Liebe[rs]?|Moin|Servus|von|bei|mit)\s+$")
_NOUNS_LARGE = frozenset({"de", "lb"})
"""Languages that write every noun with a capital: there a name is known by the word before it."""


def names_of(text: str, language: str | None = None) -> tuple[str, ...]:
    """Names and handles of `text` in order, as written: ("@ana", "Pereira", "iPhone").

    A name is a word with a capital inside a sentence, or with one inside the word; the first word of a
    sentence, a text all in capitals, and a heading with capitals throughout tell nothing. Days, months,
    languages, countries and great cities are left out: those are translated. `language` is a BCP 47 tag.
    """
    plain = _LINK.sub(_handle_or_blanks, _without_emoji(text))
    handles = [(one.start(), one[0]) for one in _HANDLE.finditer(plain)]
    rest = _HANDLE.sub(lambda one: " " * len(one[0]), plain)
    words = [(one.start(), one[0]) for one in _WORD.finditer(rest)]
    if not _told_by_capitals([word for _, word in words]):
        return tuple(word for _, word in handles)
    nouns = (language or "").replace("_", "-").split("-")[0].lower() in _NOUNS_LARGE
    names = [(at, _POSSESSIVE.sub("", word)) for at, word in words if _is_name(rest[:at], word, nouns)]
    return tuple(word for _, word in sorted(handles + names))


def names_lost(text: str, translation: str, language: str | None = None) -> tuple[str, ...]:
    """Names of `text` that are nowhere in `translation`, whatever the capitals there; each named once.

    `language` is that of `text`.
    """
    low = translation.casefold()
    return tuple(name for name in dict.fromkeys(names_of(text, language)) if name.casefold() not in low)


def _handle_or_blanks(one: re.Match[str]) -> str:
    return one[0] if one[0].startswith("@") else " " * len(one[0])


def _without_emoji(text: str) -> str:
    """Emoji end a sentence: what follows one may begin with a capital."""
    for start, end in emojis(text):
        text = text[:start] + "\n" * (end - start) + text[end:]
    return text


def _told_by_capitals(words: list[str]) -> bool:
    """Whether a capital says anything here: not where three or more long words all have one."""
    long = [word for word in words if len(word) > 3]
    return len(long) < 3 or not all(word[0].isupper() for word in long)


def _is_name(before: str, word: str, nouns_large: bool) -> bool:
    if word.isupper() or is_ordinary(word):
        return False
    if any(one.isupper() for one in word[1:]) and not re.search(r"[-.'’]", word):
        return True
    if nouns_large and not _ADDRESSED.search(before):
        return False
    return word[0].isupper() and not _OPENS.search(before)


def is_ordinary(word: str) -> bool:
    """Whether a word with a capital is one that is translated: a day, a month, a country, a great city."""
    return _POSSESSIVE.sub("", word) in _ordinary() or re.split("['’]", word)[0] in _ordinary()


@cache
def _ordinary() -> frozenset[str]:
    text = resources.files(__package__).joinpath("data/ordinary.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
