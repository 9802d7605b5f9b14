"""What workers note and ask in the broker, on all kinds of it: deaths, and if a preview is waited for."""

import asyncio
from datetime import UTC, datetime, timedelta

from nlp.worker.begun import Notes, deaths, key_of
from nlp.worker.presence import Presence
from tests.wire.consuming import broker, until
from tests.worker.test_process import message
from wire.broker.heartbeats import alive
from wire.broker.interactive import ask, waited_for
from wire.broker.streams import REQUESTS, stream
from wire.contracts.events import PreviewAsked


def test_a_text_that_ended_processes_is_known_and_forgotten_when_it_is_done(broker_url):
    async def flow():
        works = [message(f"text {number}", f"c{number}") for number in range(9)]  # in many slots
        one, other = Notes(broker_url, "w", "1"), Notes(broker_url, "v", "2")
        inside = one.noted([key_of(work) for work in works])
        await asyncio.to_thread(inside.__enter__)
        async with broker(broker_url) as client:
            asked = [(work, 1) for work in works]
            assert await deaths(client, asked, "w 1") == [0] * 9, "its own work"
            assert await deaths(client, asked, "x 3") == [1] * 9, "nobody says that it lives"
            presence = Presence(broker_url, "w", "1")
            presence.start()
            await until(lambda: alive(client, "worker"))
            assert await deaths(client, asked, "x 3") == [0] * 9
            await asyncio.to_thread(presence.withdraw)
            assert await alive(client, "worker") == []
            with other.noted([key_of(works[0])]):
                assert await deaths(client, asked, "x 3") == [2] + [1] * 8
            await asyncio.to_thread(inside.__exit__, None, None, None)
            assert await deaths(client, asked, "x 3") == [0] * 9
        one.close()
        other.close()

    asyncio.run(flow())


def test_a_newer_question_of_a_person_overtakes_the_older_one(broker_url):
    async def flow():
        async with broker(broker_url) as client:
            key = stream(REQUESTS, 2)
            for person in ("ana", "bob", "eva"):
                await ask(client, key, preview(person, "first"))
            await ask(client, key, preview("ana", "second"))
            entries = [entry_id.decode() for entry_id, _ in await client.xrange(key)]
            people = ("ana", "bob", "eva", "ana")
            waited = [
                await waited_for(client, key, entry_id, preview(person, "x"))
                for entry_id, person in zip(entries, people, strict=True)
            ]
            assert waited == [False, True, True, True]
            late = preview("bob", "x", seconds=0.0)
            assert not await waited_for(client, key, entries[1], late)

    asyncio.run(flow())


def preview(person: str, text: str, seconds: float = 600.0) -> PreviewAsked:
    now = datetime.now(UTC)
    return PreviewAsked(
        request_id="r", person_id=person, conversation_id="c", text=text, language="en", target="pt",
        asked_at=now, expires_at=now + timedelta(seconds=seconds),
    )  # fmt: skip
