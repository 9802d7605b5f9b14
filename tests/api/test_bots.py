"""A program on the socket of bots: hears of turns in its seat, answers them, and opens no other door."""

from __future__ import annotations

import asyncio
from typing import Any, get_args

import httpx
import pytest

from service.realtime.frames import FromClient, Hello, Ping
from tests.api.limits.asked import FIELDS
from tests.api.serving import Guest, Served, opened
from tests.api.town import channel_of
from tests.api.visitors import ME, Visitor

AT = "/api/bot/live"


def make(owner: Guest, where: str, **wanted: Any) -> dict[str, Any]:
    answer = owner.http.post(f"{where}/bots", json={"name": "Bob", "language": "en"} | wanted)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.fixture
def bot(ana: Guest, where: str) -> dict[str, Any]:
    return make(ana, where, kind="socket")


async def hello(socket: Any) -> dict[str, Any]:
    await socket.send(type="hello")
    return dict(await socket.next("seated"))


def said(visitor: Visitor, conversation: str) -> list[dict[str, Any]]:
    page = visitor.http.get(f"{ME}/conversations/{conversation}/messages").json()
    return [one for one in page["messages"] if one["author_kind"] == "bot"]


def test_it_takes_up_what_came_while_it_was_away_and_answers_until_it_hands_over(
    served: Served, ana: Guest, bob: Guest, where: str, bot: dict[str, Any]
):
    visitor = Visitor(served, channel_of(ana.http, where))
    talk = visitor.conversation()
    asked = visitor.post(talk, "hola")

    async def story() -> None:
        async with opened(served, bot["token"], at=AT) as socket:
            assert await hello(socket) == {
                "type": "seated", "bot_id": bot["id"], "organisation_id": where.rpartition("/")[2],
                "name": "Bob", "language": "en", "open": 1,
            }  # fmt: skip
            turn = await socket.next("turn")
            assert (turn["message_id"], turn["text"], turn["before"]) == (asked["id"], "hola", [])
            for ref in ("1", "2"):  # the same again is the same
                await socket.send(type="answer", ref=ref, message_id=asked["id"], say="Hello.")
                assert await socket.next("done") == {"type": "done", "ref": ref, "message_id": asked["id"]}
            await socket.send(type="answer", ref="3", message_id=asked["id"], say="Something else.")
            assert (await socket.next("error"))["code"] == "client_id_reused"
        [one] = said(visitor, talk)
        assert (one["text"], one["content"]["outcome"]) == ("Hello.", "answered")
        again = visitor.post(talk, "una persona")
        async with opened(served, bot["token"], at=AT) as socket:
            assert (await hello(socket))["open"] == 1
            assert (await socket.next("turn"))["before"][-1]["author"] == "bot"
            await socket.send(type="answer", ref="4", message_id=again["id"], hand_over=True)
            await socket.next("done")
            await socket.send(type="answer", ref="5", message_id=again["id"], say="More.")
            assert (await socket.next("error"))["code"] == "not_yours"
        assert [one["content"]["outcome"] for one in said(visitor, talk)] == ["answered", "handed_over"]
        [waits] = bob.http.get("/api/desk/conversations").json()["items"]
        assert (waits["conversation"]["id"], waits["state"]) == (talk, "open")

    asyncio.run(story())


def test_it_sees_and_says_nothing_outside_its_seat(
    served: Served, ana: Guest, where: str, bot: dict[str, Any]
):
    rival = Guest(served, "Rita", "en")
    made = rival.http.post("/api/organisations", json={"name": "Rival", "language": "en"}).json()["id"]
    theirs = make(rival, f"/api/organisations/{made}", kind="socket")
    visitor = Visitor(served, channel_of(ana.http, where))
    asked = visitor.post(visitor.conversation(), "hola")

    async def story() -> None:
        async with opened(served, theirs["token"], at=AT) as socket:
            assert (await hello(socket))["open"] == 0
            for ref, message in (("1", asked["id"]), ("2", bot["id"]), ("3", "none")):
                await socket.send(type="answer", ref=ref, message_id=message, say="Hello.")
                refused = await socket.next("error")
                assert (refused["code"], refused["ref"]) == ("not_yours", ref)
            for frame in get_args(FromClient):
                if frame not in (Hello, Ping):
                    tag = str(frame.__struct_config__.tag)
                    await socket.send(type=tag, **FIELDS[tag])
                    assert (await socket.next("error"))["code"] == "invalid_input", tag
            for reply in ({}, {"say": ""}, {"say": "x" * 4001}, {"say": "a\x00"}, {"surprise": 1}):
                await socket.send(type="answer", ref="r", message_id=asked["id"], **reply)
                assert (await socket.next("error"))["code"] in ("not_yours", "invalid_input")
            await socket.send(type="ping")
            await socket.next("pong")

    asyncio.run(story())
    assert said(visitor, asked["conversation_id"]) == []


def test_no_token_opens_a_door_of_another_kind(
    served: Served, ana: Guest, where: str, visitor: Visitor, bot: dict[str, Any]
):
    headers = {"Authorization": f"Bearer {bot['token']}"}
    for path in ("/api/me", "/api/conversations", where, f"{where}/bots", ME):
        with httpx.Client(base_url=served.url, headers=headers, timeout=120) as client:
            assert client.get(path).json()["code"] == "not_signed_in", path

    async def story() -> None:
        async with opened(served, bot["token"]) as socket:
            assert await socket.code() == 4401
        for token in (ana.token, visitor.token, "none", None):
            async with opened(served, token, at=AT) as socket:
                assert await socket.code() == 4401
        async with opened(served, None, at=AT, headers={"Cookie": f"duologue={ana.token}"}) as socket:
            assert await socket.code() == 4401
        async with opened(served, bot["token"], at="/api/widget/live") as socket:
            await socket.send(type="hello", token=bot["token"])
            assert await socket.code() == 4401

    asyncio.run(story())


def test_another_token_or_an_owner_who_has_enough_of_it_ends_its_sockets(
    served: Served, ana: Guest, where: str, bot: dict[str, Any]
):
    there = f"{where}/bots/{bot['id']}"

    async def story() -> None:
        async with opened(served, bot["token"], at=AT) as socket:
            await hello(socket)
            renewed = ana.http.patch(there, json={"new_secret": True}).json()["token"]
            assert await socket.code() == 4401
        async with opened(served, bot["token"], at=AT) as socket:
            assert await socket.code() == 4401
        async with opened(served, renewed, at=AT) as socket:
            await hello(socket)
            assert ana.http.delete(there).status_code == 204
            assert await socket.code() == 4401

    asyncio.run(story())
    assert ana.http.get(f"{where}/bots").json() == []
