"""Labelled messages: reading them, taking a share of each set, and making tweets look like chat."""

from __future__ import annotations

import lzma
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

TRAINED_ON = ("umsab", "goemotions", "emocontext", "tyqiangz", "translated-pt", "translated-es")
"""Sets whose licence lets trained weights be shipped. All others (airline, MELD) are measured on only."""

MACHINE = "synthetic-chat.tsv.xz"
"""English chat and what a machine made of it, with columns en, pt, es, origin; `*` marks an unknown word."""

TURNS = " ⏎ "
"""Between the turns of one EmoContext chat; the label is of the last."""

ARTEFACTS = re.compile(r"^RT\b|@user\b:?|\bhttps?\b(?:://\S+)?")
"""What only tweets have: no chat message begins with RT."""


class Labelled(NamedTuple):
    """One message and its sentiment."""

    set: str
    split: str
    language: str
    label: str
    text: str


def read(path: Path) -> list[Labelled]:
    """All rows of a TSV with a header, plain or `.xz`; texts cleaned, empty ones left out."""
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as lines:
        next(lines)
        rows = [Labelled(*line.rstrip("\n").split("\t", 4)) for line in lines]
    rows = [row._replace(text=as_chat(row.text)) for row in rows]
    return [row for row in rows if row.text]


def as_chat(text: str) -> str:
    """The last turn, without what only tweets have."""
    last = text.rsplit(TURNS, 1)[-1].replace("&amp;", "&")
    return " ".join(ARTEFACTS.sub(" ", last).split()).strip(" :")


def translated(rows: Iterable[Labelled], path: Path) -> list[Labelled]:
    """GoEmotions' training texts as a machine translated them: sets translated-pt and translated-es.

    Lines with a word that the machine did not know are left out. None where there is no such file.
    """
    if not path.exists():
        return []
    labels = {row.text: row.label for row in rows if (row.set, row.split) == ("goemotions", "train")}
    found = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        names = next(lines).rstrip("\n").split("\t")
        for line in lines:
            cells = dict(zip(names, line.rstrip("\n").split("\t"), strict=False))
            label = labels.get(as_chat(cells["en"]))
            found += [
                Labelled(f"translated-{language}", "train", language, label, as_chat(cells[language]))
                for language in ("pt", "es")
                if label and cells.get(language) and "*" not in cells[language]
            ]
    return found


def take(rows: Sequence[Labelled], share: float, chance: random.Random) -> list[int]:
    """Numbers of a share of `rows`, which are of one set; all of them for a share of 1.

    Less than all is evened out over languages and labels.
    """
    if share >= 1:
        return list(range(len(rows)))
    cells: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        cells[row.language, row.label].append(number)
    return _even([cells[key] for key in sorted(cells)], int(len(rows) * share), chance)


def _even(cells: Sequence[list[int]], count: int, chance: random.Random) -> list[int]:
    """`count` of them, as evenly from the cells as their sizes let it be."""
    chosen: list[int] = []
    for left, cell in zip(range(len(cells), 0, -1), sorted(cells, key=len), strict=True):
        chosen += chance.sample(cell, min(len(cell), (count - len(chosen)) // left))
    return chosen
