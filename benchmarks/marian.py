"""What int8 by CTranslate2 is worth beside 32 bits by transformers: one Marian model of opus-mt's size.

Speed only. The weights are random and the output means nothing: six layers on each side, 512 wide, 58,101
words, as opus-mt has them. Texts become token ids by a hash, and both must write as many tokens as they read.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

WORDS = 58_101
_SPECIAL = 2
BATCHES = (1, 8)
ROUNDS = 2

Run = Callable[[Sequence[list[int]], int], None]
"""Translates token ids, each text into as many tokens as told."""


def measure(texts: Sequence[str]) -> dict[str, float]:
    """Messages a second of one core, of the best round, by batch; int8 over 32 bits."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="duo-marian-") as folder:
        runs = _runs(Path(folder))
        ids = [_ids(text) for text in texts]
        for batch in BATCHES:
            seconds: dict[str, list[float]] = {name: [] for name in runs}
            for _ in range(ROUNDS):
                for name, run in runs.items():
                    seconds[name].append(_seconds(run, ids, batch))
            for name, taken in seconds.items():
                found[f"speed_only_marian_{name}_batch{batch}_per_cpu_second"] = len(ids) / min(taken)
            ratio = min(seconds["transformers_fp32"]) / min(seconds["ctranslate2_int8"])
            found[f"speed_only_marian_int8_over_fp32_batch{batch}"] = ratio
    return found


def _seconds(run: Run, ids: Sequence[list[int]], batch: int) -> float:
    """CPU seconds of this process, so that neighbours do not count."""
    run(ids[:batch], 4)
    began = time.process_time()
    for start in range(0, len(ids), batch):
        part = ids[start : start + batch]
        run(part, max(map(len, part)))
    return time.process_time() - began


def _ids(text: str) -> list[int]:
    """About as many tokens as a tokenizer would make: pieces of words of up to five letters."""
    pieces = re.findall(r"\w{1,5}|[^\w\s]", text)
    return [_SPECIAL + crc32(piece.encode()) % (WORDS - _SPECIAL - 1) for piece in pieces]


def _runs(folder: Path) -> dict[str, Run]:
    import torch
    from transformers import MarianConfig, MarianMTModel
    from transformers.utils import logging

    logging.disable_progress_bar()
    torch.set_num_threads(1)
    torch.manual_seed(7)
    config = MarianConfig(
        vocab_size=WORDS,
        d_model=512,
        encoder_layers=6,
        decoder_layers=6,
        encoder_attention_heads=8,
        decoder_attention_heads=8,
        encoder_ffn_dim=2048,
        decoder_ffn_dim=2048,
        max_position_embeddings=512,
        pad_token_id=WORDS - 1,
        eos_token_id=0,
        forced_eos_token_id=0,
        decoder_start_token_id=WORDS - 1,
        scale_embedding=True,
        static_position_embeddings=True,
    )
    model = MarianMTModel(config).eval()
    model.save_pretrained(folder / "fp32")
    return {"transformers_fp32": _plain(model), "ctranslate2_int8": _fast(folder)}


def _plain(model: Any) -> Run:
    import torch

    def run(ids: Sequence[list[int]], length: int) -> None:
        longest = max(map(len, ids)) + 1
        rows = [[*one, 0] + [WORDS - 1] * (longest - 1 - len(one)) for one in ids]
        tokens = torch.tensor(rows)
        with torch.no_grad():
            out = model.generate(
                input_ids=tokens,
                attention_mask=(tokens != WORDS - 1).long(),
                num_beams=1,
                do_sample=False,
                min_new_tokens=length,
                max_new_tokens=length,
            )
        assert out.shape[1] == length + 1, "the output has another length than it must"

    return run


def _fast(folder: Path) -> Run:
    import ctranslate2
    from ctranslate2.converters import TransformersConverter

    class Words:
        """What the converter wants of a tokenizer."""

        eos_token, unk_token = "</s>", "<unk>"

        def get_vocab(self) -> dict[str, int]:
            names = [self.eos_token, self.unk_token, *(f"t{n}" for n in range(_SPECIAL, WORDS - 1)), "<pad>"]
            return {name: number for number, name in enumerate(names)}

    class Converter(TransformersConverter):  # type: ignore[misc]
        def load_tokenizer(self, *_: Any, **__: Any) -> Words:
            return Words()

    Converter(str(folder / "fp32")).convert(str(folder / "int8"), quantization="int8")
    model = ctranslate2.Translator(
        str(folder / "int8"), compute_type="int8", inter_threads=1, intra_threads=1
    )

    def run(ids: Sequence[list[int]], length: int) -> None:
        done = model.translate_batch(
            [[*(f"t{number}" for number in one), "</s>"] for one in ids],
            beam_size=1,
            min_decoding_length=length,
            max_decoding_length=length,
        )
        assert all(len(one.hypotheses[0]) == length for one in done), (
            "the output has another length than it must"
        )

    return run
