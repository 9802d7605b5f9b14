"""What is left of the clauses goes through engines, all drafts of one way together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from nlp.engines.base import TranslationEngine
from nlp.engines.pauses import stretches
from nlp.tasks.translation.address.manner import Manner
from nlp.tasks.translation.clauses import through
from nlp.tasks.translation.draft import Draft, Stage, Together, by_what_they_share
from nlp.tasks.translation.routes.cache import SegmentCache, shared
from nlp.tasks.translation.routes.graph import Route
from nlp.tasks.translation.routes.walk import Outcome, walk


class Walker(msgspec.Struct, frozen=True):
    """Engines, what workers share of their translations, and who may be let in between two parts."""

    engines: Mapping[str, TranslationEngine]
    cache: SegmentCache
    yield_to_urgent: Callable[[], None]

    def along(self, way: Together, texts: Sequence[str]) -> list[Outcome]:
        """One outcome per text, in order: from the cache of this organisation, else from the engines."""
        route, organisation, manner = way
        return shared(
            self.cache,
            route,
            texts,
            lambda fresh: self._fresh(route, fresh, manner),
            organisation=organisation,
            manner=manner,
        )

    def _fresh(self, route: Route, texts: Sequence[str], manner: Manner) -> list[Outcome]:
        """A part at a time: somebody may wait for something shorter."""
        outcomes: list[Outcome] = []
        for part in stretches(texts):
            self.yield_to_urgent()
            outcomes += walk(self.engines, route, part, manner)
        return outcomes


def engines(walker: Walker) -> Stage:
    """The stage: each distinct clause of a batch is translated once for an organisation."""

    def translate(drafts: list[Draft]) -> list[Draft]:
        done = {
            id(draft): outcomes
            for way, some in by_what_they_share(drafts).items()
            for draft, outcomes in zip(some, _translated(walker, way, some), strict=True)
        }
        return [replace(draft, outcomes=done[id(draft)]) for draft in drafts]

    return translate


def _translated(walker: Walker, way: Together, drafts: Sequence[Draft]) -> list[tuple[Outcome, ...]]:
    """Of what was left of each draft's clauses, in the order of these, whatever order the drafts have."""
    rest = {
        text: one.rest
        for draft in drafts
        for text, one in zip(draft.prepared.spoken, draft.said, strict=True)
        if one.rest
    }
    languages = way.route.languages
    found = through(
        lambda texts: walker.along(way, texts),
        languages[0],
        languages[-1],
        [rest[text] for text in sorted(rest)],
        {sign: term for draft in drafts for sign, term in draft.prepared.held.items()},
    )
    return [_of(draft, found) for draft in drafts]


def _of(draft: Draft, found: Mapping[str, Outcome]) -> tuple[Outcome, ...]:
    return tuple(found[one.rest] for one in draft.said if one.rest)
