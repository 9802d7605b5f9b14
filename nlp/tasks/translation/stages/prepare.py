"""First: what people have settled is taken out of a message, and the rest laid out in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from nlp.tasks.translation.draft import Draft, Prepared
from nlp.tasks.translation.knowledge.glossary import Held, bind, for_pair, stand_ins
from nlp.tasks.translation.knowledge.memory import recall
from nlp.tasks.translation.layout.pieces import Piece, lay_out
from wire.contracts.events import Correction, Term
from wire.contracts.sizes import longest_after


def prepare(drafts: list[Draft]) -> list[Draft]:
    """The stage: stand-ins are in no text of the batch, and each stands for one term of one draft."""
    signs = stand_ins("".join(draft.ask.text for draft in drafts if draft.ask.terms))
    return [replace(draft, prepared=_of(draft, signs)) for draft in drafts]


def _of(draft: Draft, signs: Iterator[str]) -> Prepared:
    ask = draft.ask
    return prepared(ask.text, ask.terms, ask.memory, (draft.source, draft.target), signs)


def prepared(
    text: str,
    terms: Sequence[Term],
    memory: Sequence[Correction],
    pair: tuple[str, str],
    signs: Iterator[str],
) -> Prepared:
    """Memory first, then the glossary, then the layout.

    Args:
        text: a message.
        terms: glossary lines in scope; of two for the same words the first holds.
        memory: corrections in scope, the newest first.
        pair: primary subtags of source and target.
        signs: stand-ins that are in no text of the batch.
    """
    terms = for_pair(terms, *pair)
    pieces: list[Piece] = []
    held: dict[str, Held] = {}
    left_out: dict[str, None] = {}
    parts = recall(text, memory, terms, *pair)
    changed = recalled = any(part.recalled for part in parts)
    room = longest_after(len(text)) - sum(len(part.text) for part in parts)
    for part in parts:
        if part.recalled:
            pieces.append(Piece(part.text, False))
            continue
        bound = bind(part.text, terms, signs, max(0, room))
        pieces += lay_out(bound.text)
        held |= bound.held
        room -= bound.grown
        left_out |= dict.fromkeys(bound.left_out)
        changed = changed or bound.changed
    return Prepared(tuple(pieces), held, recalled, changed, tuple(left_out))
