"""Where bytes of files lie: a folder, or a bucket that speaks S3, behind one interface (`obstore`)."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from service.errors import StorageFull, Unavailable
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings

CHUNK = 256 * 1024
"""Bytes that are sent on at once."""

SPARE = 256 * 1024 * 1024
"""Bytes of a disk that files leave free, for the store and the broker that may share it."""

CONTENT, PREVIEW = "content", "preview"

NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
"""Full: the disk, what a process may write, what somebody may have."""

_NO_ROOM = (
    *(f"os error {one}" for one in NO_ROOM),
    *(os.strerror(one) for one in NO_ROOM),
    "QuotaExceeded",
)
"""What a full disk, a quota, a process that may write no larger file, or a bucket says."""


class FileStorage:
    """Puts and gives objects by key. Nothing is opened before the first use.

    Raises SettingsError where `settings.files` names no place that can be used.
    """

    def __init__(self, settings: Settings) -> None:
        self._folder = None if settings.files.startswith("s3://") else settings.files_path
        self._url = settings.files
        self._store: LocalStore | S3Store | None = None
        self.work = settings.home / "work"
        """Folder for what is at hand while a file is checked."""
        if "://" in settings.files and self._folder is not None:
            raise SettingsError("DUOLOGUE_FILES is a folder or s3://BUCKET/PREFIX")

    @property
    def store(self) -> LocalStore | S3Store:
        """The object store. A bucket's address and keys are those of AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID …"""
        if self._store is None:
            if self._folder is None:
                self._store = S3Store.from_url(self._url, client_options={"allow_http": True})
            else:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._store = LocalStore(self._folder, automatic_cleanup=True)
        return self._store

    def must_have_room(self, size: int) -> None:
        """StorageFull where a folder's disk would be left with less than `SPARE`."""
        if self._folder is None:
            return
        folder = next(one for one in (self._folder, *self._folder.parents) if one.exists())
        if shutil.disk_usage(folder).free < size + SPARE:
            raise full()

    async def put(self, key: str, body: bytes | Path) -> None:
        """Keep an object; a file is sent in pieces. StorageFull, Unavailable: nothing is kept."""
        with _refusals():
            await self.store.put_async(key, body)
            if self._folder is not None:
                _settle(self._folder / key)

    async def get(self, key: str) -> AsyncIterator[bytes]:
        """All of an object. FileNotFoundError, Unavailable."""
        with _refusals():
            found = await self.store.get_async(key)
            async for piece in found.stream(min_chunk_size=CHUNK):
                yield bytes(piece)

    async def get_range(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Bytes from `start` up to `end`, which is not among them."""
        with _refusals():
            found = await self.store.get_async(key, options={"range": (start, end)})
            async for piece in found.stream(min_chunk_size=CHUNK):
                yield bytes(piece)

    async def remove_all(self, prefix: str) -> None:
        """Delete all objects of a prefix; those that are gone already are no error."""
        with _refusals():
            async for page in obstore.list(self.store, prefix, chunk_size=500):
                for one in page:
                    await self.remove(one["path"])

    async def remove(self, key: str) -> None:
        """Delete one object."""
        with _refusals():
            try:
                await self.store.delete_async(key)
            except FileNotFoundError:
                return

    def at_hand(self) -> tempfile.TemporaryDirectory[str]:
        """A folder on this machine that goes with the `with` that it is used in."""
        self.work.mkdir(mode=0o700, parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(dir=self.work)


def content_key(file_id: str, what: str = CONTENT) -> str:
    """Where a file lies, or its preview."""
    return f"files/{file_id}/{what}"


def parts_prefix(file_id: str) -> str:
    """Under which its parts lie until it is whole."""
    return f"parts/{file_id}/"


def _settle(path: Path) -> None:
    """Nobody is told that a file was kept before the disk has it."""
    for one, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY | os.O_DIRECTORY)):
        opened = os.open(one, flags)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextmanager
def _refusals() -> Iterator[None]:
    """What the storage says, in our words. Missing objects stay FileNotFoundError."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        if any(one in str(error) for one in _NO_ROOM):
            raise full() from error
        raise Unavailable("The place where files lie does not answer. Try again.") from error


def full() -> StorageFull:
    """What is said where a disk or a bucket takes no more."""
    return StorageFull("There is no room for this file. Nothing was changed.")
