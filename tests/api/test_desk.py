"""Two agents at the desk, over HTTP and the socket."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.api.serving import Guest, Served, live
from tests.api.town import channel_of, join
from tests.api.visitors import ME, Visitor, visiting

DESK = "/api/desk/conversations"


@pytest.fixture
def visitor(served: Served, ana: Guest, bob: Guest) -> Visitor:
    """Of an organisation of Ana's in which Bob is an agent."""
    made = ana.http.post("/api/organisations", json={"name": "Casa Verde", "language": "pt"}).json()
    where = f"/api/organisations/{made['id']}"
    join(ana.http, where, bob, "agent")
    return Visitor(served, channel_of(ana.http, where))


@pytest.fixture
def talk(visitor: Visitor) -> str:
    """In which the visitor has written."""
    conversation = visitor.conversation()
    visitor.post(conversation, "hola")
    return conversation


def ask(guest: Guest, talk: str, verb: str, **body: Any) -> dict[str, Any]:
    answer = guest.http.post(f"{DESK}/{talk}/{verb}", json=body or None)
    return {"status": answer.status_code, **answer.json()}


def test_agents_see_who_takes_what(served: Served, ana: Guest, bob: Guest, talk: str):
    async def story() -> None:
        async with live(served, ana.token) as anas, live(served, bob.token) as bobs:
            taken = await asyncio.to_thread(ask, bob, talk, "assign", to=bob.id)
            assert (taken["status"], taken["assignee"], taken["state"]) == (200, bob.id, "open")
            for socket in (anas, bobs):
                seen = await socket.shows("desk", conversation_id=talk, assignee=bob.id)
                assert seen["waiting_since"] == taken["waiting_since"]
            late = await asyncio.to_thread(ask, ana, talk, "assign", to=ana.id)
            assert (late["status"], late["code"]) == (409, "already_assigned")
            assert late["details"] == {"assignee": bob.id, "name": "Bob"}
            await bobs.send(type="post", ref="r", conversation_id=talk, client_id="1", text="hello")
            seen = await anas.shows("desk", waiting_since=None)
            assert seen["first_reply_at"]
            done = await asyncio.to_thread(ask, bob, talk, "resolve")
            assert (await anas.shows("desk", state="resolved"))["state"] == done["state"]

    asyncio.run(story())
    page = ana.http.get(DESK, params={"view": "resolved"}).json()
    assert [one["conversation"]["id"] for one in page["items"]] == [talk]
    assert page["next"] is None


def test_views_and_their_cursors_are_checked(ana: Guest, bob: Guest, talk: str):
    assert [one["state"] for one in bob.http.get(DESK).json()["items"]] == ["open"]
    for wrong in ({"view": "none"}, {"cursor": "x"}, {"limit": 0}, {"organisation": "\x00"}):
        answer = bob.http.get(DESK, params=wrong)
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.json()["code"] in ("invalid_input", "not_found")
    refused = ask(bob, talk, "snooze", until="2000-01-01T00:00:00Z")
    assert (refused["status"], refused["details"]["field"]) == (400, "until")


def test_colleagues_are_told_who_has_it_before_them_until_the_socket_closes(
    served: Served, ana: Guest, bob: Guest, visitor: Visitor, talk: str, conversation: str
):
    async def story() -> None:
        seen = {"type": "looking", "conversation": talk, "person_id": bob.id}
        async with live(served, ana.token) as anas, visiting(served, visitor.token) as shown:
            async with live(served, bob.token) as bobs:
                for on in (True, False, True):
                    await bobs.send(type="look", conversation_id=talk, on=on)
                    assert await anas.next("looking") == seen | {"on": on}
                await bobs.send(type="look", conversation_id=conversation)
                assert (await bobs.next("error"))["code"] == "not_found", "nobody's desk"
                assert not any(one["type"] == "looking" and one["on"] for one in bobs.seen), "his own"
            assert await anas.next("looking") == seen | {"on": False}, "the tab is closed"
            await shown.send(type="ping")
            await shown.next("pong")
            assert not any(one["type"] == "looking" for one in shown.seen)

    asyncio.run(story())


def test_a_note_is_for_agents_alone(
    served: Served, ana: Guest, bob: Guest, visitor: Visitor, talk: str, conversation: str
):
    async def story() -> None:
        async with live(served, ana.token) as anas, visiting(served, visitor.token) as shown:
            note = {"text": "a difficult one", "client_id": "n", "note": True}
            answer = await asyncio.to_thread(bob.http.post, f"/api/conversations/{talk}/messages", json=note)
            assert answer.status_code == 201, answer.text
            assert (await anas.next("message"))["message"]["content"]["kind"] == "note"
            await anas.send(type="post", ref="r", conversation_id=talk, client_id="a", text="olá")
            assert (await shown.next("message"))["message"]["text"] == "olá"
            assert not any("difficult" in str(one) for one in shown.seen)
            await shown.send(type="post", ref="n", conversation_id=talk, client_id="x", text="x", note=True)
            assert (await shown.next("error"))["code"] == "not_yours"

    asyncio.run(story())
    page = visitor.http.get(f"{ME}/conversations/{talk}/messages").json()
    assert [one["text"] for one in page["messages"]] == ["hola", "olá"]
    refused = ana.http.post(
        f"/api/conversations/{conversation}/messages", json={"text": "x", "client_id": "x", "note": True}
    )
    assert (refused.status_code, refused.json()["details"]["field"]) == (400, "note")
    relayed = {"text": "a difficult one", "client_id": "r", "note": True}
    refused = ana.http.post(f"/api/conversations/{talk}/contact/messages", json=relayed)
    assert (refused.status_code, refused.json()["details"]["field"]) == (400, "note"), "nobody's own words"
