"""The list of a registry as it was read last: a server that says it is still so need not send it again."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any

import msgspec

log = logging.getLogger(__name__)


class Kept(msgspec.Struct, frozen=True):
    """A list, and what its server calls this state of it."""

    etag: str
    records: list[dict[str, Any]]


def read(folder: Path | None, url: str) -> Kept | None:
    """What is kept of the list at an address; null where nothing is, or it cannot be read."""
    if folder is None:
        return None
    try:
        return msgspec.json.decode(_place(folder, url).read_bytes(), type=Kept)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def keep(folder: Path | None, url: str, kept: Kept) -> None:
    """Keep it for the next time; that this fails costs nothing but that the list is sent again."""
    if folder is None or not kept.etag:
        return
    place = _place(folder, url)
    draft = place.with_suffix(".draft")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(msgspec.json.encode(kept))
        draft.replace(place)
    except OSError as error:
        log.warning("the list of models is not kept: %s", type(error).__name__)


def _place(folder: Path, url: str) -> Path:
    """One file an address, which may carry a password and is not to be read from a name."""
    return folder / f"list-{hashlib.sha256(url.encode()).hexdigest()[:16]}.json"
