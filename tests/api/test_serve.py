"""`duologue serve` as a process: ready, stopped in order, and what stands in its log."""

import asyncio
import gc
import os
import resource
import secrets
import signal
import sys
from contextlib import contextmanager

import httpx
import websockets

from service.api.serve import NEW_OBJECTS, raise_file_limit, settle
from tests.api.serving import Live, serving, until
from tests.ports import free_port
from tests.processes import start
from wire.contracts.settings import Settings


@contextmanager
def process(settings: Settings, port: int, out):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DUOLOGUE_")}
    environ |= {
        "DUOLOGUE_HOME": str(settings.home),
        "DUOLOGUE_REDIS_URL": settings.redis_url,
        "DUOLOGUE_PORT": str(port),
        "DUOLOGUE_LOG_LEVEL": "DEBUG",
        "PYTHONUNBUFFERED": "1",
    }
    with out.open("wb") as log:
        one = start("service.cli", "serve", imports="service.api.serve", environ=environ, out=log, err=log)
    try:
        yield one
    finally:
        one.kill()
        one.wait(60)


def test_ready_is_said_and_sigterm_ends_all_in_order(settings, tmp_path):
    port, out, secret = free_port(), tmp_path / "out", secrets.token_hex(12)
    url = f"http://127.0.0.1:{port}"
    with process(settings, port, out) as one:
        until(lambda: "is ready at" in out.read_text(), "ready")
        assert f"Duologue is ready at {url}" in out.read_text()
        tokens = {}
        for handle in ("ana", "bob"):
            body = {"handle": handle, "name": handle, "password": secret, "language": "en"}
            tokens[handle] = httpx.post(f"{url}/api/people", json=body).json()["token"]
        header = {"Authorization": f"Bearer {tokens['ana']}"}
        conversation = httpx.post(f"{url}/api/conversations", json={"with": "bob"}, headers=header).json()[
            "id"
        ]

        async def flow():
            async with websockets.connect(
                url.replace("http", "ws") + "/api/live", additional_headers=header, proxy=None
            ) as connection:
                live = Live(connection)
                await live.send(type="hello")
                await live.next("ready")
                await live.send(
                    type="post", ref="1", conversation_id=conversation, client_id="c", text=f"I said {secret}"
                )
                await live.next("posted")
                one.send_signal(signal.SIGTERM)
                assert await live.code() == 1012

        asyncio.run(flow())
        assert one.wait(60) == 0
    said = out.read_text()
    assert "Traceback" not in said
    assert secret not in said, "neither passwords nor messages"
    assert all(token not in said for token in tokens.values())


def test_what_a_process_began_with_is_not_looked_through_again_and_a_test_changes_nothing(settings):
    limits, kept, turn = gc.get_threshold(), gc.get_freeze_count(), sys.getswitchinterval()
    with serving(settings):
        assert gc.get_threshold() == limits
        assert gc.get_freeze_count() <= kept, "some of them have gone by themselves"
        assert sys.getswitchinterval() == turn
    try:
        settle()
        assert gc.get_threshold()[0] == NEW_OBJECTS
        assert gc.get_freeze_count() > kept + 1_000
        assert sys.getswitchinterval() < turn
    finally:
        gc.set_threshold(*limits)
        sys.setswitchinterval(turn)


def test_a_port_that_is_taken_is_an_error(settings, tmp_path):
    port = free_port()
    with process(settings, port, tmp_path / "one") as first:
        until(lambda: "is ready at" in (tmp_path / "one").read_text(), "ready")
        with process(settings, port, tmp_path / "two") as second:
            assert second.wait(60) != 0
        assert "is ready at" not in (tmp_path / "two").read_text()
        first.send_signal(signal.SIGINT)
        assert first.wait(60) == 0


def test_a_process_may_have_as_many_sockets_as_the_system_lets_it():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (before[1] - 1, before[1]))
        assert raise_file_limit() == before[1]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
