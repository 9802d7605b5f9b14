"""Searching messages over HTTP: paged, within what is mine, its bounds refused by name."""

import asyncio
import sqlite3

from service.messaging.indexing import index_some
from service.store import Store
from tests.api.serving import Guest, serving


def index(served) -> None:
    """As the job `search` does, of another process."""

    async def work() -> None:
        store = await Store.open(served.settings)
        while await index_some(store):
            pass
        await store.close()

    asyncio.run(work())


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_messages_are_found_by_page(served, ana, bob, conversation):
    for number in range(5):
        ana.post(conversation, f"Coração {number}")
    index(served)
    ask = {"text": "coracao", "limit": 2}
    page = bob.http.get("/api/search", params=ask).json()
    assert [one["text"] for one in page["messages"]] == ["Coração 4", "Coração 3"]
    assert page["messages"][0]["conversation_id"] == conversation
    rest = bob.http.get("/api/search", params=ask | {"before": page["next"], "limit": 50}).json()
    assert ([one["seq"] for one in rest["messages"]], rest["next"]) == ([3, 2, 1], None)


def test_what_cannot_be_sought_is_refused(served, ana, bob, conversation):
    for params, refused in (
        ({"text": "?!"}, (422, "text_empty")),
        ({"text": "x" * 201}, (422, "text_too_long")),
        ({}, (400, "invalid_input")),
        ({"text": "x", "limit": 51}, (400, "invalid_input")),
        ({"text": "x", "before": -1}, (400, "invalid_input")),
        ({"text": "x", "conversation": "nothing"}, (404, "not_found")),
        ({"text": "x", "page": 1}, (400, "invalid_input")),
    ):
        assert code(ana.http.get("/api/search", params=params)) == refused, params


def test_searching_goes_on_where_nothing_can_be_written(settings):
    """That it is counted for analytics must not be what it fails of."""
    with serving(settings) as one:
        ana = Guest(one, "Ana")
        other = sqlite3.connect(settings.home / "duologue.db", isolation_level=None, timeout=30)
        other.execute("BEGIN IMMEDIATE")
        try:
            answer = ana.http.get("/api/search", params={"text": "anything"})
            assert (answer.status_code, answer.json()) == (200, {"messages": [], "next": None})
        finally:
            other.execute("ROLLBACK")
            other.close()
