"""Articles to passages: plain, short enough to be quoted in a chat, each of one heading. Pure.

A passage is a paragraph, or several short ones that follow each other, or a part of a long one, cut where a
sentence ends. What Markdown marks is taken off; where a link leads stays, for it is often the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

LONGEST = 480
"""Characters of a passage: about what an encoder reads, and what a visitor reads in a chat."""

LONGEST_HEADING = 200

_HEADING = re.compile(r"#{1,6}[ \t]+(\S.*)")
_LINK = re.compile(r"(!?)\[([^\[\]\n]{0,300})\]\(([^()\s]{1,500})\)")
_MARKS = re.compile(r"\*\*|__|`+|^>[ \t]?", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?…])[ \t\n]+|(?<=[。！？])|\n")


class Piece(msgspec.Struct, frozen=True):
    """A passage of an article."""

    heading: str
    """Under which it stands; empty: none."""
    text: str


def split(text: str) -> list[Piece]:
    """The passages of an article, in order. Headings alone are none."""
    found: list[Piece] = []
    for heading, paragraphs in _sections(text):
        found += [Piece(heading, one) for one in _joined(_short(paragraphs))]
    return found


def first_heading(text: str) -> str | None:
    """What an article calls itself; None: it does not."""
    matches = (_HEADING.match(line.strip()) for line in text.splitlines())
    return next((_plain(one[1])[:LONGEST_HEADING] for one in matches if one), None)


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    """Headings, each with the paragraphs below it."""
    heading, paragraphs = "", [""]
    for line in text.splitlines():
        if match := _HEADING.match(line.strip()):
            yield heading, paragraphs
            heading, paragraphs = _plain(match[1])[:LONGEST_HEADING], [""]
        elif line.strip():
            paragraphs[-1] += ("\n" if paragraphs[-1] else "") + line.strip()
        elif paragraphs[-1]:
            paragraphs.append("")
    yield heading, paragraphs


def _plain(text: str) -> str:
    said = _LINK.sub(lambda one: one[2] if one[1] else f"{one[2]} ({one[3]})", text)
    return _MARKS.sub("", said).strip(" #\t\n")


def _short(paragraphs: list[str]) -> Iterator[str]:
    for one in paragraphs:
        if plain := _plain(one):
            yield from [plain] if len(plain) <= LONGEST else _joined(_sentences(plain), " ")


def _sentences(text: str) -> Iterator[str]:
    """None longer than a passage: what has no end within that is cut, between words where there are any."""
    for one in _SENTENCE.split(text):
        rest = one.strip()
        while len(rest) > LONGEST:
            blank = rest.rfind(" ", 1, LONGEST)
            end = blank if blank > 0 else LONGEST
            yield rest[:end].strip()
            rest = rest[end:].strip()
        if rest:
            yield rest


def _joined(texts: Iterator[str], between: str = "\n") -> Iterator[str]:
    """Those that follow each other together, as long as there is room."""
    held = ""
    for one in texts:
        if held and len(held) + len(between) + len(one) > LONGEST:
            yield held
            held = ""
        held = f"{held}{between}{one}" if held else one
    if held:
        yield held
