"""The upper layers of the encoder and the head above them, as they learn; and the lower ones, which rest."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nlp.encoder.packing import Layers
from nlp.encoder.wheel import Floats, Wheel
from nlp.tasks.sentiment.head import SPREAD

EPSILON = 1e-12
MATRICES, NORMS = ("q", "k", "v", "ao", "fi", "fo"), ("aln", "oln")
STEP = 8
"""Rows are padded to a multiple of this: few shapes, so that kernels made for one serve again."""


class Layer(nn.Module):
    """One layer of the encoder; names are those of the wheel."""

    def __init__(self, width: int, inner: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        for name in ("q", "k", "v", "ao"):
            setattr(self, name, nn.Linear(width, width))
        self.fi, self.fo = nn.Linear(width, inner), nn.Linear(inner, width)
        self.aln, self.oln = nn.LayerNorm(width, eps=EPSILON), nn.LayerNorm(width, eps=EPSILON)

    def forward(self, hidden: Tensor, unseen: Tensor) -> Tensor:
        """`hidden`: (texts, places, width); `unseen`: added to what looks at a place, 0 or very low."""
        texts, places, width = hidden.shape
        parts = [self.get_submodule(name) for name in "qkv"]
        weight = torch.cat([part.weight for part in parts])  # type: ignore[misc]
        bias = torch.cat([part.bias for part in parts])  # type: ignore[misc]
        joint = functional.linear(hidden, weight, bias).view(texts, places, 3, self.heads, -1)
        query, key, value = joint.permute(2, 0, 3, 1, 4)
        scale = 1 / math.sqrt(width // self.heads)
        looks = torch.softmax(torch.matmul(query * scale, key.transpose(-1, -2)) + unseen, -1)
        seen = (looks @ value).transpose(1, 2).reshape(texts, places, width)
        hidden = self.aln(hidden + self.get_submodule("ao")(seen))
        out: Tensor = self.oln(hidden + self.fo(functional.gelu(self.fi(hidden))))
        return out


class Network(nn.Module):
    """Layers `keep` and up, the mean over the pieces, and the head."""

    def __init__(self, wheel: Wheel, keep: int, labels: int, dropout: float) -> None:
        super().__init__()
        width = wheel.shape.width
        self.keep = keep
        self.layers = nn.ModuleList(layer_of(wheel, number) for number in range(keep, wheel.shape.layers))
        self.hidden, self.out = nn.Linear(width, width), nn.Linear(width, labels)
        self.drop = nn.Dropout(dropout)
        for part in (self.hidden, self.out):
            nn.init.normal_(part.weight, std=0.02)
            nn.init.zeros_(part.bias)

    def forward(self, hidden: Tensor, seen: Tensor) -> Tensor:
        """Logits. `hidden`: what the layer below gave; `seen`: where there is a piece to look at."""
        unseen = _unseen(seen, hidden.dtype)
        for layer in self.layers:
            hidden = layer(hidden, unseen)
        mean = (hidden.float() * seen[..., None]).sum(1) / seen.sum(1, keepdim=True)
        vector = (functional.normalize(mean, dim=1) * SPREAD).to(self.out.weight.dtype)
        logits: Tensor = self.out(self.drop(torch.tanh(self.hidden(self.drop(vector)))))
        return logits.float()

    def tensors(self) -> Layers:
        """What was learnt, by the wheel's names."""
        found: dict[str, Floats] = {}
        for number, layer in enumerate(self.layers, self.keep):
            for name in (*MATRICES, *NORMS):
                part = layer.get_submodule(name)
                found[f"l{number}.{name}.w"] = _numbers(part.get_parameter("weight"))
                found[f"l{number}.{name}.b"] = _numbers(part.get_parameter("bias"))
        return found


class Below(nn.Module):
    """Word embeddings and the layers under `keep`."""

    def __init__(self, wheel: Wheel, keep: int) -> None:
        super().__init__()
        shape = wheel.shape
        self.words = nn.Embedding(shape.words, shape.width)
        self.places = nn.Embedding(shape.positions, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=EPSILON)
        self.layers = nn.ModuleList(layer_of(wheel, number) for number in range(keep))
        with torch.no_grad():
            table = wheel.floats("emb.word").reshape(-1, shape.width)
            self.words.weight.copy_(torch.from_numpy(table[: shape.words]))
            places = (
                wheel.floats("emb.pos").reshape(-1, shape.width) + wheel.floats("emb.type")[: shape.width]
            )
            self.places.weight.copy_(torch.from_numpy(places))
            _fill(self.norm, wheel, "emb.ln")

    def forward(self, ids: Tensor, seen: Tensor) -> Tensor:
        """Hidden states under layer `keep`, (texts, places, width)."""
        hidden: Tensor = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]])
        for layer in self.layers:
            hidden = layer(hidden, _unseen(seen, hidden.dtype))
        return hidden


def layer_of(wheel: Wheel, number: int) -> Layer:
    """A layer as it is in the wheel."""
    layer = Layer(wheel.shape.width, wheel.shape.inner, wheel.shape.heads)
    for name in (*MATRICES, *NORMS):
        _fill(layer.get_submodule(name), wheel, f"l{number}.{name}")
    return layer


def padded(lengths: Sequence[int]) -> int:
    """Places of a batch."""
    return -(-max(lengths) // STEP) * STEP


def _fill(part: nn.Module, wheel: Wheel, name: str) -> None:
    with torch.no_grad():
        for letter, kind in (("w", "weight"), ("b", "bias")):
            tensor = part.get_parameter(kind)
            tensor.copy_(torch.from_numpy(wheel.floats(f"{name}.{letter}")).view_as(tensor))


def _unseen(seen: Tensor, kind: torch.dtype) -> Tensor:
    return torch.zeros(seen.shape, dtype=kind).masked_fill(~seen, -1e4)[:, None, None, :]


def _numbers(tensor: Tensor) -> Floats:
    return np.asarray(tensor.detach().float().numpy(), dtype=np.float32)
