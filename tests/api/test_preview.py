"""Previews and reading back over the socket; the worker's part is played on the broker's streams."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import redis

from service.api.limits.table import PREVIEWS
from service.api.socket import interactive
from tests.api.serving import Guest, live, serving, until
from wire.broker.streams import ANSWERS, BODY, ENRICHMENTS, REQUESTS, stream
from wire.contracts.codec import decoder, encode
from wire.contracts.events import Enriched, Mark, PreviewAsked, Previewed, Translation
from wire.contracts.settings import Settings

pytestmark = pytest.mark.usefixtures("patient")

read_asked = decoder(PreviewAsked)


class Worker:
    """What a worker sees and says."""

    def __init__(self, url):
        self.broker = redis.Redis.from_url(url)
        self.broker.delete(stream(REQUESTS, 0))

    def asked(self) -> list[PreviewAsked]:
        return [read_asked(fields[BODY]) for _, fields in self.broker.xrange(stream(REQUESTS, 0))]

    def answer(self, asked: PreviewAsked, text: str, back: str, *marks: Mark) -> None:
        answer = Previewed(
            request_id=asked.request_id, person_id=asked.person_id, conversation_id=asked.conversation_id,
            language=asked.language, translation=Translation(status="done", text=text),
            back=Translation(status="done", text=back), marks=marks,
        )  # fmt: skip
        self.broker.xadd(stream(ANSWERS, 0), {BODY: encode(answer)})

    def enrich(self, message, **translations):
        now = datetime.now(UTC)
        about = {"message_id": message["id"], "author_id": message["author_id"]}
        event = Enriched(
            **about, conversation_id=message["conversation_id"], status="done", language="pt",
            translations=translations, posted_at=now, queued_at=now, enriched_at=now,
        )  # fmt: skip
        self.broker.xadd(stream(ENRICHMENTS, 0), {BODY: encode(event)})


@pytest.fixture
def worker(served):
    return Worker(served.settings.redis_url)


def run(flow):
    asyncio.run(flow())


async def one_asked(worker):
    return (await asyncio.to_thread(until, worker.asked, "asked"))[0]


def test_a_preview_goes_to_a_worker_and_its_answer_only_to_who_asked(served, worker, ana, bob, conversation):
    async def flow():
        async with live(served, bob.token) as mine, live(served, ana.token) as theirs:
            await mine.send(type="preview", ref="r1", conversation_id=conversation, text="Send 30 boxes.")
            asked = await one_asked(worker)
            assert (asked.text, asked.language, asked.target) == ("Send 30 boxes.", "en", "pt")
            assert (asked.person_id, asked.conversation_id, asked.given) == (bob.id, conversation, None)
            assert timedelta(seconds=9) < asked.expires_at - asked.asked_at < timedelta(seconds=11)
            mark = Mark(kind="number", text="30", became="13")
            worker.answer(asked, "Envie 13 caixas.", "Send 13 boxes.", mark)
            answer = await mine.next("previewed")
            assert answer["ref"] == "r1"
            assert answer["translation"]["text"] == "Envie 13 caixas."
            assert answer["back"]["text"] == "Send 13 boxes."
            assert answer["marks"] == [{"kind": "number", "text": "30", "became": "13"}]
            await theirs.send(type="ping")
            await theirs.next("pong")
            assert "previewed" not in [frame["type"] for frame in theirs.seen]

    run(flow)


def test_nothing_of_a_preview_is_stored(served, worker, bob, conversation):
    async def flow():
        async with live(served, bob.token) as mine:
            await mine.send(
                type="preview", ref="r1", conversation_id=conversation, text="never sent: jabuticaba"
            )
            await one_asked(worker)

    run(flow)
    assert bob.http.get(f"/api/conversations/{conversation}/messages").json()["messages"] == []
    files = [one.read_bytes() for one in served.settings.home.rglob("*.db*")]
    assert files
    assert not any(b"jabuticaba" in content for content in files)


@pytest.mark.parametrize(
    ("text", "code"), [("  ", "text_empty"), ("x" * 1001, "text_too_long"), ("a\x00b", "invalid_input")]
)
def test_what_cannot_be_previewed_is_refused(served, worker, bob, conversation, text, code):
    async def flow():
        async with live(served, bob.token) as mine:
            await mine.send(type="preview", ref="r1", conversation_id=conversation, text=text)
            error = await mine.next("error")
            assert (error["ref"], error["code"]) == ("r1", code)

    run(flow)
    assert worker.asked() == []


def test_a_conversation_of_others_is_closed_to_previews_and_reading_back(
    served, worker, ana, bob, conversation
):
    eve = Guest(served, "Eve")
    message = ana.post(conversation, "Só entre nós.")
    worker.enrich(message, en=Translation(status="done", text="Just between us."))
    until(lambda: enriched(bob, conversation), "enriched")

    async def flow():
        async with live(served, eve.token) as theirs:
            await theirs.send(type="preview", ref="r1", conversation_id=conversation, text="hello")
            assert (await theirs.next("error"))["code"] == "not_yours"
            await theirs.send(type="read_back", ref="r2", message_id=message["id"])
            error = await theirs.next("error")
            assert (error["ref"], error["code"]) == ("r2", "not_yours")

    run(flow)
    assert worker.asked() == []


def enriched(guest, conversation):
    messages = guest.http.get(f"/api/conversations/{conversation}/messages").json()["messages"]
    return messages and messages[-1]["enrichment"]["status"] == "done"


@pytest.mark.parametrize("side", ["author", "reader"])
def test_the_translation_that_the_reader_sees_is_read_back_for_either_side(
    served, worker, ana, bob, conversation, side
):
    message = ana.post(conversation, "Envie 30 caixas.")
    worker.enrich(message, en=Translation(status="done", text="Send 13 boxes."))
    until(lambda: enriched(bob, conversation), "enriched")
    person = ana if side == "author" else bob

    async def flow():
        async with live(served, person.token) as mine:
            await mine.send(type="read_back", ref="r1", message_id=message["id"])
            asked = await one_asked(worker)
            assert (asked.text, asked.language, asked.target) == ("Envie 30 caixas.", "pt", "en")
            assert asked.given.text == "Send 13 boxes."
            assert asked.person_id == person.id
            worker.answer(asked, "Send 13 boxes.", "Envie 13 caixas.")
            assert (await mine.next("previewed"))["back"]["text"] == "Envie 13 caixas."

    run(flow)


def test_a_message_without_translation_cannot_be_read_back(served, worker, ana, bob, conversation):
    message = ana.post(conversation, "Olá")

    async def flow():
        async with live(served, ana.token) as mine:
            for ref, about in (("r1", message["id"]), ("r2", "01a00000-0000-7000-8000-000000000000")):
                await mine.send(type="read_back", ref=ref, message_id=about)
            assert (await mine.next("error"))["code"] == "invalid_input"
            assert (await mine.next("error"))["code"] == "not_found"

    run(flow)


def test_more_than_anybody_types_is_refused_and_the_rest_of_the_socket_goes_on(
    served, worker, bob, conversation
):
    async def flow():
        async with live(served, bob.token) as mine:
            for number in range(PREVIEWS.amount + 1):
                await mine.send(
                    type="preview", ref=f"r{number}", conversation_id=conversation, text=f"text {number}"
                )
            error = await mine.next("error")
            assert (error["ref"], error["code"]) == (f"r{PREVIEWS.amount}", "too_many_tries")
            assert 0 < error["details"]["retry_after"] <= 60
            await mine.send(
                type="post", ref="p", conversation_id=conversation, client_id="c", text="sent all the same"
            )
            assert (await mine.next("posted"))["ref"] == "p"

    run(flow)
    assert len(worker.asked()) == PREVIEWS.amount


def test_without_a_broker_previews_are_refused_soon_and_messages_still_go(tmp_path):
    with serving(Settings(home=tmp_path, redis_url=f"unix://{tmp_path}/none.sock")) as served:
        ana, bob = Guest(served, "Ana", "pt"), Guest(served, "Bob", "en")
        conversation = ana.talk_to(bob)

        async def flow():
            async with live(served, bob.token) as mine:
                await mine.send(type="preview", ref="r1", conversation_id=conversation, text="hello")
                await mine.send(
                    type="post", ref="r2", conversation_id=conversation, client_id="c", text="hello"
                )
                error = await mine.next("error", seconds=interactive.WITHIN + 30)
                assert (error["ref"], error["code"]) == ("r1", "unavailable")
                assert (await mine.next("posted"))["ref"] == "r2"

        run(flow)


def test_an_answer_that_no_text_waits_for_harms_nobody(served, worker, bob, conversation):
    """Told twice, or to a tab that knows no such question."""

    async def flow():
        async with live(served, bob.token) as mine, live(served, bob.token) as tab:
            await mine.send(type="preview", ref="r1", conversation_id=conversation, text="hello")
            asked = await one_asked(worker)
            for _ in range(2):
                worker.answer(asked, "olá", "hello")
            for one in (mine, mine, tab, tab):
                assert (await one.next("previewed"))["ref"] == "r1"

    run(flow)
