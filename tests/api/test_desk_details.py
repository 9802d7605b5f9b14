"""Tags, mentions and ratings over HTTP, and what sockets are told of them."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.api.serving import Guest, Served, live
from tests.api.test_desk import DESK, ask
from tests.api.visitors import ME, Visitor, visiting


def rate(visitor: Visitor, talk: str, **said: Any) -> dict[str, Any]:
    answer = visitor.http.put(f"/api/widget/conversations/{talk}/rating", json=said)
    return {"status": answer.status_code, **answer.json()}


def test_a_visitor_is_asked_and_agents_see_what_it_says(
    served: Served, ana: Guest, bob: Guest, visitor: Visitor, talk: str
):
    assert visitor.http.get(ME).json()["rating"] is None
    refused = rate(visitor, talk, score=5)
    assert (refused["status"], refused["code"]) == (409, "rating_not_asked")

    async def story() -> None:
        async with live(served, ana.token) as anas, visiting(served, visitor.token) as shown:
            await asyncio.to_thread(ask, bob, talk, "resolve")
            asked = (await shown.next("rating"))["ask"]
            assert (asked["conversation_id"], asked["score"]) == (talk, None)
            said = await asyncio.to_thread(rate, visitor, talk, score=5, comment="¡Gracias!")
            assert (said["status"], said["score"]) == (200, 5)
            assert (await shown.next("rating"))["ask"]["comment"] == "¡Gracias!"
            seen = await anas.shows("desk_details", conversation_id=talk, tags=None)
            assert (seen["rating"]["score"], seen["rating"]["comment"]) == (5, "¡Gracias!")

    asyncio.run(story())
    assert visitor.http.get(ME).json()["rating"]["score"] == 5
    [known] = bob.http.get(f"{DESK}/{talk}/ratings").json()
    assert (known["score"], known["language"]) == (5, "es")
    for wrong in ({"score": 6}, {"score": "many"}, {"score": 5, "comment": "x" * 1001}, {}):
        refused = rate(visitor, talk, **wrong)
        assert (refused["status"], refused["code"]) == (400, "invalid_input")


def test_a_tag_is_seen_by_all_agents_and_sought(
    served: Served, ana: Guest, bob: Guest, where: str, talk: str
):
    late = ana.http.post(f"{where}/tags", json={"name": "late"}).json()["id"]
    assert ana.http.post(f"{where}/tags", json={"name": "LATE"}).json()["code"] == "tag_known"

    async def story() -> None:
        async with live(served, ana.token) as anas:
            answer = await asyncio.to_thread(bob.http.put, f"{DESK}/{talk}/tags", json={"tags": [late]})
            assert answer.json() == {"conversation_id": talk, "tags": [late]}
            await anas.shows("desk_details", tags=[late], rating=None)

    asyncio.run(story())
    [item] = bob.http.get(DESK, params={"tag": late}).json()["items"]
    assert item["tags"] == [late]
    assert bob.http.get(DESK, params={"tag": talk}).json()["items"] == []


def test_who_is_named_in_a_note_finds_it(ana: Guest, bob: Guest, visitor: Visitor, talk: str):
    note = {"text": f"@{bob.handle} please", "client_id": "n", "note": True}
    said = ana.http.post(f"/api/conversations/{talk}/messages", json=note).json()
    assert said["content"] == {"kind": "note", "mentions": [bob.id]}
    page = bob.http.get("/api/desk/mentions").json()
    assert (page["unread"], page["items"][0]["message_id"], page["items"][0]["by"]) == (1, said["id"], ana.id)
    assert bob.http.put(f"/api/desk/mentions/{said['id']}", json={"read": True}).json()["read_at"]
    assert bob.http.get("/api/desk/mentions", params={"unread": True}).json()["items"] == []
    left = bob.http.post("/api/desk/mentions/read", json={"until": said["id"]})
    assert left.json() == {"unread": 0}
    assert bob.handle not in visitor.http.get(f"{ME}/conversations/{talk}/messages").text
