"""`/api/me/export`: all my data, as a ZIP archive that is made while it is sent."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import BinaryIO, cast

from litestar import get
from litestar.response import Stream

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import DOWNLOADS
from service.files import queries
from service.files.storage import content_key
from service.messaging.exporting import files_of
from service.models import Me

PART = 64 * 1024
"""Bytes that are sent at a time, about."""


class _Pipe:
    """What `zipfile` writes to: bytes are taken away as they come, and there is no way back."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        """Hold it until it is taken."""
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing lies anywhere else."""

    def take(self, least: int = 1) -> bytes:
        """All that is held, where it is so much."""
        if len(self._held) < least:
            return b""
        taken = bytes(self._held)
        self._held.clear()
        return taken


@get("/api/me/export", tags=("me",), guards=[signed_in, limited(DOWNLOADS)], media_type="application/zip")
async def export(context: AppContext, me: Me) -> Stream:
    """Who I am, my conversations, messages and files, what I taught and reported."""
    headers = {
        "content-disposition": f'attachment; filename="duologue-{datetime.now(UTC):%Y-%m-%d}.zip"',
        "cache-control": "no-store",
    }
    return Stream(_archive(context, me), media_type="application/zip", headers=headers)


async def _archive(context: AppContext, me: Me) -> AsyncIterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(cast(BinaryIO, pipe), "w", zipfile.ZIP_DEFLATED) as archive:
        async for name, parts in _all(context, me):
            with archive.open(name, "w", force_zip64=True) as file:
                async for part in parts:
                    file.write(part)
                    if taken := pipe.take(PART):
                        yield taken
    yield pipe.take()


async def _all(context: AppContext, me: Me) -> AsyncIterator[tuple[str, AsyncIterator[bytes]]]:
    """What the store has, then the files that I sent, as their readers get them."""
    async for name, parts in files_of(context.store, me):
        yield name, parts
    for one in await queries.files_of(context.store, me.id):
        yield f"files/{one.id}/{one.name}", context.files.storage.get(content_key(one.id))
