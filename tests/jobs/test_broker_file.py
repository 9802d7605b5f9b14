"""What nobody has sent is in no file of the broker, also after it has rewritten its file, or was killed."""

import asyncio
import subprocess
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.jobs import broker_file, forget
from service.jobs.broker_file import Keeper, rewrite
from service.supervisor.valkey import command
from tests.jobs.tools import until
from wire.broker.clients import FLEETING, add, add_fleeting, connect, ensure_group
from wire.broker.lag import backlog
from wire.broker.streams import BODY, GROUP_NLP, HURRIED, MESSAGES, REQUESTS, lane_of, stream
from wire.contracts.events import PreviewAsked, Turn
from wire.contracts.settings import Settings

CANARY = "canary-that-nobody-sent"
REQUESTS_0, MESSAGES_0 = stream(REQUESTS, 0), stream(MESSAGES, 0)


def asked(text: str) -> PreviewAsked:
    now = datetime.now(UTC)
    return PreviewAsked(
        request_id="r", person_id="p", conversation_id="c", text=text, language="en", target="pt",
        asked_at=now, expires_at=now + timedelta(seconds=10),
    )  # fmt: skip


class Broker:
    """Our own, as `duologue broker` runs it."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(command(self.settings), stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def files_with(self, text: str) -> list[str]:
        """Old files go beside the look, soon after they were written anew."""
        found = {}
        for path in self.settings.home.rglob("*"):
            with suppress(FileNotFoundError):
                if path.is_file():
                    found[path.name] = path.read_bytes()
        assert any("incr" in name for name in found) and any("base" in name for name in found)
        return [name for name, body in found.items() if text.encode() in body]


@pytest.fixture
def broker(tmp_path):
    made = Broker(tmp_path / "home")
    made.start()
    yield made
    made.kill()


def told(broker, story):
    async def begun():
        client = connect(broker.settings.broker_url)
        try:
            await until(lambda: answers(client))
            await story(client)
        finally:
            await client.aclose()

    async def answers(client):
        try:
            return await client.ping()
        except (OSError, Exception):
            return False

    asyncio.run(begun())


async def written(client) -> bool:
    """Everything up to now is on the disk, and no rewrite is under way."""
    if (await client.waitaof(1, 0, 2000))[0] < 1:
        return False
    info = await client.info("persistence")
    return not info["aof_rewrite_in_progress"] and not info["aof_rewrite_scheduled"]


def test_a_preview_works_like_any_entry_and_is_in_no_file(broker):
    async def story(client):
        await ensure_group(client, REQUESTS_0, GROUP_NLP)
        await add_fleeting(client, REQUESTS_0, asked(CANARY))
        await add(client, MESSAGES_0, Turn(author_id="a", text="sent"))
        ((_, ((entry_id, fields),)),) = await client.xreadgroup(GROUP_NLP, "w", {REQUESTS_0: ">"})
        assert CANARY.encode() in fields[BODY]
        await until(lambda: written(client))
        assert broker.files_with("sent") and not broker.files_with(CANARY)
        assert await client.xack(REQUESTS_0, GROUP_NLP, entry_id) == 1

    told(broker, story)


def test_old_ones_are_dropped_by_new_ones(broker):
    async def story(client):
        old = int((datetime.now(UTC).timestamp() - FLEETING - 5) * 1000)
        await client.xadd(REQUESTS_0, {BODY: b"old"}, id=f"{old}-0")
        await add_fleeting(client, REQUESTS_0, asked("new"))
        assert await client.xlen(REQUESTS_0) == 1

    told(broker, story)


def test_a_rewrite_writes_messages_and_no_preview_that_lies_there(broker):
    async def story(client):
        await ensure_group(client, REQUESTS_0, GROUP_NLP)
        await add(client, MESSAGES_0, Turn(author_id="a", text="sent"))
        for number in range(200):
            await add_fleeting(client, REQUESTS_0, asked(f"{CANARY} {number}"))
        await rewrite(client, 1)
        await until(lambda: written(client))
        assert broker.files_with("sent") and not broker.files_with(CANARY)

    told(broker, story)


def test_what_an_earlier_version_wrote_is_gone_after_the_start(broker):
    async def story(client):
        await client.xadd(REQUESTS_0, {BODY: CANARY.encode()})
        await until(lambda: written(client))
        assert broker.files_with(CANARY), "as it was"
        assert await Keeper(client, 1).look() == 1
        await until(lambda: gone(broker))
        assert (await client.info("persistence"))["aof_last_bgrewrite_status"] == "ok"

    told(broker, story)


async def gone(broker) -> bool:
    """Whether it is in no file any more."""
    return not broker.files_with(CANARY)


def test_the_file_is_rewritten_when_it_has_doubled_and_not_before(broker, monkeypatch):
    monkeypatch.setattr(broker_file, "SMALLEST", 200_000)

    async def rewrites(client):
        assert await until(lambda: written(client))
        return (await client.info("stats"))["total_forks"]

    async def story(client):
        keeper = Keeper(client, 1)
        await keeper.look()
        first = await rewrites(client)
        await keeper.look()
        assert await rewrites(client) == first, "nothing new"
        await add(client, MESSAGES_0, Turn(author_id="a", text="x" * 300_000))
        await keeper.look()
        assert await rewrites(client) == first + 1
        await keeper.look()
        assert await rewrites(client) == first + 1

    told(broker, story)


def test_what_somebody_wrote_who_left_is_in_no_file(broker, monkeypatch):
    monkeypatch.setattr(forget, "SETTLED", 0.0)
    bulk, hurried = lane_of("ana", 0), stream(HURRIED, 0)

    async def story(client):
        keeper = Keeper(client, 1)
        await keeper.look()
        await until(lambda: written(client))
        for key in (MESSAGES_0, bulk, hurried):
            await add(client, key, Turn(author_id="ana", text=CANARY))
            await add(client, key, Turn(author_id="bob", text="stays"))
        await until(lambda: written(client))
        assert broker.files_with(CANARY)
        assert await forget.forget(client, 1, "ana") == 3
        await client.zadd(forget.LEFT, {"ana": 0.0})
        await add(client, MESSAGES_0, Turn(author_id="ana", text=CANARY + " in hand"))
        await keeper.look()
        await until(lambda: written(client))
        await until(lambda: gone(broker))
        assert broker.files_with("stays")
        assert not await client.exists(forget.LEFT)

    told(broker, story)


def test_a_rewrite_that_had_begun_before_is_not_enough(broker, monkeypatch):
    monkeypatch.setattr(forget, "SETTLED", 0.0)

    async def under_way(*_):
        return False

    async def story(client):
        await client.zadd(forget.LEFT, {"ana": 0.0})
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(broker_file, "rewrite", under_way)
            await Keeper(client, 1).look()
        assert await client.exists(forget.LEFT)

    told(broker, story)


def test_a_broker_killed_with_previews_in_hand_comes_back_and_serves(broker):
    async def before(client):
        await ensure_group(client, REQUESTS_0, GROUP_NLP)
        for number in range(20):
            await add_fleeting(client, REQUESTS_0, asked(f"{CANARY} {number}"))
        await client.xreadgroup(GROUP_NLP, "w", {REQUESTS_0: ">"}, count=10)
        await until(lambda: written(client))

    async def after(client):
        assert await client.xlen(REQUESTS_0) == 0
        await ensure_group(client, REQUESTS_0, GROUP_NLP)
        await add_fleeting(client, REQUESTS_0, asked("again"))
        ((_, ((entry_id, _),)),) = await client.xreadgroup(GROUP_NLP, "w", {REQUESTS_0: ">"})
        await client.xack(REQUESTS_0, GROUP_NLP, entry_id)
        pending = await client.xpending(REQUESTS_0, GROUP_NLP)
        taken = await client.xautoclaim(REQUESTS_0, GROUP_NLP, "other", 0)
        assert not taken[1] and pending["pending"] <= 10, "what is pending has no body any more"
        assert await backlog(client, 1, name=REQUESTS) <= 10

    told(broker, before)
    broker.kill()
    broker.start()
    told(broker, after)


def test_a_broker_of_others_is_left_alone(broker_url):
    async def story():
        client = connect(broker_url)
        before = (await client.info("stats"))["total_forks"]
        assert await Keeper(client, 1, ours=False).look() == 0
        assert (await client.info("stats"))["total_forks"] == before
        await client.aclose()

    asyncio.run(story())
