"""All that a translation lacks of its text, or has beyond it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

import msgspec

from nlp.tasks.translation.integrity.articles import articles
from nlp.tasks.translation.integrity.brackets import brackets
from nlp.tasks.translation.integrity.heads import heads
from nlp.tasks.translation.integrity.letters import letters
from nlp.tasks.translation.integrity.machine import machine
from nlp.tasks.translation.integrity.signs import signs
from nlp.tasks.translation.integrity.units import units


class Fault(msgspec.Struct, frozen=True):
    """Something of a text that its translation lacks."""

    text: str
    """As written in the text."""
    became: str = ""
    """What stands there instead, where that can be told."""


_CHECKS: tuple[Callable[[str, str, str, str], Iterator[tuple[str, str]]], ...] = (
    letters,
    heads,
    signs,
    units,
    brackets,
    machine,
    articles,
)
"""Each gives (as written, what it became or nothing)."""


def faults(source: str, text: str, target: str, translation: str) -> tuple[Fault, ...]:
    """What is lost, each thing once; none where all is well. Linear in both texts.

    `source` and `target` are BCP 47 tags.
    """
    said, done = (unicodedata.normalize("NFC", one) for one in (text, translation))
    found = (pair for check in _CHECKS for pair in check(source, said, target, done))
    return tuple(Fault(*pair) for pair in dict.fromkeys(found))
