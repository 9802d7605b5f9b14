"""Having a recording listened to by a process that may fail in place of ours (`service.files.hear`)."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import msgspec

from wire.contracts.contents import Transcript


class Heard(Transcript, frozen=True, kw_only=True, omit_defaults=True):
    """A transcript with its words."""

    text: str = ""


async def heard(source: Path, language: str, *, within: float) -> Heard | None:
    """What is said in a recording; None where the process died or took more than `within` seconds."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "service.files.hear", str(source), language,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(within):
            said, _ = await process.communicate()
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return msgspec.json.decode(said, type=Heard) if process.returncode == 0 else None
