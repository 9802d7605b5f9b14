"""The model card of predictive text: what it was trained on, and what it saves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from nlp.measures.base import Cell, Table

LICENCES = {
    "tatoeba": "Tatoeba, CC BY 2.0 FR",
    "bcontrast": "BConTrasT, CC BY-SA 4.0",
    "cocoa-formal": "CoCoA (formal), CDLA-Sharing-1.0",
    "cocoa-informal": "CoCoA (informal), CDLA-Sharing-1.0",
    "sgd": "Schema-Guided Dialogue, CC BY-SA 4.0",
    "multidogo": "MultiDoGO, CDLA-Permissive-1.0",
    "goemotions": "GoEmotions, Apache-2.0",
    "clinc": "CLINC150, CC BY 3.0",
    "banking": "Banking77, CC BY 4.0",
}
JSON, PAGE = "card.json", "card.md"

TEXT = """# typing

The next words while typing, one file per language, read by the browser: nothing that is typed leaves it.

- In: what is written so far, and counts of the words this person has sent. Out: up to three
  continuations, the first of several words where it is likely enough.
- Sequences of up to {order} words ({longer}) with absolute discounting ({discount}), pruned by what each
  gains until the file has about {bytes:,} bytes; a byte per probability. Layout:
  `nlp/autocomplete/packed.py`.
- Trained {day} with `duologue train autocomplete --data DIR --out models/autocomplete`
  (seed {seed}, parameters in `nlp/training/configs/autocomplete.toml`). Python
  and browser predict the same to the last bit, under test.

| messages trained on | {languages} |
|---|{rule}|
{sources}

The Portuguese side of SGD, MultiDoGO, GoEmotions, CLINC150 and Banking77 is a machine translation
(`firefox`). CoCoA in Spanish is left out: Spanish is measured on it. News (newstest) is left out: for
research only. Of the messages counted, {held:.0%} were held out to choose parameters on.

## Measured

{tables}

Keystrokes saved = 1 - keys pressed / characters; accepting is one key and writes the rest and the space.
A perfect user is counted, so these are upper bounds, for us and for what stands beside. None of these
sets was trained on.

## Left out, and limits

- Never offered: rude words and slurs (`nlp/training/configs/autocomplete_blocked.toml`, our own list; the
  browser has hashes, so that a person's own words are held to it too), anything with a digit, links,
  addresses, words of the chat sets that Tatoeba lacks and fewer than {groups} of them share, capitalised
  words below {proper} occurrences in Tatoeba, and the names its sentences use.
- Sentences for learners are most of the text in es, fr, de, it and nl: their chat is less like it, and
  less is saved. Italian and Dutch have the least text.
- Words of a person are kept in their browser alone, at most 12,000 counts, and go when they sign out or
  say so.
"""


def write_card(
    out: Path, config: Mapping[str, Any], sources: Mapping[str, Mapping[str, int]], tables: Sequence[Table]
) -> None:
    """Write `card.json` and `card.md` into `out`; languages that were not trained now keep their counts."""
    path = out / JSON
    before = msgspec.json.decode(path.read_bytes()) if path.exists() else {}
    every = {**before.get("messages", {}), **sources}
    day = datetime.now(UTC).date().isoformat()
    card = {
        "model": f"typing@{day}",
        "trained": day,
        "config": config,
        "messages": dict(sorted(every.items())),
        "figures": tables or before.get("figures", []),
    }
    path.write_bytes(msgspec.json.format(msgspec.json.encode(card)) + b"\n")
    if tables:
        out.joinpath(PAGE).write_text(_page(day, config, every, tables), encoding="utf-8")


def _page(
    day: str, config: Mapping[str, Any], sources: Mapping[str, Mapping[str, int]], tables: Sequence[Table]
) -> str:
    languages = [name for name in config["languages"] if name in sources]
    named = [name for name in LICENCES if any(name in sources[one] for one in languages)]
    rows = [
        f"| {LICENCES[name]} | " + " | ".join(f"{sources[one].get(name, 0):,}" for one in languages) + " |"
        for name in named
    ]
    return TEXT.format(
        **{name: config[name] for name in ("order", "discount", "bytes", "seed")},
        longer=", ".join(f"{name}: {most}" for name, most in config["longer"].items()),
        proper=config["limits"]["proper"],
        groups=config["limits"]["groups"],
        held=config["held_out"],
        day=day,
        languages=" | ".join(languages),
        rule="|".join("---" for _ in languages),
        sources="\n".join(rows),
        tables="\n\n".join(map(_table, tables)),
    )


def _table(table: Table) -> str:
    head = f"| {' | '.join(table.columns)} |\n|{'|'.join('---' for _ in table.columns)}|"
    rows = (f"| {' | '.join(map(_cell, row))} |" for row in table.rows)
    return "\n".join([f"### {table.title}", "", head, *rows, "", table.note]).rstrip()


def _cell(cell: Cell) -> str:
    return f"{cell:,}" if isinstance(cell, int) else "–" if cell is None else str(cell)
