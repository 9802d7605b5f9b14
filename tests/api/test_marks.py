"""Replies, reactions and pins over HTTP and the socket, on all screens."""

import asyncio

from tests.api.serving import live


def run(flow):
    asyncio.run(flow())


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_reactions_pins_and_replies_come_live(served, ana, bob, conversation):
    async def flow():
        asks = await asyncio.to_thread(ana.post, conversation, "one")
        async with live(served, ana.token) as a, live(served, bob.token) as b:
            await b.send(type="react", ref="r", message_id=asks["id"], emoji="👍", on=True)
            assert (await b.next("changed"))["message"]["reactions"] == [{"emoji": "👍", "by": [bob.id]}]
            assert (await a.next("enriched"))["message"]["reactions"] == [{"emoji": "👍", "by": [bob.id]}]
            await b.send(type="pin", ref="p", message_id=asks["id"], on=True)
            assert (await b.next("changed"))["message"]["pinned"]["by"] == bob.id
            assert (await a.next("enriched"))["message"]["pinned"]["by"] == bob.id
            post = {"type": "post", "conversation_id": conversation, "text": "two", "reply_to": asks["id"]}
            await b.send(ref="q", client_id="q", **post)
            quoting = {"kind": "text", "reply_to": asks["id"]}
            assert (await b.next("posted"))["message"]["content"] == quoting
            assert (await a.next("message"))["message"]["content"] == quoting
            await b.send(ref="x", client_id="x", **post | {"reply_to": "nothing"})
            assert (await b.next("error"))["code"] == "not_found"

    run(flow)


def test_the_same_over_http(served, ana, bob, conversation):
    asks = ana.post(conversation, "one")
    where = f"/api/messages/{asks['id']}"
    done = bob.http.put(f"{where}/reaction", json={"emoji": "❤️", "on": True})
    assert (done.status_code, done.json()["reactions"]) == (200, [{"emoji": "❤️", "by": [bob.id]}])
    many = bob.http.put(f"{where}/reaction", json={"emoji": "👍" * 50, "on": True})
    assert code(many) == (400, "invalid_input")
    assert bob.http.put(f"{where}/pin", json={"on": True}).status_code == 200
    pinned = ana.http.get(f"/api/conversations/{conversation}/pinned").json()
    assert [(one["id"], one["pinned"]["by"]) for one in pinned] == [(asks["id"], bob.id)]
    body = {"text": "two", "client_id": "two", "reply_to": asks["id"]}
    answer = bob.http.post(f"/api/conversations/{conversation}/messages", json=body)
    assert answer.json()["content"] == {"kind": "text", "reply_to": asks["id"]}
    ana.http.delete(where)
    assert ana.http.get(f"/api/conversations/{conversation}/pinned").json() == []
    assert code(bob.http.put(f"{where}/pin", json={"on": True})) == (404, "not_found")
