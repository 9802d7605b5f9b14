"""What a hub model can read and write: by its vocabulary, without the tokenizer's libraries."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from nlp.engines.alphabet import EVERYTHING, Alphabet, of_pieces, of_words
from nlp.errors import EngineFailed

_WORDS = "vocab.json"
_MANY = ("sentencepiece.bpe.model", "spiece.model")


@lru_cache(maxsize=16)
def alphabet_of(folder: Path) -> Alphabet:
    """Of the model in a folder: Marian's `vocab.json`, or the SentencePiece file of M2M100 and NLLB.

    Raises:
        EngineFailed: the file cannot be read as a vocabulary.
    """
    words = folder / _WORDS
    if words.is_file():
        return of_words(_read(words))
    pieces = next((folder / name for name in _MANY if (folder / name).is_file()), None)
    return of_pieces(pieces, pieces) if pieces else EVERYTHING


def _read(path: Path) -> tuple[str, ...]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EngineFailed(f"{path} cannot be read as a vocabulary: {error}") from error
    return tuple(word for word in found if not (word.startswith("<") and word.endswith(">")))
