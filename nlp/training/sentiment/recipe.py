"""How the sentiment model is trained: everything that decides what comes out, read from a TOML file."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import msgspec

from nlp.errors import NlpError

USUAL = "sentiment.toml"


class RecipeUnreadable(NlpError):
    """A recipe cannot be used, and why."""


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Some rounds over shares of the sets."""

    rounds: int = 1
    umsab: float = 0.0
    goemotions: float = 0.0
    emocontext: float = 0.0
    tyqiangz: float = 0.0
    translated_pt: float = 0.0
    translated_es: float = 0.0

    def shares(self) -> dict[str, float]:
        """Share by set, those taken only."""
        shares = {name.replace("_", "-"): getattr(self, name) for name in self.__struct_fields__[1:]}
        return {name: share for name, share in shares.items() if share}


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """See nlp/training/configs/sentiment.toml for what each means."""

    seed: int
    keep: int
    held_out: int
    longest: int
    tokens: int
    rate: float
    decay: float
    head: float
    warmth: float
    dropout: float
    blank: float
    smoothing: float
    right: float
    save_every: int
    stages: tuple[Stage, ...]

    def seeded(self, seed: int | None) -> Recipe:
        """The same with another seed, where one is given."""
        return self if seed is None else msgspec.structs.replace(self, seed=seed)

    def sets(self) -> set[str]:
        """Every set that is trained on."""
        return {name for stage in self.stages for name in stage.shares()}


def read_recipe(path: Path | None = None) -> Recipe:
    """The recipe in a file, or the usual one. Raises RecipeUnreadable."""
    source = path or files("nlp.training").joinpath("configs", USUAL)
    try:
        return msgspec.convert(tomllib.loads(source.read_text(encoding="utf-8")), Recipe)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RecipeUnreadable(f"{source} is no recipe for the sentiment model: {error}") from error
