"""What is still open when the grace of the end is over is cut off, and is no failure of the app."""

import asyncio
import logging
import threading

import httpx
import pytest
import uvicorn
import websockets
from litestar import Litestar, WebSocket, get, websocket

from service.api.connections import Door, protocols
from service.api.cut_off import CutOff
from tests.api.serving import until
from tests.ports import free_port

WAITING: set[str] = set()


@get("/never")
async def never() -> None:
    WAITING.add("http")
    await asyncio.Event().wait()


@websocket("/live")
async def live(socket: WebSocket) -> None:
    await socket.accept()
    WAITING.add("websocket")
    await asyncio.Event().wait()


@pytest.fixture
def served():
    app = CutOff(Litestar([never, live], openapi_config=None))
    http, ws = protocols(Door(100, (), lambda name: None))
    port = free_port()
    config = uvicorn.Config(app, http=http, ws=ws, port=port, log_config=None, timeout_graceful_shutdown=0)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started, "started")
    yield server, port
    server.should_exit = True
    thread.join(60)
    assert not thread.is_alive()


def test_who_waits_is_told_to_ask_again_sockets_end_and_no_failure_is_logged(served, caplog):
    server, port = served
    caplog.set_level(logging.WARNING)

    async def flow():
        async with (
            httpx.AsyncClient(timeout=60, trust_env=False) as client,
            websockets.connect(f"ws://127.0.0.1:{port}/live", proxy=None) as socket,
        ):
            asked = asyncio.create_task(client.get(f"http://127.0.0.1:{port}/never"))
            while len(WAITING) < 2:
                await asyncio.sleep(0.01)
            server.should_exit = True
            with pytest.raises(websockets.ConnectionClosed):
                await socket.recv()
            answer = await asked
        assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (
            503,
            "unavailable",
            "1",
        )

    asyncio.run(asyncio.wait_for(flow(), 120))
    said = [one.getMessage() for one in caplog.records]
    assert not [one for one in said if "Exception" in one] and sum("cut off" in one for one in said) == 2
