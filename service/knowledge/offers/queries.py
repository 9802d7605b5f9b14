"""Offers for the glossary of an organisation, made when somebody asks for them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator, Sequence

import msgspec

from service.identity import policy
from service.knowledge.offers import rows
from service.knowledge.offers.articles import Term, telling
from service.knowledge.offers.choosing import Settled, chosen
from service.knowledge.offers.corrections import Corrected
from service.knowledge.offers.evidence import Translated
from service.knowledge.offers.models import Offer, Offers
from service.messaging.views import enrichment_of
from service.store import Store
from service.text import validation
from wire.contracts.events import Translation
from wire.contracts.languages import primary

_KEPT = 8
"""Organisations whose articles this process has looked at, as they are now."""

_told: OrderedDict[tuple[str, int], list[Term]] = OrderedDict()


async def offers(store: Store, me_id: str, organisation_id: str, into: str | None = None) -> Offers:
    """For translations into a language; null: the one that most of its newest customers read.

    All reading of texts is done in a thread: of the largest articles it takes a fraction of a second.

    Raises:
        InvalidInput: it is no language.
        NotFound, NotYours, RoleLacks.
    """
    wanted = None if into is None else primary(validation.language(into))
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "teach")
        about = await rows.about(connection, organisation_id)
        newest = await rows.said(connection, organisation_id)
        into = wanted or rows.usual(about.language, newest)
        key = organisation_id, about.articles_rev
        terms = _told.get(key)  # now: others may push it out meanwhile
        texts = [] if terms is not None else await rows.texts(connection, organisation_id)
        messages = await rows.translated(connection, newest)
        corrected = await rows.corrected(connection, organisation_id)
        settled = await rows.settled(connection, organisation_id, into)
    if terms is None:
        terms = _told[key] = await asyncio.to_thread(telling, texts)
        while len(_told) > _KEPT:
            _told.popitem(last=False)
    return Offers(
        into=into, items=await asyncio.to_thread(_chosen, terms, corrected, messages, settled, into)
    )


def _chosen(
    terms: Sequence[Term],
    corrected: Sequence[rows.Put],
    messages: Sequence[rows.Row],
    settled: Sequence[Settled],
    into: str,
) -> tuple[Offer, ...]:
    """What articles say in the language that is translated into needs no translation."""
    others = [one for one in terms if one.language != into]
    return chosen(others, _corrected(corrected, into), list(_translated(messages, into)), settled)


def _corrected(corrected: Sequence[rows.Put], into: str) -> Iterator[Corrected]:
    for one in corrected:
        was = msgspec.json.decode(one.was, type=Translation).text
        if was and primary(one.target_language) == into:
            yield Corrected(
                source=one.source, was=was, target=one.target, source_language=one.source_language
            )


def _translated(messages: Sequence[rows.Row], into: str) -> Iterator[Translated]:
    """What an engine made; a person's own words say nothing of how sure one is."""
    for row in messages:
        known = enrichment_of(row.body)
        for language, one in known.translations.items():
            if primary(language) == into and one.status == "done" and language not in known.corrected:
                yield Translated(
                    text=row.text, language=primary(known.language or row.language),
                    became=one.text or "", confidence=one.confidence,
                )  # fmt: skip
