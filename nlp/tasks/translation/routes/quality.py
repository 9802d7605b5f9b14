"""Measured quality of engines, by pair: one table for all, in `data/quality.toml`.

What a table in the folder of models says goes first. What neither says keeps the engine's usual figure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from nlp.engines.base import Edge
from wire.contracts.errors import SettingsError

FILE = "quality.toml"
_SHIPPED = Path(__file__).parent / "data" / FILE
_PAIR = re.compile(r"[a-z]{2,3}>[a-z]{2,3}")
_BEST = 100.0


class Figures(msgspec.Struct, frozen=True):
    """chrF++ from 0 to 100, by engine and "en>pt"."""

    by_engine: Mapping[str, Mapping[str, float]]

    def of(self, edge: Edge) -> float | None:
        """What was measured for this engine on this pair; null where nothing was."""
        return self.by_engine.get(edge.engine, {}).get(f"{edge.source}>{edge.target}")

    def applied(self, edge: Edge) -> Edge:
        """The edge, with what was measured in place of what is usual."""
        measured = self.of(edge)
        return edge if measured is None else msgspec.structs.replace(edge, quality=measured)


@cache
def shipped() -> Figures:
    """The table that comes with the project."""
    return Figures(_read(_SHIPPED))


def figures(models: Path) -> Figures:
    """The shipped table, with what `models/quality.toml` says put over it.

    Raises:
        SettingsError: that file cannot be read as such a table.
    """
    own = models / FILE
    if not own.is_file():
        return shipped()
    found = _read(own)
    known = shipped().by_engine
    return Figures(
        {engine: {**known.get(engine, {}), **found.get(engine, {})} for engine in {*known, *found}}
    )


def _read(path: Path) -> dict[str, dict[str, float]]:
    try:
        found = msgspec.convert(tomllib.loads(path.read_text()), dict[str, dict[str, float]])
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise SettingsError(f"{path} cannot be read as measured figures: {error}") from error
    for engine, pairs in found.items():
        for pair, figure in pairs.items():
            if not _PAIR.fullmatch(pair) or not 0 < figure <= _BEST:
                raise SettingsError(f'{path}: [{engine}] {pair!r} = {figure:g}; write "en>pt" = 0 to 100')
    return found
