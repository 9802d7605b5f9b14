"""Real connections that say little, slowly or nothing, and many of one address."""

import asyncio
import contextlib
import socket
import time
from dataclasses import replace

import httpx
import pytest

from service.api import connections
from tests.api.serving import PLENTY, Guest, Served, live, serving, until

MANY = 100
HOUR = 3600.0


@pytest.fixture
def impatient(monkeypatch):
    """Who sends something at once has said it long before."""
    monkeypatch.setattr(connections, "HEAD_WITHIN", 2.0)
    monkeypatch.setattr(connections, "BODY_GRACE", 2.0)


def connect(served: Served) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", served.settings.port), timeout=60)
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return one


def said_at_the_end(one: socket.socket) -> bytes:
    """All that comes until the server closes; fails where it does not."""
    said = b""
    with contextlib.suppress(ConnectionResetError):
        while part := one.recv(65536):
            said += part
    return said


def drip(one: socket.socket, text: bytes, every: float, seconds: float) -> float:
    """Send a byte now and then; how long it took until the server had enough."""
    began = time.monotonic()
    one.settimeout(every)
    for byte in text:
        try:
            one.sendall(bytes([byte]))
            if one.recv(1, socket.MSG_PEEK) is not None:
                break
        except TimeoutError:
            if time.monotonic() - began > seconds:
                break
        except OSError:
            break
    one.settimeout(60)
    return time.monotonic() - began


HANDSHAKE = b"GET /api/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
HEADS = {
    "nothing": b"",
    "half a line": b"GET /heal",
    "half a head": b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "half a handshake": HANDSHAKE,
    "a body that never comes": b"POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n",
    "half a body": b"POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{",
    "chunks without end": b"POST /api/people HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=list(HEADS))
def test_many_who_stop_in_the_middle_are_all_let_go(served, head, monkeypatch):
    monkeypatch.setattr(connections, "HEAD_WITHIN", HOUR)
    monkeypatch.setattr(connections, "BODY_GRACE", HOUR)
    before = served.context.tally.counts["too_slow"]
    held = []
    for _ in range(MANY):
        held.append(connect(served))
        held[-1].sendall(head)
    state = served.server.server_state
    made = lambda: [one for one in list(state.connections) if came(one, head)]  # noqa: E731 (others come)
    until(lambda: len(made()) == MANY, "all that was sent has come")
    for one in made():
        assert 0 < one._timer.when() - one.loop.time() < HOUR + 60, "then it would be looked at"
    for name in ("HEAD_WITHIN", "BODY_GRACE"):
        monkeypatch.setattr(connections, name, 0.0)
    for one in made():
        one.loop.call_soon_threadsafe(one._late)
    for one in held:
        said = said_at_the_end(one)
        assert said == b"" if not head else said.startswith(b"HTTP/1.1 408 "), said
        one.close()
    assert served.context.tally.counts["too_slow"] - before == MANY
    until(lambda: not served.server.server_state.connections, "none is held")


def came(one: connections.PatientHttp, head: bytes) -> bool:
    """Whether all of it was read, and its time runs. It is listed a moment before it has a timer."""
    awaited = "body" if b"\r\n\r\n" in head else "head"
    return getattr(one, "_timer", None) is not None and (one._phase, one._spoken) == (awaited, bool(head))


@pytest.mark.parametrize("start", [b"", HEADS["half a head"], HANDSHAKE + b"X: "])
def test_a_head_that_drips_is_let_go_all_the_same(served, impatient, start):
    with connect(served) as one:
        one.sendall(start or b"GET /health HTTP/1.1\r\nX: ")
        assert drip(one, b"x" * 2000, 0.05, 20) < 15
        assert said_at_the_end(one).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_drips_is_let_go_and_one_that_flows_is_not(
    served, impatient, ana, conversation, monkeypatch
):
    path = f"/api/conversations/{conversation}/messages"
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ana.token}\r\n"
    with connect(served) as one:
        one.sendall(f"{head}Content-Length: 2000\r\n\r\n".encode())
        assert drip(one, b" " * 1900, 0.05, 20) < 15
        assert b"too_slow" in said_at_the_end(one)
    monkeypatch.setattr(connections, "SLOWEST", 1)  # each part of 50 bytes has 50 s
    body = b'{"text": "slow but sure", "client_id": "slow"}'.rjust(1000)
    with connect(served) as one:
        head += f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        one.sendall(head.encode() + body[:50])
        for start in range(50, len(body), 50):
            time.sleep(0.15)
            one.sendall(body[start : start + 50])
        assert said_at_the_end(one).startswith(b"HTTP/1.1 201 "), "3 s, longer than the grace"


def test_a_connection_that_is_kept_alive_may_rest_and_then_has_to_hurry_again(served, monkeypatch):
    with connect(served) as one:
        for _ in range(3):
            one.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
            said = b""
            while not said.endswith(b"}"):
                part = one.recv(65536)
                assert part, said
                said += part
            assert said.startswith(b"HTTP/1.1 200 ")
            monkeypatch.setattr(connections, "HEAD_WITHIN", 1.0)  # once there is nothing to hurry with
            time.sleep(1.3)
        one.sendall(b"GET /health/live HTT")
        assert said_at_the_end(one).startswith(b"HTTP/1.1 408 ")


def test_who_reads_nothing_of_an_answer_is_let_go(served, ana, bob, conversation, monkeypatch):
    monkeypatch.setattr(connections, "UNREAD", 0.5)
    for number in range(40):
        ana.post(conversation, f"{number} " + "x" * 4900)
    before = served.context.tally.counts["unread"]
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.connect(("127.0.0.1", served.settings.port))
        path, sign = (
            f"/api/conversations/{conversation}/messages?limit=200",
            f"Authorization: Bearer {bob.token}",
        )
        ask = f"GET {path} HTTP/1.1\r\nHost: x\r\n{sign}\r\n\r\n"
        for _ in range(200):
            with contextlib.suppress(OSError):
                one.sendall(ask.encode())
        until(lambda: served.context.tally.counts["unread"] > before, "let go")
    assert bob.http.get("/api/me").status_code == 200


def test_a_socket_that_is_open_may_be_silent(served, ana, monkeypatch):
    monkeypatch.setattr(connections, "HEAD_WITHIN", 3.0)

    async def flow():
        async with live(served, ana.token) as a:
            await asyncio.sleep(3.5)
            await a.send(type="ping")
            assert await a.next("pong")

    asyncio.run(flow())


def test_one_address_has_so_many_connections_sockets_included(settings):
    with serving(replace(settings, connections_per_address=12, limits=PLENTY)) as one:
        ana = Guest(one, "Ana")
        ana.http.close()

        async def flow():
            async with live(one, ana.token), live(one, ana.token):
                held = [connect(one) for _ in range(10)]
                until(lambda: len(one.server.server_state.connections) == 12, "all are in")
                with connect(one) as more:
                    assert more.recv(65536).startswith(b"HTTP/1.1 429 ")
                for open_one in held:
                    open_one.close()
                until(lambda: len(one.server.server_state.connections) == 2, "they have left")
                held = [connect(one) for _ in range(10)]
                until(lambda: len(one.server.server_state.connections) == 12, "and are in again")
                for open_one in held:
                    open_one.close()

        asyncio.run(flow())
        until(lambda: not one.server.server_state.connections, "all are gone")
        assert httpx.get(f"{one.url}/health/live").status_code == 200


def test_a_trusted_proxy_has_as_many_as_it_needs(settings):
    with serving(replace(settings, connections_per_address=3, trusted_proxies=("127.0.0.1/32",))) as one:
        held = [connect(one) for _ in range(20)]
        until(lambda: len(one.server.server_state.connections) == 20, "all are in")
        assert httpx.get(f"{one.url}/health/live").status_code == 200
        for open_one in held:
            open_one.close()
