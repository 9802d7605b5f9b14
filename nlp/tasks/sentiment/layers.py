"""The layers that learnt, as they ship: matrices in int8 with one scale a row, the rest in half precision."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np

from nlp.encoder.packing import Layers, quantised
from nlp.encoder.wheel import Floats
from nlp.errors import EngineMissing

SCALE = ".scale"


def write(layers: Layers, shapes: dict[str, int], path: Path) -> None:
    """Keep tensors; `shapes` has the rows of those that are matrices, flat ones have none."""
    arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {}
    for name, tensor in layers.items():
        if name not in shapes:
            arrays[name] = tensor.astype(np.float16)
            continue
        arrays[name], arrays[name + SCALE] = quantised(tensor.reshape(shapes[name], -1))
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def read(file: Traversable) -> Layers:
    """What `write` kept. Raises EngineMissing where it cannot be read."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
            return {
                name: _whole(arrays[name], arrays.get(name + SCALE))
                for name in arrays
                if not name.endswith(SCALE)
            }
    except (OSError, KeyError, ValueError) as error:
        raise EngineMissing(f"{file} cannot be read: {error}. Install Duologue again.") from error


def _whole(kept: Floats, scale: Floats | None) -> Floats:
    floats = kept.astype(np.float32)
    return floats if scale is None else floats / scale[:, None]
