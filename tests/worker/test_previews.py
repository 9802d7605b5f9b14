"""Interactive requests in the worker: before all that waits, never after their time, and kept nowhere."""

import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from nlp.worker.allowance import Allowance
from nlp.worker.answering import Answerer
from nlp.worker.model import ModelThread
from nlp.worker.work import Enricher
from tests.worker.test_process import Installation, held_there, in_the_second_batch, message, until
from tests.worker.upper import Upper
from wire.broker import interactive as wire
from wire.broker.clients import clock, connect
from wire.broker.consumer import Delivery
from wire.broker.streams import ANSWERS, BODY, DEAD, ENRICHMENTS, GROUP_NLP, REQUESTS, stream
from wire.contracts.codec import decoder, encode
from wire.contracts.events import Dead, PreviewAsked, Previewed, Translation

read_previewed = decoder(Previewed)


@pytest.fixture
def installation(broker_url, tmp_path) -> Installation:
    return Installation(broker_url, tmp_path)


def asked(text, seconds=600.0, person="p", ahead=0.0):
    now = datetime.now(UTC) + timedelta(seconds=ahead)
    return PreviewAsked(
        request_id=text, person_id=person, conversation_id="c", text=text, language="en", target="pt",
        asked_at=now, expires_at=now + timedelta(seconds=seconds),
    )  # fmt: skip


def ask(installation, *requests):
    for one in requests:
        installation.broker.xadd(stream(REQUESTS, 0), {BODY: encode(one)})


def read_back(text, person="p"):
    return structs.replace(asked(text, 60, person), given=Translation(status="done", text=text))


async def put_one(installation, request):
    client = connect(installation.environ["DUOLOGUE_REDIS_URL"])
    try:
        await wire.ask(client, stream(REQUESTS, 0), request)
    finally:
        await client.aclose()


def answers(installation):
    return [read_previewed(fields[BODY]) for _, fields in installation.broker.xrange(stream(ANSWERS, 0))]


def at(entry_id):
    """The millisecond in which the broker took an entry."""
    return int(entry_id.partition(b"-")[0])


def taken(installation):
    """Whether the worker has a request that it has not answered."""
    groups = installation.broker.xinfo_groups(stream(REQUESTS, 0))
    return [one["pending"] for one in groups if one["name"] == GROUP_NLP.encode()] == [1]


def settled(installation):
    """Whether the worker's group has passed and acknowledged all requests."""
    groups = installation.broker.xinfo_groups(stream(REQUESTS, 0))
    return [one["pending"] + one["lag"] for one in groups if one["name"] == GROUP_NLP.encode()] == [0]


def test_a_preview_overtakes_what_waits(installation):
    in_the_second_batch(installation, 24)
    with installation.worker():
        held_there(installation)
        ask(installation, asked("now"))
        until(lambda: taken(installation))
        installation.gate.touch()
        until(lambda: answers(installation) and len(installation.enriched()) == 24)
    [(answered, _)] = installation.broker.xrange(stream(ANSWERS, 0))
    before = [one for one, _ in installation.broker.xrange(stream(ENRICHMENTS, 0)) if at(one) < at(answered)]
    # The batch in hand, and at most one that begins between taking the request and asking the model for it.
    assert len(before) <= 12, "answered after the batch in hand, not after those behind it"
    [answer] = answers(installation)
    assert (answer.request_id, answer.translation.text) == ("now", "NOW")


@pytest.mark.parametrize("ahead", [0.0, 3600.0, -3600.0])
def test_nobody_waits_for_an_old_one_whatever_the_clock_of_the_server_says(installation, ahead):
    long_ago = f"{int((time.time() - 60) * 1000)}-0"
    installation.broker.xadd(
        stream(REQUESTS, 0), {BODY: encode(asked("old", 45.0, person="q", ahead=ahead))}, id=long_ago
    )
    ask(installation, asked("new", ahead=ahead))
    with installation.worker():
        until(lambda: answers(installation) and settled(installation))
    assert [one.request_id for one in answers(installation)] == ["new"]


def test_the_newest_preview_of_a_person_overtakes_older_ones_and_nobody_elses(installation):
    async def flow():
        client = connect(installation.environ["DUOLOGUE_REDIS_URL"])
        try:
            for number in range(20):
                await wire.ask(client, stream(REQUESTS, 0), asked(f"mine {number}", 60))
                if number == 5:
                    await wire.ask(client, stream(REQUESTS, 0), asked("theirs", 60, person="q"))
                    await wire.ask(client, stream(REQUESTS, 0), read_back("bubble"))
        finally:
            await client.aclose()

    asyncio.run(flow())
    with installation.worker():
        until(lambda: answers(installation) and settled(installation))
    assert [one.request_id for one in answers(installation)] == ["theirs", "bubble", "mine 19"]


@pytest.mark.parametrize("ahead", [3600.0, -3600.0])
def test_what_is_put_there_for_a_while_stays_whatever_our_own_clock_says(installation, monkeypatch, ahead):
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + ahead)
    asyncio.run(put_one(installation, asked("here", ahead=ahead)))
    assert installation.broker.xlen(stream(REQUESTS, 0)) == 1


def test_one_that_breaks_the_pipeline_is_told_as_failed_and_not_kept(installation):
    ask(installation, asked("raise"))
    with installation.worker():
        until(lambda: answers(installation) and settled(installation))
    [answer] = answers(installation)
    assert (answer.translation.status, answer.translation.reason) == ("failed", "engine_error")
    assert not installation.broker.exists(DEAD), (
        "what somebody typed and did not send is written down nowhere"
    )


def test_one_that_cannot_be_read_is_told_on_the_stream_dead_without_its_text(installation):
    installation.broker.xadd(stream(REQUESTS, 0), {BODY: encode(asked("secret"))[:-20]})
    with installation.worker():
        until(lambda: installation.broker.xlen(DEAD))
    [(_, fields)] = installation.broker.xrange(DEAD)
    letter = decoder(Dead)(fields[BODY])
    assert (letter.stream, letter.code, letter.body) == (stream(REQUESTS, 0), "undecodable", b"")
    assert "secret" not in letter.cause


def test_a_message_may_be_requested_too(installation):
    installation.broker.xadd(stream(REQUESTS, 0), {BODY: encode(message("urgent", "c"))})
    with installation.worker():
        until(installation.enriched)
    assert installation.enriched()[0].message_id == "urgent"


def test_what_is_old_leaves_the_stream_when_something_new_comes(installation):
    long_ago = str(int((time.time() - 3600) * 1000)) + "-0"
    installation.broker.xadd(stream(ANSWERS, 0), {BODY: b"secret"}, id=long_ago)
    ask(installation, asked("new"))
    with installation.worker():
        until(lambda: settled(installation))
    assert [fields[BODY] == b"secret" for _, fields in installation.broker.xrange(stream(ANSWERS, 0))] == [
        False
    ]


def test_who_has_had_more_than_a_share_is_passed_by_while_others_wait(installation):
    """Others wait: here with a batch that the preview would be let into."""
    go_on = threading.Event()

    class Held(Upper):
        def enrich(self, messages, yield_to_urgent):
            while not go_on.is_set():
                yield_to_urgent()
                time.sleep(0.01)
            return super().enrich(messages, yield_to_urgent)

    async def flow():
        client, model, allowance = (
            connect(installation.environ["DUOLOGUE_REDIS_URL"]),
            ModelThread(),
            Allowance(),
        )
        await model.open(Held, lambda _: None)
        answerer = Answerer(model, Enricher(model, client, 0, "w 1"), allowance)
        allowance.spend("greedy", 100.0)

        async def handle(*people):
            at = int(await clock(client, stream(REQUESTS, 0)) * 1000)
            batch = [asked(f"{one} {at}", person=one) for one in people]
            await answerer.handle([Delivery(f"{at}-0", "requests:{0}", one, 1) for one in batch])

        batch = asyncio.create_task(model.enrich([message("text", "c")]))
        await handle("greedy", "modest")
        first = [one.person_id for one in answers(installation)]
        go_on.set()
        await batch
        async with asyncio.timeout(30):
            while model.busy():  # its result is there a moment before its turn is over
                await asyncio.sleep(0.01)
        await handle("greedy")
        await model.close()
        await client.aclose()
        return first

    assert asyncio.run(flow()) == ["modest"]
    assert [one.person_id for one in answers(installation)] == ["modest", "greedy"], "nobody waits any more"
