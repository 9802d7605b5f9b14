"""What an engine can read and write, by its vocabulary: one that lacks "ü" writes "J'rgen", and is sure.

Reading one takes some 30 ms, so each is read once per process and file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import msgspec

from nlp.errors import EngineFailed

_SPACE = "▁"
_CUTS = "&"
_KEPT = 32
_SIGNS = frozenset({"Sc", "Sm", "So", "Sk", "No"})


class Alphabet(msgspec.Struct, frozen=True):
    """Characters of one direction of an engine; null stands for all of them."""

    reads: frozenset[str] | None = None
    writes: frozenset[str] | None = None
    words: frozenset[str] = frozenset()
    """Whole words that it has a piece for, as written there."""
    only_letters: bool = False
    """Whether these are all its letters, and signs come through by themselves; "A&B" is cut into words."""

    @property
    def whole(self) -> bool:
        """Whether nothing is known to be missing."""
        return self.reads is None and self.writes is None

    def lacks(self, text: str) -> frozenset[str]:
        """Characters of `text` that do not come through: unknown, or signs that it can read but not write.

        A letter that it reads and does not write is what translation is for. Blanks are always known.
        """
        return frozenset(one for one in set(text) if not one.isspace() and self._lacks(one))

    def _lacks(self, one: str) -> bool:
        if self.only_letters and unicodedata.category(one)[0] not in "LM":
            return one == _CUTS
        if self.reads is not None and one not in self.reads:
            return True
        return self.writes is not None and one not in self.writes and unicodedata.category(one) in _SIGNS


EVERYTHING = Alphabet()
"""For an engine of which nothing is known, and for one that spells what it does not know byte by byte."""


def of_pieces(source: Path, target: Path) -> Alphabet:
    """Of a model with SentencePiece vocabularies, which may be the same file.

    Raises:
        EngineFailed: a file cannot be read as a vocabulary.
    """
    reads, words = _pieces(source)
    writes, _ = _pieces(target)
    return Alphabet(reads, writes, words)


def of_words(vocabulary: Iterable[str]) -> Alphabet:
    """Of a model whose pieces, marked as SentencePiece marks them, serve both sides."""
    characters, words = _sorted(vocabulary)
    return Alphabet(characters, characters, words)


@lru_cache(maxsize=_KEPT)
def _pieces(path: Path) -> tuple[frozenset[str] | None, frozenset[str]]:
    """Characters, null where bytes stand in for all others, and words."""
    from sentencepiece import SentencePieceProcessor

    try:
        model = SentencePieceProcessor(model_proto=path.read_bytes())
    except (OSError, RuntimeError) as error:
        raise EngineFailed(f"{path} cannot be read as a vocabulary: {error}") from error
    numbers = [one for one in range(len(model)) if not (model.IsControl(one) or model.IsUnknown(one))]
    if any(model.IsByte(one) for one in numbers):
        return None, frozenset()
    return _sorted(model.IdToPiece(one) for one in numbers)


def _sorted(pieces: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Characters that are a piece by themselves, and words: others exist only inside some words."""
    characters, words = set(), set()
    for piece in pieces:
        bare = piece.removeprefix(_SPACE)
        if len(bare) == 1:
            characters.add(bare)
        if piece != bare:
            words.add(bare)
    return frozenset(characters), frozenset(words)
