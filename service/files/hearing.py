"""Having a recording listened to by a process that may fail in place of ours (`service.files.hear`)."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import msgspec

from service.files.hear import STDIN
from wire.contracts.contents import Transcript


class Heard(Transcript, frozen=True, kw_only=True, omit_defaults=True):
    """A transcript with its words."""

    text: str = ""
    problem: str = ""
    """Code of what is wrong with the recording."""


async def heard(source: Path, language: str, *, within: float, most: float) -> Heard | None:
    """What is said in a recording; None where the process died or took more than `within` seconds.

    `most`: seconds of it; of a longer one nothing is said.
    """
    try:
        return await _answer(str(source), language, most, b"", within)
    except TimeoutError:
        return None


async def heard_at_once(sound: bytes, language: str, *, within: float, most: float) -> Heard | None:
    """The same of a recording that is kept nowhere, for somebody who waits; None where the process died.

    Raises TimeoutError.
    """
    return await _answer(STDIN, language, most, sound, within)


async def _answer(source: str, language: str, most: float, given: bytes, within: float) -> Heard | None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "service.files.hear", source, language, str(most),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(within):
            said, _ = await process.communicate(given)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return msgspec.json.decode(said, type=Heard) if process.returncode == 0 else None
