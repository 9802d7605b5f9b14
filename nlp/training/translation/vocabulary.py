"""One SentencePiece vocabulary for all languages, numbered as Marian models of transformers expect it."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from nlp.training.translation.config import Vocabulary
from nlp.training.translation.data import Parallel
from nlp.training.translation.errors import CorpusWrong

PIECES = "student.spm"
NUMBERS = "vocab.json"
SYNTHETIC = ">>synthetic<<"
"""Stands after the language where a machine wrote the translation: what is learnt from it is kept apart."""


def tag(language: str) -> str:
    """The word before a source that says which language is wanted."""
    return f">>{language}<<"


class Words:
    """Text to numbers and back. `</s>` is 0, `<unk>` 1; tags and `<pad>` come after the pieces."""

    def __init__(self, folder: Path) -> None:
        """Raises CorpusWrong where `folder` holds no vocabulary."""
        from sentencepiece import SentencePieceProcessor

        try:
            self.numbers: dict[str, int] = json.loads((folder / NUMBERS).read_text(encoding="utf-8"))
            self._pieces = SentencePieceProcessor(model_file=str(folder / PIECES))
        except (OSError, ValueError, RuntimeError) as error:
            raise CorpusWrong(f"no vocabulary in {folder}: {error}") from error
        self.end, self.pad = self.numbers["</s>"], self.numbers["<pad>"]
        self.tags = int(self._pieces.get_piece_size())

    def __len__(self) -> int:
        return len(self.numbers)

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Pieces of each text, without tag and end."""
        found: list[list[int]] = self._pieces.encode(list(texts))
        return found

    def decode(self, numbers: Sequence[int]) -> str:
        """Text of pieces; tags, pad and end are left out."""
        text: str = self._pieces.decode([one for one in numbers if one < self.tags and one != self.end])
        return text


def make(found: Sequence[Parallel], wanted: Vocabulary, out: Path, seed: int, threads: int) -> Words:
    """Train the vocabulary on what was found and write it into `out`.

    Raises:
        CorpusWrong: SentencePiece cannot make one of it.
    """
    import sentencepiece

    model = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=_sample(found, wanted.sentences, seed),
            model_writer=model,
            model_type="unigram",
            vocab_size=wanted.size,
            hard_vocab_limit=False,
            character_coverage=wanted.coverage,
            byte_fallback=True,
            normalization_rule_name="nmt_nfkc",
            eos_id=0,
            unk_id=1,
            bos_id=-1,
            pad_id=-1,
            num_threads=threads,
            minloglevel=2,
        )
    except RuntimeError as error:
        raise CorpusWrong(
            f"no vocabulary of {wanted.size} pieces can be made of this text: {error}"
        ) from error
    (out / PIECES).write_bytes(model.getvalue())
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    names = [pieces.id_to_piece(number) for number in range(pieces.get_piece_size())]
    names += [*map(tag, sorted({side for one in found for side in one.sides})), SYNTHETIC, "<pad>"]
    numbers = {name: number for number, name in enumerate(names)}
    (out / NUMBERS).write_bytes(msgspec.json.format(msgspec.json.encode(numbers)))
    return Words(out)


def _sample(found: Sequence[Parallel], limit: int, seed: int) -> Iterator[str]:
    """Texts, as many of each language: a large one must not take all the pieces."""
    texts: dict[str, dict[str, None]] = {}
    for one in found:
        for sentence in one.train:
            for side, text in zip(one.sides, (sentence.left, sentence.right), strict=True):
                texts.setdefault(side, {})[text] = None
    share = limit // max(len(texts), 1)
    for side in sorted(texts):
        pool = list(texts[side])
        random.Random(f"{seed} {side}").shuffle(pool)
        yield from pool[:share]
