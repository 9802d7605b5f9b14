"""Running parts beside a story, and looking at streams."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from service.realtime.frames import FromServer, MessageEnriched, SentimentChanged
from service.realtime.screens import Screens
from service.store import Store
from tests.waiting import rests
from wire.broker.clients import connect
from wire.broker.streams import BODY, BULK, ENRICHMENTS, MESSAGES, keys
from wire.contracts.activity import Activity
from wire.contracts.codec import decoder, encode
from wire.contracts.events import Enriched, MessagePosted

decode = decoder(MessagePosted | Activity | Enriched)


class Bells:
    """Keeps what is pushed about enrichments of a store: the end of the line, as a socket is."""

    def __init__(self, store: Store) -> None:
        self.rung: list[tuple[str, FromServer]] = []
        nowhere: Any = self  # neither sockets nor presence are looked at here
        store.subscribers.add(Screens(store, nowhere, nowhere).show)

    async def notify(self, person_id: str, frame: FromServer) -> None:
        await self.notify_all((person_id,), frame)

    async def notify_all(self, people: Iterable[str], frame: FromServer) -> None:
        if isinstance(frame, MessageEnriched | SentimentChanged):
            self.rung += [(one, frame) for one in people]


@asynccontextmanager
async def running(part: Callable[[asyncio.Event], Awaitable[None]]):
    """A duty that runs while inside, and has ended well after."""
    stop = asyncio.Event()
    task = asyncio.create_task(part(stop))
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait_for(task, 90)


@asynccontextmanager
async def client_of(url: str):
    client = connect(url)
    try:
        yield client
    finally:
        await client.aclose()


async def until(look: Callable[[], Awaitable[object]], seconds: float = 60.0):
    """What `look` gives, once that is true."""
    deadline = time.monotonic() + seconds
    for rest in rests():
        if found := await look():
            return found
        if time.monotonic() > deadline:
            break
        await asyncio.sleep(rest)
    raise AssertionError(f"not within {seconds} s")


async def posted(client, partitions: int = 1) -> list[MessagePosted]:
    """The work on messages, in the order of the streams `messages`, wherever each is done."""
    here, aside = await _on(client, MESSAGES, partitions), await _on(client, BULK, partitions)
    return [next(other for other in aside if _same(one, other)) if one.elsewhere else one for one in here]


def _same(one: MessagePosted, other: MessagePosted) -> bool:
    return (one.message_id, one.queued_at) == (other.message_id, other.queued_at)


async def _on(client, name: str, partitions: int) -> list[MessagePosted]:
    rows = [row for key in keys(name, partitions) for row in await client.xrange(key)]
    return [decode(fields[BODY]) for _, fields in rows]


async def say(client, event: Enriched) -> None:
    """Put an enrichment where a worker would."""
    await client.xadd(keys(ENRICHMENTS, 1)[0], {BODY: encode(event)})
