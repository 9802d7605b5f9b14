"""A file that has come is looked at before anybody gets it: what it is, viruses, images written anew."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy import delete, select, update

from service.errors import NotFound, ServiceError, Unavailable
from service.files.detect import IMAGES, media_type
from service.files.errors import FINAL, FileTypeRefused, FileUnready
from service.files.images import Image, ImageWriter
from service.files.scan import must_be_clean
from service.files.storage import CONTENT, NO_ROOM, PREVIEW, FileStorage, content_key, full, parts_prefix
from service.files.voice import VoiceWriter
from service.store import Store
from service.store.tables import file_parts, files
from wire.contracts.settings import Settings


class Checker:
    """Makes files that have come ready, or refuses them for good. Doing it twice does no harm."""

    def __init__(self, store: Store, storage: FileStorage, settings: Settings) -> None:
        self._store, self._storage, self._clamd = store, storage, settings.clamd
        self._images, self._voice = ImageWriter(), VoiceWriter(settings.voice_minutes)

    async def check(self, file_id: str) -> None:
        """Ready from now on, or refused.

        Raises:
            NotFound: it is gone.
            FileUnready: not all of it has come.
            FileTypeRefused, FileTypeDiffers, FileBroken, ImageTooLarge, FileInfected: for good.
            VoiceTooLong, VoiceUnsupported: for good, of a recording.
            Unavailable, StorageFull: nothing is decided; ask again.
        """
        row, keys = await self._known(file_id)
        if _decided(row):
            return
        try:
            with self._storage.at_hand() as folder:
                values = await self._looked_at(row, keys, Path(folder))
        except FileNotFoundError as gone:  # its parts go once it is decided: another process was quicker
            row, _ = await self._known(file_id)
            if not _decided(row):
                raise Unavailable("Parts of this file cannot be found.") from gone
            return
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            raise full() from error
        except ServiceError as refused:
            if refused.code in FINAL:
                await self._decide(file_id, {"state": "refused", "problem": refused.code})
            raise
        await self._decide(file_id, values | {"state": "ready"})

    async def _known(self, file_id: str) -> tuple[Any, list[str]]:
        parts = select(file_parts.c.key).where(file_parts.c.file_id == file_id).order_by(file_parts.c.start)
        async with self._store.reading() as connection:
            row = (await connection.execute(select(files).where(files.c.id == file_id))).one_or_none()
            keys = list((await connection.execute(parts)).scalars())
        if row is None or row.state == "gone":
            raise NotFound("There is no such file.")
        if row.received < row.size:
            raise FileUnready("Not all of this file has come.")
        return row, keys

    async def _looked_at(self, row: Any, keys: list[str], folder: Path) -> dict[str, Any]:
        """Put what readers get where they get it. Gives what is known of it then."""
        whole = folder / "whole"
        await self._gather(keys, whole)
        kind = await asyncio.to_thread(media_type, whole, row.name, row.claimed)
        await must_be_clean(self._clamd, whole)
        if row.voice:
            return await self._keep_voice(row, kind, whole, folder)
        if kind not in IMAGES:
            await self._storage.put(content_key(row.id), whole)
            return {"media_type": kind}
        image = await self._images.write(whole, folder)
        return await self._keep_image(row.id, image, folder)

    async def _keep_image(self, file_id: str, image: Image, folder: Path) -> dict[str, Any]:
        for what in (CONTENT, PREVIEW) if image.preview else (CONTENT,):
            await self._storage.put(content_key(file_id, what), folder / what)
        size = (folder / CONTENT).stat().st_size
        found = {one: getattr(image, one) for one in ("media_type", "width", "height", "blurhash", "preview")}
        return found | {"size": size, "received": size}

    async def _keep_voice(self, row: Any, kind: str, whole: Path, folder: Path) -> dict[str, Any]:
        """What browsers record into may be a container of films: only its sound is kept."""
        if not kind.startswith(("audio/", "video/")):
            raise FileTypeRefused("This is no recording.")
        found = await self._voice.write(whole, folder)
        await self._storage.put(content_key(row.id), folder / CONTENT)
        size = (folder / CONTENT).stat().st_size
        known = {one: getattr(found, one) for one in ("media_type", "seconds", "waveform")}
        name = PurePath(row.name).stem + (".mp3" if found.media_type == "audio/mpeg" else ".wav")
        return known | {"name": name, "size": size, "received": size}

    async def _gather(self, keys: list[str], whole: Path) -> None:
        with whole.open("wb") as file:
            for key in keys:
                async for piece in self._storage.get(key):
                    file.write(piece)

    async def _decide(self, file_id: str, values: dict[str, Any]) -> None:
        """Its parts are needed no more. Another process may have decided the same meanwhile."""
        coming = update(files).where(files.c.id == file_id, files.c.state == "coming")
        async with self._store.writing() as connection:
            await connection.execute(coming.values(values | {"touched_at": datetime.now(UTC)}))
            await connection.execute(delete(file_parts).where(file_parts.c.file_id == file_id))
        await self._storage.remove_all(parts_prefix(file_id))


def _decided(row: Any) -> bool:
    """It is ready. Raises what refused it."""
    if row.state == "refused":
        raise FINAL[row.problem]("This file was refused.")
    return bool(row.state != "coming")
