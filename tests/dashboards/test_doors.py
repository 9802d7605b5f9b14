"""Doors of the dashboard against who is let in and wants more: all the room, what another may see."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import HTTPConnection
from starlette.types import Message, Scope
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboards import entrance as entrances
from dashboards import gate as gates
from dashboards.entrance import Entrance
from dashboards.gate import SESSION, Gate, chat_at
from dashboards.guard import SAID, Guard
from dashboards.refusals import CameOtherwise, ChatSilent, Lacking, NoFigures, Refused
from dashboards.viewer import HEADER, Organisation, Viewer, written
from tests.dashboards.test_entrance import asked, behind, cookie, entrance, socket, told_next

CASA = Viewer(organisations=(Organisation("casa", "Casa"),))
LONG_S = 60


@pytest.fixture
def sees(monkeypatch: pytest.MonkeyPatch) -> list[Viewer]:
    """What whoever asks may see: the last of these."""
    now = [CASA]

    async def viewer(self: Gate, cookies: dict[str, str]) -> Viewer:
        return now[-1]

    monkeypatch.setattr(Gate, "viewer", viewer)
    return now


def door(home: Path) -> Entrance:
    return entrance("http://chat", home)


@pytest.mark.parametrize("name", [HEADER, HEADER.upper(), HEADER.title()])
def test_who_looks_is_said_by_the_entrance_alone_however_the_header_is_written(tmp_path, sees, name):
    sent = cookie(**{SESSION: "a"}) | {name: written(Viewer(operator=True)).decode()}

    async def story() -> None:
        async with socket(door(tmp_path), sent) as told:
            accepted: Any = (await told_next(told))["headers"]
        assert [value for one, value in accepted if one.lower() == HEADER.encode()] == [written(CASA)]

    asyncio.run(story())


def test_the_page_that_opens_is_found_by_its_name_too(tmp_path, sees):
    async def story() -> None:
        found = await asked(
            door(tmp_path), "/overview?range=All+time&of=//evil.example", cookie(**{SESSION: "a"})
        )
        assert (found.status_code, found.headers["location"]) == (307, "/?range=All+time&of=//evil.example")

    asyncio.run(story())


def test_nobody_takes_the_room_of_all_others(tmp_path, sees, monkeypatch):
    monkeypatch.setattr(entrances, "MOST_OF_ONE", 1)
    one, other = cookie(**{SESSION: "one"}), cookie(**{SESSION: "other"})

    async def story() -> None:
        shut = door(tmp_path)
        async with socket(shut, one) as first:
            assert (await told_next(first))["type"] == "websocket.accept"
            async with socket(shut, one) as second:
                assert (await told_next(second))["code"] == 1013
            async with socket(shut, other) as third:
                assert (await told_next(third))["type"] == "websocket.accept"
        async with socket(shut, one) as again:
            assert (await told_next(again))["type"] == "websocket.accept", "room again"

    asyncio.run(story())


def test_who_is_put_out_and_reads_nothing_is_out_all_the_same(tmp_path, sees, monkeypatch):
    monkeypatch.setattr(entrances, "LEAVE_S", 0.05)

    async def story() -> None:
        full, opened = asyncio.Event(), asyncio.Event()

        async def send(message: Message) -> None:
            opened.set()
            if message["type"] == "websocket.close":
                await full.wait()  # the other side takes nothing any more

        raw = [(name.encode(), value.encode()) for name, value in cookie(**{SESSION: "a"}).items()]
        scope: Scope = {"type": "websocket", "path": "/_stcore/stream", "headers": raw, "query_string": b""}
        task = asyncio.create_task(door(tmp_path)(scope, full.wait, send))
        async with asyncio.timeout(LONG_S):
            await opened.wait()
            sees.append(Viewer())
            await task

    asyncio.run(story())


def test_nothing_is_sent_to_who_is_put_out_but_that(tmp_path, sees):
    async def app(scope: Scope, receive: Any, send: Callable[[Message], Awaitable[None]]) -> None:
        await send({"type": "websocket.accept"})
        await receive()
        await send({"type": "websocket.send", "bytes": b"numbers"})

    async def story() -> None:
        shut = Entrance(app, Gate("http://chat", tmp_path), None, (), every_s=0.01)  # type: ignore[arg-type]
        async with socket(shut, cookie(**{SESSION: "a"})) as told:
            assert (await told_next(told))["type"] == "websocket.accept"
            sees.append(Viewer())
            assert (await told_next(told))["type"] == "websocket.close"
        assert told.empty()

    asyncio.run(story())


@pytest.mark.parametrize(
    ("status", "body", "refusal"),
    [
        (401, b"", Refused),
        (403, b'{"code": "second_factor_missing"}', Lacking),
        (403, b'{"code": "provider_sign_in_missing"}', CameOtherwise),
        (403, b"", ChatSilent),
        (429, b"", ChatSilent),
        (500, b"", ChatSilent),
        (302, b"[]", ChatSilent),
        (200, b"<html>", ChatSilent),
        (200, b"[]", NoFigures),
    ],
)
def test_what_the_chat_says_is_told_as_what_it_is(status, body, refusal):
    with pytest.raises(Refused) as told:
        gates._read(httpx.Response(status, content=body))
    assert type(told.value) is refusal


def test_whoever_waits_for_the_chat_waits_seconds_however_many_ask(tmp_path, monkeypatch):
    monkeypatch.setattr(gates, "AT_ONCE", 0)
    monkeypatch.setattr(gates, "PATIENCE_S", 0.01)

    async def story() -> None:
        async with asyncio.timeout(LONG_S):
            with pytest.raises(ChatSilent):
                await Gate("http://127.0.0.1:1", tmp_path).viewer({SESSION: "a"})

    asyncio.run(story())


@pytest.mark.parametrize("sent", ['"a\\015\\012x-evil: 1"', "é", "a b", '"\\000"'])
def test_no_cookie_writes_another_line_to_the_chat(tmp_path, sent):
    async def story() -> None:
        async with socket(entrance("http://127.0.0.1:1", tmp_path), cookie(**{SESSION: sent})) as told:
            assert (await told_next(told))["type"] == "websocket.close"

    asyncio.run(story())


def test_a_chat_at_the_usual_port_is_named_without_one():
    assert chat_at("http://127.0.0.1", "board.local") == "http://board.local"


@pytest.mark.parametrize("kind", [one.name for one in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields])
def test_streamlit_hears_what_pages_say_and_no_more(kind):
    told, heard = BackMsg(), []
    field = BackMsg.DESCRIPTOR.fields_by_name[kind]
    if field.message_type:
        getattr(told, kind).SetInParent()
    else:
        setattr(told, kind, True if field.type == field.TYPE_BOOL else "1")
    messages = [
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "bytes": told.SerializeToString()},
        {"type": "websocket.receive", "bytes": b"\xff"},
        {"type": "websocket.disconnect", "code": 1001},
    ]

    async def app(scope: Scope, receive: Callable[[], Awaitable[Message]], send: object) -> None:
        while not heard or heard[-1]["type"] != "websocket.disconnect":
            heard.append(await receive())

    said = iter(messages)

    async def receive() -> Message:
        return next(said)

    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [(b"host", b"localhost")]}
    asyncio.run(Guard(app, (), ())(scope, receive, behind))
    assert heard == [one for one in messages if one is not messages[1] or kind in SAID]
    assert {"rerun_script", "stop_script"} <= SAID


def test_a_cookie_that_takes_minutes_to_read_is_not_read():
    heard: list[Scope] = []

    async def app(scope: Scope, receive: object, send: object) -> None:
        heard.append(scope)

    quoted = b'other="' + b'\\"' * 100_000 + b'"'
    headers = [(b"host", b"localhost"), (b"cookie", b"a=1; " + quoted + b"; duologue=b"), (b"cookie", quoted)]
    scope = {"type": "http", "path": "/", "method": "GET", "headers": headers}
    asyncio.run(Guard(app, (), ())(scope, asyncio.Event().wait, app))
    assert HTTPConnection(heard[0]).cookies == {"a": "1", "duologue": "b"}


@pytest.mark.parametrize("origin", [b"http://[", b"http://[::1]]", b""])
def test_an_origin_that_is_none_opens_no_socket(origin):
    async def story() -> list[Message]:
        told: list[Message] = []

        async def send(message: Message) -> None:
            told.append(message)

        headers = [(b"host", b"localhost"), (b"origin", origin)]
        scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
        await Guard(behind, (), ())(scope, asyncio.Event().wait, send)
        return told

    assert [one["type"] for one in asyncio.run(story())] == ["websocket.close"]
