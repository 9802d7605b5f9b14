"""What a text being written is made of: tokens, sentences, the word that is begun. Twin of `words.ts`."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

UNKNOWN, START, PAUSE, NUMBER = "<unk>", "<s>", ",", "<num>"
SPECIAL = (UNKNOWN, START, PAUSE, NUMBER)
"""The first tokens of every vocabulary, never offered: a word that is not known, the start of a sentence, a
pause within it, something with a digit."""

LETTER = r"[^\W\d_]"
WORD = rf"{LETTER}+(?:['’-]{LETTER}+)*"
PIECES = re.compile(rf"{WORD}|[.?!…]+|[,;:()\"“”«»–—]+|\S")
BEGUN = re.compile(rf"(?<!{LETTER})(?<!['’-])['’-]*+({LETTER}(?:{LETTER}|['’-])*+)$")
LINE_ENDS = re.compile(r"[\n\r]")
NOT_TEXT = re.compile(r"[@/\\_#<>{}=]|www\.")
DIGIT = re.compile(r"\d")
OPENERS = "¿¡"
MARKS = re.compile(r"[\u0300-\u036f'’-]")
JOINED = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o"})


class Place(NamedTuple):
    """Where the writing stands."""

    tokens: list[str]
    """Of the sentence that is being written, `<s>` first; the begun word is not among them."""
    begun: str
    """Letters of the word that is begun; empty after a space."""
    upper: bool
    """The text began with a capital letter, so sentences do."""


def fold(word: str) -> str:
    """A word as typed in a hurry: no capitals, accents, apostrophes, hyphens; "C'était" -> "cetait"."""
    plain = unicodedata.normalize("NFD", word.lower().translate(JOINED))
    return MARKS.sub("", plain)


def sentences(text: str) -> list[list[str]]:
    """Tokens of each sentence, without `<s>`; no sentence is empty. Emoji and closing marks end one."""
    found: list[list[str]] = [[]]
    for chunk in text.split():
        _add(chunk, found)
    return [one for one in found if one]


def _add(chunk: str, found: list[list[str]]) -> None:
    if NOT_TEXT.search(chunk):
        found[-1].append(UNKNOWN)
        return
    if DIGIT.search(chunk):
        found[-1].append(NUMBER)
        if chunk[-1] in ".?!…":
            found.append([])
        return
    for piece in PIECES.findall(chunk):
        if piece[0].isalpha():
            found[-1].append(piece.replace("’", "'"))
        elif piece[0] in ',;:()"“”«»–—':
            found[-1].append(PAUSE)
        elif piece[0] not in OPENERS:
            found.append([])


def place(text: str) -> Place | None:
    """Where the writing stands at the end of `text`; None where nothing should be offered.

    That is before the first letter, right after a mark, and in anything that is not a word of a language.
    """
    whole = unicodedata.normalize("NFC", text)
    lines = LINE_ENDS.split(whole)
    line = lines[-1]
    begun = ""
    if line and not line[-1].isspace():
        chunk = line.split()[-1]
        match = BEGUN.search(chunk)
        if match is None or DIGIT.search(chunk) or NOT_TEXT.search(chunk):
            return None
        begun = match[1]
        line = line[: len(line) - len(begun)]
    if not begun and not line.strip():
        return None
    return Place([START, *_last(line)], begun, _upper(whole))


def _last(line: str) -> list[str]:
    found: list[list[str]] = [[]]
    for chunk in line.split():
        _add(chunk, found)
    return found[-1]


def _upper(text: str) -> bool:
    first = next((sign for sign in text if sign.isalpha()), "")
    return first != first.lower()
