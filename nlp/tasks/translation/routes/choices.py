"""Why a pair goes the way it goes: what the route graph chose, what it passed over. For `duologue routes`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from nlp.tasks.translation.routes.graph import MAX_HOPS, Route, Routes, worth
from nlp.tasks.translation.routes.quality import Figures
from nlp.tasks.translation.routes.ways import ways_of

OUTSIDE = frozenset({"remote"})
"""Engines that send text to another machine."""

MEASURED = frozenset({"own"})
"""Engines whose models carry what was measured of them in their card."""


Memory = Mapping[tuple[str, str], int]
"""Bytes of a loaded model by (engine, "en>pt")."""


class _Known(NamedTuple):
    figures: Figures
    memory: Memory


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One path from language to language."""

    path: tuple[str, ...]
    engines: tuple[str, ...]
    """One per step."""
    models: tuple[str, ...]
    """One per step."""
    quality: float
    """What the route graph ranks by: of one step chrF++; further steps cost, as they do."""
    measured: bool
    """Whether the whole way was measured, or every step of it; else some are what is usual for the engine."""
    cost_ms: float
    """Milliseconds of one CPU for a chat message, roughly."""
    memory_mb: float | None
    """Megabytes of its models once loaded, measured or by their files; null where none is told."""
    rough: bool
    leaves: bool
    """Text goes to another machine on this way."""


class Alternative(msgspec.Struct, frozen=True, kw_only=True):
    """A way that was not taken, and why."""

    way: Way
    why: str


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What happens to a message from `source` to `target`."""

    source: str
    target: str
    way: Way
    pinned: bool
    alternatives: tuple[Alternative, ...]
    """The best of those not taken."""


def choices(
    routes: Routes,
    figures: Figures,
    source: str | None = None,
    target: str | None = None,
    *,
    memory: Memory | None = None,
    most: int = 3,
    steps: int = MAX_HOPS,
) -> list[Choice]:
    """One per pair that has a path, of these languages only where they are given.

    Each with at most `most` alternatives of at most `steps` steps.
    """
    known = _Known(figures, memory or {})
    return [
        _choice(routes, known, pair, most, steps)
        for pair in routes.pairs()
        if source in (None, pair[0]) and target in (None, pair[1])
    ]


def _choice(routes: Routes, known: _Known, pair: tuple[str, str], most: int, steps: int) -> Choice:
    best = routes.best(*pair)
    assert best is not None
    pinned = pair in routes.pinned
    ways = ways_of(routes, *pair, steps)
    others = sorted((one for one in ways if one != best), key=worth, reverse=True)
    return Choice(
        source=pair[0],
        target=pair[1],
        way=_way(best, known),
        pinned=pinned,
        alternatives=tuple(
            Alternative(way=_way(one, known), why=_why(one, best, pinned)) for one in others[:most]
        ),
    )


def _way(route: Route, known: _Known) -> Way:
    taken = {
        edge.model: known.memory.get((edge.engine, f"{edge.source}>{edge.target}")) for edge in route.edges
    }
    told = [size for size in taken.values() if size is not None]
    return Way(
        path=route.languages,
        engines=tuple(edge.engine for edge in route.edges),
        models=tuple(edge.model for edge in route.edges),
        quality=round(route.quality, 1),
        measured=route.measured is not None
        or all(edge.engine in MEASURED or known.figures.of(edge) is not None for edge in route.edges),
        cost_ms=round(route.cost * 1000, 1),
        memory_mb=round(sum(told) / 1e6, 1) if told else None,
        rough=route.rough,
        leaves=any(edge.engine in OUTSIDE for edge in route.edges),
    )


def _why(other: Route, best: Route, pinned: bool) -> str:
    if pinned:
        return "DUOLOGUE_ROUTES pins another"
    if worth(other)[0] < worth(best)[0]:
        return f"expected {other.quality:.1f}, not {best.quality:.1f}"
    return f"as good, but {other.cost * 1000:.0f} ms instead of {best.cost * 1000:.0f}"
