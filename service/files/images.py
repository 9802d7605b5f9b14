"""Images, read and written anew by a process that may fail in place of ours (`service.files.reencode`)."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import msgspec

from service.errors import Unavailable
from service.files.errors import FileBroken, ImageTooLarge
from service.files.reencode import FULL
from service.files.storage import full

WITHIN = 40.0
"""Seconds of the clock that one image gets; its time on the CPU is bounded too."""
AT_ONCE = 2
"""Images in hand at the same time in this process: each may take a core and a gigabyte."""
WAIT = 60.0
"""Seconds that one waits for its turn."""


class Image(msgspec.Struct, frozen=True, kw_only=True):
    """What an image is, once it is written anew."""

    media_type: str = ""
    width: int = 0
    height: int = 0
    blurhash: str = ""
    preview: bool = False
    problem: str | None = None


class Writer:
    """Has files written anew by a process each, few at a time."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def _written(
        self, source: Path, folder: Path, *how: str, within: float | None = None
    ) -> bytes | None:
        """What the process said of it; None where it died. Unavailable: too many wait. StorageFull.

        Raises TimeoutError where it takes too long.
        """
        try:
            async with asyncio.timeout(WAIT):
                await self._turns.acquire()
        except TimeoutError as error:
            raise Unavailable("Too many files are being read. Try again.") from error
        try:
            return await _run(source, folder, *how, within=WITHIN if within is None else within)
        finally:
            self._turns.release()


class ImageWriter(Writer):
    """Has images written anew."""

    async def write(self, source: Path, folder: Path) -> Image:
        """`content` and perhaps `preview` in `folder`.

        Raises:
            FileBroken, ImageTooLarge.
            Unavailable, StorageFull: nothing is decided.
        """
        try:
            said = await self._written(source, folder)
        except TimeoutError:
            raise ImageTooLarge("This image takes too long to read.") from None
        found = Image(problem=FileBroken.code) if said is None else msgspec.json.decode(said, type=Image)
        if found.problem == ImageTooLarge.code:
            raise ImageTooLarge("This image has too many pixels.")
        if found.problem:
            raise FileBroken("This image is cut off or damaged.")
        return found


async def _run(source: Path, folder: Path, *how: str, within: float) -> bytes | None:
    """What it says. One that dies, of its limits or of the file, says nothing: None.

    Raises TimeoutError, StorageFull.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "service.files.reencode", str(source), str(folder), *how,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(within):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode == FULL:
        raise full()
    return said if process.returncode == 0 else None
