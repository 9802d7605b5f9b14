"""The best path from one language to another over the edges of all engines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from nlp.engines.base import Edge
from nlp.tasks.translation.routes.quality import Figures, shipped
from wire.contracts.errors import SettingsError
from wire.contracts.languages import primary

MAX_HOPS = 3
ROUGH_HOPS = 3
HOP_PENALTY = 0.85
"""What each further step leaves of the quality. A path is worth the geometric mean of its steps times this
per further step. So all measured paths are ranked rightly: en>pt>es (46.8) before en>es (40.9), es>pt>en
(50.7) before es>en (43.7), fr>es>pt>en before fr>es>en, and pt>es before pt>en>es. A plain product would
never leave a direct edge."""

Paths = dict[tuple[str, str], list[tuple[Edge, ...]]]
"""By (source, target): paths with the same number of steps, the best first."""

_KEPT = 2
"""Paths per pair that are gone on from: where the best has passed the next language, another may not."""


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A path: `languages` has one more entry than `edges`."""

    languages: tuple[str, ...]
    edges: tuple[Edge, ...]
    measured: float | None = None
    """What the whole path was measured to reach, where it was."""

    @property
    def rough(self) -> bool:
        """Whether any step is, or whether three of them have left little of how it was said."""
        return len(self.edges) >= ROUGH_HOPS or any(edge.rough for edge in self.edges)

    @property
    def quality(self) -> float:
        """What to expect of the whole path, in the manner of chrF++: for ranking, not for people."""
        if self.measured is not None:
            return self.measured
        steps = len(self.edges)
        return math.prod(edge.quality for edge in self.edges) ** (1 / steps) * HOP_PENALTY ** (steps - 1)

    @property
    def cost(self) -> float:
        """Seconds of one CPU for a chat message, roughly."""
        return sum(edge.cost for edge in self.edges)

    @property
    def engines(self) -> str:
        """Engines along the path, each named once per run of steps: "firefox+apertium"."""
        names = [edge.engine for edge in self.edges]
        return "+".join(name for name, last in zip(names, ["", *names], strict=False) if name != last)

    @property
    def models(self) -> str:
        """Models along the path, joined by "+"."""
        return "+".join(edge.model for edge in self.edges)


class Routes:
    """All paths, worked out once. `pins` are settings such as "en-es=en>pt>es".

    What `figures` measured takes the place of what is usual for an engine; without it, the shipped table.

    Raises:
        SettingsError: a pin is malformed, or no engine here can do one of its steps.
    """

    def __init__(
        self, edges: Iterable[Edge], pins: Sequence[str] = (), figures: Figures | None = None
    ) -> None:
        self.figures = figures or shipped()
        self.edges = tuple(self.figures.applied(edge) for edge in edges)
        self._steps: dict[tuple[str, str], Edge] = {}
        for edge in self.edges:
            other = self._steps.get((edge.source, edge.target))
            if other is None or _rank(edge) > _rank(other):
                self._steps[edge.source, edge.target] = edge
        self._best = self._explore()
        self._weigh_measured()
        self.pinned = dict(self._pinned(pin) for pin in pins)
        self._best |= self.pinned

    def best(self, source: str, target: str) -> Route | None:
        """The path between two languages, any tags; null where there is none."""
        return self._best.get((primary(source), primary(target)))

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every pair that has a path, sorted."""
        return tuple(sorted(self._best))

    def rough(self) -> tuple[tuple[str, str], ...]:
        """Those of `pairs` whose path reads roughly."""
        return tuple(sorted(pair for pair, route in self._best.items() if route.rough))

    def _explore(self) -> dict[tuple[str, str], Route]:
        best: dict[tuple[str, str], Route] = {}
        paths: Paths = {pair: [(edge,)] for pair, edge in self._steps.items()}
        for hop in range(MAX_HOPS):
            for pair, found in paths.items():
                route = along(found[0], self.figures)
                if pair not in best or worth(route) > worth(best[pair]):
                    best[pair] = route
            paths = self._longer(paths) if hop < MAX_HOPS - 1 else {}
        return best

    def _weigh_measured(self) -> None:
        """Ways that were measured as a whole: their steps alone may not promise what they reach."""
        known = {(edge.engine, edge.source, edge.target): edge for edge in self.edges}
        for way in self.figures.ways():
            if len(way) <= MAX_HOPS and all(step in known for step in way):
                route = along(tuple(known[step] for step in way), self.figures)
                pair = (route.languages[0], route.languages[-1])
                if pair not in self._best or worth(route) > worth(self._best[pair]):
                    self._best[pair] = route

    def _longer(self, paths: Paths) -> Paths:
        """Every path by one more step; per pair only the best few, or fifty languages take a minute."""
        onward: dict[str, list[Edge]] = {}
        for edge in self._steps.values():
            onward.setdefault(edge.source, []).append(edge)
        found: Paths = {}
        for (source, middle), known in paths.items():
            for edge in onward.get(middle, ()):
                for path in known:
                    if edge.target != source and all(step.target != edge.target for step in path):
                        found.setdefault((source, edge.target), []).append((*path, edge))
        return {pair: sorted(many, key=_promise, reverse=True)[:_KEPT] for pair, many in found.items()}

    def _pinned(self, pin: str) -> tuple[tuple[str, str], Route]:
        pair, _, path = pin.partition("=")
        languages = tuple(primary(one.strip()) for one in path.split(">"))
        source, _, target = pair.strip().partition("-")
        if len(languages) < 2 or (primary(source), primary(target)) != (languages[0], languages[-1]):
            raise SettingsError(f"DUOLOGUE_ROUTES: {pin!r} is not a path; write en-es=en>pt>es")
        missing = [">".join(step) for step in pairwise(languages) if step not in self._steps]
        if missing:
            raise SettingsError(
                f"DUOLOGUE_ROUTES: no engine here does {', '.join(missing)} of {pin!r}; see `duologue doctor`"
            )
        return (languages[0], languages[-1]), self._along(languages)

    def _along(self, languages: Sequence[str]) -> Route:
        return along(tuple(self._steps[step] for step in pairwise(languages)), self.figures)


def along(edges: tuple[Edge, ...], figures: Figures | None = None) -> Route:
    """The route over these steps, of which there is at least one; with what was measured of it as a whole."""
    return Route(
        languages=(edges[0].source, *(edge.target for edge in edges)),
        edges=edges,
        measured=figures.of(*edges) if figures and len(edges) > 1 else None,
    )


def worth(route: Route) -> tuple[float, float]:
    """What routes of one pair are ranked by: quality, then cost."""
    return round(route.quality, 3), -route.cost


def _rank(edge: Edge) -> tuple[float, float]:
    return edge.quality, -edge.cost


def _promise(edges: tuple[Edge, ...]) -> tuple[float, float]:
    """Ranks paths with the same number of steps."""
    return round(sum(math.log(edge.quality) for edge in edges), 6), -sum(edge.cost for edge in edges)
