"""Other ways to translate what one way may have got wrong: other routes, and clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from nlp.tasks.translation.address.between import PIVOT, TWO_WAYS
from nlp.tasks.translation.address.english import addresses, speaks_of_me
from nlp.tasks.translation.draft import Draft
from nlp.tasks.translation.layout.pieces import Piece
from nlp.tasks.translation.routes.choices import OUTSIDE
from nlp.tasks.translation.routes.graph import Route, Routes, worth
from nlp.tasks.translation.routes.ways import ways_of

MOST_ROUTES = 4
WORTH_IT = 0.7
"""Share of the best route's quality that another must promise: a worse one is hardly ever right where that
one is wrong."""

_BETWEEN = re.compile(r"(?<=\w)([,;]\s+)(?=\w)")
_WORDS = 2
"""A clause has at least so many: "Lisbon, Porto, Faro" is none."""


class Rivals:
    """Makes new drafts of one, each to be translated otherwise. Nothing of them is shown yet."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes
        self._known: dict[Route, tuple[Route, ...]] = {}

    def of(self, draft: Draft) -> list[Draft]:
        """As far as the draft is prepared, with another route or in other pieces."""
        bare = replace(draft, said=(), outcomes=(), made=None)
        found = [replace(bare, route=route) for route in self._others(draft.way) if _may_go(draft, route)]
        pieces = tuple(part for piece in draft.prepared.pieces for part in _clauses(piece))
        if pieces != draft.prepared.pieces:
            found.append(replace(bare, prepared=replace(draft.prepared, pieces=pieces)))
        return found

    def _others(self, best: Route) -> tuple[Route, ...]:
        """Routes that promise nearly as much as the best and send nothing away; none beside a pinned one."""
        if best not in self._known:
            ways = ways_of(self._routes, best.languages[0], best.languages[-1])
            near = [one for one in ways if one != best and one.quality >= WORTH_IT * best.quality]
            here = [one for one in near if not any(edge.engine in OUTSIDE for edge in one.edges)]
            pinned = (best.languages[0], best.languages[-1]) in self._routes.pinned
            self._known[best] = () if pinned else tuple(sorted(here, key=worth, reverse=True)[:MOST_ROUTES])
        return self._known[best]


def _may_go(draft: Draft, route: Route) -> bool:
    """Whether a way keeps to what was asked for: those that do not lead by Portuguese say "tu", and speak of
    a man."""
    if draft.source != "en" or draft.target not in TWO_WAYS or PIVOT in route.languages:
        return True
    text = draft.ask.text
    formal = draft.ask.address == "formal" and addresses(text)
    return not formal and not (draft.ask.writer is not None and speaks_of_me(text))


def _clauses(piece: Piece) -> Iterator[Piece]:
    """A spoken piece at its commas, where each part says something. However it ends: engines get a stop."""
    parts = _BETWEEN.split(piece.text) if piece.spoken else [piece.text]
    if any(len(part.split()) < _WORDS for part in parts[::2]):
        parts = [piece.text]
    for place, part in enumerate(parts):
        yield Piece(part, piece.spoken and place % 2 == 0)
