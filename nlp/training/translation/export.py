"""A trained network as folders that others read: transformers' own, and CTranslate2's in int8."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlp.engines.own import engine as own
from nlp.training.translation.errors import ExportWrong
from nlp.training.translation.evaluate import Translate, chrf
from nlp.training.translation.model import Network
from nlp.training.translation.vocabulary import NUMBERS, PIECES

LEAST_SIMILARITY = 70.0
"""chrF of int8's output against the network's own: below, something other than rounding is wrong."""


def export(model: Network, vocabulary: Path, out: Path) -> tuple[Path, Path]:
    """Write `out/huggingface` (half precision) and `out/own` (int8), replacing what is there.

    Returns:
        Both folders. The first suits engine `hub`, the second, once it has its card, engine `own`.
    """
    huggingface, fast = out / "huggingface", out / own.NAME
    for folder in (huggingface, fast):
        shutil.rmtree(folder, ignore_errors=True)
    model.half().save_pretrained(huggingface)
    model.float()
    _tokeniser(vocabulary).save_pretrained(huggingface)
    _convert(huggingface, fast)
    shutil.copy(vocabulary / PIECES, fast / own.PIECES)
    return huggingface, fast


def with_int8(folder: Path, threads: int) -> Translate:
    """Greedy translation as engine `own` does it."""
    student = own.Student(folder, threads)

    def translate(texts: Sequence[str], target: str) -> list[str]:
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        done: dict[int, str] = {}
        for first in range(0, len(order), 32):
            indexes = order[first : first + 32]
            batch = [texts[index] for index in indexes]
            said = student.translate(target, batch, 2 * max(map(len, batch)) + 8, beam=1)
            done |= {index: one.text for index, one in zip(indexes, said, strict=True)}
        return [done[index] for index in range(len(texts))]

    return translate


def similarity(network: Translate, fast: Translate, texts: Sequence[str], target: str) -> float:
    """chrF of what int8 makes of `texts` against what the network makes of them.

    Raises:
        ExportWrong: they have too little in common.
    """
    alike = chrf(fast(texts, target), network(texts, target))
    if alike < LEAST_SIMILARITY:
        raise ExportWrong(
            f"int8 and the network agree to chrF {alike} only ({LEAST_SIMILARITY:.0f} is the least)"
        )
    return alike


def _tokeniser(vocabulary: Path) -> Any:
    from transformers import MarianTokenizer

    pieces = str(vocabulary / PIECES)
    with warnings.catch_warnings():  # sacremoses would only unify quotation marks
        warnings.filterwarnings("ignore", message=".*sacremoses")
        return MarianTokenizer(
            source_spm=pieces, target_spm=pieces, vocab=str(vocabulary / NUMBERS), separate_vocabs=False
        )


def _convert(source: Path, target: Path) -> None:
    import ctranslate2

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*sacremoses")
        ctranslate2.converters.TransformersConverter(str(source)).convert(str(target), quantization="int8")
