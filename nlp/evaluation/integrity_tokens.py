"""What must come through every translation letter by letter, by family, and sentences to put it in."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from itertools import product

_DATA: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
    resources.files(__package__).joinpath("data/integrity.toml").read_text("utf-8")
)
FAMILIES, SENTENCES = _DATA["families"], _DATA["sentences"]


def written(language: str, family: str, each: int = 1) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(message, what must come through): each token of a family in `each` sentences, which take turns."""
    sentences, found = SENTENCES[language], FAMILIES[family]
    for number, turn in product(range(len(found)), range(each)):
        sentence = sentences[(number + turn) % len(sentences)]
        keep = (found[number], found[(number + 1) % len(found)])[: sentence.count("{}")]
        yield sentence.format(*keep), keep
