"""Viruses, where an operator runs clamd: nothing is handed on that it refuses, or could not look at."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

from service.errors import Unavailable
from service.files.errors import FileInfected

WITHIN = 60.0
"""Seconds that clamd gets for one file."""


async def must_be_clean(clamd: str, path: Path) -> None:
    """Ask clamd at `HOST:PORT`; empty: nobody is asked.

    Raises:
        FileInfected: it refuses the file.
        Unavailable: it does not answer, or cannot read so much.
    """
    if not clamd:
        return
    from aioclamd import ClamdAsyncClient, ClamdError

    host, _, port = clamd.rpartition(":")
    body = io.BytesIO(await asyncio.to_thread(path.read_bytes))
    try:
        async with asyncio.timeout(WITHIN):
            said = await ClamdAsyncClient(host.strip("[]"), int(port)).instream(body)
    except (ClamdError, OSError, EOFError, asyncio.IncompleteReadError) as error:
        raise Unavailable("The virus scanner does not answer. Try again.") from error
    verdict = (said or {}).get("stream", ("", ""))[0]
    if verdict == "FOUND":
        raise FileInfected("The virus scanner refuses this file.")
    if verdict != "OK":
        raise Unavailable("The virus scanner could not look at this file. Try again.")
