"""Where a training stands, on disk, whole or not at all: it may be killed at any moment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from nlp.training.translation.errors import RecipeWrong
from nlp.training.translation.model import Network, put_weights, weights_of

if TYPE_CHECKING:
    import torch

LAST = "last.pt"


class Stand(NamedTuple):
    """How far a training has come."""

    step: int = 0
    seconds: float = 0.0
    """Spent training, over all runs."""
    tokens: int = 0


def save(folder: Path, model: Network, optimiser: torch.optim.Optimizer, stand: Stand, keep: int) -> None:
    """Weights of this step for averaging, the newest `keep` of them; and all that is needed to go on."""
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    weights = weights_of(model)
    _write(folder / f"weights-{stand.step:08d}.pt", weights)
    whole = {
        "weights": weights,
        "optimiser": optimiser.state_dict(),
        "stand": tuple(stand),
        "chance": torch.get_rng_state(),
        "chance_cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
    }
    _write(folder / LAST, whole)
    for old in kept(folder)[:-keep]:
        old.unlink()


def resume(folder: Path, model: Network, optimiser: torch.optim.Optimizer) -> Stand:
    """Put everything back as it was at the last checkpoint; step 0 where there is none.

    Raises:
        RecipeWrong: the checkpoint is of another shape.
    """
    import torch

    if not (folder / LAST).exists():
        return Stand()
    found: dict[str, Any] = torch.load(folder / LAST, weights_only=True, map_location="cpu")
    try:
        put_weights(model, found["weights"])
        optimiser.load_state_dict(found["optimiser"])
    except (RuntimeError, ValueError) as error:
        raise RecipeWrong(
            f"the checkpoint in {folder} is of another recipe, name another --out: {error}"
        ) from error
    torch.set_rng_state(found["chance"])
    if found["chance_cuda"] and torch.cuda.is_available():
        torch.cuda.set_rng_state_all(found["chance_cuda"])
    return Stand(*found["stand"])


def stand_of(folder: Path) -> Stand:
    """How far the training in `folder` has come; step 0 where there is none."""
    import torch

    if not (folder / LAST).exists():
        return Stand()
    return Stand(*torch.load(folder / LAST, weights_only=True, map_location="cpu", mmap=True)["stand"])


def kept(folder: Path) -> list[Path]:
    """Weights on disk, oldest first."""
    return sorted(folder.glob("weights-*.pt"))


def mean(folder: Path, count: int) -> dict[str, torch.Tensor]:
    """Mean of the newest `count` weights."""
    import torch

    newest = kept(folder)[-count:]
    total: dict[str, torch.Tensor] = {}
    for path in newest:
        for name, value in torch.load(path, weights_only=True, map_location="cpu").items():
            total[name] = value.double() / len(newest) + total.get(name, 0.0)
    return {name: value.float() for name, value in total.items()}


def _write(path: Path, what: Any) -> None:
    import torch

    temporary = path.with_name(f"{path.name}.tmp")
    with temporary.open("wb") as file:
        torch.save(what, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
