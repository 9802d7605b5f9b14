"""Requests over the API: which frames come to whom, and what a stranger may learn from any of them."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.api.serving import Guest, live, until


@pytest.fixture(autouse=True)
def short_grace(served, monkeypatch):
    """Who closes their last socket is away soon: nobody here reloads a page."""
    monkeypatch.setattr(served.context.presence, "_grace", 0.3)


def decide(guest: Guest, conversation: str, what: str) -> dict:
    answer = guest.http.post(f"/api/conversations/{conversation}/{what}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def drained(socket, least: int = 0) -> list[dict]:
    """All that came, up to an answer to a ping sent a moment after there are at least so many."""
    while sum(one["type"] not in ("ready", "pong") for one in socket.seen) < least:
        await socket.next()
    await asyncio.sleep(0.3)
    await socket.send(type="ping")
    await socket.next("pong")
    found = [one for one in socket.seen if one["type"] not in ("ready", "pong")]
    socket.seen.clear()
    return found


LOOKS = (
    "/api/conversations",
    "/api/conversations/{conversation}",
    "/api/conversations/{conversation}/messages",
    "/api/people/{handle}",
    "/api/people?search={handle}",
    "/api/glossary?conversation={conversation}",
    "/api/corrections?conversation={conversation}",
)


async def here(served, *guests: Guest) -> None:
    """Wait until it is known of all of these that they are there."""
    there = {one.id for one in guests}
    await asyncio.to_thread(until, lambda: there <= set(served.context.presence._told), "presence told")


def looks(guest: Guest, conversation: str, other: Guest) -> list[str]:
    """What every route says of the other side and the conversation."""
    return [guest.http.get(one.format(conversation=conversation, handle=other.handle)).text for one in LOOKS]


@pytest.mark.parametrize("aside", ["", "ignore", "block"])
def test_a_stranger_learns_nothing_of_what_the_other_side_does(served, ana, bob, aside):
    conversation = ana.ask(bob)
    message = ana.post(conversation, "Olá!")

    async def flow():
        async with live(served, ana.token) as mine:
            if aside:
                decide(bob, conversation, aside)
            before = looks(ana, conversation, bob)
            await drained(mine)
            async with live(served, bob.token) as theirs:
                await here(served, bob)
                await theirs.send(type="receipt", conversation_id=conversation, delivered_seq=1, read_seq=1)
                await theirs.send(type="typing", conversation_id=conversation)
                bob.http.patch("/api/me", json={"theme": "dark"})
                bob.http.patch(f"/api/conversations/{conversation}", json={"suggestions": False})
                bob.http.post(f"/api/conversations/{conversation}/receipts", json={"read_seq": 1})
                bob.http.post(f"/api/messages/{message['id']}/enrichment")
                bob.http.put(
                    f"/api/messages/{message['id']}/translation", json={"text": "x", "client_id": "x"}
                )
                bob.http.post("/api/glossary", json={"source": "bule", "conversation_id": conversation})
                await drained(theirs)
                assert looks(ana, conversation, bob) == before
                assert await drained(mine) == []
            await asyncio.to_thread(
                until,
                lambda: bob.id not in served.context.presence._told,
                "their leaving would be told by now",
            )
            assert await drained(mine) == [], "nor that they left"
            assert looks(ana, conversation, bob) == before

    asyncio.run(flow())


def test_a_request_comes_with_its_message_and_both_see_that_it_is_accepted(served, ana, bob):
    conversation = ana.ask(bob)

    async def flow():
        async with live(served, ana.token) as mine, live(served, bob.token) as theirs:
            await here(served, ana, bob)
            assert await drained(theirs) == [], "an empty request is none"
            ana.post(conversation, "Olá!")
            came = await drained(theirs, 2)
            assert [one["type"] for one in came] == ["conversation", "message"]
            assert came[0]["conversation"]["state"] == "request"
            assert came[0]["conversation"]["other"]["online"] is False
            await drained(mine)
            bob.post(conversation, "Hello!")
            came = await drained(mine, 3)
            shown = came[0]["conversation"]
            assert (shown["state"], shown["other"]["online"]) == ("accepted", True)
            assert [one["type"] for one in came] == ["conversation", "message", "receipt"]
            assert came[2]["read_seq"] == 1

    asyncio.run(flow())


def test_nothing_of_who_is_blocked_comes_and_all_looks_as_ever_to_them(served, ana, bob):
    conversation = ana.talk_to(bob)

    async def flow():
        async with live(served, ana.token) as mine, live(served, bob.token) as theirs:
            await here(served, ana, bob)
            await drained(mine), await drained(theirs)
            assert decide(bob, conversation, "block")["state"] == "blocked"
            while not any(one["type"] == "presence" and not one["online"] for one in mine.seen):
                await mine.next()
            left = [(one["type"], one["online"]) for one in await drained(mine)]
            assert left[-1] == ("presence", False), "after them having come, where that was told late"
            assert left[:-1] in ([], [("presence", True)])
            await drained(theirs)
            sent = ana.post(conversation, "Are you there?")
            await mine.send(type="typing", conversation_id=conversation)
            await mine.send(type="receipt", conversation_id=conversation, read_seq=1)
            ana.http.patch("/api/me", json={"name": "Anna"})
            bob.http.patch("/api/me", json={"name": "Robert"})
            assert await drained(theirs) == []
            assert sent["id"] not in json.dumps(looks(bob, conversation, ana))
            own = await drained(mine, 2)
            assert [one["type"] for one in own] == ["message", "receipt"]
            assert own[1]["person_id"] == ana.id
            assert bob.http.get("/api/conversations").json() == []
            [aside] = bob.http.get("/api/conversations?state=blocked").json()
            assert (aside["id"], aside["unread"]) == (conversation, 0)
            refused = bob.http.post(
                f"/api/conversations/{conversation}/messages", json={"text": "x", "client_id": "x"}
            )
            assert (refused.status_code, refused.json()["code"]) == (409, "blocked")
            assert decide(bob, conversation, "unblock")["state"] == "accepted"
            back = await drained(mine, 2)
            assert [one["type"] for one in back] == ["presence", "person"]
            assert back[0]["online"] and back[1]["person"]["online"]
            assert back[1]["person"]["name"] == "Robert", "new only now"

    asyncio.run(flow())


def test_the_fourth_message_is_refused_with_a_code(ana, bob):
    conversation = ana.ask(bob)
    for number in range(3):
        ana.post(conversation, f"Olá {number}")
    answer = ana.http.post(
        f"/api/conversations/{conversation}/messages", json={"text": "x", "client_id": "x"}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "request_unanswered")
    assert answer.json()["details"] == {"limit": 3}
