"""Every way from one language to another, not the best alone."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.engines.base import Edge
from nlp.tasks.translation.routes.graph import MAX_HOPS, Route, Routes, along


def ways_of(routes: Routes, source: str, target: str, steps: int = MAX_HOPS) -> Iterator[Route]:
    """Every path of at most `steps` steps, over the edges of all engines. Primary subtags."""
    onward: dict[str, list[Edge]] = {}
    into: set[str] = {target}
    for edge in routes.edges:
        onward.setdefault(edge.source, []).append(edge)
        if edge.target == target:
            into.add(edge.source)

    def further(path: tuple[Edge, ...]) -> Iterator[tuple[Edge, ...]]:
        here = path[-1].target if path else source
        for edge in onward.get(here, ()):
            longer = (*path, edge)
            if edge.target == target:
                yield longer
            elif _open(longer, source, into, steps):
                yield from further(longer)

    return (along(path, routes.figures) for path in further(()))


def _open(path: tuple[Edge, ...], source: str, into: set[str], steps: int) -> bool:
    """Whether it is worth going on from here."""
    here, passed = path[-1].target, {source, *(step.target for step in path[:-1])}
    last_chance = len(path) == steps - 1
    return here not in passed and len(path) < steps and (here in into or not last_chance)
