"""The best path from one language to another over the edges of all engines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from nlp.engines.base import Edge
from service.wire.errors import SettingsError

MAX_HOPS = 3
ROUGH_HOPS = 3
HOP_PENALTY = 0.85
"""What each further step leaves of the quality. A path is worth the geometric mean of its steps times this
per further step. So all measured paths are ranked rightly: en>pt>es (46.8) before en>es (40.9), es>pt>en
(50.7) before es>en (43.7), fr>es>pt>en before fr>es>en, and pt>es before pt>en>es. A plain product would
never leave a direct edge."""


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A path: `languages` has one more entry than `edges`."""

    languages: tuple[str, ...]
    edges: tuple[Edge, ...]

    @property
    def rough(self) -> bool:
        """Whether any step is, or whether three of them have left little of how it was said."""
        return len(self.edges) >= ROUGH_HOPS or any(edge.rough for edge in self.edges)

    @property
    def quality(self) -> float:
        """What to expect of the whole path, in the manner of chrF++: for ranking, not for people."""
        steps = len(self.edges)
        return math.prod(edge.quality for edge in self.edges) ** (1 / steps) * HOP_PENALTY ** (steps - 1)

    @property
    def engines(self) -> str:
        """Engines along the path, each named once per run of steps: "firefox+apertium"."""
        names = [edge.engine for edge in self.edges]
        return "+".join(name for name, last in zip(names, ["", *names], strict=False) if name != last)

    @property
    def models(self) -> str:
        """Models along the path, joined by "+"."""
        return "+".join(edge.model for edge in self.edges)


def primary(tag: str) -> str:
    """The primary subtag of a BCP 47 tag, in lower case: "pt-BR" is "pt"."""
    return tag.replace("_", "-").split("-")[0].lower()


class Routes:
    """All paths, worked out once. `pins` are settings such as "en-es=en>pt>es".

    Raises:
        SettingsError: a pin is malformed, or no engine here can do one of its steps.
    """

    def __init__(self, edges: Iterable[Edge], pins: Sequence[str] = ()) -> None:
        self._steps: dict[tuple[str, str], Edge] = {}
        for edge in edges:
            known = self._steps.get((edge.source, edge.target))
            if known is None or _rank(edge) > _rank(known):
                self._steps[edge.source, edge.target] = edge
        self._best = self._explore()
        self._best |= dict(self._pinned(pin) for pin in pins)

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
        paths = [Route(languages=pair, edges=(edge,)) for pair, edge in self._steps.items()]
        for hop in range(MAX_HOPS):
            for route in paths:
                pair = (route.languages[0], route.languages[-1])
                if pair not in best or _worth(route) > _worth(best[pair]):
                    best[pair] = route
            paths = (
                [longer for route in paths for longer in self._longer(route)] if hop < MAX_HOPS - 1 else []
            )
        return best

    def _longer(self, route: Route) -> list[Route]:
        return [
            Route(languages=(*route.languages, target), edges=(*route.edges, edge))
            for (source, target), edge in self._steps.items()
            if source == route.languages[-1] and target not in route.languages
        ]

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
        edges = tuple(self._steps[step] for step in pairwise(languages))
        return (languages[0], languages[-1]), Route(languages=languages, edges=edges)


def _rank(edge: Edge) -> tuple[float, float]:
    return edge.quality, -edge.cost


def _worth(route: Route) -> tuple[float, float]:
    return round(route.quality, 3), -sum(edge.cost for edge in route.edges)
