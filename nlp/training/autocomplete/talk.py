"""Everyday text by language: from parallel files, both sides, and from dialogues."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

SYNTHETIC = "synthetic-chat.tsv.xz"
DIALOGUES = "sgd-train.jsonl.xz"
UNKNOWN_WORD = "*"
"""Apertium's mark of a word that it did not know."""


def lines(
    data: Path, language: str, weights: Mapping[str, float], synthetic: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Source and text of every message in a language whose source has a weight; texts repeat across files."""
    for path in sorted((data / "parallel").glob("*.tsv.xz")):
        if path.name == SYNTHETIC:
            if language in synthetic:
                yield from _column(path, language, weights)
        elif language in path.name.split(".")[0].split("-"):
            yield from _column(path, language, weights)
    if language == "en" and weights.get("sgd-dialogues") and (data / "replies" / DIALOGUES).exists():
        yield from _dialogues(data / "replies" / DIALOGUES)


def _column(path: Path, language: str, weights: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        names = next(rows).rstrip("\n").split("\t")
        text, origin = names.index(language), names.index("origin")
        for row in rows:
            cells = row.rstrip("\n").split("\t")
            if (
                len(cells) == len(names)
                and weights.get(cells[origin], 0) > 0
                and UNKNOWN_WORD not in cells[text]
            ):
                yield cells[origin], cells[text]


def _dialogues(path: Path) -> Iterator[tuple[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        for row in rows:
            for _, text in json.loads(row)["turns"]:
                yield "sgd-dialogues", text
