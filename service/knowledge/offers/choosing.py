"""What of all that was found is offered, and in which order. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import get_args

import msgspec

from service.knowledge.keys import fold
from service.knowledge.offers.articles import Term
from service.knowledge.offers.corrections import Corrected, learned
from service.knowledge.offers.evidence import Translated, met
from service.knowledge.offers.models import Offer, Why

MOST = 50
"""Offers at once."""
_STRENGTH = {why: number for number, why in enumerate(get_args(Why))}


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """A line that there is, or that nobody wants: (folded word, primary subtag; empty: of any language)."""

    key: str
    language: str


def chosen(
    terms: Sequence[Term],
    corrected: Iterable[Corrected],
    translated: Sequence[Translated],
    settled: Iterable[Settled],
) -> tuple[Offer, ...]:
    """The strongest first; of a word in a language one offer, and none that is settled."""
    no_more = {(one.key, one.language) for one in settled}
    kept: dict[tuple[str, str], Offer] = {}
    for offer in sorted((*_of_corrections(corrected), *_of_terms(terms, translated)), key=_rank):
        key = fold(offer.source)
        if (key, "") not in no_more and (key, offer.source_language) not in no_more:
            kept.setdefault((key, offer.source_language), offer)
    return tuple(kept.values())[:MOST]


def _rank(offer: Offer) -> tuple[int, int, str]:
    return _STRENGTH[offer.why], -offer.count, offer.source


def _of_corrections(corrected: Iterable[Corrected]) -> Iterator[Offer]:
    for one in learned(corrected):
        yield Offer(
            source=one.source, source_language=one.language, target=one.target, why="corrected",
            count=one.count, example=one.example,
        )  # fmt: skip


def _of_terms(terms: Sequence[Term], translated: Sequence[Translated]) -> Iterator[Offer]:
    for language in {one.language for one in terms}:
        mine = [one for one in terms if one.language == language]
        came = met(frozenset(one.text for one in mine if not one.name), language, translated)
        for one in mine:
            why: Why = "name" if one.name else "term"
            count = one.count
            seen = None if one.name else came.get(one.text)
            if seen is not None and seen.is_untranslated:
                why, count = "untranslated", seen.untranslated
            elif seen is not None and seen.is_unsure:
                why, count = "unsure", seen.unsure
            yield Offer(
                source=one.text, source_language=language, why=why, count=count, example=one.example,
                article=one.article,
            )  # fmt: skip
