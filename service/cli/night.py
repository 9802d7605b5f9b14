"""What groups customers' messages at night: a process of NLP's own, asked by the job of the service."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

import msgspec

from service.desk.painpoints.models import Made, Night, Row

if TYPE_CHECKING:
    from nlp.clusters.night import Embed, Group

T = TypeVar("T")

PATIENCE = 900.0
"""Seconds that one question may take on a busy machine."""
MODULE = "nlp.clusters.night"
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class NightFailed(Exception):
    """The process that groups has died, or took too long."""


class NightGrouper:
    """Asks a process of its own, which ends after its answer: nothing of it stays in memory by day."""

    def __init__(self) -> None:
        from nlp.encoder.embedding import MODEL

        self.model = MODEL

    async def vectors(self, texts: Sequence[str], stop: asyncio.Event) -> list[bytes] | None:
        """As `service.jobs.painpoints.Grouper`. NightFailed."""
        from nlp.clusters.night import Embed, Embedded
        from nlp.encoder.embedding import DIMENSIONS

        found = await _asked(Embed(texts=list(texts)), Embedded, stop)
        if found is None:
            return None
        ends = range(DIMENSIONS, len(found.vectors) + 1, DIMENSIONS)
        return [found.vectors[end - DIMENSIONS : end] for end in ends]

    async def groups(
        self,
        rows: Sequence[Row],
        called: Sequence[str],
        known: Sequence[tuple[str, bytes]],
        spoken: str,
        stop: asyncio.Event,
    ) -> Night | None:
        """As `service.jobs.painpoints.Grouper`. NightFailed."""
        from nlp.clusters.night import Group, Grouped, Known

        asked = Group(
            vectors=b"".join(one.vector for one in rows),
            languages=[one.language for one in rows],
            reads=[one.read for one in rows],
            spoken=spoken,
            authors=[one.author_id for one in rows],
            never=list(called),
            known=[Known(id=id_, middle=middle) for id_, middle in known],
        )
        found = await _asked(asked, Grouped, stop)
        if found is None:
            return None
        groups = [Made(words=one.words, middle=one.middle, known=one.known) for one in found.groups]
        return Night(groups=groups, of=found.of, like=found.like)


async def _asked(question: Embed | Group, kind: type[T], stop: asyncio.Event) -> T | None:
    """The answer; None where `stop` was set before it came. The process never outlives this."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", MODULE, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # what it dies of may name what was said
        env=os.environ | ONE_THREAD,
    )  # fmt: skip
    asked = asyncio.ensure_future(process.communicate(msgspec.msgpack.encode(question)))
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({asked, stopped}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if not asked.done():
            if stop.is_set():
                return None
            raise NightFailed(f"no answer within {PATIENCE:.0f} s")
        said, _ = asked.result()
    finally:
        for task in (asked, stopped):
            task.cancel()
        if process.returncode is None:
            process.kill()
            await process.wait()
        await asyncio.gather(asked, stopped, return_exceptions=True)
    if process.returncode:
        raise NightFailed(f"it ended with {process.returncode}")
    return msgspec.msgpack.decode(said, type=kind)
