"""Parallel text from a folder of TSV files, filtered, without doubles, with what was held out."""

from __future__ import annotations

import lzma
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from nlp.training.translation.config import Corpus, Recipe
from nlp.training.translation.errors import CorpusWrong
from nlp.training.translation.filtering import Judge

LICENCES = {
    "tatoeba": "Tatoeba, CC BY 2.0 FR",
    "bcontrast": "BConTrasT, CC BY-SA 4.0",
    "cocoa": "CoCoA-MT, CDLA-Sharing-1.0",
    "tico": "TICO-19, CC0",
    "newstest": "WMT newstest, research use",
    "sgd": "Schema-Guided Dialogue, CC BY-SA 4.0, machine-translated",
    "multidogo": "MultiDoGO, CDLA-Permissive-1.0, machine-translated",
    "goemotions": "GoEmotions, Apache-2.0, machine-translated",
    "clinc": "CLINC150, CC BY 3.0, machine-translated",
    "banking": "Banking77, CC BY 4.0, machine-translated",
    "templates": "sentences from our own templates",
}
"""Licence of what is in a folder of the usual layout, by how the column `origin` begins."""

Say = Callable[[str], None]


class Sentence(msgspec.Struct, frozen=True):
    """One text in both languages of a pair, in the order of the pair's name."""

    left: str
    right: str
    origin: str
    synthetic: bool = False


class Parallel(msgspec.Struct, frozen=True, kw_only=True):
    """All there is for one pair after filtering."""

    pair: str
    train: tuple[Sentence, ...]
    held_out: tuple[Sentence, ...]
    refused: dict[str, int]
    """How many were refused, by reason."""

    @property
    def sides(self) -> tuple[str, str]:
        """Both languages, in order."""
        left, _, right = self.pair.partition("-")
        return left, right


def load(recipe: Recipe, folder: Path, say: Say) -> list[Parallel]:
    """All pairs of the recipe.

    Raises:
        CorpusWrong: a file is missing or has other columns, or too little is left.
    """
    judge = Judge(recipe.filter, recipe.languages)
    return [_load(recipe, folder, pair, judge, say) for pair in recipe.corpus.pairs]


def yardsticks(recipe: Recipe, folder: Path) -> dict[str, dict[str, tuple[Sentence, ...]]]:
    """What is only measured on, by name of the file and by pair. Files that are not there are left out."""
    found: dict[str, dict[str, tuple[Sentence, ...]]] = {}
    for path in (folder / name for name in recipe.yardsticks):
        header = _header(path) if path.exists() else ()
        for pair in recipe.corpus.pairs:
            left, _, right = pair.partition("-")
            if {left, right} <= set(header):
                rows = tuple(_rows(path, left, right, synthetic=False))
                found.setdefault(path.name.removesuffix(".xz").removesuffix(".tsv"), {})[pair] = rows
    return found


def licence(corpus: Corpus, origin: str) -> str:
    """What an origin is and under which licence; its name where that is not known."""
    known = LICENCES | corpus.licences
    return next((known[start] for start in sorted(known, key=len)[::-1] if origin.startswith(start)), origin)


def _load(recipe: Recipe, folder: Path, pair: str, judge: Judge, say: Say) -> Parallel:
    refused: Counter[str] = Counter()
    kept: dict[tuple[str, str], Sentence] = {}
    for one in _read(recipe.corpus, folder, pair):
        reason = _refusal(recipe.corpus, pair, one, judge)
        if reason is None and (one.left, one.right) in kept:
            reason = "twice"
        if reason:
            refused[reason] += 1
        else:
            kept[one.left, one.right] = one
    found = _parted(recipe, pair, list(kept.values()), dict(refused))
    synthetic = sum(one.synthetic for one in found.train)
    say(f"{pair}: {len(found.train):,} pairs, {synthetic:,} of them synthetic; refused {dict(refused)}")
    return found


def _refusal(corpus: Corpus, pair: str, one: Sentence, judge: Judge) -> str | None:
    if one.origin.startswith(corpus.without):
        return "licence"
    left, _, right = pair.partition("-")
    return judge.refusal((left, one.left), (right, one.right), synthetic=one.synthetic)


def _parted(recipe: Recipe, pair: str, kept: list[Sentence], refused: dict[str, int]) -> Parallel:
    """Held out is what people wrote, and no sentence of it is on either side of the rest."""
    if len(kept) < 20:
        raise CorpusWrong(f"{pair}: only {len(kept)} pairs are left after filtering ({refused})")
    random.Random(f"{recipe.training.seed} {pair}").shuffle(kept)
    real = [one for one in kept if not one.synthetic] or kept
    held = real[: min(recipe.corpus.held_out, len(real) // 10)]
    lefts, rights = {one.left for one in held}, {one.right for one in held}
    train = [one for one in kept if one.left not in lefts and one.right not in rights]
    return Parallel(
        pair=pair, train=tuple(train[: recipe.corpus.limit]), held_out=tuple(held), refused=refused
    )


def _read(corpus: Corpus, folder: Path, pair: str) -> Iterator[Sentence]:
    left, _, right = pair.partition("-")
    candidates = (f"{pair}.tsv.xz", f"{pair}.tsv", f"{right}-{left}.tsv.xz", f"{right}-{left}.tsv")
    own = [folder / name for name in candidates if (folder / name).exists()]
    given = [folder / name for name in corpus.synthetic]
    if not own and not given:
        raise CorpusWrong(f"no {pair}.tsv or {pair}.tsv.xz in {folder}: name the folder with --data")
    for path in own:
        yield from _rows(path, left, right, synthetic=False)
    for path in given:
        if {left, right} <= set(_header(path)):
            yield from _rows(path, left, right, synthetic=True)


def _rows(path: Path, left: str, right: str, *, synthetic: bool) -> Iterator[Sentence]:
    header = _header(path)
    try:
        first, second = header.index(left), header.index(right)
    except ValueError as error:
        raise CorpusWrong(f"{path}: needs columns {left} and {right}, has {', '.join(header)}") from error
    origin = header.index("origin") if "origin" in header else None
    for cells in _cells(path):
        if len(cells) == len(header):
            where = cells[origin] if origin is not None else path.name.split(".")[0]
            yield Sentence(cells[first].strip(), cells[second].strip(), where, synthetic)


def _header(path: Path) -> Sequence[str]:
    return next(_lines(path), "").split("\t")


def _cells(path: Path) -> Iterator[list[str]]:
    lines = _lines(path)
    next(lines, None)
    return (line.split("\t") for line in lines)


def _lines(path: Path) -> Iterator[str]:
    try:
        with (lzma.open if path.suffix == ".xz" else open)(
            path, "rt", encoding="utf-8", newline="\n"
        ) as lines:
            yield from (line.rstrip("\r\n") for line in lines)
    except (OSError, UnicodeDecodeError, lzma.LZMAError) as error:
        raise CorpusWrong(f"{path} cannot be read: {error}") from error
