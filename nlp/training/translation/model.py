"""The network: Marian as transformers has it, so that every tool reads what comes out."""

from __future__ import annotations

import ctypes
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import TYPE_CHECKING, Any

from nlp.training.translation.config import Recipe

if TYPE_CHECKING:
    import torch

    from nlp.training.translation.batches import Batch
    from nlp.training.translation.vocabulary import Words

Network = Any
"""A MarianMTModel: the annotations of transformers do not fit its own models."""

POSITIONS = 512
LONGEST_OUTPUT = 200
COMPUTED = ("encoder.embed_tokens", "decoder.embed_tokens", "lm_head", "embed_positions")
"""Weights that are another's, or sines: not kept in checkpoints."""


def build(recipe: Recipe, words: Words) -> Network:
    """A new network on the CPU, with weights by chance of the recipe's seed."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    shape, training = recipe.shape, recipe.training
    torch.manual_seed(training.seed)
    settings: dict[str, Any] = {
        "vocab_size": len(words),
        "d_model": shape.width,
        "encoder_layers": shape.encoder,
        "decoder_layers": shape.decoder,
        "encoder_attention_heads": shape.heads,
        "decoder_attention_heads": shape.heads,
        "encoder_ffn_dim": shape.feed,
        "decoder_ffn_dim": shape.feed,
        "dropout": training.dropout,
        "attention_dropout": 0.0,
        "activation_dropout": 0.0,
        "activation_function": "swish",
        "scale_embedding": True,
        "static_position_embeddings": True,
        "normalize_before": False,
        "share_encoder_decoder_embeddings": True,
        "tie_word_embeddings": True,
        "max_position_embeddings": POSITIONS,
        "pad_token_id": words.pad,
        "eos_token_id": words.end,
        "forced_eos_token_id": words.end,
        "decoder_start_token_id": words.pad,
        "max_length": LONGEST_OUTPUT,
        "num_beams": 1,
        "bad_words_ids": [[words.pad]],
    }
    return MarianMTModel(MarianConfig(**settings))


def weights_of(model: Network) -> dict[str, torch.Tensor]:
    """What was learnt, as copies on the CPU."""
    return {
        name: value.detach().cpu().clone()
        for name, value in model.state_dict().items()
        if not any(part in name for part in COMPUTED)
    }


def put_weights(model: Network, weights: dict[str, torch.Tensor]) -> None:
    """The inverse of `weights_of`."""
    model.load_state_dict(weights, strict=False)
    model.tie_weights()


def loss_of(model: Network, batch: Batch, smoothing: float, device: str) -> torch.Tensor:
    """Cross-entropy per token with label smoothing, in bfloat16 where the device is fast in it.

    The vocabulary is only laid out where there is a token to guess: padding would cost as much.
    """
    import torch
    from torch.nn import functional

    pad = model.config.pad_token_id
    source, target = (torch.from_numpy(side).to(device, non_blocking=True) for side in batch)
    given = torch.cat([torch.full_like(target[:, :1], pad), target[:, :-1]], dim=1)
    with torch.autocast(device, torch.bfloat16, enabled=quick_in_half(device)), attention(device):
        hidden = model.model(
            input_ids=source, attention_mask=source != pad, decoder_input_ids=given, use_cache=False
        ).last_hidden_state
        due = target != pad
        logits = functional.linear(hidden[due], model.lm_head.weight)
    logits = logits.float() + model.final_logits_bias
    return functional.cross_entropy(logits, target[due], label_smoothing=smoothing)


def attention(device: str) -> AbstractContextManager[None]:
    """On a CPU plain matrix products: with short sentences quicker than the fused kernel by a third."""
    from torch.nn.attention import SDPBackend, sdpa_kernel

    return sdpa_kernel(SDPBackend.MATH) if device == "cpu" else nullcontext()


def keep_memory() -> None:
    """Let glibc keep what is freed: else each step gives its memory back and has the kernel blank it again.

    Saves a sixth of the time on a CPU. The largest blocks go back all the same: kept, they lie in pieces
    and add up to gigabytes. Other C libraries are left as they are.
    """
    trim, threshold = -1, -3
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(trim, 2**30)
        libc.mallopt(threshold, 2**25)


def quick_in_half(device: str) -> bool:
    """Whether bfloat16 is the fast way here: any GPU of today, CPUs with AMX. Elsewhere it is slower."""
    import torch

    return device != "cpu" or bool(torch.cpu._is_amx_tile_supported())


def choose_device(wanted: str) -> str:
    """`auto` takes the GPU where there is one."""
    import torch

    if wanted != "auto":
        return wanted
    return "cuda" if torch.cuda.is_available() else "cpu"
