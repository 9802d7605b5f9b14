"""A message as the engines see it: what people have settled taken out, the rest in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from nlp.tasks.translation.glossary import Held, Terms, bind, for_pair
from nlp.tasks.translation.layout import Piece, lay_out
from nlp.tasks.translation.memory import recall
from wire.contracts.events import Correction, Term
from wire.contracts.sizes import longest_after


class Prepared(msgspec.Struct, frozen=True):
    """A message in pieces, with stand-ins for its terms."""

    pieces: tuple[Piece, ...]
    held: Terms
    """What its stand-ins stand for."""
    recalled: bool
    """Whether something of it comes from memory."""
    changed: bool
    """Whether memory or glossary alone make it another text."""
    left_out: tuple[str, ...] = ()
    """Terms that are not applied: the message would get too long by them."""

    @property
    def spoken(self) -> list[str]:
        """What is left to translate."""
        return [piece.text for piece in self.pieces if piece.spoken]


def prepare(
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
