"""Worker processes against a real Valkey: killed, hung, stopped, restarted; nothing lost, nothing doubled."""

import os
import signal
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis

from tests.processes import start
from tests.waiting import rests
from wire.broker.heartbeats import Heartbeat
from wire.broker.streams import BODY, ENRICHMENTS, GROUP_NLP, MESSAGES, REQUESTS, keys, partition_of, stream
from wire.contracts.codec import decoder, encode
from wire.contracts.events import Enriched, MessagePosted

ROOT = Path(__file__).parent.parent.parent
read_enriched, read_heartbeat = decoder(Enriched), decoder(Heartbeat)


class Installation:
    """A broker, a home, and workers on them."""

    def __init__(self, url: str, home: Path, partitions: int = 1) -> None:
        self.broker = redis.Redis.from_url(url)
        self.partitions = partitions
        self.gate = home.with_name(f"{home.name}.gate")
        """Texts with the word `held` are worked on once this file is there."""
        self.environ = {
            **os.environ,
            "GATE": str(self.gate),
            "DUOLOGUE_HOME": str(home),
            "DUOLOGUE_REDIS_URL": url,
            "DUOLOGUE_PARTITIONS": str(partitions),
            "DUOLOGUE_WORKER_BATCH": "4",
            "DUOLOGUE_RECLAIM_AFTER": "1",
        }

    @contextmanager
    def worker(self, batch_limit: float = 60, **environ: str):
        process = start(
            *("tests.worker.upper", str(batch_limit)),
            imports="nlp.worker.main",
            environ=self.environ | environ,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def post(self, *texts: str, name: str = MESSAGES) -> None:
        for number, text in enumerate(texts):
            event = message(text, f"conversation-{number % 7}")
            partition = partition_of(event.conversation_id, self.partitions)
            self.broker.xadd(stream(name, partition), {BODY: encode(event)})

    def enriched(self) -> list[Enriched]:
        return [
            read_enriched(fields[BODY])
            for key in keys(ENRICHMENTS, self.partitions)
            for _, fields in self.broker.xrange(key)
        ]

    def pending(self) -> int:
        """Messages that are not acknowledged, delivered or not."""
        return sum(map(self.owed, keys(MESSAGES, self.partitions)))

    def owed(self, key: str) -> int:
        """What lies on a stream and is not acknowledged."""
        if not self.broker.exists(key) or not (groups := self.broker.xinfo_groups(key)):
            return self.broker.xlen(key)
        return sum(group["pending"] + group["lag"] for group in groups)

    def in_hand(self) -> int:
        """Messages that a worker has taken from the first partition, and not acknowledged."""
        return int(self.broker.xpending(stream(MESSAGES, 0), GROUP_NLP)["pending"])

    def heartbeats(self) -> list[Heartbeat]:
        """Of those that live: one may end between the look at names and the look at what they say."""
        found = [self.broker.get(key) for key in self.broker.keys("part:{worker}:*")]
        return [read_heartbeat(body) for body in found if body is not None]


def message(text: str, conversation: str) -> MessagePosted:
    now = datetime.now(UTC)
    return MessagePosted(
        message_id=text, conversation_id=conversation, seq=1, author_id="a", text=text, language="en",
        targets=("pt",), posted_at=now, queued_at=now,
    )  # fmt: skip


def until(true, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    for rest in rests():
        if true():
            return
        assert time.monotonic() < end, "waited in vain"
        time.sleep(rest)


def in_the_second_batch(installation: Installation, count: int) -> list[str]:
    """Post so many, of which the second batch is held; their texts. Wait for it with `held_there`."""
    texts = [f"{'held' if 4 <= number < 8 else 'text'} {number}" for number in range(count)]
    installation.post(*texts)
    return texts


def held_there(installation: Installation) -> None:
    """Wait until the first batch is out and acknowledged, and the second one in hand."""
    fifth = installation.broker.xrange(stream(MESSAGES, 0), count=5)[4][0]

    def second() -> bool:
        summary = installation.broker.xpending(stream(MESSAGES, 0), GROUP_NLP)
        return (summary["pending"], summary["min"]) == (4, fifth)

    until(lambda: len(installation.enriched()) == 4 and second())


def stopped(process) -> tuple[int, str, str]:
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.fixture
def installation(broker_url, tmp_path) -> Installation:
    return Installation(broker_url, tmp_path)


def test_a_worker_enriches_every_partition_and_stops_in_good_order(broker_url, tmp_path):
    installation = Installation(broker_url, tmp_path, partitions=3)
    texts = [f"text {number}" for number in range(40)]
    installation.post(*texts)
    with installation.worker() as worker:
        until(lambda: len(installation.enriched()) == 40)
        until(lambda: installation.pending() == 0)
        said = lambda: [(one.ready, one.pairs) for one in installation.heartbeats()]  # noqa: E731
        until(lambda: said() == [(True, (("en", "pt"), ("pt", "en")))])  # told beside the work
        code, out, err = stopped(worker)
    assert (code, out) == (0, "closed\n"), err
    assert Counter(one.message_id for one in installation.enriched()) == Counter(texts)
    assert installation.enriched()[0].translations["pt"].text.startswith("TEXT ")
    assert installation.heartbeats() == []


def test_while_models_load_the_heartbeat_says_so(installation):
    with installation.worker(LOAD_UNTIL=str(installation.gate)):
        said = lambda: [(one.ready, one.detail[:16]) for one in installation.heartbeats()]  # noqa: E731
        until(lambda: said() == [(False, "loading capitals")])
        installation.gate.touch()
        until(lambda: [ready for ready, _ in said()] == [True])


def test_requests_go_before_messages(installation):
    in_the_second_batch(installation, 12)
    with installation.worker():
        held_there(installation)
        installation.post("urgent", name=REQUESTS)
        installation.gate.touch()
        until(lambda: len(installation.enriched()) == 13)
    assert [one.message_id for one in installation.enriched()].index("urgent") <= 8


def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing(installation):
    texts = in_the_second_batch(installation, 10)
    with installation.worker() as worker:
        held_there(installation)
        worker.kill()
        worker.wait()
    assert len(installation.enriched()) == 4
    assert installation.pending() == 6
    installation.gate.touch()
    with installation.worker():
        until(lambda: installation.pending() == 0)
    assert Counter(one.message_id for one in installation.enriched()) == Counter(texts)


def test_another_worker_takes_over_from_a_killed_one(installation):
    texts = in_the_second_batch(installation, 8)
    with installation.worker() as first:
        held_there(installation)
        with installation.worker() as second:
            until(
                lambda: (
                    len(installation.heartbeats()) == 2
                    and all(one.ready for one in installation.heartbeats())
                )
            )
            first.kill()
            first.wait()
            installation.gate.touch()
            until(lambda: installation.pending() == 0)
            assert second.poll() is None
    assert Counter(one.message_id for one in installation.enriched()) == Counter(texts)


def test_a_message_that_makes_the_pipeline_raise_is_told_as_failed(installation):
    installation.environ["DUOLOGUE_MAX_DELIVERIES"] = "2"
    installation.post("fine", "raise", "good")
    with installation.worker():
        until(lambda: len(installation.enriched()) == 3)
        until(lambda: installation.pending() == 0)
    statuses = {one.message_id: one.status for one in installation.enriched()}
    assert statuses == {"fine": "done", "raise": "failed", "good": "done"}


def test_a_hung_model_ends_the_process_loudly(installation):
    installation.post("hang")
    with installation.worker(batch_limit=0.5) as worker:
        _, err = worker.communicate(timeout=120)
        assert worker.returncode == 1
    assert "Timeout" in err
    assert "upper.py" in err
    assert installation.pending() == 1


def test_a_stopped_worker_finishes_the_batch_in_hand(installation):
    in_the_second_batch(installation, 12)
    with installation.worker() as worker:
        held_there(installation)
        worker.send_signal(signal.SIGTERM)
        installation.gate.touch()
        _, err = worker.communicate(timeout=120)
    assert worker.returncode == 0, err
    done = len(installation.enriched())
    assert done in {8, 12}, "all of a batch, and perhaps the one that was read before the signal was heard"
    assert installation.pending() == 12 - done
    assert installation.in_hand() == 0


def test_a_worker_started_without_a_broker_waits_for_it(tmp_path):
    installation = Installation(f"unix://{tmp_path}/none.sock", tmp_path)
    built = tmp_path / "built"
    with installation.worker(BUILT=str(built)) as worker:
        until(built.exists)
        time.sleep(0.5)
        assert worker.poll() is None
        code, _, err = stopped(worker)
    assert code == 0, err
