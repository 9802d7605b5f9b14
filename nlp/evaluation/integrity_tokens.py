"""What must come through every translation letter by letter, by family, and sentences to put it in."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from itertools import product

import msgspec

_DATA: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
    resources.files(__package__).joinpath("data/integrity.toml").read_text("utf-8")
)
FAMILIES, SENTENCES = _DATA["families"], _DATA["sentences"]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A message, and what of it must come through."""

    family: str
    text: str
    keep: tuple[str, ...]


def cases(language: str, each: int = 1) -> Iterator[Case]:
    """Every token of every family in `each` sentences of its language, which take turns."""
    sentences = SENTENCES[language]
    for family, found in FAMILIES.items():
        for number, turn in product(range(len(found)), range(each)):
            sentence = sentences[(number + turn) % len(sentences)]
            keep = (found[number], found[(number + 1) % len(found)])[: sentence.count("{}")]
            yield Case(family=family, text=sentence.format(*keep), keep=keep)
