"""What `DUOLOGUE_HUB_MODELS` names, and where its files lie on this machine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path

import msgspec

from wire.contracts.errors import SettingsError

ANY = "*"
"""In place of a pair: a model of many languages."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?")
_SETTING = re.compile(r"(?:(?P<source>[a-z]{2,3})-(?P<target>[a-z]{2,3})|\*)=(?P<where>[^=]+)")
_NAME = re.compile(r"[\w.-]+/[\w.-]+")
_MANY = re.compile(r"(?P<where>.+?):(?P<languages>[a-z]{2,3}(?:-[A-Za-z]+)?(?:,[a-z]{2,3}(?:-[A-Za-z]+)?)+)")


class HubModel(msgspec.Struct, frozen=True):
    """One entry of `settings.hub_models`: a folder, or a name and perhaps a revision."""

    source: str
    """ANY for a model of many languages; `target` as well."""
    target: str
    name: str
    revision: str | None = None
    folder: Path | None = None
    languages: tuple[str, ...] = ()
    """Of a model of many languages: those wanted, as primary subtags."""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every (source, target) it is named for."""
        return tuple(permutations(self.languages, 2)) if self.languages else ((self.source, self.target),)

    @property
    def span(self) -> str:
        """Its pair or languages, for people: "en>de", "de,en,pt"."""
        return ",".join(self.languages) if self.languages else f"{self.source}>{self.target}"

    @property
    def label(self) -> str:
        """What it is called where people see it."""
        return f"{self.name}@{self.revision[:12]}" if self.revision else self.name


def parse(entries: Sequence[str]) -> tuple[HubModel, ...]:
    """`en-de=NAME@REVISION`, `en-de=FOLDER`, `*=NAME@REVISION:en,pt,de`.

    Raises:
        SettingsError: an entry is none of these.
    """
    return tuple(_parsed(entry) for entry in _whole(entries))


def folder_of_pulled(models: Path) -> Path:
    """Where pulled hub models lie, in the layout of the Hugging Face cache."""
    return models / "hub"


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


def _whole(entries: Sequence[str]) -> Iterator[str]:
    """Settings are cut at commas, and the languages of one entry have commas between them."""
    whole = ""
    for entry in entries:
        if whole.startswith(f"{ANY}=") and _LANGUAGE.fullmatch(entry):
            whole += f",{entry}"
        else:
            yield from [whole] if whole else []
            whole = entry
    yield from [whole] if whole else []


def _parsed(entry: str) -> HubModel:
    found = _SETTING.fullmatch(entry)
    many = _MANY.fullmatch(found["where"]) if found and not found["source"] else None
    if not found or (not found["source"] and not many):
        raise SettingsError(
            f"DUOLOGUE_HUB_MODELS: {entry!r} cannot be read; write en-de=NAME@REVISION, en-de=FOLDER "
            "or, for a model of many languages, *=NAME@REVISION:en,pt,de"
        )
    source, target = found["source"] or ANY, found["target"] or ANY
    languages = (
        tuple(dict.fromkeys(one.split("-")[0] for one in many["languages"].split(","))) if many else ()
    )
    name, revision, folder = _place(many["where"] if many else found["where"])
    return HubModel(source, target, name, revision, folder, languages)


def _place(where: str) -> tuple[str, str | None, Path | None]:
    """Name, revision, folder."""
    folder = Path(where).expanduser()
    if folder.is_dir():
        return folder.name, None, folder.resolve()
    name, _, revision = where.partition("@")
    if not _NAME.fullmatch(name) or where.startswith(("/", "./", "~")):
        raise SettingsError(
            f"DUOLOGUE_HUB_MODELS: {where!r} is neither a folder here nor a name like ORG/MODEL"
        )
    return name, revision or None, None
