"""A language model that says one thing, whatever it is asked, and a real server that serves it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import httpx

from tests.brokers import until
from tests.ports import free_port

SIZE = 64
"""Words that it can know: each is a direction of its own."""


def saying(folder: Path, text: str) -> str:
    """A Llama of one layer in `folder`, in which each word leads to the next; no word may come twice."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    said = text.split(" ")
    words = ["<unk>", "<end>", "<start>", *said]
    ids = {word: number for number, word in enumerate(words)}
    assert len(ids) == len(words) <= SIZE
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="<unk>", eos_token="<end>", pad_token="<end>"
    )
    fast.chat_template = "{% for m in messages %}{{ m.content }} {% endfor %}<start>"
    fast.save_pretrained(folder)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(words), hidden_size=SIZE, intermediate_size=16, num_hidden_layers=1,
            num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=8192, eos_token_id=1,
            pad_token_id=1, bos_token_id=2, tie_word_embeddings=False,
        )
    )  # fmt: skip
    chain = [ids["<start>"], *(ids[one] for one in said), ids["<end>"]]
    with torch.no_grad():
        for weights in model.parameters():
            weights.fill_(0.0 if weights.dim() > 1 else 1.0)
        for number in range(len(words)):
            model.model.embed_tokens.weight[number, number] = 1.0
        for one, following in pairwise(chain):
            model.lm_head.weight[following, one] = 10.0
    model.save_pretrained(folder)
    return str(folder)


@contextmanager
def model_server() -> Iterator[str]:
    """`transformers serve` in a process of its own; gives its address. It takes models by their folder."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/v1"
    command = [sys.executable, "-m", "transformers.cli.transformers", "serve", "--device", "cpu"]
    alone = {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    server = subprocess.Popen([*command, "--host", "127.0.0.1", "--port", str(port)], env=os.environ | alone)

    def answers() -> bool:
        assert server.poll() is None, "it ended"
        try:
            return httpx.get(f"http://127.0.0.1:{port}/health", timeout=5, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    try:
        until(answers, "the model server answers")
        yield url
    finally:
        server.terminate()
        server.wait(60)
