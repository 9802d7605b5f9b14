"""A full disk as clients and operators see it."""

import asyncio

import httpx

from service.store import Store, store
from tests.api.serving import Guest, live, serving


async def most_pages(of: Store, more: int | None) -> None:
    """Let the database grow by so many pages; None: as it likes. In turn: one connection writes."""
    async with of.writing() as connection:
        now = int((await connection.exec_driver_sql("PRAGMA page_count")).scalar() or 0)
        most = 1_000_000 if more is None else now + more
        await connection.exec_driver_sql(f"PRAGMA max_page_count={most}")


def test_it_is_said_by_its_name_and_nothing_acknowledged_is_lost(settings, monkeypatch):
    with serving(settings) as one:
        loop = one.context.background._tasks["relay"].task.get_loop()

        def grow(more):
            asyncio.run_coroutine_threadsafe(most_pages(one.context.store, more), loop).result(60)

        ana, bob = Guest(one, "Ana"), Guest(one, "Bob")
        conversation = ana.talk_to(bob)
        path = f"/api/conversations/{conversation}/messages"
        grow(30)
        posted = 0
        while True:
            body = {"text": "x" * 4000, "client_id": f"c{posted}"}
            answer = ana.http.post(path, json=body)
            if answer.status_code != 201:
                break
            posted += 1
        assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
        part = httpx.get(f"{one.url}/health").json()["parts"]["store"]
        assert part["status"] == "failing"
        assert "full" in part["detail"]
        assert bob.http.get(f"/api/conversations/{conversation}").json()["last_seq"] == posted, (
            "reading goes on"
        )

        async def on_the_socket() -> str:
            """Post on until it is refused: what went to the outbox meanwhile has made a little room."""
            nonlocal posted
            async with live(one, ana.token) as a:
                while posted < 500:
                    body = {"text": "x" * 4000, "client_id": f"c{posted}"}
                    await a.send(type="post", ref="r", conversation_id=conversation, **body)
                    frame = await a.next()
                    while frame.get("ref") != "r":
                        frame = await a.next()
                    if frame["type"] == "error":
                        return str(frame["code"])
                    posted += 1
            return ""

        assert asyncio.run(on_the_socket()) == "storage_full"
        grow(None)
        ana.post(conversation, "x" * 4000, client_id=f"c{posted}")
        assert bob.http.get(f"/api/conversations/{conversation}").json()["last_seq"] == posted + 1
        monkeypatch.setattr(store, "FULL_FOR", 0.0)
        assert httpx.get(f"{one.url}/health").json()["parts"]["store"]["status"] == "ok"
