"""Measured quality of engines, by way: one table for all, in `data/quality.toml`.

What a table in the folder of models says goes first. What neither says of one step keeps the engine's usual
figure; what neither says of several is worked out of their steps.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec

from nlp.engines.base import Edge
from wire.contracts.errors import SettingsError

FILE = "quality.toml"
_SHIPPED = Path(__file__).parent / "data" / FILE
_WAY = re.compile(r"[a-z]{2,3}(?:>[a-z]{2,3})+")
_BEST = 100.0

Step = tuple[str, str, str]
"""Engine, source, target."""


class Figures(msgspec.Struct, frozen=True):
    """chrF++ from 0 to 100. By the engines of each step, joined by "+", and the languages passed:
    "firefox" and "en>pt", "firefox+apertium" and "en>pt>ca".
    """

    by_engine: Mapping[str, Mapping[str, float]]

    def of(self, *edges: Edge) -> float | None:
        """What was measured for these steps together; null where nothing was."""
        engines = "+".join(edge.engine for edge in edges)
        return self.by_engine.get(engines, {}).get(passed(edges))

    def applied(self, edge: Edge) -> Edge:
        """The edge, with what was measured in place of what is usual."""
        measured = self.of(edge)
        return edge if measured is None else msgspec.structs.replace(edge, quality=measured)

    def ways(self) -> Iterator[tuple[Step, ...]]:
        """Every way of several steps that was measured."""
        for engines, ways in self.by_engine.items():
            names = engines.split("+")
            for way in ways if len(names) > 1 else ():
                languages = way.split(">")
                yield tuple(zip(names, languages, languages[1:], strict=False))


def passed(edges: Sequence[Edge]) -> str:
    """The languages along these steps: "en>pt>ca"."""
    return ">".join([edges[0].source, *(edge.target for edge in edges)])


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
    for engines, ways in found.items():
        steps = engines.count("+") + 1
        for way, figure in ways.items():
            if not _WAY.fullmatch(way) or way.count(">") != steps or not 0 < figure <= _BEST:
                raise SettingsError(
                    f'{path}: [{engines}] {way!r} = {figure:g}; write "en>pt" = 0 to 100, '
                    "one language more than engines joined by +"
                )
    return found
