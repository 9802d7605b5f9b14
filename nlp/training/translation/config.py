"""The recipe of one training, read from TOML and refused by name where it cannot work."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from nlp.training.translation.errors import RecipeWrong

_SHIPPED, _PREFIX = Path(__file__).parent.parent / "configs", "translation-"

Share = Annotated[float, Meta(ge=0, lt=1)]
Count = Annotated[int, Meta(ge=1)]
Pair = Annotated[str, Meta(pattern=r"^[a-z]{2,3}-[a-z]{2,3}$")]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the recipe: a key that is not known is a mistake, not a comment."""


class Corpus(_Part, frozen=True):
    """Which text to learn from."""

    pairs: tuple[Pair, ...]
    """Pairs to learn, each in both directions: `en-de`."""
    folder: str = "data/parallel"
    """Folder of `en-de.tsv` or `en-de.tsv.xz`: a header with both languages and perhaps `origin`."""
    synthetic: tuple[str, ...] = ()
    """Files in `folder` whose translations were made by machines; columns named as languages."""
    without: tuple[str, ...] = ("newstest",)
    """Origins left out, by how they begin: the licence of newstest does not let weights be shipped."""
    licences: dict[str, str] = {}
    """Licence by how an origin begins, for the card; the usual origins are known."""
    limit: Count = 2_000_000
    """Most pairs of sentences per language pair."""
    held_out: Count = 200
    """Sentences per pair kept out of training, to measure with while training."""


class Filter(_Part, frozen=True):
    """What is not worth learning from. Lengths in characters."""

    longest: Count = 300
    slack: Count = 12
    """Added to both lengths before they are compared, so that short sentences may differ."""
    ratio: Annotated[float, Meta(gt=1)] = 2.2
    """Most that one side may be longer than the other; half as much again for ja, zh, ko, th."""
    check_language_from: Count = 25
    """Letters from which the language of a text is checked."""


class Vocabulary(_Part, frozen=True):
    """One vocabulary of SentencePiece for all languages."""

    size: Annotated[int, Meta(ge=320, le=64_000)] = 16_000
    """Pieces; 256 of them are bytes, for what no piece covers."""
    coverage: Annotated[float, Meta(gt=0.9, le=1)] = 0.9995
    sentences: Count = 1_000_000
    """Most sentences it is made from."""


class Shape(_Part, frozen=True):
    """A Marian transformer: deep encoder, shallow decoder."""

    width: Count = 512
    heads: Count = 8
    encoder: Count = 8
    decoder: Count = 2
    feed: Count = 2048


class Training(_Part, frozen=True):
    """How to learn. Ends after `steps` or `minutes`, whichever comes first."""

    seed: int = 1
    steps: Count = 1_000_000
    minutes: Annotated[float, Meta(gt=0)] = 22.0
    """Time of training proper, over all runs that went on from a checkpoint."""
    tokens: Count = 48_000
    """Padded tokens of the longer side in one batch."""
    rate: Annotated[float, Meta(gt=0, lt=1)] = 8e-4
    warmup: Count = 2000
    cooldown: Share = 0.15
    """Last share of the training, over which the rate falls to nearly nothing."""
    dropout: Share = 0.1
    smoothing: Share = 0.1
    temperature: Annotated[float, Meta(gt=0, le=1)] = 0.7
    """Pairs are drawn by size to this power: below 1, small ones are seen more often."""
    plain: Share = 0.1
    """Share of sources seen a second time in lower case and without the full stop, as people chat."""
    joined: Share = 0.1
    """Share of examples seen a second time with another one after them: messages have several sentences."""
    clip: Annotated[float, Meta(gt=0)] = 1.0
    report: Count = 100
    """Steps between lines of progress."""
    evaluate: Count = 2000
    """Steps between measurements on held-out sentences."""
    checkpoint: Count = 500
    """Steps between checkpoints."""
    average: Count = 5
    """Last checkpoints whose mean is the model."""
    threads: Count = 2
    device: Literal["auto", "cpu", "cuda"] = "auto"


class Recipe(_Part, frozen=True):
    """One training, whole."""

    name: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    corpus: Corpus
    filter: Filter = Filter()
    vocabulary: Vocabulary = Vocabulary()
    shape: Shape = Shape()
    training: Training = Training()
    yardsticks: tuple[str, ...] = ()
    """TSV files, from `corpus.folder`, that are only measured on: columns named as languages."""
    offer_from: Annotated[float, Meta(ge=0, le=100)] = 45.0
    """Least chrF for a direction to be offered to users: its worst yardstick, else held-out sentences."""

    @property
    def languages(self) -> tuple[str, ...]:
        """All languages, sorted."""
        return tuple(sorted({one for pair in self.corpus.pairs for one in pair.split("-")}))

    def seeded(self, seed: int | None) -> Recipe:
        """The same with another seed; null keeps it."""
        if seed is None:
            return self
        return msgspec.structs.replace(self, training=msgspec.structs.replace(self.training, seed=seed))

    def digest(self) -> str:
        """What the prepared data rests on, as 12 characters: other data is prepared anew."""
        rests_on = (self.corpus, self.filter, self.vocabulary, self.training.plain, self.training.seed)
        return hashlib.sha256(msgspec.json.encode(rests_on)).hexdigest()[:12]


def read_recipe(path: Path) -> Recipe:
    """The recipe in a TOML file.

    Raises:
        RecipeWrong: not TOML, an unknown or unfit key, or parts that do not go together.
    """
    try:
        recipe = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Recipe)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RecipeWrong(f"{path}: {error}") from error
    for wrong, why in _clashes(recipe):
        if wrong:
            raise RecipeWrong(f"{path}: {why}")
    return recipe


def find_recipe(name: str) -> Path:
    """The file of a recipe: a path, or the name of one that comes with the project, such as `en-de-cpu`.

    Raises:
        RecipeWrong: neither; the text names those that there are.
    """
    shipped = {path.stem.removeprefix(_PREFIX): path for path in sorted(_SHIPPED.glob(f"{_PREFIX}*.toml"))}
    path = Path(name)
    if not path.is_file() and name not in shipped:
        raise RecipeWrong(f"no recipe {name!r}: write a file, or one of {', '.join(shipped)}")
    return path if path.is_file() else shipped[name]


def _clashes(recipe: Recipe) -> tuple[tuple[bool, str], ...]:
    pairs = recipe.corpus.pairs
    return (
        (not pairs, 'corpus.pairs is empty; write pairs = ["en-de"]'),
        (len({frozenset(pair.split("-")) for pair in pairs}) < len(pairs), "corpus.pairs names a pair twice"),
        (any(len(set(pair.split("-"))) < 2 for pair in pairs), "corpus.pairs has a language with itself"),
        (bool(recipe.shape.width % recipe.shape.heads), "shape.width must be a multiple of shape.heads"),
        (bool(recipe.shape.width % 2), "shape.width must be even: half of it is sines, half cosines"),
    )
