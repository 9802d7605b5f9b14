"""Where Firefox models come from: a folder, a mirror of pulled models, or a registry."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import httpx

from nlp.engines.firefox.engine import files_of
from nlp.errors import PullFailed
from nlp.provisioning.documents import document
from nlp.provisioning.offers import MANIFEST, Offer, Part, offer_of, read_manifest, shown
from nlp.provisioning.registry import Registry


class Source(Protocol):
    """Something that may have models."""

    name: str

    def offers(self, source: str, target: str) -> list[Offer]:
        """What it has for a pair, the best first, if anything. PullFailed: it cannot be asked."""
        ...


def source_of(text: str, client: httpx.Client, kept: Path | None = None) -> Source:
    """The source that an address stands for. `kept`: folder for what it said last.

    PullFailed where it is neither a folder here nor http(s)."""
    if urlsplit(text).scheme in {"http", "https"}:
        index = text.rstrip("/").endswith(("/records", ".json"))
        return Registry(text, client, kept) if index else Mirror(text, client)
    folder = Path(text).expanduser()
    if folder.is_dir():
        return Folder(folder)
    raise PullFailed(f"{text} is neither a folder here nor an address that begins with http:// or https://")


class Folder:
    """A folder with folders `SOURCE-TARGET`, such as `models/firefox` of another machine."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.name = folder.resolve(), str(folder)

    def offers(self, source: str, target: str) -> list[Offer]:
        """The files as they lie there; checked against their manifest where there is one."""
        pair = f"{source}-{target}"
        for folder in (self._folder / pair, self._folder / "firefox" / pair):
            if (folder / MANIFEST).is_file():
                manifest = read_manifest((folder / MANIFEST).read_bytes(), str(folder), (source, target))
                return [offer_of(manifest, str(folder), partial(_inside, folder))]
            if found := files_of(folder):
                parts = tuple(
                    Part(name=path.name, where=str(path), size=path.stat().st_size) for path in found
                )
                return [Offer(source=source, target=target, origin=str(folder), parts=parts)]
        return []


class Mirror:
    """A web server over a folder of pulled pairs: `URL/SOURCE-TARGET/manifest.json`, the files beside it."""

    def __init__(self, url: str, client: httpx.Client) -> None:
        self._url, self._client, self.name = url.rstrip("/") + "/", client, shown(url)

    def offers(self, source: str, target: str) -> list[Offer]:
        """One offer, from the manifest."""
        base = f"{self._url}{source}-{target}/"
        body = document(self._client, base + MANIFEST, self.name)
        if body is None:
            return []
        return [offer_of(read_manifest(body, self.name, (source, target)), self.name, partial(urljoin, base))]


def _inside(folder: Path, name: str) -> str:
    return str(folder / name)
