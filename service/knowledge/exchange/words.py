"""Glossaries and canned answers as tab-separated values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from service.knowledge.canned import Text
from service.knowledge.exchange import tsv
from service.knowledge.glossary import Entry
from service.models import CannedAnswer, Word

WORDS = ("source", "target", "source_language", "target_language")
ANSWERS = ("shortcut", "language", "text")


def write(words: Iterable[Word]) -> Iterator[str]:
    """Lines of a glossary. An empty target: the word stays as it is."""
    return tsv.write(WORDS, (msgspec.to_builtins(one) for one in words))


def read(text: str) -> Iterator[tuple[int, Entry]]:
    """(line, entry) for each line that is not blank."""
    return ((line, msgspec.convert(one, Entry)) for line, one in tsv.read(text, WORDS))


def write_answers(answers: Iterable[CannedAnswer]) -> Iterator[str]:
    """Lines of canned answers."""
    return tsv.write(ANSWERS, (msgspec.to_builtins(one) for one in answers))


def read_answers(text: str) -> Iterator[tuple[int, Text]]:
    """(line, answer) for each line that is not blank."""
    return ((line, msgspec.convert(one, Text)) for line, one in tsv.read(text, ANSWERS))
