"""Voice notes that nobody has listened to: one at a time, under the lease of its job.

That listening begins is committed before it does, so that a recording which ends the process is not tried for
ever. What came of it is committed together with the message.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy import select, update

from service.files.hear import can_hear, cpu_seconds
from service.files.hearing import Heard, heard
from service.files.queries import SENT_WITH
from service.files.storage import FileStorage, content_key
from service.messaging.transcribed import transcribed
from service.store import Store
from service.store.file_tables import UNHEARD
from service.store.tables import files, messages
from service.store.typed import fetch_one
from wire.contracts.contents import Transcript
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

TRIES = 3
"""Times that listening to one recording is begun."""
LASTS = 20.0
"""Seconds after which a run begins with no further recording."""
SPARE = 10
"""Seconds that a recording may be longer than it is said to be: encoders add a little."""
PATIENCE = 3
"""Seconds of the clock for each of CPU time: it gives way to all else, and a busy machine is no failure."""


class Unheard(msgspec.Struct, frozen=True, kw_only=True):
    """A recording whose message waits for its words."""

    id: str
    message_id: str
    language: str
    seconds: float | None
    hearings: int


def within(seconds: float) -> float:
    """Seconds that listening to so many seconds may take."""
    return float(PATIENCE * cpu_seconds(seconds))


@dataclass(slots=True)
class Transcripts:
    """The job. `able`: whether extra `voice` is there; without it notes say that nothing here can listen."""

    store: Store
    storage: FileStorage
    settings: Settings
    able: bool | None = None
    woken: bool = False

    async def run(self, stop: asyncio.Event) -> int:
        """Listen to what waits, for about `LASTS` seconds. How many recordings were settled."""
        able = can_hear() if self.able is None else self.able
        if not self.woken:
            await self._wake(able)
        began, done = time.monotonic(), 0
        while not stop.is_set() and time.monotonic() - began < LASTS:
            one = await self._next(able)
            if one is None:
                break
            found = await self._unless(stop, one) if able else Heard(state="none")
            done += await self._settle(one, found)
        return done

    async def _unless(self, stop: asyncio.Event, one: Unheard) -> Heard | None:
        """Listen; where `stop` is set meanwhile it ends at once, and does not count as a try."""
        listening, stopped = asyncio.create_task(self._listen(one)), asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((listening, stopped), return_when=asyncio.FIRST_COMPLETED)
            if listening.done():
                return listening.result()
        finally:
            for task in (listening, stopped):
                task.cancel()
            await asyncio.gather(listening, stopped, return_exceptions=True)
        async with self.store.writing() as connection:
            here = update(files).where(files.c.id == one.id)
            await connection.execute(here.values(hearings=one.hearings))
        return None

    async def _wake(self, able: bool) -> None:
        """Once in a process: what came while nothing here could listen is taken up, or it is said that it
        is not.
        """
        self.woken = True
        if not able:
            log.warning("voice notes get no transcript: extra `voice` is not installed")
            return
        async with self.store.writing() as connection:
            await connection.execute(update(files).where(files.c.heard == "none").values(heard=None))

    async def _next(self, able: bool) -> Unheard | None:
        """The one that was begun least often, oldest first; counted as begun."""
        query = (
            select(
                files.c.id, files.c.seconds, files.c.hearings, messages.c.id.label("message_id"),
                messages.c.language,
            )
            .join_from(files, messages, SENT_WITH)
            .where(UNHEARD, files.c.state == "ready", messages.c.kind == "voice")
            .order_by(files.c.hearings, files.c.id)
            .limit(1)
        )  # fmt: skip
        async with self.store.reading() as connection:
            if await fetch_one(connection, Unheard, query) is None:
                return None  # as nearly always: no other writer waited for this
        async with self.store.writing() as connection:
            one = await fetch_one(connection, Unheard, query)
            if one is not None and able:
                more = update(files).where(files.c.id == one.id).values(hearings=files.c.hearings + 1)
                await connection.execute(more)
        return one

    async def _listen(self, one: Unheard) -> Heard | None:
        """None: it did not work, and is to be tried again."""
        last = Heard(state="failed")
        if one.hearings >= TRIES:
            return last
        with self.storage.at_hand() as folder:
            source = Path(folder) / "recording"
            try:
                await self._fetch(one.id, source)
            except FileNotFoundError:
                return last
            language = one.language.partition("-")[0]
            lasts = one.seconds or 0.0
            found = await heard(source, language, within=within(lasts), most=lasts + SPARE)
        if found is None:
            log.warning("listening to %s failed, try %s of %s", one.id, one.hearings + 1, TRIES)
        return found or (last if one.hearings + 1 >= TRIES else None)

    async def _fetch(self, file_id: str, target: Path) -> None:
        with target.open("wb") as kept:
            async for piece in self.storage.get(content_key(file_id)):
                kept.write(piece)

    async def _settle(self, one: Unheard, found: Heard | None) -> int:
        if found is None:
            return 0
        most = self.settings.max_text
        text = found.text if len(found.text) <= most else found.text[: most - 1] + "…"
        fields = {name: getattr(found, name) for name in Transcript.__struct_fields__}
        now = datetime.now(UTC)
        async with self.store.writing() as connection:
            await transcribed(connection, self.store, one.message_id, Transcript(**fields), text, now)
            settled = update(files).where(files.c.id == one.id).values(heard=found.state)
            await connection.execute(settled)
        return 1
