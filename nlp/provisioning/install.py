"""Putting a fetched pair in its place: all of it, tried out, or nothing."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec

from nlp.engines.firefox.engine import load
from nlp.errors import NlpError, PullFailed
from nlp.provisioning.files import Progress, fetch, sha256
from nlp.provisioning.offers import MANIFEST, File, Manifest, Offer

_PROBE = "Hello."
_UNPACKED = 2
"""Packed files take up to this many times as much once unpacked."""


def install(offer: Offer, root: Path, client: httpx.Client, progress: Progress) -> Path:
    """The folder `root/SOURCE-TARGET`, with a manifest. What was there before stays until the new one works.

    Raises:
        PullFailed: a file cannot be had, or the model cannot be read. What was fetched so far is kept,
            out of sight, and the next pull goes on from it.
    """
    pair = f"{offer.source}-{offer.target}"
    try:
        root.mkdir(parents=True, exist_ok=True)
        with _alone(root, pair):
            staging = root / f".{pair}.part"
            staging.mkdir(exist_ok=True)
            _has_room(offer, staging)
            files = [fetch(part, staging, client, progress) for part in offer.parts]
            _only(staging, files)
            _try_out(staging, pair)
            (staging / MANIFEST).write_bytes(
                msgspec.json.format(msgspec.json.encode(_manifest(offer, files)))
            )
            return _swap(staging, root / pair)
    except OSError as error:
        raise PullFailed(f"{pair} cannot be written to {root}: {error}", "not_written") from error


def remove(folder: Path) -> int:
    """Delete an installed pair; bytes that this frees. It is out of sight at once, or OSError is raised."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    gone = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(gone, ignore_errors=True)
    folder.rename(gone)
    shutil.rmtree(gone)
    return size


def manifest_of(folder: Path) -> Manifest | None:
    """What an installed pair says of itself; null where it says nothing, as older pulls and copies do."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError):
        return None


def damaged(folder: Path) -> str | None:
    """What is wrong with an installed pair, by the sizes in its manifest; null where nothing is."""
    manifest = manifest_of(folder)
    for file in manifest.files if manifest else ():
        path = folder / file.name
        if not path.is_file() or path.stat().st_size != file.size:
            return f"{file.name} is not as it was pulled"
    return None


@contextmanager
def _alone(root: Path, pair: str) -> Iterator[None]:
    with (root / f".{pair}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PullFailed(
                f"another `duologue models pull` is fetching {pair}; wait for it", "not_written"
            ) from error
        yield


def _has_room(offer: Offer, staging: Path) -> None:
    wanted = sum((part.size or 0) * (1 + _UNPACKED * part.packed) for part in offer.parts)
    free = shutil.disk_usage(staging).free
    if wanted > free:
        raise PullFailed(
            f"{staging} has room for {free / 1e6:.0f} MB; {wanted / 1e6:.0f} MB are needed", "no_room"
        )


def _only(folder: Path, files: list[Path]) -> None:
    """Nothing of an earlier, other version may lie beside the files: it would be loaded instead."""
    for path in folder.iterdir():
        if path not in files:
            path.unlink()


def _try_out(folder: Path, pair: str) -> None:
    try:
        load(folder).translate(_PROBE)
    except (NlpError, ValueError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise PullFailed(f"{pair} was fetched whole, but is no model that can be used: {error}") from error


def _manifest(offer: Offer, files: list[Path]) -> Manifest:
    return Manifest(
        source=offer.source,
        target=offer.target,
        version=offer.version,
        architecture=offer.architecture,
        licence=offer.licence,
        origin=offer.origin,
        files=tuple(File(name=one.name, size=one.stat().st_size, sha256=sha256(one)) for one in files),
    )


def _swap(staging: Path, place: Path) -> Path:
    old = place.with_name(f".{place.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    staging.rename(place)
    shutil.rmtree(old, ignore_errors=True)
    return place
