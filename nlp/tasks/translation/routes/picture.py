"""The map of routes as a picture: languages on a circle, a line for each step that an engine can do."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from html import escape

import msgspec

from nlp.engines.base import Edge

Point = tuple[float, float]

SIZE, RADIUS, NODE = 640.0, 240.0, 22.0
_LEGEND_HEIGHT, _WIDEST = 90.0, 4.0
_BEND = 0.12
"""How far a line bows towards the centre, as a share of its length: crossing lines stay apart."""

COLOURS = ("#1a7f5a", "#b3541e", "#5b4bb7", "#9a3b6b", "#3b6b9a")
"""One an engine, in the order of their names; readable on white and on black."""

STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#1b1b1b;text-anchor:middle;dominant-baseline:central}"
    ".figure{font-size:11px}.left{text-anchor:start}.node{fill:#fff;stroke:#1b1b1b;stroke-width:1.5}"
    ".ground{fill:#fff}.halo{paint-order:stroke;stroke:#fff;stroke-width:4px}"
    "@media(prefers-color-scheme:dark){text{fill:#eee}.node{fill:#1b1b1b;stroke:#eee}.ground{fill:#1b1b1b}"
    ".halo{stroke:#1b1b1b}}"
)


class Line(msgspec.Struct, frozen=True):
    """Both directions between two languages by one engine; null where there is only the other."""

    one: str
    other: str
    engine: str
    there: float | None
    back: float | None


def picture(edges: Iterable[Edge]) -> str:
    """An SVG: the figures beside a line are chrF++ there, then back, read from its first language on."""
    lines = list(lines_of(edges))
    languages = sorted({name for line in lines for name in (line.one, line.other)})
    engines = sorted({line.engine for line in lines})
    places = dict(zip(languages, _circle(len(languages)), strict=True))
    colours = {engine: COLOURS[place % len(COLOURS)] for place, engine in enumerate(engines)}
    height = SIZE + _LEGEND_HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE:g} {height:g}" role="img">',
        f"<title>{escape(_title(lines))}</title><style>{STYLE}</style>",
        f'<rect class="ground" width="{SIZE:g}" height="{height:g}"/>',
        *(_path(line, places, colours[line.engine]) for line in lines),
        *(_figures(line, places) for line in lines),
        *(_node(name, place) for name, place in places.items()),
        *_legend(engines, colours),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def lines_of(edges: Iterable[Edge]) -> Iterator[Line]:
    """One per pair of languages and engine, in the order of their names."""
    known = {(edge.source, edge.target, edge.engine): edge.quality for edge in edges}
    seen = sorted({(*sorted((source, target)), engine) for source, target, engine in known})
    for one, other, engine in seen:
        yield Line(one, other, engine, known.get((one, other, engine)), known.get((other, one, engine)))


def _circle(count: int) -> list[Point]:
    middle = SIZE / 2
    angles = [2 * math.pi * place / max(count, 1) - math.pi / 2 for place in range(count)]
    return [(middle + RADIUS * math.cos(angle), middle + RADIUS * math.sin(angle)) for angle in angles]


def _bent(start: Point, end: Point) -> Point:
    """The point that a line bows to."""
    middle, across = SIZE / 2, math.dist(start, end) * _BEND
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    away = math.hypot(middle - x, middle - y)
    return (x, y) if away < 1 else (x + across * (middle - x) / away, y + across * (middle - y) / away)


def _path(line: Line, places: dict[str, Point], colour: str) -> str:
    start, end = places[line.one], places[line.other]
    bent = _bent(start, end)
    best = max(one for one in (line.there, line.back) if one is not None)
    dashes = "" if None not in (line.there, line.back) else ' stroke-dasharray="6 5"'
    return (
        f'<path d="M{start[0]:.1f} {start[1]:.1f}Q{bent[0]:.1f} {bent[1]:.1f} {end[0]:.1f} {end[1]:.1f}" '
        f'fill="none" stroke="{colour}" stroke-width="{_WIDEST * best / 70:.1f}"{dashes}/>'
    )


def _figures(line: Line, places: dict[str, Point]) -> str:
    start, bent, end = places[line.one], _bent(places[line.one], places[line.other]), places[line.other]
    x, y = ((start[axis] + 2 * bent[axis] + end[axis]) / 4 for axis in (0, 1))
    told = " / ".join("–" if one is None else f"{one:.0f}" for one in (line.there, line.back))
    return f'<text class="figure halo" x="{x:.1f}" y="{y:.1f}">{told}</text>'


def _node(name: str, place: Point) -> str:
    x, y = place
    return (
        f'<circle class="node" cx="{x:.1f}" cy="{y:.1f}" r="{NODE:g}"/><text x="{x:.1f}" y="{y:.1f}">'
        f"{escape(name)}</text>"
    )


def _legend(engines: Sequence[str], colours: dict[str, str]) -> Iterator[str]:
    for place, engine in enumerate(engines):
        x = 40 + place * 120
        yield f'<path d="M{x} {SIZE + 12:g}h28" stroke="{colours[engine]}" stroke-width="{_WIDEST:g}"/>'
        yield f'<text class="left" x="{x + 36}" y="{SIZE + 12:g}">{escape(engine)}</text>'
    words = (
        "Figures: chrF++ from the first of the two in the alphabet, then back.",
        "Dashes: one direction only.",
    )
    for row, text in enumerate(words):
        yield f'<text class="left figure" x="40" y="{SIZE + 40 + 18 * row:g}">{text}</text>'


def _title(lines: Sequence[Line]) -> str:
    told = ", ".join(f"{line.one}–{line.other} by {line.engine}" for line in lines)
    return f"Which engine translates between which languages: {told}"
