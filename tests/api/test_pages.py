"""Pages of messages in bytes, and clients that say hello while much has changed and more comes."""

import asyncio
import secrets
import socket

import pytest

from service.messaging import reading
from service.realtime import send_queue
from tests.api.serving import Guest, live, opened, until

BYTES = 40_000


@pytest.fixture
def small(monkeypatch):
    """Small bounds, so that a few messages are much."""
    monkeypatch.setattr(reading, "MOST_BYTES", BYTES)
    monkeypatch.setattr(send_queue, "MAX_BYTES", 2 * BYTES)


def size(messages):
    return sum(len(str(one["text"])) for one in messages)


def pages_of(guest: Guest, conversation: str, **query):
    """All pages over HTTP, forwards by `after` or backwards by `before`."""
    while True:
        answer = guest.http.get(f"/api/conversations/{conversation}/messages", params={"limit": 200, **query})
        page = answer.json()
        yield page
        if not page["more"]:
            return
        if "after" in query:
            query["after"] = page["messages"][-1]["seq"]
        else:
            query["before"] = page["messages"][0]["seq"]


@pytest.mark.parametrize("query", [{"after": 0}, {}])
def test_a_page_stays_below_its_bytes_and_gives_at_least_one(served, ana, bob, conversation, small, query):
    texts = ["x" * 5000, "é" * 5000, "\x01" * 2500 + "x" * 2500, "🙂" * 5000, "short"] * 8
    for text in texts:
        ana.post(conversation, text)
    pages = list(pages_of(bob, conversation, **query))
    found = [one for page in (pages if "after" in query else pages[::-1]) for one in page["messages"]]
    assert [one["text"] for one in found] == texts, "every message once, in order"
    assert len(pages) > 8
    for page in pages:
        assert page["messages"], "never a page of nothing"
        assert len(page["messages"]) == 1 or size(page["messages"]) <= BYTES
    assert [page["more"] for page in pages] == [True] * (len(pages) - 1) + [False]


def test_one_message_larger_than_a_page_comes_alone(served, ana, bob, conversation, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    for number in range(4):
        ana.post(conversation, f"{number} " + "x" * 300)
    assert [len(page["messages"]) for page in pages_of(bob, conversation, after=0)] == [1, 1, 1, 1]


def test_hello_with_much_to_send_while_others_go_on_posting(served, ana, bob, conversation, small):
    """Bells are held while pages wait for room: together more than a line holds, and nothing hangs."""
    for _ in range(250):
        ana.post(conversation, "é" * 4000)
    total = 250 + 14

    async def flow():
        near = socket.socket()
        near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        near.connect(("127.0.0.1", served.settings.port))
        near.setblocking(False)
        async with opened(served, bob.token, sock=near, max_queue=1) as b:
            await b.send(type="hello", positions={conversation: 0})
            await asyncio.to_thread(until, lambda: bob.id in served.context.connections.people(), "joined")
            for number in range(14):
                await asyncio.to_thread(ana.post, conversation, f"{number} " + "y" * 4000)
            await b.send(type="ping")
            seen, kinds = set(), []
            while len(seen) < total or "pong" not in kinds:
                frame = await b.next()
                kinds.append(frame["type"])
                seen |= {one["seq"] for one in frame.get("messages", ())}
                if frame["type"] == "message":
                    seen.add(frame["message"]["seq"])
            assert seen == set(range(1, total + 1))
            assert kinds.count("message") == 14, "rung while the pages were on their way"

    asyncio.run(flow())


def test_frames_are_taken_in_while_a_long_answer_is_on_its_way(served, ana, bob, conversation, small):
    """A client that reads slowly and keeps talking: its frames are served in order, none is lost."""
    for _ in range(40):
        ana.post(conversation, "x" * 4000)

    async def flow():
        async with live(served, bob.token, max_queue=1) as b:
            await b.send(type="resume", ref="r", conversation_id=conversation, rev=0)
            for number in range(10):
                await b.send(
                    type="post",
                    ref=str(number),
                    conversation_id=conversation,
                    client_id=secrets.token_hex(4),
                    text=f"t{number}",
                )
            refs = []
            while len(refs) < 10:
                frame = await b.next()
                if frame["type"] == "posted":
                    refs.append(frame["ref"])
            assert refs == [str(number) for number in range(10)]

    asyncio.run(flow())
