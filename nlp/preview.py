"""What the other side would read of a text that is still being written, and what that means read back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Literal

from msgspec.structs import replace

from nlp.tasks.language import Detector, primary, wordless
from nlp.tasks.translation.integrity import faults
from nlp.tasks.translation.marks.names import names_lost
from nlp.tasks.translation.marks.negation import lost_negations
from nlp.tasks.translation.marks.numbers import numbers_lost
from nlp.tasks.translation.translator import Ask
from wire.contracts.events import Mark, PreviewAsked, Previewed, Term, Translation
from wire.contracts.normal import normal

log = logging.getLogger(__name__)

Translate = Callable[[Sequence[Ask]], list[Translation]]
"""One translation per ask, in order; what breaks is a translation with status "failed"."""

Where = Literal["translation", "back", "forth"]

NOT_NEEDED = Translation(status="not_needed")

WEIGHT = {"translation": 0, "back": 1, "forth": 2}
"""What is shown first."""

MOST_MARKS = 8
"""More than these tell nobody anything: the translation as a whole is in doubt then."""


class Previews:
    """Answers previews with the worker's own detection and translation, so that sending gives the same."""

    def __init__(self, detector: Detector, translate: Translate) -> None:
        self._detector = detector
        self._translate = translate

    def preview(self, asked: Sequence[PreviewAsked]) -> list[Previewed]:
        """One answer per preview, in order. Never raises for what a text does to an engine.

        A text that needs no translation is not read back, nor is one that cannot be translated.
        """
        languages = [self._language(one) for one in asked]
        forth = self._forth(asked, languages)
        back = self._back(asked, languages, forth)
        return [
            Previewed(
                request_id=one.request_id,
                person_id=one.person_id,
                conversation_id=one.conversation_id,
                language=language,
                translation=there,
                back=here,
                marks=_marks(one, language, there, here),
            )
            for one, language, there, here in zip(asked, languages, forth, back, strict=True)
        ]

    def _language(self, one: PreviewAsked) -> str | None:
        """Of a bubble's text it is known; null where unsure, or where detection broke."""
        if one.given is not None:
            return one.language or None
        try:
            return self._detector.detect(one.text, one.language or None, (), (one.target,)).language
        except Exception:
            log.exception("detection failed for a preview")
            return None

    def _forth(self, asked: Sequence[PreviewAsked], languages: Sequence[str | None]) -> list[Translation]:
        known = [one.given or _at_once(one, language) for one, language in zip(asked, languages, strict=True)]
        wanted = [
            Ask(
                one.text,
                language,
                one.target,
                one.terms,
                one.memory,
                one.organisation_id or "",
                one.address,
                one.writer,
            )
            for one, language, there in zip(asked, languages, known, strict=True)
            if there is None
        ]
        fresh = iter(self._translate(wanted))
        return [next(fresh) if there is None else there for there in known]

    def _back(
        self, asked: Sequence[PreviewAsked], languages: Sequence[str | None], forth: Sequence[Translation]
    ) -> list[Translation | None]:
        wanted = [
            Ask(
                there.text,
                one.target,
                language,
                tuple(map(_mirrored, one.terms)),
                organisation=one.organisation_id or "",
            )
            if there.text and language
            else None
            for one, language, there in zip(asked, languages, forth, strict=True)
        ]
        found = iter(self._translate([ask for ask in wanted if ask is not None]))
        return [next(found) if ask is not None else None for ask in wanted]


def _mirrored(term: Term) -> Term:
    """The same agreement the other way round: what people settled is no change of meaning."""
    return Term(
        source=term.target or term.source,
        target=term.source if term.target else None,
        source_language=term.target_language,
        target_language=term.source_language,
    )


def _at_once(asked: PreviewAsked, language: str | None) -> Translation | None:
    """The answer where nothing has to be translated."""
    same = language is not None and primary(language) == primary(asked.target)
    return NOT_NEEDED if same or wordless(asked.text) else None


def _marks(
    asked: PreviewAsked, language: str | None, there: Translation, here: Translation | None
) -> tuple[Mark, ...]:
    """What got lost or changed on the way there; then what only the reading back has otherwise."""
    if language is None or there.text is None:
        return ()
    text = normal(asked.text)
    found = list(changes(text, language, there.text, asked.target, "translation"))
    if here is not None and here.text is not None:
        again = list(changes(text, language, here.text, language, "back"))
        found = [mark if _also(mark, again) else replace(mark, where="forth") for mark in found]
        found += [mark for mark in again if not _also(mark, found)]
        found.sort(key=lambda mark: WEIGHT[mark.where])
    agreed = [term.source.casefold() for term in asked.terms if term.target]
    wrong = [one for one in found if not (one.text and any(one.text.casefold() in term for term in agreed))]
    return tuple(wrong[:MOST_MARKS])


def _also(mark: Mark, marks: Sequence[Mark]) -> bool:
    """Whether the same was lost, or added, among these. What is added differs from language to language."""
    return any((one.kind, one.text) == (mark.kind, mark.text) for one in marks)


def changes(text: str, language: str, other: str, target: str, where: Where) -> Iterator[Mark]:
    """Numbers, names, signs and negations of `text` that `other`, in `target`, has not, or otherwise."""
    pairs = zip_longest(numbers_lost(text, other), numbers_lost(other, text), fillvalue="")
    for lost, instead in pairs:
        yield Mark(kind="number", text=lost, became=instead, where=where)
    gone, new = names_lost(text, other, language), names_lost(other, text, target)
    for number, name in enumerate(gone):
        yield Mark(kind="name", text=name, became=new[number] if len(new) == len(gone) else "", where=where)
    for one in faults(language, text, target, other):
        if one.text not in gone:
            yield Mark(kind="sign", text=one.text, became=one.became, where=where)
    for word in dict.fromkeys(lost_negations(language, text, target, other)):
        yield Mark(kind="negation", text=word, where=where)
    for word in dict.fromkeys(lost_negations(target, other, language, text)):
        yield Mark(kind="negation", text="", became=word, where=where)
