"""The model as CTranslate2 reads it: int8 matrices, one scale a row, made from the wheel's file.

Nothing of it is kept: to make it takes about as long as to load it, and 120 MB on disk could grow stale.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np
from numpy.typing import NDArray

from nlp.encoder.wheel import Floats, Wheel

VERSION, SPEC, REVISION = 6, "TransformerEncoderSpec", 1
"""Of the file format of CTranslate2 4."""

TYPES = {np.dtype(np.float32): 0, np.dtype(np.int8): 1, np.dtype(np.int16): 2}
GELU = 3
SPECIAL = ("<unk>", "<s>", "</s>")
"""All that the vocabulary says: it is given ids, and would keep 20 MB of words that nobody asks for."""
CHUNK = 16_384
"""Rows of the word embeddings turned at once."""

Array = NDArray[np.float32] | NDArray[np.int8] | NDArray[np.int16]
Layers = Mapping[str, Floats]
"""Tensors of ours, by the wheel's names ("l11.fo.w"); matrices are (out, in). The wheel has the others."""


def pack(wheel: Wheel, layers: Layers, folder: Path) -> NDArray[np.int8]:
    """Write the files of a CTranslate2 model into `folder`, one tensor after the other. Gives the largest."""
    config = {"unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>", "layer_norm_epsilon": 1e-12}
    folder.joinpath("config.json").write_bytes(msgspec.json.encode(config))
    folder.joinpath("vocabulary.json").write_bytes(msgspec.json.encode(SPECIAL))
    table, scales = _words(wheel)
    with folder.joinpath("model.bin").open("wb") as file:
        _write(_variables(wheel, layers, table, scales), file)
    return table


def quantised(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Rows of int8, and what each was multiplied with."""
    most = np.abs(matrix).max(axis=1)
    scale = (127.0 / np.where(most == 0, 127.0, most)).astype(np.float32)
    return np.rint(matrix * scale[:, None]).astype(np.int8), scale


def _variables(
    wheel: Wheel, layers: Layers, table: NDArray[np.int8], scales: Floats
) -> Iterator[tuple[str, Array]]:
    shape = wheel.shape

    def of(name: str) -> Floats:
        return layers[name] if name in layers else wheel.floats(name)

    def matrix(name: str, out: int, into: int) -> Floats:
        return of(name).reshape(out, into)

    yield "encoder/activation", np.array(GELU, dtype=np.int8)
    yield "encoder/embeddings_merge", np.array(0, dtype=np.int8)
    yield "encoder/multi_query_attention", np.array(0, dtype=np.int8)
    yield "encoder/pre_norm", np.array(0, dtype=np.int8)
    yield "encoder/scale_embeddings", np.array(0, dtype=np.int8)
    yield "encoder/num_heads", np.array(shape.heads, dtype=np.int16)
    places = wheel.floats("emb.pos").reshape(shape.positions, shape.width)
    yield "encoder/position_encodings/encodings", places + wheel.floats("emb.type")[: shape.width]
    yield from _norm("encoder/layernorm_embedding", of("emb.ln.w"), of("emb.ln.b"))
    yield "encoder/embeddings_0/weight", table
    yield "encoder/embeddings_0/weight_scale", scales
    for number in range(shape.layers):
        at, ours = f"encoder/layer_{number}", f"l{number}"
        width, inner = shape.width, shape.inner
        joint = np.concatenate([matrix(f"{ours}.{part}.w", width, width) for part in "qkv"])
        bias = np.concatenate([of(f"{ours}.{part}.b") for part in "qkv"])
        yield from _linear(f"{at}/self_attention/linear_0", joint, bias)
        out = matrix(f"{ours}.ao.w", width, width)
        yield from _linear(f"{at}/self_attention/linear_1", out, of(f"{ours}.ao.b"))
        yield from _norm(f"{at}/self_attention/layer_norm", of(f"{ours}.aln.w"), of(f"{ours}.aln.b"))
        yield from _linear(f"{at}/ffn/linear_0", matrix(f"{ours}.fi.w", inner, width), of(f"{ours}.fi.b"))
        yield from _linear(f"{at}/ffn/linear_1", matrix(f"{ours}.fo.w", width, inner), of(f"{ours}.fo.b"))
        yield from _norm(f"{at}/ffn/layer_norm", of(f"{ours}.oln.w"), of(f"{ours}.oln.b"))


def _words(wheel: Wheel) -> tuple[NDArray[np.int8], Floats]:
    """The word embeddings and their scales, made piece by piece: as floats they would take 384 MB at once."""
    words, width = wheel.shape.words, wheel.shape.width
    table, scales = np.empty((words, width), np.int8), np.empty(words, np.float32)
    for first in range(0, words, CHUNK):
        last = min(words, first + CHUNK)
        numbers, each = wheel.rows("emb.word", width, first, last)
        table[first:last], scales[first:last] = quantised((numbers * each[:, :, None]).reshape(-1, width))
    return table, scales


def _linear(name: str, matrix: Floats, bias: Floats) -> Iterator[tuple[str, Array]]:
    weight, scale = quantised(matrix)
    yield f"{name}/weight", weight
    yield f"{name}/weight_scale", scale
    yield f"{name}/bias", bias


def _norm(name: str, gamma: Floats, beta: Floats) -> Iterator[tuple[str, Array]]:
    yield f"{name}/gamma", gamma
    yield f"{name}/beta", beta


def _write(variables: Iterator[tuple[str, Array]], file: BinaryIO) -> None:
    """Only one of them is in memory at a time; how many there were is known, and written, in the end."""
    file.write(struct.pack("<I", VERSION) + _string(SPEC) + struct.pack("<I", REVISION))
    counted, count = file.tell(), 0
    file.write(struct.pack("<I", count))
    for name, array in variables:
        head = struct.pack(f"<B{array.ndim}I", array.ndim, *array.shape)
        file.write(_string(name) + head + struct.pack("<BI", TYPES[array.dtype], array.nbytes))
        file.write(np.ascontiguousarray(array).data)
        count += 1
    file.write(struct.pack("<I", 0))  # no aliases
    file.seek(counted)
    file.write(struct.pack("<I", count))


def _string(text: str) -> bytes:
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"
