"""The heartbeat of a worker: news at once, kept alive, withdrawn; a broker that is away stops nothing."""

import asyncio
import time

from nlp.worker.ports import Skills
from nlp.worker.presence import Presence
from tests.waiting import rests
from wire.broker.clients import connect
from wire.broker.heartbeats import Heartbeat, alive


def heartbeats(url: str) -> list[Heartbeat]:
    async def ask():
        client = connect(url)
        try:
            return list(await alive(client, "worker"))
        finally:
            await client.aclose()

    return asyncio.run(ask())


def until(true, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    for rest in rests():
        if true():
            return
        assert time.monotonic() < end, "waited in vain"
        time.sleep(rest)


def test_news_is_told_at_once_and_taken_away_in_the_end(broker_url):
    presence = Presence(broker_url, "w")
    presence.start()
    presence.loading("loading models, 3 s")
    until(lambda: [one.detail for one in heartbeats(broker_url)] == ["loading models, 3 s"])
    assert not heartbeats(broker_url)[0].ready
    presence.ready(Skills((("en", "pt"), ("en", "fr")), (("en", "fr"),)))
    until(lambda: heartbeats(broker_url)[0].ready)
    (heartbeat,) = heartbeats(broker_url)
    assert heartbeat.rough == (("en", "fr"),)
    assert heartbeat.detail == "2 language pairs among en, fr, pt"
    presence.withdraw()
    assert heartbeats(broker_url) == []


def test_a_broker_that_is_away_stops_nothing(tmp_path):
    presence = Presence(f"unix://{tmp_path}/none", "w")
    presence.start()
    presence.loading("loading models, 0 s")
    presence.withdraw()
