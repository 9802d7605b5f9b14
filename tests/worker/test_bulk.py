"""Work beyond a share, in lanes: overtaken by all else, served in turn, lost and doubled never."""

import signal
from collections import Counter
from pathlib import Path

import pytest
from msgspec import structs

from nlp.worker.begun import ENDS_WORKERS
from tests.worker.test_process import Installation, message, until
from wire.broker.streams import BODY, BULK, DEAD, GROUP_NLP, MESSAGES, keys, lane_of, stream
from wire.contracts.codec import decoder, encode
from wire.contracts.events import Dead

read_dead = decoder(Dead)


@pytest.fixture
def installation(broker_url, tmp_path) -> Installation:
    return Installation(broker_url, tmp_path)


def flood(installation: Installation, person: str, *texts: str) -> None:
    """As the relay puts it there: the work in a lane, and the message on `messages` for whoever counts."""
    for text in texts:
        event = structs.replace(message(text, "c"), author_id=person)
        installation.broker.xadd(lane_of(person, 0), {BODY: encode(event)})
        installation.broker.xadd(stream(MESSAGES, 0), {BODY: encode(structs.replace(event, elsewhere=True))})


def owed(installation: Installation) -> int:
    """Also of a lane that no worker has looked at yet."""
    return installation.pending() + sum(map(installation.owed, keys(BULK, 1)))


def order(installation: Installation) -> list[str]:
    return [one.message_id for one in installation.enriched()]


def test_a_flood_is_overtaken_by_all_that_comes_after_it(installation):
    flood(installation, "flooder", *[f"slow flood {number}" for number in range(30)])
    with installation.worker() as worker:
        until(lambda: installation.enriched())
        worker.send_signal(signal.SIGSTOP)
        until(lambda: Path(f"/proc/{worker.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T")
        before = len(installation.enriched())
        installation.post("quiet one", "quiet two")
        worker.send_signal(signal.SIGCONT)
        until(lambda: owed(installation) == 0)
    places = [place for place, one in enumerate(order(installation)) if one.startswith("quiet")]
    assert max(places) <= before + 4, "not after more than what was in hand"
    assert len(set(order(installation))) == len(order(installation)) == 32


def test_lanes_are_served_in_turn(installation):
    first, second = (
        "flooder",
        next(f"p{n}" for n in range(99) if lane_of(f"p{n}", 0) != lane_of("flooder", 0)),
    )
    flood(installation, first, *[f"flood {number}" for number in range(40)])
    flood(installation, second, "theirs 0", "theirs 1", "theirs 2")
    with installation.worker():
        until(lambda: owed(installation) == 0)
    assert max(order(installation).index(f"theirs {number}") for number in range(3)) <= 8


def test_a_worker_killed_within_a_flood_loses_and_doubles_nothing_and_another_takes_over(installation):
    texts = [f"slow {number}" for number in range(12)]
    for number, text in enumerate(texts):
        flood(installation, f"p{number % 3}", text)
    with installation.worker() as first:
        until(lambda: len(installation.enriched()) >= 2)
        with installation.worker() as second:
            until(
                lambda: (
                    len(installation.heartbeats()) == 2
                    and all(one.ready for one in installation.heartbeats())
                )
            )
            first.kill()
            first.wait()
            until(lambda: owed(installation) == 0)
            assert second.poll() is None
    assert set(order(installation)) == set(texts)
    again = sum(Counter(order(installation)).values()) - len(texts)
    assert again <= 6, "at most what was published and not yet acknowledged comes twice"


def test_a_text_in_a_lane_ends_two_workers_and_no_third(installation):
    flood(installation, "a", "fine", "die", "good")
    flood(installation, "b", "else")
    died = 0
    for _ in range(6):
        with installation.worker() as worker:
            until(lambda worker=worker: worker.poll() is not None or owed(installation) == 0)
            if worker.poll() is None:
                break
            died += 1
    assert died == 2
    found = {one.message_id: one.status for one in installation.enriched()}
    assert found == {"fine": "done", "die": "failed", "good": "done", "else": "done"}
    ((_, fields),) = installation.broker.xrange(DEAD)
    letter = read_dead(fields[BODY])
    assert (letter.code, letter.stream, letter.group) == (ENDS_WORKERS, lane_of("a", 0), GROUP_NLP)
