"""Short messages that engines get wrong, translated by hand: looked up whole, never in part."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

import msgspec

from nlp.tasks.translation.layout.laughter import laughed, laughs
from nlp.tasks.translation.marks.negation import negations_of
from nlp.tasks.translation.surface.slang import squeezed

NAME = "phrasebook"
MODEL = "phrasebook-1"
LANGUAGES = ("en", "pt", "es", "fr", "de", "it")

_ENDS = re.compile(r"(?<![\s.!?…~,])[\s.!?…~,]*+$")
_OPENS = re.compile(r"^[¡¿\s]+")
_BETWEEN = re.compile(r"(?<=[.!?…])\s+")
_DRAWN, _THRICE = re.compile(r"(?<!\w)(\w{3,40}+)(\s++)(?=\S)"), re.compile(r"(\w)\1\1")
_OPENING = re.compile(r"([^,.!?…\n]{1,40}(?:[!?.…]++|(?=,)))(,?\s++)(?=\S)")
_CLOSING = re.compile(r"(?<=\w)([,.!…]+)(\s++)([^,.!?…\n]{1,40}[.!…]*+)$")
_LONGEST, _MOST = 80, 3
_WRITE_ONLY, _FORMAL = "~", "^"


class Phrase(msgspec.Struct, frozen=True):
    """One meaning: how each language writes it."""

    written: Mapping[str, str]
    question: bool
    unmarked: bool
    """A question also where its mark is missing."""
    closes: bool = False
    """Read also at the end of a longer message."""
    formal: Mapping[str, str] = {}
    """How languages write it to somebody who is spoken to formally, where that is something else."""


class Read(msgspec.Struct, frozen=True):
    """A phrase as it was met in one language."""

    phrase: Phrase
    formal: bool | None
    """Whether it was met in a formal form; null where the language has one form for all."""

    def written(self, target: str, formal: bool) -> str | None:
        """In `target`, in the form of the words that were met; as `formal` says where these do not tell."""
        told = formal if self.formal is None else self.formal
        plain = self.phrase.written.get(target)
        return self.phrase.formal.get(target, plain) if told else plain


class Phrasebook:
    """Exact match of a whole message, whatever its capitals, commas, and end marks.

    Where `formal`, a reader is spoken to formally, unless the words of the source are informal.
    """

    def __init__(self, phrases: Mapping[tuple[str, str, bool], Read]) -> None:
        self._phrases = phrases

    def look_up(self, source: str, target: str, text: str, *, formal: bool = False) -> str | None:
        """The message in `target`, with the capitals and end marks of `text`; null where it is not known.

        A message of two or three sentences is known when each of them is.
        """
        if len(text) > _LONGEST:
            return None
        whole = self._one(source, target, text, formal)
        if whole is not None:
            return whole
        parts = _BETWEEN.split(text)
        few = 1 < len(parts) <= _MOST
        known = [self._one(source, target, part, formal) for part in parts] if few else [None]
        return " ".join(part for part in known if part) if all(known) else None

    def opening(self, source: str, target: str, text: str, *, formal: bool = False) -> tuple[str, str]:
        """Known phrases that open a longer message, translated, and the rest as it was: ("Oi, ", "my order").

        Engines take a greeting inside a sentence for any other word. ("", text) where no phrase opens it.
        """
        opened = ""
        for _ in range(_MOST):
            found = _OPENING.match(text) or _drawn(source, text)
            short = found is not None and len(found[1].split()) <= _MOST
            known = self._one(source, target, found[1], formal) if found and short else None
            if found is None or known is None:
                break
            opened, text = opened + known + found[found.lastindex or 0], text[found.end() :]
        return opened, text

    def closing(self, source: str, target: str, text: str, *, formal: bool = False) -> tuple[str, str]:
        """A longer message without phrases that close it, and these, translated: ("I loved it", ", tchau!").

        A model that has read many endings of letters makes up what comes before such a one. (text, "") where
        none closes.
        """
        closed = ""
        for _ in range(_MOST):
            found = _CLOSING.search(text[-_LONGEST:])
            known = self._one(source, target, found[3], formal, closes=True) if found else None
            if found is None or known is None or not _has_words(text[: len(text) - len(found[0])]):
                break
            text = text[: len(text) - len(found[0])] + found[1].replace(",", "")
            closed = ("," if "," in found[1] else "") + found[2] + known + closed
        return text, closed

    def _one(self, source: str, target: str, text: str, formal: bool, *, closes: bool = False) -> str | None:
        end = _ENDS.search(text)
        marks = end[0].strip() if end else ""
        body = _OPENS.sub("", text[: len(text) - len(end[0] if end else "")])
        if laughs(body, source) and not closes:
            return _marked(target, laughed(target, body), marks)
        read = self._find(source, body, "?" in marks)
        written = read.written(target, formal) if read else None
        if read is None or written is None or (closes and not read.phrase.closes):
            return None
        if read.phrase.question and "?" not in marks:
            marks = f"?{marks.replace('.', '')}"
        return _marked(target, _cased(written, body), marks)

    def _find(self, source: str, body: str, asked: bool) -> Read | None:
        keys = (key_of(body), key_of(" ".join(squeezed(word) for word in body.split())))
        for key in dict.fromkeys(keys):
            question = self._phrases.get((source, key, True))
            said = question if asked else self._phrases.get((source, key, False))
            if said is not None:
                return said
            if question is not None and question.phrase.unmarked:
                return question
        return None


@cache
def phrasebook() -> Phrasebook:
    """The book that comes with the package."""
    data = tomllib.loads(resources.files(__package__).joinpath("data/phrasebook.toml").read_text("utf-8"))
    phrases: dict[tuple[str, str, bool], Read] = {}
    bare: dict[tuple[str, str, bool], Read] = {}
    for kind in ("statements", "questions"):
        for row in data[kind]:
            unmarked, closes = row.pop("unmarked", False), row.pop("closes", False)
            phrase = Phrase(_first(row), kind == "questions", unmarked, closes, _first(row, formal=True))
            for code, key, told in _keys(row):
                read = Read(phrase, told)
                phrases[code, key, phrase.question] = read
                bare.setdefault((code, _without_accents(key), phrase.question), read)
    return Phrasebook(bare | phrases)


def _has_words(text: str) -> bool:
    """Whether enough is left to be said by itself."""
    return len(text.split()) > 1


def key_of(text: str) -> str:
    """What two spellings of one message have in common."""
    plain = text.replace("’", "'").replace("´", "'").replace(",", " ").casefold()
    return " ".join(plain.split())


def _drawn(source: str, text: str) -> re.Match[str] | None:
    """A drawn-out word that opens a message, "siiiim consegui"; one that denies belongs to what follows."""
    found = _DRAWN.match(text)
    if found is None or not _THRICE.search(found[1]) or negations_of(source, squeezed(found[1])):
        return None
    return found


def _first(row: Mapping[str, str], *, formal: bool = False) -> dict[str, str]:
    """What each language of a row writes; with `formal`, of those that have a form for that."""
    forms = ((code, form) for code, written in row.items() for form in written.split("|"))
    found: dict[str, str] = {}
    for code, form in forms:
        if form.startswith(_FORMAL) == formal:
            found.setdefault(code, _core(form))
    return found


def _keys(row: Mapping[str, str]) -> Iterator[tuple[str, str, bool | None]]:
    """Of each form that is read: its language, its key, and whether it is formal, where that tells."""
    for code, written in row.items():
        for form in written.split("|"):
            if not form.startswith(_WRITE_ONLY):
                yield code, key_of(_core(form)), form.startswith(_FORMAL) if _FORMAL in written else None


def _core(form: str) -> str:
    return _ENDS.sub("", _OPENS.sub("", form.removeprefix(_WRITE_ONLY).removeprefix(_FORMAL)))


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(one for one in apart if not unicodedata.combining(one)))


def _cased(written: str, body: str) -> str:
    letters = [one for one in body if one.isalpha()]
    if len(letters) > 1 and all(one.isupper() for one in letters):
        return written.upper()
    return written[:1].upper() + written[1:] if body[:1].isupper() else written


def _marked(target: str, core: str, marks: str) -> str:
    """End marks in the manner of the target: Spanish opens with one, French parts it by a space."""
    if target == "es":
        opening = ("¿" if "?" in marks else "") + ("¡" if "!" in marks and "?" not in marks else "")
        return opening + core + marks
    blank = " " if target == "fr" and marks[:1] in ("?", "!") else ""
    return core + blank + marks
