"""A loaded hub model: int8 by CTranslate2, or all 32 bits by transformers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from nlp.engines.ct2 import NO_REPEAT, Fast, Hypothesis
from nlp.engines.hub.pieces import Said
from nlp.engines.hub.words import Words, read_words
from nlp.errors import EngineFailed

log = logging.getLogger(__name__)

LONGEST = 400
"""Tokens of an output, at most."""


class Runner(Protocol):
    """Tokens in, tokens out."""

    def translate(
        self, sources: Sequence[list[str]], room: int, first: Sequence[str], beam: int
    ) -> list[Hypothesis]:
        """As `nlp.engines.ct2.Fast.translate`."""
        ...


class LoadedModel:
    """Tokenizer and network of one model."""

    def __init__(self, words: Words, runner: Runner) -> None:
        self._words, self._runner = words, runner

    @property
    def precision(self) -> str:
        """`int8` or `fp32`."""
        return "int8" if isinstance(self._runner, Fast) else "fp32"

    def translate(self, source: str, target: str, texts: list[str], room: int, beam: int) -> list[Said]:
        """Sentences, in order. `room` is the most tokens of an output."""
        tokens, first = self._words.source(source, target, texts), self._words.first(target)
        done = self._runner.translate(tokens, min(room, LONGEST), first, beam)
        return [Said(self._text(one.tokens), one.score) for one in done]

    def _text(self, tokens: list[str]) -> str:
        tokenizer = self._words.tokenizer
        text: str = tokenizer.decode(tokenizer.convert_tokens_to_ids(tokens), skip_special_tokens=True)
        return text.strip()


def load(files: Path, threads: int, int8: Callable[[], Path] | None) -> LoadedModel:
    """The model in a folder.

    Args:
        files: folder as Hugging Face has it.
        threads: CPU threads that it may use.
        int8: gives the folder of its int8 files; where that fails, or is null, transformers runs the model.

    Raises:
        EngineFailed: the folder is not a model that can be read.
    """
    words = read_words(files)
    try:
        runner: Runner = Fast(int8(), threads) if int8 else Full(files, words, threads)
    except (OSError, EngineFailed) as error:
        if int8 is None:
            raise
        log.warning("%s is run in 32 bits, it cannot be had in int8: %s", files.name, error)
        runner = Full(files, words, threads)
    return LoadedModel(words, runner)


class Full:
    """transformers and torch, in 32 bits."""

    def __init__(self, files: Path, words: Words, threads: int) -> None:
        """Raises EngineFailed where the folder holds no model."""
        import torch
        from transformers import AutoModelForSeq2SeqLM

        torch.set_num_threads(threads)
        self._tokenizer: Any = words.tokenizer
        try:
            self._model: Any = AutoModelForSeq2SeqLM.from_pretrained(
                files, local_files_only=True, dtype=torch.float32
            )
        except Exception as error:  # transformers answers a wrong folder with a dozen kinds
            raise EngineFailed(f"{files} is not a model that can be read: {error}") from error
        self._model.train(False)

    def translate(
        self, sources: Sequence[list[str]], room: int, first: Sequence[str], beam: int
    ) -> list[Hypothesis]:
        """As `nlp.engines.ct2.Fast.translate`."""
        import torch

        numbers = [self._tokenizer.convert_tokens_to_ids(row) for row in sources]
        inputs = self._tokenizer.pad({"input_ids": numbers}, return_tensors="pt")
        with torch.no_grad():
            out = self._model.generate(
                input_ids=inputs["input_ids"],
                attention_mask=inputs["attention_mask"],
                forced_bos_token_id=self._tokenizer.convert_tokens_to_ids(first[0]) if first else None,
                num_beams=beam,
                do_sample=False,
                max_new_tokens=room,
                max_length=None,
                no_repeat_ngram_size=NO_REPEAT,
                output_scores=True,
                return_dict_in_generate=True,
            )
        scores = self._scores(out, beam)
        rows = [self._tokenizer.convert_ids_to_tokens(row) for row in out.sequences.tolist()]
        return [Hypothesis(self._content(row, first), score) for row, score in zip(rows, scores, strict=True)]

    def _content(self, tokens: list[str], first: Sequence[str]) -> list[str]:
        special = {self._tokenizer.pad_token, self._tokenizer.eos_token, *first}
        return [token for token in tokens if token not in special]

    def _scores(self, out: Any, beam: int) -> list[float]:
        """Mean log-probability of the tokens that the model chose, padding left out."""
        chosen = self._model.compute_transition_scores(
            out.sequences, out.scores, out.get("beam_indices"), normalize_logits=beam == 1
        )
        tokens = out.sequences[:, -chosen.shape[1] :]
        real = (tokens != self._tokenizer.pad_token_id) & chosen.isfinite()
        total = chosen.masked_fill(~real, 0.0).sum(dim=1) / real.sum(dim=1).clamp(min=1)
        return [float(one) for one in total]
