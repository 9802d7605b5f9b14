"""What is left of the clauses goes through engines, all drafts of one way together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from nlp.engines.base import TranslationEngine
from nlp.engines.pauses import stretches
from nlp.tasks.translation.clauses import through
from nlp.tasks.translation.draft import Draft, Stage, by_route_and_organisation
from nlp.tasks.translation.routes.cache import SegmentCache, shared
from nlp.tasks.translation.routes.graph import Route
from nlp.tasks.translation.routes.walk import Outcome, walk


class Walker(msgspec.Struct, frozen=True):
    """Engines, what workers share of their translations, and who may be let in between two parts."""

    engines: Mapping[str, TranslationEngine]
    cache: SegmentCache
    yield_to_urgent: Callable[[], None]

    def along(self, route: Route, texts: Sequence[str], organisation: str) -> list[Outcome]:
        """One outcome per text, in order: from the cache of this organisation, else from the engines."""
        return shared(
            self.cache, route, texts, lambda fresh: self._fresh(route, fresh), organisation=organisation
        )

    def _fresh(self, route: Route, texts: Sequence[str]) -> list[Outcome]:
        """A part at a time: somebody may wait for something shorter."""
        outcomes: list[Outcome] = []
        for part in stretches(texts):
            self.yield_to_urgent()
            outcomes += walk(self.engines, route, part)
        return outcomes


def engines(walker: Walker) -> Stage:
    """The stage: each distinct clause of a batch is translated once for an organisation."""

    def translate(drafts: list[Draft]) -> list[Draft]:
        found = {
            (route, organisation): _translated(walker, route, organisation, some)
            for (route, organisation), some in by_route_and_organisation(drafts).items()
        }
        return [
            replace(draft, outcomes=_of(draft, found[draft.way, draft.ask.organisation])) for draft in drafts
        ]

    return translate


def _translated(
    walker: Walker, route: Route, organisation: str, drafts: Sequence[Draft]
) -> dict[str, Outcome]:
    """By what was left of a clause. In the order of the clauses, whatever order the drafts have."""
    rest = {
        text: one.rest
        for draft in drafts
        for text, one in zip(draft.prepared.spoken, draft.said, strict=True)
        if one.rest
    }
    return through(
        lambda texts: walker.along(route, texts, organisation),
        route.languages[0],
        route.languages[-1],
        [rest[text] for text in sorted(rest)],
        {sign: term for draft in drafts for sign, term in draft.prepared.held.items()},
    )


def _of(draft: Draft, found: Mapping[str, Outcome]) -> tuple[Outcome, ...]:
    return tuple(found[one.rest] for one in draft.said if one.rest)
