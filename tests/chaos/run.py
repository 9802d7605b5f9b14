"""One run: an installation, people, a storm, and what the ledger says after it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import httpx

from tests.chaos.cluster import PARTITIONS
from tests.chaos.ledger import Ledger
from tests.chaos.parts import Installation, Starter
from tests.chaos.people import Author
from tests.chaos.plan import Plan
from tests.chaos.proxy import FaultProxy
from tests.chaos.settle import Rest
from tests.chaos.storm import Storm
from tests.chaos.town import settled
from tests.ports import free_port
from tests.waiting import rests
from wire.contracts.settings import Settings

DONE_HERE = (
    *("sign_up", "connecting", "posting", "posting_text", "receipts", "catching_up", "reading", "opening"),
    *("visiting", "looking", "again", "files_begun", "files_written", "files_read"),
)
"""Limits of what people do here, often and from one address; an older version knows them, too."""
BEGINS = 300.0
"""Seconds until everything is ready, on a busy machine."""
ENDS = 300.0
"""Seconds in which whoever waits for an answer gets one, once the weather is fair."""


async def run(plan: Plan) -> Ledger:
    """The storm, and what the ledger says after it."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    ledger, installation = Ledger(plan.folder / "ledger.jsonl"), None
    try:
        installation = _installation(plan, ledger)
        await installation.start()
        await _ready(installation)
        await _live(plan, installation, ledger)
    finally:
        if installation is not None:
            await installation.stop()
    return ledger


def _installation(plan: Plan, ledger: Ledger) -> Installation:
    home = plan.folder / "home"
    url = plan.database.url if plan.database else ""
    broker, partitions = (plan.cluster.url, PARTITIONS) if plan.cluster else ("", 1)
    settings = Settings(home=home, database_url=url, redis_url=broker, partitions=partitions)
    ports = [replace(settings, port=free_port()) for _ in range(plan.counts["serve"])]
    said = {
        "DUOLOGUE_HOME": str(home),
        "DUOLOGUE_DATABASE_URL": url,
        "DUOLOGUE_REDIS_URL": broker,
        "DUOLOGUE_PARTITIONS": str(partitions),
        "DUOLOGUE_LIMITS": ",".join(f"{name}=100000000/minute" for name in DONE_HERE) + ",sockets=1000",
        "DUOLOGUE_CONNECTIONS_PER_ADDRESS": "5000",
        "DUOLOGUE_COLLECT_SECONDS": "1",
        "DUOLOGUE_RECLAIM_AFTER": "5",
    }
    installation = Installation(ports, said | dict(plan.environ), plan.folder, ledger, plan.cluster)
    installation.furnish(plan.starter, plan.counts)
    return installation


async def _ready(installation: Installation) -> None:
    async with httpx.AsyncClient(timeout=10, trust_env=False) as http:
        for one in installation.settings:
            await _answers(http, f"{one.chat_url}/health/live")


async def _answers(http: httpx.AsyncClient, url: str) -> None:
    ends = time.monotonic() + BEGINS
    for rest in rests():
        try:
            if (await http.get(url)).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError as error:
            if time.monotonic() > ends:
                raise TimeoutError(f"not ready: {url}") from error
        await asyncio.sleep(rest)


async def _live(plan: Plan, installation: Installation, ledger: Ledger) -> None:
    """People and weather, until both have ended and all is at rest."""
    first, file = installation.settings[0], plan.folder / "people.json"
    people = await asyncio.to_thread(settled, file, first.chat_url, plan.pairs, plan.visitors)
    proxy = FaultProxy(lambda: [one.port for one in installation.settings], plan.seed, plan.weather)
    await proxy.start()
    authors = [Author(one, proxy.port, ledger, plan.habits, plan.seed) for one in people]
    try:
        async with asyncio.TaskGroup() as group:
            screens = [group.create_task(one.run()) for author in authors for one in author.screens]
            await _storm(plan, installation, authors, proxy)
            await Rest(first, ledger, authors, plan.patience).wait()
            for one in screens:
                one.cancel()
    finally:
        await asyncio.gather(*(author.close() for author in authors))
        await proxy.close()
        ledger.done.update(proxy.counts)


async def _storm(plan: Plan, installation: Installation, authors: list[Author], proxy: FaultProxy) -> None:
    """Until the weather is over and everybody has an answer to what they said last."""
    stop, before, began = asyncio.Event(), len(installation.ledger), time.monotonic()
    writing = [asyncio.create_task(work) for author in authors for work in author.work(stop)]
    await Storm(installation, plan).blow(plan.seconds, plan.blows)
    said = len(installation.ledger) - before
    installation.ledger.done["acknowledged a minute, in the storm"] = round(
        60 * said / (time.monotonic() - began)
    )
    proxy.clear_up()
    if plan.rolling or plan.newer:
        await roll(installation, plan.newer)
    await _enough(plan, installation.ledger)
    stop.set()
    done, late = await asyncio.wait(writing, timeout=ENDS)
    installation.ledger.fault("never answered", len(late))
    for one in late:
        one.cancel()
    for one in done:
        one.result()


async def _enough(plan: Plan, ledger: Ledger) -> None:
    ends = time.monotonic() + ENDS
    for rest in rests():
        if len(ledger) >= plan.messages or time.monotonic() > ends:
            return
        await asyncio.sleep(rest)


async def roll(installation: Installation, newer: Starter | None = None) -> None:
    """Each part ends in good order and begins anew, as a newer version where one is given, before the next
    one does: of web processes somebody always serves."""
    await _ready(installation)
    for part in installation.of("serve", "jobs", "work", "collect") if newer else installation.of("serve"):
        code = await part.stop()
        installation.ledger.fault("did not end in good order", code not in (0, None))
        part.starter = newer or part.starter
        part.start()
        await _ready(installation)
