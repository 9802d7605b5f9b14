"""Names in a text: what a reader expects to find again in its translation, letter by letter."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from nlp.tasks.translation.protect.emojis import emojis
from nlp.tasks.translation.protect.tokens import replaced
from wire.contracts.languages import primary

_HANDLE = re.compile(r"(?<![\w@])@\w[\w.-]*\w|(?<![\w@])@\w")
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\d*")
_OPENS = re.compile(r"[\s\"'“”«»¿¡(*-]*?(?:[.!?…:;\n•*>(\[{\"“”«»¿¡|/]|\s-|[–—]|\Z)")
"""What a sentence begins after, read backwards from its first word."""
_CHUNK = re.compile(r"`[^`]*`|[^\s`]+")
_LINKED, _DIGIT, _JOINT = re.compile(r".(?:://|@|\.\w+/)"), re.compile(r"\d"), re.compile(r"[-_/]")
_WWW = re.compile(r"\bwww\.\S+")
_INSIDE, _APOSTROPHE = re.compile(r"[-.'’]"), re.compile(r"['’]")
_POSSESSIVE = re.compile(r"['’]s?$")
_ADDRESSED = re.compile(r"\b(?:Herrn?|Frau|Firma|Hallo|Hi|Hey|Liebe[rs]?|Moin|Servus|von|bei|mit)\s+$")
_MOST_LOOKED_FOR = 64
"""Names that are looked for inside words of a translation: of more, whole words count."""
_NOUNS_LARGE = frozenset({"de", "lb"})
"""Languages that write every noun with a capital: there a name is known by the word before it."""


def names_of(text: str, language: str | None = None) -> tuple[str, ...]:
    """Names and handles of `text` in order, as written: ("@ana", "Pereira", "iPhone").

    A name is a word with a capital inside a sentence, or with one inside the word; the first word of a
    sentence, a text all in capitals, and a heading with capitals throughout tell nothing. Days, months,
    languages, countries and great cities are left out: those are translated. `language` is a BCP 47 tag.
    """
    plain = _WWW.sub(_blanks, _CHUNK.sub(_handle_or_blanks, _without_emoji(text)))
    handles = [(one.start(), one[0]) for one in _HANDLE.finditer(plain)]
    rest = _HANDLE.sub(_blanks, plain)
    words = [(one.start(), one[0]) for one in _WORD.finditer(rest)]
    if not _told_by_capitals([word for _, word in words]):
        return tuple(word for _, word in handles)
    nouns = primary(language or "") in _NOUNS_LARGE
    before = _before(rest, words)
    names = [
        (at, _POSSESSIVE.sub("", word))
        for (at, word), what in zip(words, before, strict=True)
        if _is_name(what, word, nouns)
    ]
    return tuple(word for _, word in sorted(handles + names))


def names_lost(text: str, translation: str, language: str | None = None) -> tuple[str, ...]:
    """Names of `text` that are nowhere in `translation`, whatever the capitals there; each named once.

    `language` is that of `text`.
    """
    low = translation.casefold()
    there = {word[0] for word in _WORD.finditer(low)}
    gone = [name for name in dict.fromkeys(names_of(text, language)) if name.casefold() not in there]
    looked_for = (name for name in gone[:_MOST_LOOKED_FOR] if name.casefold() not in low)
    return (*looked_for, *gone[_MOST_LOOKED_FOR:])


def _blanks(one: re.Match[str]) -> str:
    return " " * len(one[0])


def _handle_or_blanks(one: re.Match[str]) -> str:
    """Nothing of a link, a mail address, code, or something with digits and joints: an order's number."""
    chunk = one[0]
    code = len(chunk) > 1 and chunk[0] == "`"
    kept = chunk.startswith("@") or not (
        code or _LINKED.search(chunk) or (_DIGIT.search(chunk) and _JOINT.search(chunk))
    )
    return chunk if kept else _blanks(one)


def _without_emoji(text: str) -> str:
    """Emoji end a sentence: what follows one may begin with a capital."""
    return replaced(text, [(start, end, "\n" * (end - start)) for start, end in emojis(text)])


def _before(text: str, words: list[tuple[int, str]]) -> list[str]:
    """What stands before each word, no further back than the word before it and one sign more."""
    starts = [0, *(max(0, at - 1) for at, _ in words)]
    return [text[start:at] for start, (at, _) in zip(starts, words, strict=False)]


def _told_by_capitals(words: list[str]) -> bool:
    """Whether a capital says anything here: not where three or more long words all have one."""
    long = [word for word in words if len(word) > 3]
    return len(long) < 3 or not all(word[0].isupper() for word in long)


def _is_name(before: str, word: str, nouns_large: bool) -> bool:
    if word.isupper() or is_ordinary(word):
        return False
    if any(one.isupper() for one in word[1:]) and not _INSIDE.search(word):
        return True
    if nouns_large and not _ADDRESSED.search(before):
        return False
    return word[0].isupper() and not _OPENS.match(before[::-1])


def is_ordinary(word: str) -> bool:
    """Whether a word with a capital is one that is translated: a day, a month, a country, a great city."""
    return _POSSESSIVE.sub("", word) in _ordinary() or _APOSTROPHE.split(word)[0] in _ordinary()


@cache
def _ordinary() -> frozenset[str]:
    text = resources.files(__package__).joinpath("data/ordinary.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
