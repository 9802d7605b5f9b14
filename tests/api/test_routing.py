"""A queue with automatic assignment, over HTTP and the socket: who is there gets what waits."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.api.serving import Guest, Served, live
from tests.api.town import channel_of, join
from tests.api.visitors import Visitor

DESK = "/api/desk/conversations"
ALWAYS = [{"day": day, "opens": "00:00", "closes": "24:00"} for day in range(1, 8)]


@pytest.fixture
def office(ana: Guest, bob: Guest) -> str:
    """The address of an organisation of Ana's in which Bob is an agent."""
    made = ana.http.post("/api/organisations", json={"name": "Casa Verde", "language": "pt"}).json()
    where = f"/api/organisations/{made['id']}"
    join(ana.http, where, bob, "agent")
    return where


def asked(guest: Guest, method: str, path: str, **body: Any) -> Any:
    answer = guest.http.request(method, path, json=body)
    assert answer.status_code < 300, answer.text
    return answer.json()


def test_what_waits_goes_to_who_is_there(served: Served, ana: Guest, bob: Guest, office: str):
    queue = asked(ana, "POST", f"{office}/queues", name="Spanish", languages=["es"], assignment="automatic")
    asked(ana, "PUT", f"{office}/sla", first_response_minutes=60)
    visitor = Visitor(served, channel_of(ana.http, office))
    talk = visitor.conversation()

    async def story() -> None:
        async with live(served, ana.token) as anas, live(served, bob.token):
            [mine] = await asyncio.to_thread(asked, bob, "PUT", "/api/desk/me/state", state="online")
            assert (mine["state"], mine["capacity"]) == ("online", 5)
            await anas.shows("agent", account_id=bob.id, state="online")
            await asyncio.to_thread(visitor.post, talk, "hola")
            await anas.shows("desk", queue=queue["id"], due_kind="first_response", alert=None)
            await anas.shows("desk", conversation_id=talk, assignee=bob.id)

    asyncio.run(story())
    [item] = bob.http.get(DESK, params={"view": "mine", "queue": queue["id"]}).json()["items"]
    assert (item["queue"], item["due_kind"], item["breached"]) == (queue["id"], "first_response", False)
    assert [
        one["load"] for one in ana.http.get("/api/desk/agents").json() if one["account_id"] == bob.id
    ] == [1]


def test_a_transfer_takes_its_note_along_once(served: Served, ana: Guest, bob: Guest, office: str):
    queue = asked(ana, "POST", f"{office}/queues", name="Returns")
    visitor = Visitor(served, channel_of(ana.http, office))
    talk = visitor.conversation()
    visitor.post(talk, "hola")
    asked(bob, "POST", f"{DESK}/{talk}/assign")
    told = {"queue": queue["id"], "note": "x" * 9999}
    assert bob.http.post(f"{DESK}/{talk}/transfer", json=told).json()["code"] == "text_too_long"
    assert bob.http.get(f"{DESK}/{talk}").json()["assignee"] == bob.id, "nothing is done by half"
    moved = {"queue": queue["id"], "note": "wants money back", "client_id": "n"}
    for _ in range(2):
        found = asked(bob, "POST", f"{DESK}/{talk}/transfer", **moved)
        assert (found["queue"], found["assignee"]) == (queue["id"], None)
    assert asked(bob, "POST", f"{DESK}/{talk}/transfer", to=ana.id)["assignee"] == ana.id
    page = ana.http.get(f"/api/conversations/{talk}/messages").json()["messages"]
    assert [one["text"] for one in page if one["content"]["kind"] == "note"] == ["wants money back"]
    for wrong in ({}, {"queue": queue["id"], "to": bob.id}):
        answer = bob.http.post(f"{DESK}/{talk}/transfer", json=wrong)
        assert (answer.status_code, answer.json()["details"]["field"]) == (400, "queue")
    answer = bob.http.post(f"{DESK}/{talk}/transfer", json={"queue": queue["id"]})
    assert (answer.status_code, answer.json()["details"]["name"]) == (409, "Ana")


def test_a_widget_says_whether_the_office_is_open(served: Served, ana: Guest, bob: Guest, office: str):
    key = channel_of(ana.http, office)
    assert ana.http.get(f"/api/widget/{key}").json()["open_now"] is None
    hours = asked(ana, "PUT", f"{office}/hours", zone="Europe/Lisbon", week=ALWAYS, holidays=[])
    assert (hours["open_now"], hours["opens_at"]) == (True, None)
    assert ana.http.get(f"/api/widget/{key}").json()["open_now"] is True
    answer = ana.http.put(f"{office}/hours", json={"zone": "Europe/Nowhere"})
    assert (answer.status_code, answer.json()["details"]["field"]) == (400, "zone")
    answer = ana.http.patch(f"/api/desk/agents/{bob.id}", json={"capacity": 2})
    assert (answer.status_code, answer.json()["details"]["field"]) == (400, "organisation")
    changed = ana.http.patch(
        f"/api/desk/agents/{bob.id}", params={"organisation": office[-36:]}, json={"capacity": 2}
    )
    assert (changed.json()["capacity"], changed.json()["state"]) == (2, "offline")
