"""A registry of Remote Settings, as Firefox reads it: one record per file, the files themselves elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

import httpx
import msgspec

from nlp.errors import PullFailed
from nlp.provisioning import kept
from nlp.provisioning.documents import document, pages
from nlp.provisioning.offers import SAFE_NAME, Offer, Part, shown
from wire.contracts.languages import primary

LICENCE = "MPL-2.0"
_ATTACHMENTS = "https://firefox-settings-attachments.cdn.mozilla.net/"
_KINDS = ("model", "lex", "vocab", "srcvocab", "trgvocab")
_ARCHITECTURES = ("base-memory", "base", "tiny")
"""The best first: larger students translate better, and are still fast enough for chat."""
_decode = msgspec.json.Decoder(dict[str, Any]).decode
_HASH = re.compile(r"[0-9a-fA-F]{64}")


class _Kind(NamedTuple):
    """What the files of one model have in common. Languages as the registry writes them: "zh-Hans"."""

    source: str
    target: str
    version: str
    architecture: str
    variant: str
    """Empty: the usual one."""
    filter_expression: str
    """Of which browsers it is for; empty: all."""


class Registry:
    """The list at one address, read once."""

    def __init__(self, url: str, client: httpx.Client, folder: Path | None = None) -> None:
        """`folder`: where the list is kept from one time to the next; null: nowhere."""
        self._url, self._client, self._folder, self.name = url, client, folder, shown(url)
        self._records: list[dict[str, Any]] | None = None
        self._base = ""

    def offers(self, source: str, target: str) -> list[Offer]:
        """Whole models that our engine reads: releases before trials, then the newest, then the largest."""
        groups: dict[_Kind, dict[str, Mapping[str, Any]]] = {}
        for record in self._all():
            kind = _kind(record)
            if (primary(kind.source), primary(kind.target)) != (source, target):
                continue
            if record.get("fileType") in _KINDS and _readable(record):
                groups.setdefault(kind, {})[str(record["fileType"])] = record
        best = sorted(groups, key=_preference, reverse=True)
        found = [self._offer(source, target, kind, groups[kind]) for kind in best]
        return [offer for offer in found if offer is not None]

    def _all(self) -> Sequence[dict[str, Any]]:
        if self._records is None:
            self._records = self._read()
            self._base = self._attachments()
        return self._records

    def _read(self) -> list[dict[str, Any]]:
        """From the server, page by page, unless what is kept is still so."""
        known = kept.read(self._folder, self._url)
        sent = pages(self._client, self._url, self.name, known.etag if known else "")
        if sent is None and known is not None:
            return known.records
        bodies, etag = sent or ([], "")
        try:
            found = [one for body in bodies or [b""] for one in _decode(body)["data"]]
            records = [one for one in found if isinstance(one, dict)]
        except (msgspec.MsgspecError, KeyError, TypeError) as error:
            raise PullFailed(f"{self.name} has no list of models") from error
        kept.keep(self._folder, self._url, kept.Kept(etag, records))
        return records

    def _attachments(self) -> str:
        """Where the files are: the server says so at its root; a plain copy has them beside the list."""
        root, found, _ = self._url.partition("/v1/")
        if not found:
            return urljoin(self._url, ".")
        try:
            body = document(self._client, root + found, self.name) or b""
            base = msgspec.json.decode(body)["capabilities"]["attachments"]["base_url"]
            return urljoin(root + found, str(base).rstrip("/") + "/")
        except (PullFailed, msgspec.MsgspecError, KeyError, TypeError):
            return _ATTACHMENTS

    def _offer(
        self, source: str, target: str, kind: _Kind, files: Mapping[str, Mapping[str, Any]]
    ) -> Offer | None:
        if "model" not in files or not ("vocab" in files or {"srcvocab", "trgvocab"} <= set(files)):
            return None
        parts = [_part(record, self._base) for record in files.values()]
        if any(part is None for part in parts):
            return None
        return Offer(
            source=source,
            target=target,
            origin=self.name,
            version=kind.version,
            architecture=kind.architecture,
            licence=LICENCE,
            parts=tuple(part for part in parts if part is not None),
        )


def _readable(record: Mapping[str, Any]) -> bool:
    """Whether our engine reads models of this version; it says so of model files only."""
    from fxtranslate import discovery

    return bool(discovery.model_pairs(json.dumps({"data": [{**record, "fileType": "model"}]})))


def _part(record: Mapping[str, Any], base: str) -> Part | None:
    """Null where the record has no place or no checksum: what cannot be checked is not taken."""
    attachment = record.get("attachment")
    found = attachment if isinstance(attachment, dict) else {}
    name = Path(str(record.get("name") or "")).name
    stored, plain = str(found.get("hash") or ""), str(record.get("decompressedHash") or "")
    if not found.get("location") or not SAFE_NAME.fullmatch(name) or not _HASH.fullmatch(stored or plain):
        return None
    size = found.get("size")
    return Part(
        name=name,
        where=urljoin(base, str(found["location"]).lstrip("/")),
        size=size if isinstance(size, int) and size > 0 else None,
        sha256=stored.lower() or None,
        unpacked_sha256=plain.lower() or None,
        packed=bool(plain) or str(found["location"]).endswith(".zst"),
    )


def _kind(record: Mapping[str, Any]) -> _Kind:
    names = (
        "sourceLanguage", "targetLanguage", "version", "architecture", "variant", "filter_expression",
    )  # fmt: skip
    return _Kind(*(str(record.get(name) or "") for name in names))


def _preference(kind: _Kind) -> tuple[int, bool, bool, list[int], int]:
    """A tag without a script goes first, then simplified Chinese before traditional; what is for all, and no
    variant; releases; the newest."""
    plain = sum((tag == primary(tag)) * 2 + tag.endswith("-Hans") for tag in (kind.source, kind.target))
    numbers = [int(number) for number in re.findall(r"\d+", kind.version)]
    release = re.fullmatch(r"[\d.]+", kind.version) is not None
    known = kind.architecture in _ARCHITECTURES
    large = -_ARCHITECTURES.index(kind.architecture) if known else -len(_ARCHITECTURES)
    usual = not (kind.variant or kind.filter_expression)
    return plain, usual, release, numbers, large
