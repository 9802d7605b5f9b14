"""`DUOLOGUE_PARTITIONS` is raised under real processes: a conversation is worked on in its order."""

import time
from collections import defaultdict
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
import redis

from tests.flow.installation import Speaker, until
from tests.ports import free_port
from tests.processes import start
from tests.worker.test_process import Installation
from wire.broker.layout import KEY, LOOK_EVERY
from wire.broker.streams import BODY, ENRICHMENTS, MESSAGES, keys, stream
from wire.contracts.codec import decoder
from wire.contracts.events import Enriched, MessagePosted

PAIRS, EACH, RAISED = 6, 2, 4
"""Nobody says more than a share: work on `bulk` has no order."""


@pytest.fixture
def broker(broker_url):
    with redis.Redis.from_url(broker_url) as client:
        yield client


@contextmanager
def serve(workers: Installation, partitions: int, out: Path):
    """A web process, which says what it says in a file; where it serves."""
    port = free_port()
    environ = workers.environ | {"DUOLOGUE_PARTITIONS": str(partitions), "DUOLOGUE_PORT": str(port)}
    environ |= {"PYTHONUNBUFFERED": "1"}
    with out.open("wb") as said:
        process = start(
            *("service.cli", "serve"), imports="service.api.serve", environ=environ, out=said, err=said
        )
    try:
        until(lambda: "is ready at" in out.read_text() or process.poll() is not None, 120, "it serves")
        assert process.poll() is None, out.read_text()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(120)


def by_conversation(broker, name: str, kind: type) -> dict[str, list[tuple[tuple[int, ...], int, str]]]:
    """What was put on a stream, in the order of its coming: entry id, partition, message."""
    found = defaultdict(list)
    for partition, key in enumerate(keys(name, RAISED)):
        for entry_id, fields in broker.xrange(key):
            event = decoder(kind)(fields[BODY])
            at = tuple(map(int, entry_id.decode().split("-")))
            found[event.conversation_id].append((at, partition, event.message_id))
    return {talk: sorted(entries) for talk, entries in found.items()}


def test_partitions_can_be_raised_while_work_waits(broker, broker_url, tmp_path):
    before, after = (Installation(broker_url, tmp_path / "home", number) for number in (1, RAISED))
    posted: dict[str, list[str]] = defaultdict(list)

    def say(url: str, people) -> None:
        for _ in range(EACH):
            for talk, pair in people.items():
                for one in pair:
                    one.http.base_url = url
                    posted[talk].append(one.post(talk, f"message {len(posted[talk])}")["id"])

    with serve(before, 1, tmp_path / "before.out") as url:
        pairs = [(Speaker(url, f"Ana{n}", "pt"), Speaker(url, f"Bob{n}", "en")) for n in range(PAIRS)]
        people = {ana.talk_to(bob): (ana, bob) for ana, bob in pairs}
        say(url, people)
    with serve(after, RAISED, tmp_path / "after.out") as url:  # nothing was worked on yet
        say(url, people)
        until(lambda: broker.xlen("messages:{0}") == 2 * PAIRS * EACH * 2, 240, "all on the old partition")
        assert int(broker.get(KEY)) == 1
        with after.worker():
            until(lambda: drained(after), 60, "all worked on and applied")
            time.sleep(LOOK_EVERY)  # who sends looks again
            say(url, people)
            until(lambda: int(broker.get(KEY)) == RAISED, 60, "messages go to new partitions")
            until(lambda: len(after.enriched()) >= sum(map(len, posted.values())), 60, "all understood")
    for name, kind in ((MESSAGES, MessagePosted), (ENRICHMENTS, Enriched)):
        entries = by_conversation(broker, name, kind)
        assert {talk: [one for _, _, one in found] for talk, found in entries.items()} == posted, name
        moves = [sum(a != b for (_, a, _), (_, b, _) in pairwise(found)) for found in entries.values()]
        assert max(moves) == 1, f"{name}: from the old partition to the new one, once"


def drained(workers: Installation) -> bool:
    """Whether nothing is owed on the first partition, by workers or by who applies what they found."""
    return not any(workers.owed(stream(name, 0)) for name in (MESSAGES, ENRICHMENTS))
