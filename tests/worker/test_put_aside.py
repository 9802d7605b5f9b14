"""A text that ends workers, by whatever way and on whichever stream, ends two; its company passes."""

import asyncio
import time

import pytest
import redis.exceptions

from nlp.worker.begun import ENDS_WORKERS, Notes, deaths, key_of
from tests.brokers import says, says_no_more
from tests.worker.test_previews import answers, ask, asked, settled
from tests.worker.test_process import Installation, message, until
from wire.broker.clients import connect
from wire.broker.heartbeats import Heartbeat
from wire.broker.streams import BODY, DEAD, REQUESTS, stream
from wire.contracts.codec import decoder, encode
from wire.contracts.events import Dead, MessagePosted, PreviewAsked

read_dead, read_message, read_preview = decoder(Dead), decoder(MessagePosted), decoder(PreviewAsked)
AT_ONCE = "8"
"""All of a test's messages are in one batch, and so in the hands of the process that dies."""

PATIENCE = 0.2
"""Seconds after which a text that hangs ends its worker."""


@pytest.fixture
def installation(broker_url, tmp_path) -> Installation:
    return Installation(broker_url, tmp_path)


def letters(installation: Installation) -> list[Dead]:
    return [read_dead(fields[BODY]) for _, fields in installation.broker.xrange(DEAD)]


def killed(installation: Installation, done, most: int = 6) -> int:
    """Starts one worker after the other until all is done; how many of them died."""
    for number in range(most):
        with installation.worker(batch_limit=PATIENCE, DUOLOGUE_WORKER_BATCH=AT_ONCE) as worker:
            until(lambda worker=worker: worker.poll() is not None or done())
            if worker.poll() is None:
                return number
    raise AssertionError(f"{most} workers died")


@pytest.mark.parametrize("poison", ["die", "hang"])
def test_a_message_ends_two_workers_and_its_seven_companions_pass(installation, poison):
    texts = ["one", "two", "three", f"please {poison}", "four", "five", "six", "seven"]
    installation.post(*texts)
    assert killed(installation, lambda: installation.pending() == 0) == 2
    found = {one.message_id: one for one in installation.enriched()}
    assert sorted(found) == sorted(texts)
    bad = found.pop(f"please {poison}")
    assert {one.status for one in found.values()} == {"done"}
    assert (bad.status, bad.problem.code) == ("failed", "put_aside")
    (letter,) = letters(installation)
    assert (letter.code, letter.stream) == (ENDS_WORKERS, "messages:{0}")
    assert read_message(letter.body).text == f"please {poison}"
    assert "2 workers have begun this text" in letter.cause


@pytest.mark.parametrize("poison", ["die", "hang"])
def test_a_message_asked_for_in_a_hurry_ends_two_workers(installation, poison):
    for text in ("one", poison, "two"):
        installation.broker.xadd(stream(REQUESTS, 0), {BODY: encode(message(text, "c"))})
    assert killed(installation, lambda: settled(installation)) == 2
    assert {one.message_id: one.status for one in installation.enriched()} == {
        "one": "done",
        "two": "done",
        poison: "failed",
    }


@pytest.mark.parametrize("poison", ["die", "hang"])
def test_a_preview_ends_two_workers_is_answered_as_failed_and_its_text_is_kept_nowhere(installation, poison):
    text = f"my secret {poison}"
    ask(installation, asked("fine", 600), asked(text, 600, person="q"), asked("good", 600, person="r"))
    assert killed(installation, lambda: settled(installation)) == 2
    found = {one.request_id: one.translation for one in answers(installation)}
    assert {key: one.status for key, one in found.items()} == {"fine": "done", text: "failed", "good": "done"}
    assert found[text].reason == "put_aside"
    (letter,) = letters(installation)
    assert letter.code == ENDS_WORKERS
    assert letter.body == b"", "nobody sent it"


def test_what_two_previews_ended_workers_with_is_not_begun_as_a_message(installation):
    ask(installation, asked("die", 600, person="a"))
    assert killed(installation, lambda: settled(installation)) == 2
    installation.post("die", "fine")
    assert killed(installation, lambda: installation.pending() == 0) == 0
    assert {one.message_id: one.status for one in installation.enriched()} == {
        "die": "failed",
        "fine": "done",
    }


def test_another_worker_that_takes_over_counts_what_the_first_one_died_of(installation):
    installation.post("die")
    with installation.worker() as first:
        until(lambda: first.poll() is not None)
        with installation.worker() as second:  # has the first one's name, as under `duologue up`
            until(lambda: second.poll() is not None)
            with installation.worker(DUOLOGUE_HOME=installation.environ["DUOLOGUE_HOME"] + "-other") as third:
                until(lambda: installation.pending() == 0)
                assert third.poll() is None
    assert [one.status for one in installation.enriched()] == ["failed"]


def test_messages_in_hand_while_previews_kill_one_worker_after_the_other_are_not_put_aside(installation):
    """Ten deaths, each with the same batch in hand, and let in between its steps: nobody else is to blame."""
    installation.post(*[f"slow {number}" for number in range(8)])
    for number in range(10):
        ask(installation, asked(f"die {number}", 600, person=f"p{number}"))
        with installation.worker(DUOLOGUE_WORKER_BATCH=AT_ONCE) as worker:
            until(lambda worker=worker: worker.poll() is not None)
    assert killed(installation, lambda: settled(installation) and installation.pending() == 0, most=12) <= 10
    assert {one.status for one in installation.enriched()} == {"done"}
    assert len({one.message_id for one in installation.enriched()}) == 8


class Told:
    """Notes of one run, and the heartbeat that says whether it lives."""

    def __init__(self, url: str, name: str, run: str) -> None:
        self.notes, self.own = Notes(url, name, run), f"{name} {run}"
        self.beat = Heartbeat(part="worker", name=name, run=run)


def counted(url: str, *works, own: str, deliveries: int = 1) -> list[int]:
    async def ask():
        client = connect(url)
        try:
            return await deaths(client, [(work, deliveries) for work in works], own)
        finally:
            await client.aclose()

    return asyncio.run(ask())


def test_a_note_stands_for_a_death_when_its_run_is_over(broker_url, installation):
    one, again = Told(broker_url, "w", "1"), Told(broker_url, "w", "2")
    work = message("text", "c")
    says(installation.broker, one.beat)
    held = one.notes.noted([key_of(work)])
    held.__enter__()
    assert counted(broker_url, work, own=one.own) == [0], "its own work"
    assert counted(broker_url, work, own=again.own) == [0], "somebody alive works on it"
    assert counted(broker_url, work, own=again.own, deliveries=2) == [1], "the entry was taken from it"
    says(installation.broker, again.beat)
    assert counted(broker_url, work, own=again.own) == [1], "another run has its name"
    says_no_more(installation.broker, again.beat)
    assert counted(broker_url, work, own="x 3") == [1]
    with again.notes.noted([key_of(work)]):
        assert counted(broker_url, work, own="x 3") == [2]
    assert counted(broker_url, work, own="x 3") == [0], "done at last: nothing is held against it"


def test_a_text_is_noted_for_its_author_alone(broker_url):
    mine, theirs = asked("same", person="a"), asked("same", person="b")
    assert key_of(mine) == key_of(message("same", "c")), "a message is by the author that previewed it"
    assert key_of(mine) != key_of(theirs)


def test_while_something_is_let_in_what_it_interrupts_is_not_noted(broker_url, installation):
    told = Told(broker_url, "w", "1")
    outer, inner = message("outer", "c"), asked("inner")
    with told.notes.noted([key_of(outer)]):
        assert counted(broker_url, outer, inner, own="x 1") == [1, 0]
        with told.notes.noted([key_of(inner)]):
            assert counted(broker_url, outer, inner, own="x 1") == [0, 1]
        assert counted(broker_url, outer, inner, own="x 1") == [1, 0]
    assert counted(broker_url, outer, inner, own="x 1") == [0, 0]


def test_what_cannot_be_noted_is_not_begun(tmp_path):
    notes = Notes(f"unix://{tmp_path}/none", "w", "1")
    begun = []
    with pytest.raises(redis.exceptions.ConnectionError), notes.noted(["begun:1"]):
        begun.append(time.monotonic())
    assert not begun
