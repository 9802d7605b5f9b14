"""Chat messages written for this project, each with what must hold of its translation.

One file a language in `data/chat`, headings "## kind" over the messages of a kind. A line is the message, and
after tabs what a right translation holds:

- `[[...]]` in the message, and code in backticks, must come through letter by letter; "⏎" is a line break
- `pt:word|other` into Portuguese this pattern is found, at the beginning of a word, whatever the capitals
- `!word` in no language is this word found; `pt:!word` not in Portuguese
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import msgspec

from nlp.errors import NlpError

LANGUAGES = ("en", "pt", "es", "fr", "de", "ar", "he")

_KEPT = re.compile(r"\[\[(.+?)\]\]")
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.S)
_HOLD = re.compile(r"(?:([a-z]{2}):)?(!?)(.+)", re.S)


class CaseUnreadable(NlpError):
    """A line of a file of cases is not one; the text says which."""


class Hold(msgspec.Struct, frozen=True):
    """Something that a translation has, or has not."""

    target: str | None
    """Only into this language; null: into any."""
    pattern: str
    wanted: bool

    def met(self, translation: str) -> bool:
        """Whether it is so."""
        end = r"(?!\w)" if not self.wanted else ""
        found = re.search(rf"(?<!\w)(?:{self.pattern}){end}", translation, re.IGNORECASE)
        return bool(found) == self.wanted


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One message in one language."""

    language: str
    kind: str
    text: str
    keep: tuple[str, ...] = ()
    """Parts that come through letter by letter, each as often as it stands here."""
    holds: tuple[Hold, ...] = ()


@cache
def cases(language: str) -> tuple[Case, ...]:
    """All cases of a language, in the order of its file; none for a language without one.

    Raises:
        CaseUnreadable: a line is no case.
    """
    file = resources.files(__package__).joinpath(f"data/chat/{language}.tsv")
    if not file.is_file():
        return ()
    found: list[Case] = []
    kind = ""
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        if line.startswith("## "):
            kind = line[3:].strip()
        elif line.strip():
            found.append(_case(language, kind, line, number))
    return tuple(found)


def _case(language: str, kind: str, line: str, number: int) -> Case:
    written, *holds = line.split("\t")
    marked = written.replace("⏎", "\n")
    text = _KEPT.sub(r"\1", marked)
    if not kind or not text.strip():
        raise CaseUnreadable(f"{language}.tsv, line {number}: no kind above it, or no message")
    return Case(
        language=language,
        kind=kind,
        text=text,
        keep=(*_KEPT.findall(marked), *_CODE.findall(_KEPT.sub("", marked))),
        holds=tuple(_hold(language, hold, number) for hold in holds if hold),
    )


def _hold(language: str, written: str, number: int) -> Hold:
    found = _HOLD.fullmatch(written)
    try:
        assert found is not None
        re.compile(found[3])
    except (AssertionError, re.error) as error:
        raise CaseUnreadable(f"{language}.tsv, line {number}: {written!r} is no pattern") from error
    pattern = re.escape(found[3]) if found[2] else found[3]
    return Hold(found[1], pattern, not found[2])
