"""How a clause is written: engines are given plain, well-formed writing, and people their own manner back.

Small models learned from edited text. Capitals throughout, a missing first capital or end mark, chat
spellings and missing accents are what makes them stumble.
"""

from __future__ import annotations

import re

import msgspec

from nlp.tasks.translation.surface import ends, slang
from nlp.tasks.translation.surface.names import large, small
from nlp.tasks.translation.surface.slang import WORD

END = "."

_ENDED = re.compile(r"[.!?…:;,)\]\"'”’»\-]$")
_RUN = re.compile(r"[!?]{2,}")
_SHOUTED = 6
_GAP = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)")
_STRAY = re.compile(r"(?<=[^\W_]) (?=[.,](?:\s|$))")
"""A blank that an engine left before a mark, where a word of the source has none in the target."""
_SPACED_MARK = re.compile(r"(?<=\w) (?=[?!;:](?:\s|$))")
_CURVED, _STRAIGHT = re.compile(r"(?<=[^\W\d_])[’ʼ](?=[^\W\d_])"), re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_QUESTION = re.compile(
    r"(^|(?<=[.!?…])\s++)((?:[^\s¿¡.!?…,]+,\s)?)((?:[^¿¡.!?…\n]|\.(?=\w))*[^¿¡.!?…\s](?:\?|!)[?!]*)"
)


_SAY_THANKS = {
    # Firefox's en>pt and pt>en learned one wrong sentence for "Thank you …" and "Obrigado …", none for these.
    "en": (re.compile(r"(^|[.!?,;]\s+)thank you(?=\s+\w)", re.I), r"\1Thanks"),
    "pt": (re.compile(r"(^|[.!?]\s+)obrigad[oa](?=\s+\w)", re.I), r"\1obrigado"),
}
_WRITTEN_LARGE = re.compile(
    r"(?<![\w'’-])(?:i(?=\s|['’](?:m|d|ll|ve)\b)|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?=s?\b))"
)
"""Words of English that engines know in capitals alone: "i cannot come on friday"."""

_SMALL, _I = re.compile(r"obrigado "), re.compile(r"I\b")


class Smoothed(msgspec.Struct, frozen=True):
    """A clause as the engine gets it, and what to undo."""

    text: str
    shouted: bool
    small: bool
    """The first letter was small."""
    ended: bool
    """An end mark was added."""
    runs: tuple[str, ...] = ()
    """Marks written more than once, in order: engines get one of them, and make nonsense of ten."""
    ends: tuple[ends.End, ...] = ()
    """Its sentences' ends, as they were written."""
    curved: bool = False
    """Its apostrophes are those of print, "it’s"; engines get the plain ones that their dictionaries have."""
    names: tuple[str, ...] = ()
    """Names in it that were written in small letters; engines get them in capitals."""


def smooth(source: str, text: str) -> Smoothed:
    """Well-formed writing of a clause. Words with a digit in them are never touched."""
    shouted = _shouts(text)
    runs = tuple(_RUN.findall(text))
    calm = _even(source, _RUN.sub(lambda run: "?" if "?" in run[0] else "!", text))
    plain = slang.plainly(source, calm, shouted)
    if source == "en":
        plain = _WRITTEN_LARGE.sub(lambda word: word[0][:1].upper() + word[0][1:], plain)
    plain, names = large(source, plain)
    if source in _SAY_THANKS:
        plain = _SAY_THANKS[source][0].sub(_SAY_THANKS[source][1], plain)
    as_it_is = bool(_SMALL.match(plain))
    ended = not as_it_is and not _ENDED.search(plain)
    first = plain[:1] if as_it_is else _large(plain[:1])
    even, written = ends.plain(first + plain[1:] + (END if ended else ""))
    return Smoothed(even, shouted, text[:1].islower(), ended, runs, written, _curved(text), names)


def restore(smoothed: Smoothed, target: str, rendered: str) -> str:
    """The translation in the manner of the original."""
    text = ends.restored(_STRAY.sub("", _GAP.sub(" ", rendered)), smoothed.ends, target)
    text = small(text, smoothed.names)
    if smoothed.curved:
        text = _STRAIGHT.sub("’", text)
    if smoothed.ended:
        text = text.removesuffix(END)
    if not smoothed.small:
        text = _large(text[:1]) + text[1:]
    elif not _always_large(target, text):
        text = _small(text[:1]) + text[1:]
    if target == "es":
        text = _QUESTION.sub(_opened, text)
    text = _with_runs(text, smoothed.runs)
    return text.upper() if smoothed.shouted else text


def _even(source: str, text: str) -> str:
    """Single blanks, plain apostrophes; in French no blank before a mark, where other languages have none."""
    text = _GAP.sub(" ", _CURVED.sub("'", text))
    return _SPACED_MARK.sub("", text) if source == "fr" else text


def _curved(text: str) -> bool:
    return bool(_CURVED.search(text)) and not _STRAIGHT.search(text)


def _large(letter: str) -> str:
    """The capital, where there is one that leads back: "ß" and "ı" have none."""
    return letter.upper() if letter.upper().lower() == letter else letter


def _small(letter: str) -> str:
    """The small letter, where there is one that leads back: "İ" has none."""
    return letter.lower() if letter.lower().upper() == letter else letter


def _with_runs(text: str, runs: tuple[str, ...]) -> str:
    """Each run of marks again where the engine left one of them, the last one at the end if anywhere."""
    at = 0
    for run in runs:
        mark = "?" if "?" in run else "!"
        found = text.find(mark, at)
        if found < 0:
            continue
        text = text[:found] + run + text[found + 1 :]
        at = found + len(run)
    return text


def _shouts(text: str) -> bool:
    """Whether all of it is in capitals, and more than an abbreviation."""
    found = (word for word in WORD.findall(text) if not any(one.isdigit() for one in word))
    words = [word for word in found if len(word) > 1]
    letters = sum(len(word) for word in words)
    return (
        letters >= _SHOUTED
        and all(word.isupper() for word in words)
        and (len(words) > 1 or letters > _SHOUTED)
    )


def _always_large(target: str, text: str) -> bool:
    first = text.split(" ", 1)[0]
    if target == "en" and _I.match(first):
        return True
    return len(first) > 1 and (first.isupper() or any(one.isdigit() for one in first))


def _opened(found: re.Match[str]) -> str:
    mark = "¿" if "?" in found[3][-3:] else "¡"
    return f"{found[1]}{found[2]}{mark}{found[3]}"
