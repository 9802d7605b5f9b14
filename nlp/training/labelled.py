"""Labelled messages: reading them, taking a share of each set, and making tweets look like chat."""

from __future__ import annotations

import lzma
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

SHARES = {
    ("umsab", "train"): 0.43,
    ("goemotions", "train"): 0.17,
    ("emocontext", "train"): 0.12,
    ("tyqiangz", "train"): 0.06,
    ("umsab", "val"): 0.08,
    ("goemotions", "val"): 0.04,
    ("emocontext", "val"): 0.04,
    ("tyqiangz", "val"): 0.03,
    ("airline", "val"): 0.015,
    ("meld", "val"): 0.015,
}
"""Share of the texts that each set and split may take. Sets whose licence does not let trained weights be
shipped (airline, MELD) are measured on, never trained on."""

TURNS = " ⏎ "
"""Between the turns of one EmoContext chat; the label is of the last."""

ARTEFACTS = re.compile(r"^RT\b|@user\b:?|\bhttps?\b(?:://\S+)?")
"""What only tweets have: no chat message begins with RT."""


class Labelled(NamedTuple):
    """One message and its mood."""

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


def choose(rows: Sequence[Labelled], limit: int, seed: int) -> list[Labelled]:
    """At most `limit` rows: of each set its share, evenly over languages and labels, by chance of `seed`."""
    groups = _grouped(rows)
    chosen: list[Labelled] = []
    for (name, split), share in SHARES.items():
        cells = [group for key, group in groups.items() if key[:2] == (name, split)]
        chosen += _even(cells, int(limit * share), random.Random(seed))
    return chosen


def _grouped(rows: Iterable[Labelled]) -> dict[tuple[str, str, str, str], list[Labelled]]:
    groups = defaultdict(list)
    for row in rows:
        groups[row[:4]].append(row)
    return dict(sorted(groups.items()))


def _even(cells: Sequence[list[Labelled]], count: int, chance: random.Random) -> list[Labelled]:
    """`count` rows, as evenly from the cells as their sizes let it be."""
    chosen: list[Labelled] = []
    for left, cell in zip(range(len(cells), 0, -1), sorted(cells, key=len), strict=True):
        take = min(len(cell), (count - len(chosen)) // left)
        chosen += chance.sample(cell, take)
    return chosen
