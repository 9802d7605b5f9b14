"""The clock of the parts, which jumps: by libfaketime, where this machine has it (Debian: `libfaketime`)."""

from __future__ import annotations

import asyncio
from pathlib import Path

LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")


def at_hand() -> bool:
    """Whether clocks can be made to jump here."""
    return LIBRARY.exists()


def environ(file: Path) -> dict[str, str]:
    """What a process needs to go by the clock of `file`. What is measured, not told, goes by the true one."""
    set_to(file, 0)
    return {
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def set_to(file: Path, offset: float) -> None:
    """So many seconds from the true time."""
    new = file.with_suffix(".new")
    new.write_text(f"{offset:+.0f}")
    new.rename(file)


async def jump(file: Path, offset: float, seconds: float) -> None:
    """Away, and after a while back."""
    set_to(file, offset)
    try:
        await asyncio.sleep(seconds)
    finally:
        set_to(file, 0)
