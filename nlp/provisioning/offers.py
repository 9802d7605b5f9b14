"""What can be pulled, and what a pulled pair says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec

from nlp.errors import PullFailed

MANIFEST = "manifest.json"
"""Beside the files of each pulled pair: what they are. With it, a folder of pulled pairs is a mirror."""

SAFE_NAME = re.compile(r"\w[\w.+-]{0,120}")
"""A file name that stays in its folder."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a model."""

    name: str
    where: str
    """URL, or path of a file."""
    size: int | None = None
    """Bytes to fetch."""
    sha256: str | None = None
    """Of what is fetched."""
    unpacked_sha256: str | None = None
    """Of the file itself, where what is fetched is packed with zstd."""
    packed: bool = False


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A model that can be had."""

    source: str
    target: str
    origin: str
    """For people: where it comes from."""
    version: str = ""
    architecture: str = ""
    licence: str = ""
    parts: tuple[Part, ...] = ()


class File(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a manifest."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`manifest.json`: what lies in the folder of a pulled pair."""

    source: str
    target: str
    files: tuple[File, ...]
    version: str = ""
    architecture: str = ""
    licence: str = ""
    origin: str = ""


def read_manifest(body: bytes, where: str, pair: tuple[str, str]) -> Manifest:
    """Raises PullFailed where it cannot be read, is of another pair, or names files outside its folder."""
    try:
        manifest = msgspec.json.decode(body, type=Manifest)
    except msgspec.MsgspecError as error:
        raise PullFailed(f"{MANIFEST} of {where} cannot be read: {error}") from error
    if (manifest.source, manifest.target) != pair:
        raise PullFailed(f"{MANIFEST} of {where} is of another pair")
    if not manifest.files or any(not SAFE_NAME.fullmatch(one.name) for one in manifest.files):
        raise PullFailed(f"{MANIFEST} of {where} names files that cannot be")
    return manifest


def offer_of(manifest: Manifest, origin: str, where: Callable[[str], str]) -> Offer:
    """The offer that a manifest describes; `where` gives the place of a file by its name."""
    return Offer(
        source=manifest.source,
        target=manifest.target,
        origin=origin,
        version=manifest.version,
        architecture=manifest.architecture,
        licence=manifest.licence,
        parts=tuple(
            Part(name=one.name, where=where(one.name), size=one.size, sha256=one.sha256.lower())
            for one in manifest.files
        ),
    )


def shown(url: str) -> str:
    """An address without name and password, for people and logs."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"
