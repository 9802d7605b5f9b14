"""Evaluation sets on disk: columns of text named by language, plain or packed with xz."""

from __future__ import annotations

import lzma
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
import polars

from nlp.errors import NlpError
from nlp.measures.base import Options

T = TypeVar("T")

ISO3 = {
    "por": "pt", "spa": "es", "fra": "fr", "deu": "de", "ita": "it", "nld": "nl", "cat": "ca", "rus": "ru",
    "pol": "pl", "tur": "tr", "jpn": "ja", "cmn": "zh", "ara": "ar", "kor": "ko", "ukr": "uk", "ces": "cs",
    "ron": "ro", "swe": "sv", "ell": "el", "hun": "hu", "heb": "he", "hin": "hi", "vie": "vi", "ind": "id",
    "glg": "gl",
}  # fmt: skip
"""Languages of the Tatoeba set, as it names them and as we do."""


class SetUnusable(NlpError):
    """A set cannot be read as one; the text says what is wrong with it."""


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences side by side in two languages."""

    name: str
    source: str
    target: str
    texts: tuple[str, ...]
    references: tuple[str, ...]


def read(path: Path) -> polars.DataFrame:
    """A TSV (.xz or plain) with a header and no quoting, all columns as text.

    Raises:
        SetUnusable: there is no such file, or it is no such table.
    """
    try:
        raw = path.read_bytes()
        data = lzma.decompress(raw) if path.suffix == ".xz" else raw
        return polars.read_csv(data, separator="\t", quote_char=None, infer_schema=False)
    except (OSError, lzma.LZMAError, polars.exceptions.PolarsError) as error:
        raise SetUnusable(f"{path}: {error}") from error


def parallel(options: Options) -> Iterator[Lines]:
    """Every parallel set asked for, both ways: `options.sets`, or what lies in `eval/` of the data folder."""
    for path in options.sets or _standard(options):
        yield from _lines(path)


def sample(items: Sequence[T], most: int, seed: int) -> list[T]:
    """At most so many, always the same for a seed, in their own order."""
    if len(items) <= most:
        return list(items)
    chosen = sorted(random.Random(seed).sample(range(len(items)), most))
    return [items[index] for index in chosen]


def _standard(options: Options) -> list[Path]:
    folder = options.data / "eval" if options.data else None
    if folder is None or not folder.is_dir():
        return []
    chats = sorted(folder.glob("chat.*.tsv.xz"))
    rest = [folder / name for name in ("tatoeba.tsv.xz", *(() if options.quick else ("ntrex.tsv.xz",)))]
    return [*chats, *(path for path in rest if path.exists())]


def _lines(path: Path) -> Iterator[Lines]:
    frame, name = read(path), path.name.removesuffix(".xz").removesuffix(".tsv")
    if {"iso3", "text", "en"} <= set(frame.columns):
        for (iso3,), part in frame.group_by("iso3", maintain_order=True):
            language = ISO3.get(str(iso3))
            if language:
                yield from _both(name, language, part["text"], "en", part["en"])
        return
    languages = [column for column in frame.columns if len(column) == 2]
    if len(languages) < 2:
        raise SetUnusable(f"{path}: needs two columns or more that are named by language, such as en and pt")
    first, *others = languages
    for other in others:
        yield from _both(name, first, frame[first], other, frame[other])


def _both(name: str, one: str, left: polars.Series, other: str, right: polars.Series) -> Iterator[Lines]:
    pairs = [(a.strip(), b.strip()) for a, b in zip(left, right, strict=True) if a and b]
    pairs = [(a, b) for a, b in pairs if a and b]
    texts, references = tuple(a for a, _ in pairs), tuple(b for _, b in pairs)
    yield Lines(name=name, source=one, target=other, texts=texts, references=references)
    yield Lines(name=name, source=other, target=one, texts=references, references=texts)
