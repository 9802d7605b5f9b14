"""Tiny models of every kind that engine `hub` runs, built here and taught a few lines: they say something.

Functions import what they need: torch and transformers take seconds, in every process that collects tests.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import sentencepiece

if TYPE_CHECKING:
    import torch

ENGLISH = (
    "good morning to all of you",
    "where is the train station please",
    "I would like two tickets for tomorrow",
    "see you later then",
)
GERMAN = (
    "guten Morgen euch allen",
    "wo ist bitte der Bahnhof",
    "ich möchte zwei Karten für morgen",
    "bis später dann",
)
SHAPE = {
    "d_model": 32,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 64,
    "decoder_ffn_dim": 64,
    "dropout": 0.0,
    "attention_dropout": 0.0,
    "activation_dropout": 0.0,
    "encoder_layerdrop": 0.0,
    "decoder_layerdrop": 0.0,
    "max_position_embeddings": 512,
}


def pieces(home: Path) -> Path:
    """A SentencePiece model of the lines."""
    (home / "lines.txt").write_text("\n".join((*ENGLISH, *GERMAN) * 20))
    sentencepiece.SentencePieceTrainer.train(
        input=str(home / "lines.txt"),
        model_prefix=str(home / "spm"),
        vocab_size=100,
        minloglevel=2,
        hard_vocab_limit=False,
    )
    return home / "spm.model"


def names(model: Path) -> list[str]:
    found = sentencepiece.SentencePieceProcessor(model_file=str(model))
    return [piece for index in range(len(found)) if (piece := found.id_to_piece(index))[0] != "<"]


def marian(home: Path, tags: tuple[str, ...] = ()) -> Path:
    """English to German; with `tags`, to what a tag says."""
    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    spm = pieces(home)
    words = ["</s>", "<unk>", *names(spm), *tags, "<pad>"]
    (home / "vocab.json").write_text(json.dumps({word: index for index, word in enumerate(words)}))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*sacremoses")
        tokenizer = MarianTokenizer(
            str(spm), str(spm), str(home / "vocab.json"), source_lang="en", target_lang="de"
        )
    pad = len(words) - 1
    torch.manual_seed(7)
    model = MarianMTModel(
        MarianConfig(
            vocab_size=len(words),
            pad_token_id=pad,
            eos_token_id=0,
            forced_eos_token_id=0,
            decoder_start_token_id=pad,
            **SHAPE,
        )
    )
    tag = f"{tags[0]} " if tags else ""
    lessons = [
        (tokenizer(tag + en)["input_ids"], tokenizer(text_target=de)["input_ids"]) for en, de in both()
    ]
    if tags:
        lessons += [
            (tokenizer(f"{tags[1]} {de}")["input_ids"], tokenizer(text_target=en)["input_ids"])
            for en, de in both()
        ]
    teach(model, lessons)
    return saved(home / "opus-tiny-en-de", model, tokenizer)


def m2m100(home: Path) -> Path:
    """English and German, both ways."""
    from transformers import M2M100Tokenizer

    spm = pieces(home)
    words = ["<s>", "<pad>", "</s>", "<unk>", *names(spm)]
    (home / "vocab.json").write_text(json.dumps({word: index for index, word in enumerate(words)}))
    tokenizer = M2M100Tokenizer(str(home / "vocab.json"), str(spm))
    return many(home / "m2m-tiny", tokenizer, "en", "de", tokenizer.get_lang_id, len(words) + 108)


def nllb(home: Path) -> Path:
    """As `m2m100`, with the tokenizer of NLLB."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import NllbTokenizer

    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    learner.train_from_iterator(
        (*ENGLISH, *GERMAN), trainers.BpeTrainer(vocab_size=140, special_tokens=special, show_progress=False)
    )
    learnt = json.loads(learner.to_str())["model"]
    merges = [tuple(one) for one in learnt["merges"]]
    tokenizer = NllbTokenizer(vocab=learnt["vocab"], merges=merges, src_lang="eng_Latn")
    number = tokenizer.convert_tokens_to_ids
    return many(home / "nllb-tiny", tokenizer, "eng_Latn", "deu_Latn", number, len(tokenizer))


def many(folder, tokenizer, english, german, number, size) -> Path:
    import torch
    from transformers import M2M100Config, M2M100ForConditionalGeneration

    torch.manual_seed(7)
    config = M2M100Config(
        vocab_size=size,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
        decoder_start_token_id=2,
        **SHAPE,
    )
    model = M2M100ForConditionalGeneration(config)
    lessons = []
    for source, target, texts in (
        (english, german, both()),
        (german, english, [pair[::-1] for pair in both()]),
    ):
        for here, there in texts:
            tokenizer.src_lang = source
            asked = tokenizer(here)["input_ids"]
            tokenizer.src_lang = target
            lessons.append((asked, [number(target), *tokenizer(there)["input_ids"][1:]]))
    teach(model, lessons)
    return saved(folder, model, tokenizer)


def both() -> list[tuple[str, str]]:
    return list(zip(ENGLISH, GERMAN, strict=True))


def teach(model, lessons) -> None:
    """By heart."""
    import torch
    from transformers import MarianMTModel

    torch.set_num_threads(1)
    model.train()
    pad, start = model.config.pad_token_id, model.config.decoder_start_token_id
    source, target = (padded([row[side] for row in lessons], pad) for side in (0, 1))
    given = torch.cat([torch.full_like(target[:, :1], start), target[:, :-1]], dim=1)
    optimiser = torch.optim.AdamW(model.parameters(), lr=5e-3)
    for _ in range(150):
        logits = model(
            input_ids=source, attention_mask=(source != pad).long(), decoder_input_ids=given
        ).logits
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=pad)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if isinstance(model, MarianMTModel):
            with torch.no_grad():
                model.model.shared.weight[pad].zero_()
    assert loss.item() < 0.2, f"not learnt: {loss.item()}"
    model.train(False)


def padded(rows, pad) -> torch.Tensor:
    import torch

    width = max(map(len, rows))
    return torch.tensor([row + [pad] * (width - len(row)) for row in rows])


def saved(folder: Path, model, tokenizer) -> Path:
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
