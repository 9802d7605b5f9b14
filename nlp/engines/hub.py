"""Engine `hub`: Marian models of Hugging Face, by name or folder, run by transformers and torch.

Never downloads while serving: what a name stands for must have been pulled before.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from nlp.engines.base import Edge, Rendering
from nlp.engines.sentences import sentences
from nlp.errors import EngineFailed, EngineMissing
from service.wire.errors import SettingsError

NAME = "hub"
USUAL_QUALITY = 70.0
"""Above every other engine: whoever names a model for a pair wants it used."""
COST = 0.120
BATCH = 16
_LONGEST_TOKENS = 400
_SETTING = re.compile(r"([a-z]{2,3})-([a-z]{2,3})=(.+)")
_SENTENCE = re.compile(r"\S.*?[.!?…]+(?=\s)|\S.*\S|\S", re.S)


class HubModel(msgspec.Struct, frozen=True):
    """One entry of `settings.hub_models`: a folder, or a name and perhaps a revision."""

    source: str
    target: str
    name: str
    revision: str | None = None
    folder: Path | None = None


def parse(entries: Sequence[str]) -> tuple[HubModel, ...]:
    """The entries `en-de=NAME@REVISION` and `en-de=FOLDER`. Raises SettingsError for anything else."""
    return tuple(_parsed(entry) for entry in entries)


def folder_of_pulled(models: Path) -> Path:
    """Where pulled hub models lie, in the layout of the Hugging Face cache."""
    return models / "hub"


class HubEngine:
    """Marian models. Loaded at first use, then kept; `threads` is for the whole process."""

    name = NAME

    def __init__(self, entries: Sequence[str], models: Path, threads: int) -> None:
        self._models = {(one.source, one.target): one for one in parse(entries)}
        self._cache, self._threads = folder_of_pulled(models), threads
        self._loaded: dict[tuple[str, str], tuple[Any, Any]] = {}

    def edges(self) -> tuple[Edge, ...]:
        """Configured pairs whose files are on this machine."""
        return tuple(
            Edge(
                source=pair[0],
                target=pair[1],
                engine=NAME,
                model=_label(model),
                quality=USUAL_QUALITY,
                cost=COST,
            )
            for pair, model in sorted(self._models.items())
            if files_of(model, self._cache) is not None
        )

    def translate(self, source: str, target: str, texts: Sequence[str]) -> list[Rendering]:
        """Line breaks and outer blanks stay; between them, sentence by sentence, in batches."""
        pair = (source, target)
        if pair not in self._models:
            raise EngineMissing(f"no hub model for {source}>{target}: name one in DUOLOGUE_HUB_MODELS")
        pieces = [_pieces(text) for text in texts]
        wanted = list(dict.fromkeys(piece for text in pieces for piece, _ in text if piece))
        done = dict(zip(wanted, self._generate(pair, wanted), strict=True))
        label = _label(self._models[pair])
        return [
            Rendering(text="".join(done.get(one, "") + gap for one, gap in text), engine=NAME, model=label)
            for text in pieces
        ]

    def close(self) -> None:
        """Free the models."""
        self._loaded.clear()

    def _generate(self, pair: tuple[str, str], texts: list[str]) -> list[str]:
        """Texts of a size together: a batch is as slow as its longest, and none may run longer than alone."""
        sizes: dict[int, list[str]] = {}
        for text in texts:
            sizes.setdefault(_size(text), []).append(text)
        done: dict[str, str] = {}
        for size, alike in sizes.items():
            for start in range(0, len(alike), BATCH):
                batch = alike[start : start + BATCH]
                done |= dict(zip(batch, self._batch(pair, batch, 2 * size), strict=True))
        return [done[text] for text in texts]

    def _batch(self, pair: tuple[str, str], texts: list[str], room: int) -> list[str]:
        import torch

        tokenizer, model = self._load(pair)
        inputs = tokenizer(
            texts, return_tensors="pt", padding=True, truncation=True, max_length=_LONGEST_TOKENS
        )
        with torch.no_grad():
            out = model.generate(
                **inputs, num_beams=1, do_sample=False, max_new_tokens=min(room, _LONGEST_TOKENS)
            )
        decoded: list[str] = tokenizer.batch_decode(out, skip_special_tokens=True)
        return decoded

    def _load(self, pair: tuple[str, str]) -> tuple[Any, Any]:
        if pair not in self._loaded:
            model = self._models[pair]
            files = files_of(model, self._cache)
            if files is None:
                raise EngineMissing(f"{_label(model)} is not here: run `duologue models pull {pair[1]}`")
            self._loaded[pair] = _read(files, self._threads)
        return self._loaded[pair]


def files_of(model: HubModel, cache: Path) -> Path | None:
    """The folder with the files of a model, or null where they have not been pulled."""
    folder = model.folder or _pulled(model, cache)
    return folder if folder is not None and (folder / "config.json").exists() else None


def _pulled(model: HubModel, cache: Path) -> Path | None:
    """Reads the cache by itself: importing huggingface_hub only to look would cost half a second."""
    root = cache / f"models--{model.name.replace('/', '--')}"
    revision = model.revision or "main"
    ref = root / "refs" / revision
    commit = ref.read_text().strip() if ref.exists() else revision
    snapshot = root / "snapshots" / commit
    return snapshot if snapshot.is_dir() else None


def _parsed(entry: str) -> HubModel:
    found = _SETTING.fullmatch(entry)
    if not found:
        raise SettingsError(
            f"DUOLOGUE_HUB_MODELS: {entry!r} cannot be read; write en-de=NAME@REVISION or en-de=FOLDER"
        )
    source, target, where = found.groups()
    folder = Path(where).expanduser()
    if folder.is_dir():
        return HubModel(source, target, folder.name, folder=folder.resolve())
    name, _, revision = where.partition("@")
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", name) or where.startswith(("/", "./", "~")):
        raise SettingsError(
            f"DUOLOGUE_HUB_MODELS: {where!r} is neither a folder here nor a name like ORG/MODEL"
        )
    return HubModel(source, target, name, revision or None)


def _size(text: str) -> int:
    """Characters, rounded up to a power of two."""
    return 1 << max(len(text) - 1, 15).bit_length()


def _label(model: HubModel) -> str:
    return f"{model.name}@{model.revision[:12]}" if model.revision else model.name


def _pieces(text: str) -> list[tuple[str, str]]:
    """(sentence, what stands after it); line breaks are always between sentences."""
    parts = re.split(r"(\n)", text)
    return [piece for part in parts for piece in _line(part)]


def _line(part: str) -> list[tuple[str, str]]:
    return [("", part)] if part == "\n" else sentences(part, lambda line: _SENTENCE.findall(line))


def _read(folder: Path, threads: int) -> tuple[Any, Any]:
    import torch
    from transformers import MarianMTModel, MarianTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(threads)
    try:
        with warnings.catch_warnings():  # sacremoses would only unify quotation marks; not worth a dependency
            warnings.filterwarnings("ignore", message=".*sacremoses")
            tokenizer = MarianTokenizer.from_pretrained(folder, local_files_only=True)
        model = MarianMTModel.from_pretrained(folder, local_files_only=True)
    except Exception as error:  # transformers answers a wrong folder with a dozen kinds
        raise EngineFailed(f"{folder} is not a Marian model that can be read: {error}") from error
    model.train(False)
    return tokenizer, model
