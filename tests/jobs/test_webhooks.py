"""The job `webhooks` against real servers of this machine: signed, bounded, and one delays itself alone."""

import asyncio
import json
import threading
from dataclasses import replace

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from service.jobs.webhooks import Webhooks
from service.outbound.hooks import HookFailed, HookSender
from service.outbound.signing import new_secret
from service.outbound.webhooks.deliveries import list_deliveries, trial
from service.outbound.webhooks.endpoints import WebhookWanted, create_webhook
from tests.contract.visiting import shop
from tests.outbound.test_pages import speaking
from tests.store.databases import sqlite_database, world
from wire.contracts.settings import Settings

PATIENT = 100.0
"""Seconds: no test hangs on how slow a machine is."""


def whole(connection, request: bytes) -> bytes:
    """A request with all of its body: it may come in parts, or break off."""

    def more() -> bytes:
        if not (part := connection.recv(65536)):
            raise ConnectionError("it broke off")
        return part

    while b"\r\n\r\n" not in request:
        request += more()
    head, _, body = request.partition(b"\r\n\r\n")
    [size] = [line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while len(body) < int(size):
        body += more()
    return head + b"\r\n\r\n" + body


def answer(status: int, body: bytes = b"", more: bytes = b"", asked: list[bytes] | None = None):
    head = b"HTTP/1.1 %d x\r\nconnection: close\r\n%s\r\n" % (status, more)

    def say(connection, request):
        request = whole(connection, request)
        if asked is not None:
            asked.append(request)
        connection.sendall(head + body)

    return say


def silent(over: threading.Event | None = None):
    """Reads, and says nothing; until it is over, or never."""

    def say(connection, request):
        whole(connection, request)
        if over is not None:
            over.wait(PATIENT)

    return say


def nonsense(connection, request):
    whole(connection, request)
    connection.sendall(b"nonsense\r\n\r\n")


@pytest.fixture
def told(tmp_path):
    """A story with a shop, whose webhooks may be here, and the job."""
    database = sqlite_database(tmp_path)
    settings = replace(database.settings, webhook_private=True)

    def run(story):
        async def begun(store):
            here = await shop(await world(store, settings))
            sender = HookSender(settings, within=PATIENT)
            try:
                await story(here, Webhooks(store, sender))
            finally:
                await sender.close()

        database.run(begun)

    return run


async def hook(here, port):
    url = WebhookWanted(url=f"http://127.0.0.1:{port}/in?a=b", events=("*",))
    made = await create_webhook(here.store, here.world.ana, here.where, url, private=True)
    await trial(here.store, here.world.ana, here.where, made.id)
    return made


async def states(here, made):
    page = await list_deliveries(here.store, here.world.ana, here.where, made.id)
    return [(one.state, one.last_status, one.last_error) for one in page.items]


def test_what_is_sent_is_signed_as_the_standard_says(told):
    async def story(here, job):
        asked: list[bytes] = []
        with speaking(answer(204, asked=asked)) as (port, _):
            made = await hook(here, port)
            assert await job.run(asyncio.Event()) == 1
            assert await job.run(asyncio.Event()) == 0
        assert await states(here, made) == [("delivered", 204, None)]
        [request] = asked
        head, _, body = request.partition(b"\r\n\r\n")
        lines = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:]]
        raw = {name.lower(): value for name, value in lines}
        assert (raw["content-type"], raw["host"]) == ("application/json", f"127.0.0.1:{port}")
        verified = Webhook(made.secret).verify(body, raw)
        assert verified == json.loads(body)
        assert verified["type"] == "ping"
        with pytest.raises(WebhookVerificationError):
            Webhook(new_secret()).verify(body, raw)
        with pytest.raises(WebhookVerificationError):
            Webhook(made.secret).verify(body + b" ", raw)

    told(story)


def test_a_slow_server_delays_itself_alone(told):
    async def story(here, job):
        over = threading.Event()
        with (
            speaking(silent(over)) as (late, _),
            speaking(answer(200)) as (quick, asked),
            speaking(answer(500)) as (bad, _),
        ):
            waits, fails = await hook(here, late), await hook(here, bad)
            stop = asyncio.Event()
            running = asyncio.create_task(job.run(stop))
            try:
                await until(lambda: states(here, fails), [("waiting", 500, None)])
                served = await hook(here, quick)
                await until(lambda: states(here, served), [("delivered", 200, None)])
                assert len(asked) == 1
                assert await states(here, waits) == [("waiting", None, None)], "it is still being sent"
            finally:
                stop.set()
                over.set()
                await running
        [(state, status, error)] = await states(here, waits)
        assert (state, status, error) == ("waiting", None, "not_answered")

    told(story)


async def until(asked, wanted):
    async with asyncio.timeout(PATIENT):
        while await asked() != wanted:
            await asyncio.sleep(0.01)


def post(settings=None, url="http://127.0.0.1:1/", **options):
    async def once():
        sender = HookSender(settings or Settings(webhook_private=True), within=PATIENT)
        try:
            return await sender.post(url, b"{}", {}, **options)
        finally:
            await sender.close()

    return asyncio.run(once())


@pytest.mark.parametrize(
    ("say", "wanted", "code"),
    [
        (answer(200, b"x" * 2000), 1000, "too_large"),
        (answer(200, b"x" * 100_000), 0, None),
        (answer(302, more=b"location: http://127.0.0.1:1/\r\n"), 0, None),
        (nonsense, 0, "not_answered"),
        (silent(), 0, "not_answered"),
    ],
)
def test_an_answer_is_bounded_and_leads_nowhere(say, wanted, code):
    with speaking(say) as (port, asked):
        url = f"http://127.0.0.1:{port}/"
        if code is None:
            assert post(url=url, wanted=wanted).status in (200, 302)
        else:
            with pytest.raises(HookFailed, match=code):
                post(url=url, wanted=wanted)
    assert len(asked) == 1


def test_nothing_is_sent_inside_unless_that_is_allowed():
    with speaking(answer(200)) as (port, asked):
        for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"):
            with pytest.raises(HookFailed, match="not_public"):
                post(Settings(), f"http://{host}:{port}/")
    assert asked == []


def test_who_does_not_answer_is_waited_for_no_longer_than_any():
    over = threading.Event()
    with speaking(silent(over)) as (port, _), pytest.raises(HookFailed, match="timed_out"):
        try:
            post(url=f"http://127.0.0.1:{port}/", within=0.2)
        finally:
            over.set()


def test_nobody_is_there():
    with pytest.raises(HookFailed, match="unreachable"):
        post()
