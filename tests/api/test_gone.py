"""Clients that go away in the middle of something are counted, and are no error."""

import asyncio
import json
import logging
import socket
import struct
from contextlib import suppress

import pytest
import websockets

from tests.api.serving import Guest, Served, opened, until

COUNT = 40


def connection(served: Served) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", served.settings.port))
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close is a reset
    return one


def head(guest: Guest, method: str, path: str, length: int) -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {guest.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


@pytest.mark.parametrize("polite", [False, True], ids=["reset", "closed"])
def test_uploads_that_break_off_are_counted_and_logged_nowhere(served, ana, conversation, caplog, polite):
    caplog.set_level(logging.INFO)
    before = served.context.tally.counts["clients_gone"]
    for number in range(COUNT):
        with connection(served) as one:
            one.sendall(
                head(ana, "POST", f"/api/conversations/{conversation}/messages", 5000) + b'{"text": "half'
            )
            if polite:
                one.shutdown(socket.SHUT_WR)
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 0, 0))
            elif number % 2:
                ana.http.get("/health/live")  # by now it waits for the rest
    until(lambda: served.context.tally.counts["clients_gone"] - before >= COUNT // 2, "counted")
    assert ana.http.get("/api/me").status_code == 200
    assert [one for one in caplog.records if one.levelno >= logging.ERROR or one.exc_info] == []


def test_who_does_not_wait_for_the_answer_is_no_error(served, ana, bob, conversation, caplog):
    caplog.set_level(logging.INFO)
    for number in range(20):
        ana.post(conversation, f"{number} " + "x" * 4000)
    body = json.dumps({"text": "said, not waited for", "client_id": "gone"}).encode()
    for _ in range(COUNT):
        with connection(served) as one:
            one.sendall(head(ana, "GET", f"/api/conversations/{conversation}/messages", 0))
        with socket.create_connection(("127.0.0.1", served.settings.port)) as one:
            one.sendall(head(ana, "POST", f"/api/conversations/{conversation}/messages", len(body)) + body)
    until(lambda: not served.server.server_state.tasks, "all are done with")
    assert bob.http.get(f"/api/conversations/{conversation}").json()["last_seq"] in {20, 21}, "never twice"
    assert [one for one in caplog.records if one.levelno >= logging.ERROR or one.exc_info] == []


def test_sockets_that_break_at_any_moment_are_no_error(served, ana, conversation, caplog):
    caplog.set_level(logging.INFO)

    async def flow():
        for number in range(COUNT):
            async with opened(served, ana.token if number % 4 else None) as one:
                with suppress(websockets.ConnectionClosed):  # without a token it may be closed by now
                    if number % 3:
                        await one.send(type="hello", positions={conversation: 0})
                    if number % 3 == 2:
                        for _ in range(5):
                            await one.send(type="resume", conversation_id=conversation, rev=0)
                one.connection.transport.abort()

    asyncio.run(flow())
    for _ in range(COUNT):
        with connection(served) as one:
            one.sendall(b"GET /api/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
    until(lambda: ana.id not in served.context.connections.people(), "left")
    assert ana.http.get("/api/me").status_code == 200
    assert [one for one in caplog.records if one.levelno >= logging.ERROR or one.exc_info] == []


def test_a_text_frame_that_is_no_text_closes_that_socket_and_is_no_error(served, ana, caplog):
    caplog.set_level(logging.INFO)

    async def flow():
        async with opened(served, ana.token) as one:
            one.connection.protocol.send_text(b"\xff\xfe{")
            one.connection.transport.write(b"".join(one.connection.protocol.data_to_send()))
            assert await one.code() == 1007

    asyncio.run(flow())
    assert [one for one in caplog.records if one.levelno >= logging.ERROR or one.exc_info] == []
