"""A visitor of a channel and an agent, over HTTP and sockets, as a widget and a desk would."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.api.bringing import TUS, begin, begun, encoded, part, sent_file
from tests.api.serving import Guest, Served, live
from tests.api.town import join
from tests.api.visitors import ME, Visitor, visiting

SHOP = "https://shop.example"


@pytest.fixture
def office(ana: Guest, bob: Guest) -> dict[str, Any]:
    """Ana owns an organisation with a channel for SHOP, in which Bob is an agent."""
    made = ana.http.post("/api/organisations", json={"name": "Casa Verde", "language": "pt"}).json()
    where = f"/api/organisations/{made['id']}"
    join(ana.http, where, bob, "agent")
    wanted = {"name": "Shop", "language": "pt", "allowed_origins": [SHOP], "greeting": {"pt": "Olá!"}}
    channel = ana.http.post(f"{where}/channels", json=wanted)
    assert channel.status_code == 201, channel.text
    return {"where": where, "organisation": made["id"], "key": channel.json()["key"]}


def look(served: Served, key: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{served.url}/api/widget/{key}?language=es", headers=headers, timeout=120)


def test_a_page_of_the_channels_sites_may_look_and_no_other(served: Served, office):
    shown = look(served, office["key"], origin=SHOP)
    assert shown.headers["access-control-allow-origin"] == SHOP
    assert "origin" in shown.headers["vary"].lower()
    assert shown.json() == {
        "name": "Shop", "colour": "#2563eb", "greeting": "Olá!", "greeting_language": "pt", "language": "pt",
        "enabled": True, "open_now": None, "opens_at": None, "suspended": False,
    }  # fmt: skip
    for headers in ({}, {"origin": served.url}):
        own = look(served, office["key"], **headers)
        assert own.status_code == 200
        assert "access-control-allow-origin" not in own.headers
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        refused = look(served, office["key"], **headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "origin_not_allowed")
        assert "access-control-allow-origin" not in refused.headers
    unknown = look(served, "nothing", origin=SHOP)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "channel_unknown")


def test_files_go_between_a_visitor_and_agents_and_to_nobody_else(
    served: Served, ana: Guest, bob: Guest, office
):
    visitor, other = Visitor(served, office["key"]), Visitor(served, office["key"])
    talk = visitor.conversation()
    other.conversation()
    theirs = sent_file(visitor, talk, b"my invoice", "invoice.txt")
    agents = sent_file(bob, talk, b"your label", "label.txt")
    for file_id, says in ((theirs, b"my invoice"), (agents, b"your label")):
        assert visitor.http.get(f"{ME}/files/{file_id}").content == says
        assert bob.http.get(f"/api/files/{file_id}").content == says
        assert other.http.get(f"{ME}/files/{file_id}").json()["code"] == "not_yours"
        assert ana.http.get(f"{ME}/files/{file_id}").json()["code"] == "not_signed_in"
        assert visitor.http.get(f"/api/files/{file_id}").json()["code"] == "not_signed_in"
    page = "<html><script>alert(1)</script></html>"
    refused = part(visitor, begun(visitor, talk, len(page), "a.txt"), 0, page.encode())
    assert refused.json()["code"] in ("file_type_refused", "file_type_differs")
    assert begin(other, talk, 3).json()["code"] == "not_yours"
    voice = TUS | {"Upload-Length": "3", "Upload-Metadata": encoded(filename="a.wav", voice="")}
    answer = visitor.http.post(f"{ME}/conversations/{talk}/files", headers=voice)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_input")
    assert visitor.http.delete(ME).status_code == 204
    assert bob.http.get(f"/api/files/{theirs}").json()["code"] == "not_found", "it is forgotten"
    assert bob.http.get(f"/api/files/{agents}").status_code == 200


def test_a_visitor_writes_and_an_agent_answers(served: Served, ana: Guest, bob: Guest, office):
    visitor = Visitor(served, office["key"], name="Lucía")
    talk = visitor.conversation()

    async def story() -> None:
        async with visiting(served, visitor.token) as lucia, live(served, bob.token) as bobs:
            post = {"type": "post", "conversation_id": talk, "client_id": "1", "ref": "1"}
            await lucia.send(text="¿Cuánto cuesta?", **post)
            asked = (await lucia.next("posted"))["message"]
            seen = await bobs.next("message")
            assert (seen["message"]["id"], seen["message"]["author_kind"]) == (asked["id"], "contact")
            await bobs.send(type="typing", conversation_id=talk)
            assert (await lucia.next("typing"))["conversation_id"] == talk
            await bobs.send(text="Ten euros", **post)
            answered = (await bobs.next("posted"))["message"]
            while (seen := (await lucia.next("message"))["message"])["id"] != answered["id"]:
                pass
            assert (seen["text"], seen["side"]) == ("Ten euros", 0)
            read = await lucia.next("receipt")
            assert (read["person_id"], read["read_seq"]) == (office["organisation"], 1)
            await lucia.send(type="receipt", conversation_id=talk, read_seq=answered["seq"])
            read = await bobs.next("receipt")
            while read["person_id"] != visitor.id or read["read_seq"] < answered["seq"]:
                read = await bobs.next("receipt")

    asyncio.run(story())


def test_another_tab_and_another_visit_find_the_conversation(served: Served, bob: Guest, office):
    visitor = Visitor(served, office["key"])
    talk = visitor.conversation()
    said = visitor.post(talk, "hola")
    assert visitor.http.get(ME).json()["conversation_id"] == talk
    assert visitor.conversation() == talk

    async def story() -> None:
        async with (
            visiting(served, visitor.token) as one,
            visiting(served, visitor.token, {talk: 0}) as other,
        ):
            assert (await other.next("messages"))["messages"][0]["id"] == said["id"]
            await one.send(type="post", ref="r", conversation_id=talk, client_id="2", text="sigo aquí")
            await one.next("posted")
            assert (await other.next("message"))["message"]["text"] == "sigo aquí"

    asyncio.run(story())


def test_who_is_forgotten_is_signed_out_at_once(served: Served, bob: Guest, office):
    visitor = Visitor(served, office["key"])
    talk = visitor.conversation()
    visitor.post(talk, "mi dirección")

    async def story() -> None:
        async with visiting(served, visitor.token) as socket:
            gone = await asyncio.to_thread(visitor.http.delete, ME)
            assert gone.status_code == 204, gone.text
            assert await socket.code() == 4401

    asyncio.run(story())
    assert visitor.http.get(ME).status_code == 401
    page = bob.http.get(f"/api/conversations/{talk}/messages").json()
    assert [one["text"] for one in page["messages"]] == [""]


def test_the_cookie_of_somebody_signed_in_opens_no_door_of_visitors(served: Served, ana: Guest, office):
    with httpx.Client(base_url=served.url, cookies={"duologue": ana.token}, timeout=120) as browser:
        assert browser.get("/api/me").status_code == 200
        assert browser.get(ME).status_code == 401
        cookie = {"duologue": Visitor(served, office["key"]).token}
    with httpx.Client(base_url=served.url, cookies=cookie, timeout=120) as browser:
        assert browser.get(ME).status_code == 401
        assert browser.get("/api/me").status_code == 401
