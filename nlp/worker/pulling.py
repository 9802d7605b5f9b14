"""Models that somebody asked for in the chat: fetched by a process of its own, and used at once.

Of several workers one fetches; the others look at the disk again once it is done. What broke off goes on from
what is on the disk, by whichever worker looks next.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from msgspec.structs import replace

from nlp.provisioning.steps import ENDED, Job, Step, read_step
from wire.broker import pulls
from wire.broker.clients import Client
from wire.contracts.codec import encode
from wire.contracts.pulls import Pull, Wanted
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0
"""Seconds between two looks for what is wanted."""

TELL_EVERY = 0.5
"""Seconds between two words of how far it is, and after which it is noticed that nobody wants it any more."""


class Puller:
    """Fetches what is wanted, and has the models looked for again whenever there are new ones."""

    def __init__(
        self, client: Client, name: str, settings: Settings, look_again: Callable[[], Awaitable[None]]
    ) -> None:
        self._client, self._name, self._settings, self._look_again = client, name, settings, look_again
        self._known = ""
        """The last one whose models are in use; empty: none is known of, it may have come while we loaded."""

    async def look(self, stop: asyncio.Event) -> None:
        """Fetch what is wanted and nobody fetches, until it is here or `stop` is set."""
        wanted = await pulls.wanted(self._client)
        if wanted is not None:
            begun = Pull(id=wanted.id, language=wanted.language, state="fetching")
            if await pulls.tell(self._client, wanted, begun, self._name):
                await self._fetch(wanted, begun, stop)
                return
        last = await pulls.told(self._client)
        done = last.id if last is not None and last.state == "done" else ""
        if done and done != self._known:
            await self._look_again()
            self._known = done

    async def _fetch(self, wanted: Wanted, pull: Pull, stop: asyncio.Event) -> None:
        step = await self._followed(wanted, pull, stop)
        if step is None:
            return
        if step.reason is None:
            await self._look_again()
            self._known = wanted.id
        over = replace(
            pull, state="done" if step.reason is None else "failed", reason=step.reason, detail=step.detail
        )
        await pulls.tell(self._client, wanted, over, self._name)
        log.info("models for %s: %s %s", wanted.language, over.state, over.reason or "")

    async def _followed(self, wanted: Wanted, pull: Pull, stop: asyncio.Event) -> Step | None:
        """The last word of the process that fetches; null: it was stopped, or nobody wants it any more."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "nlp.provisioning.child"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(encode(self._job(wanted)))
            process.stdin.close()
            return await self._heard(process.stdout, wanted, pull, stop)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _heard(
        self, words: asyncio.StreamReader, wanted: Wanted, pull: Pull, stop: asyncio.Event
    ) -> Step | None:
        told = time.monotonic()
        while not stop.is_set():
            step = await _next(words)
            if step is not None and step.over:
                return step
            if step is not None:
                pull = replace(pull, file=step.file, done=step.done, total=step.total)
            if time.monotonic() - told >= TELL_EVERY:
                if not await pulls.tell(self._client, wanted, pull, self._name):
                    return None
                told = time.monotonic()
        return None

    def _job(self, wanted: Wanted) -> Job:
        settings = self._settings
        return Job(language=wanted.language, models=str(settings.models_path), mirror=settings.models_mirror)


async def _next(words: asyncio.StreamReader) -> Step | None:
    """The next word; null: none came for a moment."""
    try:
        async with asyncio.timeout(TELL_EVERY):
            line = await words.readline()
    except TimeoutError:
        return None
    return read_step(line) if line else ENDED
