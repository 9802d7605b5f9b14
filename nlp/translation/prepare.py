"""A message as the engines see it: what people have settled taken out, the rest in pieces."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from nlp.translation.glossary import bind, for_pair, stand_ins
from nlp.translation.layout import Piece, lay_out
from nlp.translation.memory import recall
from service.wire.events import Correction, Term


class Prepared(msgspec.Struct, frozen=True):
    """A message in pieces, with stand-ins for its terms."""

    pieces: tuple[Piece, ...]
    held: dict[str, str]
    """What each stand-in becomes."""
    recalled: bool
    """Whether something of it comes from memory."""
    changed: bool
    """Whether memory or glossary alone make it another text."""

    @property
    def spoken(self) -> list[str]:
        """What is left to translate."""
        return [piece.text for piece in self.pieces if piece.spoken]


def prepare(
    text: str, terms: Sequence[Term], memory: Sequence[Correction], source: str, target: str
) -> Prepared:
    """Memory first, then the glossary, then the layout.

    Args:
        text: a message.
        terms: glossary lines in scope; of two for the same words the first holds.
        memory: corrections in scope, the newest first.
        source: primary subtag.
        target: primary subtag.
    """
    terms = for_pair(terms, source, target)
    signs = stand_ins(text)
    pieces: list[Piece] = []
    held: dict[str, str] = {}
    parts = recall(text, memory, terms, source, target)
    changed = recalled = any(part.recalled for part in parts)
    for part in parts:
        if part.recalled:
            pieces.append(Piece(part.text, False))
            continue
        bound = bind(part.text, terms, signs)
        pieces += lay_out(bound.text)
        held |= bound.held
        changed = changed or bound.changed
    return Prepared(tuple(pieces), held, recalled, changed)
