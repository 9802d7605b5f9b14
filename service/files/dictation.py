"""What somebody says becomes a text for them alone: listened to at once, kept nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from service.errors import NotFound, Unavailable
from service.files.errors import FileBroken, FileEmpty, FileTooLarge, VoiceTooLong
from service.files.hear import can_hear
from service.files.hearing import Heard, heard_at_once
from service.files.recordings import LONG

MINUTES = 2
"""That one dictation may last: whoever waits for the answer waits for a part of it."""
LARGEST = 12 * 1024 * 1024
"""Bytes of one: two minutes as WAV of 48,000 samples a second."""
PEOPLE = 5
"""Who dictate in this process at a time, one of whom is listened to; others are asked to try again."""
WAIT, WITHIN = 30.0, 90.0
"""Seconds that one waits for its turn, and that listening may take."""


class Dictation:
    """Listens to one person at a time. `able`: whether extra `voice` is there."""

    def __init__(self, *, able: bool | None = None) -> None:
        self.able = can_hear() if able is None else able
        self._people: set[str] = set()
        self._turn = asyncio.Semaphore(1)

    @property
    def seconds(self) -> int:
        """That one may last here; 0: nothing listens."""
        return MINUTES * 60 if self.able else 0

    async def write(self, person_id: str, language: str, sound: AsyncIterator[bytes]) -> Heard:
        """What is said in `sound`. `language`: what the person writes.

        Raises:
            NotFound: nothing here can listen.
            FileEmpty, FileTooLarge, FileBroken, VoiceTooLong.
            Unavailable: too many dictate, or it takes too long.
        """
        if not self.able:
            raise NotFound("This installation cannot listen: extra `voice` is missing.")
        with self._place(person_id):
            body = await _read(sound)
            return _settled(await self._listen(body, language.partition("-")[0]))

    @contextmanager
    def _place(self, person_id: str) -> Iterator[None]:
        if person_id in self._people or len(self._people) >= PEOPLE:
            raise Unavailable("Too much is being dictated. Try again.")
        self._people.add(person_id)
        try:
            yield
        finally:
            self._people.discard(person_id)

    async def _listen(self, body: bytes, language: str) -> Heard | None:
        try:
            async with asyncio.timeout(WAIT):
                await self._turn.acquire()
        except TimeoutError as error:
            raise Unavailable("Too much is being dictated. Try again.") from error
        try:
            return await heard_at_once(body, language, within=WITHIN, most=MINUTES * 60)
        except TimeoutError as error:
            raise Unavailable("Listening takes too long just now. Try again.") from error
        finally:
            self._turn.release()


async def _read(sound: AsyncIterator[bytes]) -> bytes:
    body = bytearray()
    async for piece in sound:
        body += piece
        if len(body) > LARGEST:
            raise FileTooLarge("A dictation is too large.", limit=LARGEST)
    if not body:
        raise FileEmpty("There is nothing to listen to.")
    return bytes(body)


def _settled(found: Heard | None) -> Heard:
    if found is None:
        raise FileBroken("This recording is cut off or damaged.")
    if found.problem == LONG:
        raise VoiceTooLong(f"A dictation has at most {MINUTES} minutes.", limit=MINUTES)
    return found
