"""The outer form of a message: which parts are language, and which are kept as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from nlp.engines.pauses import pause
from nlp.tasks.translation.layout.code import code_lines
from nlp.tasks.translation.layout.laughter import LAUGHTER
from nlp.tasks.translation.layout.stretches import stretches
from nlp.tasks.translation.protect.tokens import Token, is_face, replaced, tokens


class Piece(msgspec.Struct, frozen=True):
    """A part of a message. Joined, the pieces of a message are the message again."""

    text: str
    spoken: bool
    """To be translated; otherwise blanks, emoji, code, bullets, marks."""


_FENCE = re.compile(r"(```.*?```|\r\n|\r|\n)", re.S)
_BULLET = re.compile(r"(?:[-*•–>]\s+|\(?(?:\d{1,2}|[a-zA-Z])\)\s+|\d{1,2}\.\s+)?")
_LAUGHTER_FIRST = re.compile(rf"({LAUGHTER})([\s,.!]++)(?=\S)", re.IGNORECASE)
_LAUGHTER_LAST = re.compile(rf"{LAUGHTER}[.!]*+", re.IGNORECASE)
_SAID = re.compile(r"\S.*?\w", re.DOTALL)
_GAPS = re.compile(r"[\s,]++")
_LONGEST_LAUGHTER = 120
"""Characters of laughter at the end of a clause; what is longer is no word any more."""
_WORD = re.compile(r"[^\W\d_]")
_FEW = 2
_LEANING = (
    " i we you he she they it my our your his her their the this that these eu nós você ele ela "
    " meu minha nosso nossa seu sua um uma os as este esta esse essa yo tú nosotros usted él mi tu "
    " su mis tus sus el la los las un una je on nous vous il elle mon ma mes ton ta tes son sa ses "
    " notre votre le les une ce cette ich wir du er sie es mein meine dein deine unser unsere der "
    " die das ein eine dieser diese "
)
"""Words that go with what follows, an emoji between them or not: "I ❤️ this shop", "my 🐱 is ill"."""


def lay_out(text: str) -> tuple[Piece, ...]:
    """Split a message into pieces: by code fences, by lines, and at emoji that stand between two clauses."""
    pieces: list[Piece] = []
    parts = _FENCE.split(text)
    code = code_lines(parts[::2])
    for index, part in enumerate(parts):
        pieces += [Piece(part, False)] if index % 2 or index // 2 in code else _lines(part)
    return tuple(piece for piece in pieces if piece.text)


def is_spoken(text: str) -> bool:
    """Whether there is a word outside all tokens."""
    return bool(_WORD.search(_without(text, tokens(text))))


def _without(text: str, found: tuple[Token, ...]) -> str:
    return replaced(text, [(token.start, token.end, " ") for token in found])


def _lines(line: str) -> Iterator[Piece]:
    """A line in stretches that engines can take: nothing looks at all of a long one; pauses between them."""
    for index, (part, runs_on) in enumerate(stretches(line)):
        if runs_on:
            yield Piece(part, False)
        else:
            pause()
            yield from _line(part, index == 0)


def _line(line: str, bulleted: bool) -> Iterator[Piece]:
    start = len(line) - len(line.lstrip())
    bullet = _BULLET.match(line, start) if bulleted else None
    start = bullet.end() if bullet else start
    yield Piece(line[:start], False)
    at = start
    for left, right in _breaks(line, start):
        yield from _clause(line[at:left])
        yield Piece(line[left:right], False)
        at = right
    yield from _clause(line[at:])


def _clause(text: str) -> Iterator[Piece]:
    """Laughter before or after what is said is a piece of its own: it is translated as such."""
    core = text.strip()
    if not core or not is_spoken(core):
        yield Piece(text, False)
        return
    start = text.index(core)
    yield Piece(text[:start], False)
    for part in _laughing(core):
        yield Piece(part, bool(part.strip()))
    yield Piece(text[start + len(core) :], False)


def _laughing(core: str) -> tuple[str, ...]:
    """Laughter that opens it, a gap, the rest, a gap, laughter that closes it; only what there is."""
    first = _LAUGHTER_FIRST.match(core)
    if first and _SAID.match(core, first.end()):
        return (first[1], first[2], *_with_last(core[first.end() :]))
    return _with_last(core)


def _with_last(text: str) -> tuple[str, ...]:
    """What is said, and the longest laughter after it."""
    for gap in _GAPS.finditer(text, max(0, len(text) - _LONGEST_LAUGHTER)):
        if _LAUGHTER_LAST.fullmatch(text, gap.end()) and _SAID.match(text, 0, gap.start()):
            return text[: gap.start()], gap[0], text[gap.end() :]
    return (text,)


def _breaks(line: str, start: int) -> Iterator[tuple[int, int]]:
    """Runs of emoji and faces that begin or end the line, or part it into two clauses."""
    for left, right in _runs(line, start):
        before, after = line[start:left], line[right:]
        if not before.strip() or not after.strip() or _parts_clauses(before, after):
            yield left, right


def _runs(line: str, start: int) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for token in tokens(line):
        if token.start < start or not token.hard or not is_face(token.text):
            continue
        if runs and not line[runs[-1][1] : token.start].strip():
            runs[-1] = (runs[-1][0], token.end)
        else:
            runs.append((token.start, token.end))
    return runs


def _parts_clauses(before: str, after: str) -> bool:
    if before.rstrip()[-1:] in ".!?…:" or after.lstrip()[:1].isupper():
        return True
    words = before.split()
    alone = len(words) == 1 and len(words[0]) > 1 and f" {words[0].casefold()} " not in _LEANING
    return (len(words) >= _FEW or alone) and len(after.split()) >= _FEW
