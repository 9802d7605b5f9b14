"""A translation memory as tab-separated values or TMX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC
from pathlib import Path
from typing import Literal

import msgspec

from service.knowledge.exchange import tmx, tsv
from service.knowledge.memory import Pair

Format = Literal["tsv", "tmx"]

COLUMNS = ("source_language", "target_language", "source", "target", "was", "created_at")

MEDIA = {"tsv": "text/tab-separated-values", "tmx": "application/x-tmx+xml"}


def write(form: Format, pairs: Iterable[Pair]) -> Iterator[str]:
    """A file in pieces. Only tab-separated values say what an engine had (`was`)."""
    if form == "tmx":
        return tmx.write(_unit(one) for one in pairs)
    return tsv.write(COLUMNS, (_record(one) for one in pairs))


def read(form: Format, path: Path) -> Iterator[tuple[int, Pair]]:
    """(line or unit, pair). NotTmx, UnicodeDecodeError."""
    if form == "tsv":
        for line, one in tsv.read(path.read_text(encoding="utf-8-sig"), COLUMNS[:4]):
            yield line, msgspec.convert(one, Pair)
        return
    with path.open("rb") as file:
        for number, unit in enumerate(tmx.read(file), start=1):
            yield number, msgspec.convert(msgspec.structs.asdict(unit), Pair)


def _unit(pair: Pair) -> tmx.Unit:
    return tmx.Unit(
        source=pair.source,
        target=pair.target,
        source_language=pair.source_language,
        target_language=pair.target_language,
        created_at=pair.created_at,
    )


def _record(pair: Pair) -> dict[str, str | None]:
    made = pair.created_at
    return {
        "source_language": pair.source_language,
        "target_language": pair.target_language,
        "source": pair.source,
        "target": pair.target,
        "was": pair.was,
        "created_at": f"{made.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if made else None,
    }
