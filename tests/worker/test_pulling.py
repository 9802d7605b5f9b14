"""Models asked for in the chat: fetched by a process of its own, told, stopped, gone on with, then used."""

import asyncio
import threading
from pathlib import Path

import pytest

from nlp.engines.firefox.engine import FirefoxEngine, folder_of_pulled
from nlp.provisioning.pull import pull
from nlp.tasks.translation.translator import build_translator
from nlp.worker.pulling import Puller
from tests.nlp.engines import pulling
from tests.nlp.engines.mirror import served
from tests.nlp.engines.pulling import bundled, quiet, says_good_evening
from wire.broker import pulls
from wire.broker.clients import connect
from wire.contracts.ids import new_id
from wire.contracts.pulls import Pull, Wanted
from wire.contracts.settings import Settings

no_network, home_settings = pulling.no_network, pulling.home_settings


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> Path:
    """What another machine pulled: en>gl and gl>en, really en>pt and pt>en."""
    folder = tmp_path_factory.mktemp("elsewhere")
    for pair, name in (("enpt", "en-gl"), ("pten", "gl-en")):
        (folder / "copies" / name).mkdir(parents=True)
        for file in bundled(pair):
            (folder / "copies" / name / file.name).symlink_to(file)
    other = Settings(home=folder / "house")
    pull(other, ["gl"], quiet, sources=[str(folder / "copies")])
    return folder_of_pulled(other.models_path)


class Looked:
    """Counts how often models were looked for again."""

    def __init__(self) -> None:
        self.times = 0

    async def again(self) -> None:
        self.times += 1


def puller(client, settings: Settings, mirror: str, name: str = "w") -> tuple[Puller, Looked]:
    looked = Looked()
    own = Settings(home=settings.home, models_mirror=(mirror,))
    return Puller(client, name, own, looked.again), looked


def wanted(language: str = "gl") -> Wanted:
    return Wanted(id=new_id(), language=language)


def told(broker_url: str, story):
    async def run():
        client = connect(broker_url)
        try:
            return await story(client)
        finally:
            await client.aclose()

    return asyncio.run(run())


def test_what_is_wanted_is_fetched_once_and_used_by_all(broker_url, home_settings, elsewhere):
    async def story(client):
        (first, one), (second, other) = (
            puller(client, home_settings, str(elsewhere), name) for name in ("w1", "w2")
        )
        stop = asyncio.Event()
        await second.look(stop)
        assert await pulls.ask(client, wanted()) and not await pulls.ask(client, wanted("de"))
        await first.look(stop)
        await second.look(stop)
        await second.look(stop)
        last = await pulls.told(client)
        assert (last.state, one.times, other.times) == ("done", 1, 1)
        late, third = puller(client, home_settings, str(elsewhere), "w3")
        await late.look(stop)
        await late.look(stop)
        assert third.times == 1, "they came while it loaded"
        assert await pulls.ask(client, wanted("de")), "the next may be asked for"

    told(broker_url, story)
    assert says_good_evening(home_settings)


def test_what_is_stopped_goes_on_from_there_the_next_time(broker_url, home_settings, elsewhere):
    gate = threading.Event()

    async def story(client):
        with served(elsewhere) as server:
            one, looked = puller(client, home_settings, server.url)
            server.break_after = {".bin": [1000]}
            server.stalls = [None, None, gate]  # the list, a part of the model, and then nothing
            asked = wanted()
            await pulls.ask(client, asked)
            going = asyncio.create_task(one.look(asyncio.Event()))
            async with asyncio.timeout(60):
                while (await pulls.told(client)).done < 1000:
                    await asyncio.sleep(0.05)
            assert await pulls.cancel(client, asked) and not await pulls.cancel(client, asked)
            await going
            gate.set()
            assert (await pulls.told(client)).state == "cancelled" and not looked.times
            await pulls.ask(client, wanted())
            await one.look(asyncio.Event())
            assert (await pulls.told(client)).state == "done"
            assert "bytes=1000-" in server.asked(".bin")

    try:
        told(broker_url, story)
    finally:
        gate.set()


def test_why_it_failed_is_told(broker_url, home_settings, elsewhere):
    async def story(client):
        one, looked = puller(client, home_settings, str(elsewhere))
        await pulls.ask(client, wanted("de"))
        await one.look(asyncio.Event())
        last = await pulls.told(client)
        assert (last.state, last.reason, looked.times) == ("failed", "unreachable", 0)
        assert "does not have it" in last.detail and await pulls.wanted(client) is None

    told(broker_url, story)


def test_only_who_holds_it_tells(broker_url):
    async def story(client):
        asked = wanted()
        await pulls.ask(client, asked)
        begun = Pull(id=asked.id, language="gl", state="fetching")
        assert await pulls.tell(client, asked, begun, "w1")
        assert not await pulls.tell(client, asked, begun, "w2")
        assert not await pulls.tell(client, wanted(), begun, "w1"), "of another time"

    told(broker_url, story)


def test_what_no_worker_fetched_in_time_waits_no_more(broker_url):
    async def story(client):
        asked = wanted()
        await pulls.ask(client, asked)
        assert (await pulls.told(client)).state == "waiting"
        await client.delete("models:{pull}:wanted")  # as its time does
        assert not await pulls.cancel(client, asked)
        last = await pulls.told(client)
        assert (last.id, last.state, last.reason) == (asked.id, "failed", "unreachable")

    told(broker_url, story)


def test_a_translator_uses_models_that_came_since(home_settings, elsewhere):
    translator = build_translator(home_settings)
    try:
        before = translator.pairs()
        pull(home_settings, ["gl"], quiet, sources=[str(elsewhere)])
        assert isinstance(translator._engines["firefox"], FirefoxEngine)
        assert translator.pairs() == before
        translator.look_again()
        assert translator._routes.best("en", "gl").engines == "firefox"
    finally:
        translator.close()
