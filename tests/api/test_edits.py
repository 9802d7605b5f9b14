"""Editing and taking back over HTTP and the socket: live, on a second device, and after any time away."""

import asyncio

import pytest

from service.api.limits.table import MARKING
from tests.api.serving import Guest, live

pytestmark = pytest.mark.usefixtures("patient")


def run(flow):
    asyncio.run(flow())


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_an_edit_comes_to_all_screens_and_to_who_was_away(served, ana, bob, conversation):
    async def flow():
        posted = await asyncio.to_thread(ana.post, conversation, "one")
        async with live(served, ana.token) as a, live(served, ana.token) as tab, live(served, bob.token) as b:
            assert a.seen[0]["edit_minutes"] == 1440
            sent = {"type": "edit", "ref": "e", "message_id": posted["id"], "text": "two", "edited_at": None}
            await a.send(**sent)
            answer = await a.next("changed")
            assert (answer["ref"], answer["message"]["text"]) == ("e", "two")
            for one in (tab, b):
                frame = await one.next("enriched")
                assert (frame["message"]["text"], frame["rev"]) == ("two", answer["message"]["rev"])
                assert frame["message"]["enrichment"]["translations"] == {}
            await a.send(**sent | {"text": "three"})
            assert (await a.next("error"))["code"] == "edited_meanwhile"
            await b.send(**sent)
            assert (await b.next("error"))["code"] == "not_yours"
            await a.send(type="remove", ref="r", message_id=posted["id"])
            assert (await a.next("changed"))["message"]["content"] == {"kind": "removed"}
            for one in (tab, b):
                assert (await one.next("enriched"))["message"]["content"] == {"kind": "removed"}
            await a.send(**sent)
            assert (await a.next("error"))["code"] == "not_found"
        async with live(served, bob.token, positions={conversation: posted["rev"]}) as b:
            [missed] = (await b.next("messages"))["messages"]
            assert (missed["text"], missed["content"]) == ("", {"kind": "removed"})

    run(flow)


def test_the_same_over_http(served, ana, bob, conversation):
    posted = ana.post(conversation, "one")
    where = f"/api/messages/{posted['id']}"
    assert bob.http.get(where).json()["text"] == "one"
    edited = ana.http.patch(where, json={"text": "two", "edited_at": None})
    assert (edited.status_code, edited.json()["text"]) == (200, "two")
    since = edited.json()["edited_at"]
    assert code(ana.http.patch(where, json={"text": "three", "edited_at": None})) == (409, "edited_meanwhile")
    assert ana.http.patch(where, json={"text": "three", "edited_at": since}).status_code == 200
    assert code(bob.http.patch(where, json={"text": "x"})) == (403, "not_yours")
    assert code(ana.http.patch(where, json={"text": " "})) == (422, "text_empty")
    assert code(ana.http.patch(where, json={"text": "x", "edited_at": "now"})) == (400, "invalid_input")
    said = bob.http.get(f"{where}/history").json()
    assert [one["text"] for one in said] == ["one", "two"]
    assert said[0]["written_at"] == posted["posted_at"]
    gone = ana.http.delete(where)
    assert (gone.status_code, gone.json()["text"]) == (200, "")
    assert bob.http.get(f"{where}/history").json() == []
    assert code(ana.http.patch(where, json={"text": "x"})) == (404, "not_found")
    assert MARKING.per == "person"


def test_edits_count_like_messages(settings):
    from tests.api.limits.test_refused import few, refused
    from tests.api.serving import serving

    with serving(few(settings, "posting=3/3600")) as served:
        ana, bob = Guest(served, "Ana"), Guest(served, "Bob")
        where = f"/api/messages/{ana.post(ana.talk_to(bob), 'one')['id']}"
        for text in ("two", "three"):
            assert ana.http.patch(where, json={"text": text}).status_code == 200
        refused(ana.http.patch(where, json={"text": "four"}), "posting")
