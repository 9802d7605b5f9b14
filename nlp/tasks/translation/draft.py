"""One request on its way through the stages: what was asked, what is known so far, what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

from nlp.tasks.translation.address.manner import Manner
from nlp.tasks.translation.knowledge.glossary import Terms
from nlp.tasks.translation.layout.pieces import Piece
from nlp.tasks.translation.routes.graph import Route
from nlp.tasks.translation.routes.walk import USUAL, Outcome
from wire.contracts.events import Address, Correction, Gender, Term, Translation
from wire.contracts.languages import primary


class Ask(msgspec.Struct, frozen=True):
    """One text wanted in `target`. Languages are BCP 47 tags; `source` is null where it is not known."""

    text: str
    source: str | None
    target: str
    terms: tuple[Term, ...] = ()
    """Glossary lines to honour; of two for the same words the first holds."""
    memory: tuple[Correction, ...] = ()
    """Corrections to use again, the newest first."""
    organisation: str = ""
    """Whose conversation it is for, by id; empty: a direct one. Nothing is shared between these."""
    address: Address | None = None
    """How its reader is spoken to where the text does not say; null: as the way of translation does."""
    writer: Gender | None = None
    """Of whoever wrote it, where they have said so; null: as engines write."""


class Prepared(msgspec.Struct, frozen=True):
    """A message in pieces, with stand-ins for its terms."""

    pieces: tuple[Piece, ...] = ()
    held: Terms = {}
    """What its stand-ins stand for."""
    recalled: bool = False
    """Whether something of it comes from memory."""
    changed: bool = False
    """Whether memory or glossary alone make it another text."""
    left_out: tuple[str, ...] = ()
    """Terms that are not applied: the message would get too long by them."""

    @property
    def spoken(self) -> list[str]:
        """What is left to translate."""
        return [piece.text for piece in self.pieces if piece.spoken]


class Said(msgspec.Struct, frozen=True):
    """A clause: what the phrasebook knows of it, translated, and the rest for engines."""

    known: str
    rest: str
    lower: bool = False
    """The rest goes on in the middle of a sentence."""
    after: str = ""
    """What the phrasebook knows of its end, translated."""


class Draft(msgspec.Struct, frozen=True):
    """A request, and what the stages so far have found out. Each stage makes new drafts of those it gets."""

    ask: Ask
    prepared: Prepared = Prepared()
    route: Route | None = None
    formal: bool = False
    """Whether its reader is spoken to formally: phrases keep to that, whichever way the rest goes."""
    manner: Manner = USUAL
    """How engines are to speak, as far as they can be made to."""
    said: tuple[Said, ...] = ()
    """One per spoken piece, in order."""
    outcomes: tuple[Outcome, ...] = ()
    """What engines made of it: one per entry of `said` that has a rest, in order."""
    made: Translation | None = None
    """The translation as far as it is made."""
    answer: Translation | None = None
    """What is answered: once it is there, later stages pass the draft by."""

    @property
    def source(self) -> str:
        """Primary subtag; empty where the language is not known."""
        return primary(self.ask.source or "")

    @property
    def target(self) -> str:
        """Primary subtag."""
        return primary(self.ask.target)

    @property
    def way(self) -> Route:
        """The route: all drafts have one that are still without an answer after the stage of that name."""
        assert self.route is not None
        return self.route

    @property
    def translation(self) -> Translation:
        """What is answered, else what is made: there is one after the stage that assembles it."""
        found = self.answer or self.made
        assert found is not None
        return found


Stage = Callable[[list[Draft]], list[Draft]]
"""One draft for each, in order. Gets only those without an answer."""


def advanced(stage: Stage, drafts: list[Draft]) -> list[Draft]:
    """All drafts, in order, those without an answer one stage further."""
    going = [draft for draft in drafts if draft.answer is None]
    further = iter(stage(going) if going else ())
    return [next(further) if draft.answer is None else draft for draft in drafts]


def by_route(drafts: Iterable[Draft]) -> dict[Route, list[Draft]]:
    """In order, those together that go the same way."""
    found: dict[Route, list[Draft]] = {}
    for draft in drafts:
        found.setdefault(draft.way, []).append(draft)
    return found


class Together(NamedTuple):
    """What drafts have in common that may share what is made of them."""

    route: Route
    organisation: str
    manner: Manner


def by_what_they_share(drafts: Iterable[Draft]) -> dict[Together, list[Draft]]:
    """In order, those together that go the same way and may share what is made of them."""
    found: dict[Together, list[Draft]] = {}
    for draft in drafts:
        found.setdefault(Together(draft.way, draft.ask.organisation, draft.manner), []).append(draft)
    return found
