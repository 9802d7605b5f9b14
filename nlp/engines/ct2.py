"""Translation models in CTranslate2's int8 files: several times faster on a CPU than the same in PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nlp.errors import EngineFailed

MODEL = "model.bin"
BEAM = 2
NO_REPEAT = 5
"""Longest run of tokens that an output may hold twice is one shorter: small models fall into loops."""
LONGEST_INPUT = 400


class Hypothesis(NamedTuple):
    """Output tokens, without what was given as their beginning, and the mean log-probability of a token."""

    tokens: list[str]
    score: float


class Fast:
    """One model on the CPU. Belongs to the thread that made it."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Raises EngineFailed where `folder` holds no model that this CTranslate2 can read."""
        import ctranslate2

        try:
            self._model: Any = ctranslate2.Translator(
                str(folder), device="cpu", compute_type="int8", inter_threads=1, intra_threads=threads
            )
        except (RuntimeError, ValueError) as error:
            raise EngineFailed(f"{folder} is not a CTranslate2 model that can be read: {error}") from error

    def translate(
        self, sources: Sequence[list[str]], room: int, first: Sequence[str] = (), beam: int = BEAM
    ) -> list[Hypothesis]:
        """One hypothesis per source, in order.

        Args:
            sources: tokens as the encoder wants them, tags and end included.
            room: most tokens of an output.
            first: tokens that every output begins with, such as the language wanted.
            beam: hypotheses looked at in parallel; 1 is greedy.
        """
        found = self._model.translate_batch(
            list(sources),
            target_prefix=[list(first)] * len(sources) if first else None,
            beam_size=beam,
            max_input_length=LONGEST_INPUT,
            max_decoding_length=room,
            no_repeat_ngram_size=NO_REPEAT,
            return_scores=True,
        )
        return [Hypothesis(one.hypotheses[0][len(first) :], float(one.scores[0])) for one in found]
