"""Fetching one file whole: resumed where it broke off, tried again a bounded number of times, checked."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx

from nlp.errors import PullFailed
from nlp.provisioning.offers import Part
from nlp.provisioning.patience import plainly, tries

Progress = Callable[[str, int, int | None], None]
"""Told the name of a file, the bytes of it that are here, and how many it has, null where nobody says."""

_LARGEST = 4_000_000_000
_TRIES, _FIRST_WAIT, _LONGEST_WAIT = 5, 0.5, 10.0
_RANGE = re.compile(r"bytes (\d+)-")


def fetch(part: Part, folder: Path, client: httpx.Client, progress: Progress) -> Path:
    """The file `folder/part.name`, checked. What is here of it already is kept and gone on from.

    Raises:
        PullFailed: it cannot be had, or is not what the checksum says; then nothing of it is left.
    """
    whole, wanted = folder / part.name, part.unpacked_sha256 if part.packed else part.sha256
    if wanted is not None and whole.is_file() and sha256(whole) == wanted:
        return whole
    held = folder / f"{part.name}.{(part.sha256 or part.unpacked_sha256 or 'plain')[:8]}.part"
    try:
        if part.where.startswith(("http://", "https://")):
            _download(part, held, client, progress)
        else:
            shutil.copyfile(part.where, held)
            progress(part.name, held.stat().st_size, held.stat().st_size)
        return _checked(part, held, whole)
    except OSError as error:
        raise PullFailed(f"{part.name} cannot be written: {error}", "not_written") from error


def sha256(path: Path) -> str:
    """Hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _download(part: Part, held: Path, client: httpx.Client, progress: Progress) -> None:
    try:
        tries(_TRIES, _FIRST_WAIT, _LONGEST_WAIT)(_attempt, part, held, client, progress)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise PullFailed(f"{part.name}: {plainly(error)}", "unreachable") from error


def _attempt(part: Part, held: Path, client: httpx.Client, progress: Progress) -> None:
    have = held.stat().st_size if held.exists() else 0
    if part.size is not None and have >= part.size:
        if have == part.size:
            return
        held.unlink()
        have = 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with client.stream("GET", part.where, headers=headers) as response:
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            held.unlink(missing_ok=True)  # no size was given, and all of it may be here: begin anew
            raise httpx.ReadError("the server does not go on from here")
        response.raise_for_status()
        have = have if _goes_on(response, have) else 0
        _append(part, held, response, have, progress)


def _goes_on(response: httpx.Response, have: int) -> bool:
    """Whether the answer begins where we stopped; else it is the whole file."""
    found = _RANGE.match(response.headers.get("content-range", ""))
    partial = response.status_code == httpx.codes.PARTIAL_CONTENT
    return partial and found is not None and int(found[1]) == have


def _append(part: Part, held: Path, response: httpx.Response, have: int, progress: Progress) -> None:
    most = part.size or _LARGEST
    with held.open("ab" if have else "wb") as file:
        progress(part.name, have, part.size)
        for block in response.iter_raw():
            have += len(block)
            if have > most:
                file.truncate(0)
                raise PullFailed(f"{part.name} is longer than the {most} bytes that it should have")
            file.write(block)
            progress(part.name, have, part.size)
    if part.size is not None and have < part.size:
        raise httpx.ReadError("the answer ended early")


def _checked(part: Part, held: Path, whole: Path) -> Path:
    """The file in its place, unpacked. What fails the check is deleted: to go on from it would never help."""
    if part.sha256 is not None and sha256(held) != part.sha256:
        held.unlink()
        raise PullFailed(f"{part.name} does not have the checksum that it should have; it was thrown away")
    if part.packed:
        from fxtranslate import discovery

        try:
            plain = discovery.verify_and_decompress(held.read_bytes(), part.unpacked_sha256)
        except ValueError as error:
            held.unlink()
            raise PullFailed(f"{part.name} cannot be unpacked: {error}; it was thrown away") from error
        unpacked = held.with_suffix(".unpacked")
        unpacked.write_bytes(plain)
        held.unlink()
        held = unpacked
    return held.replace(whole)
