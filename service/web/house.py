"""All that one web process runs on: opened in order, closed in reverse."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

from redis.exceptions import RedisError

from service.duties import answers, apply, audit, broker_file, relay, sweep
from service.realtime.hub import Hub
from service.realtime.presence import Presence
from service.store import Store
from service.web.limits.counting import Limits
from service.web.limits.sockets import Sockets
from service.web.limits.table import SOCKETS
from service.web.tally import Tally
from service.web.watch import Watch
from service.wire.broker import Client, connect
from service.wire.parts import BEAT_EVERY, Heartbeat, beat, withdraw
from service.wire.settings import Settings
from service.wire.supervise import every

PART = "serve"


@dataclass(frozen=True, slots=True)
class House:
    """What routes work with. `name` is unique among all web processes."""

    settings: Settings
    store: Store
    client: Client
    hub: Hub
    presence: Presence
    watch: Watch
    name: str
    limits: Limits
    sockets: Sockets
    tally: Tally = field(default_factory=Tally)


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Open everything; on the way out stop the duties first, then the hub, then close broker and store."""
    client = connect(settings.broker_url)
    limits = Limits(client, settings.limits, settings.max_text)
    sockets = Sockets(client, limits.table[SOCKETS.name].amount)
    store = await Store.open(settings)
    hub_watch, watch = Watch(), Watch()
    hub = Hub(settings.broker_url, client)
    presence = Presence(store, client, hub)
    house = House(settings, store, client, hub, presence, watch, _name(settings), limits, sockets)
    try:
        hub_watch.start("hub", hub.run)
        _start_duties(house)
        yield house
    finally:
        hub.close_all()
        await watch.close()
        await hub_watch.close(within=5.0)
        await client.aclose()
        await store.close()


def _start_duties(house: House) -> None:
    store, client, hub, start = house.store, house.client, house.hub, house.watch.start
    start("presence", house.presence.run)
    start("relay", lambda stop: relay.run(store, client, stop=stop))
    start("apply", lambda stop: apply.run(store, hub, house.settings, house.name, stop=stop))
    start("answers", lambda stop: answers.run(hub, house.settings, house.name, stop=stop))
    start("audit", lambda stop: audit.run(store, client, house.settings, house.name, stop=stop))
    start("sweep", lambda stop: sweep.run(store, client, hub, stop=stop))
    start("tally", house.tally.run)
    start("sockets", house.sockets.run)
    start("broker_file", lambda stop: broker_file.run(client, house.settings, stop=stop))
    start("heartbeat", partial(_heartbeat, house))


async def _heartbeat(house: House, stop: asyncio.Event) -> None:
    """Say that this process serves, until it does not."""
    alive = Heartbeat(part=PART, name=house.name)
    await every(BEAT_EVERY, "heartbeat", lambda: beat(house.client, alive), stop)
    with suppress(RedisError, OSError):  # without a broker it ends by itself
        await withdraw(house.client, PART, house.name)


def _name(settings: Settings) -> str:
    """Host and port: stable over restarts, so that a new run takes up what the last one left unfinished."""
    return (
        f"{socket.gethostname()}-{settings.port}"
        if settings.port
        else f"{socket.gethostname()}-{os.getpid()}"
    )
