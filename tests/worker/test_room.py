"""The worker beside a chat: which processors it takes, by how long messages have waited."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from nlp.worker import room
from nlp.worker.room import CALM, LASTED, LATE, MOST_CALM, Room, Rule
from tests.worker.test_process import Installation, message, until
from wire.broker.streams import BODY, HURRIED, MESSAGES, stream
from wire.contracts.codec import encode


def looks(rule, *waits):
    """What each look answers."""
    return [rule.seen(one) for one in waits]


def until_calm(rule):
    """Looks at which nothing is late, until the first processor is left alone again."""
    count = 1
    while rule.seen(0.0):
        count += 1
    return count


def test_all_are_taken_while_messages_are_late_and_for_a_while_after():
    rule = Rule()
    assert looks(rule, 0.0, LATE - 0.01, LATE, 0.0) == [False, False, True, True]
    assert looks(rule, *[0.0] * (CALM - 2), LATE / 2, *[0.0] * (CALM - 1)) == [True] * (2 * CALM - 2)
    assert looks(rule, 0.0, LATE / 2) == [False, False]


def test_what_does_not_last_is_tried_more_and_more_rarely():
    rule, taken = Rule(), []
    for _ in range(6):
        assert rule.seen(LATE)
        taken.append(until_calm(rule))
    assert taken == [CALM, 2 * CALM, 4 * CALM, 8 * CALM, MOST_CALM, MOST_CALM]
    looks(rule, *[0.0] * LASTED)
    assert rule.seen(LATE) and until_calm(rule) == CALM


def test_a_look_takes_the_longest_wait_since_the_one_before(monkeypatch):
    kept, had = [], Room(frozenset({2, 3, 5}))
    monkeypatch.setattr(room, "keep_to", kept.append)

    async def flow():
        for waits in ([0.1, 2 * LATE, 0.2], [], *[[0.1]] * CALM):
            for one in waits:
                had.begun(one)
            await had.look()

    asyncio.run(flow())
    assert kept == [{2, 3, 5}, {3, 5}]


def test_the_setting_says_whether_the_first_is_left_for_good_or_not_at_all(monkeypatch):
    kept = []
    monkeypatch.setattr(room, "keep_to", kept.append)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {2, 3}, raising=False)
    assert Room.beside_chat("never") is None and kept == []
    had = Room.beside_chat("always")
    assert had is not None
    had.begun(100 * LATE)
    asyncio.run(had.look())
    assert kept == [{3}] and had.granted == {3}


TELL = """
import os, sys, threading
from nlp.worker import room
ours, ended, had = os.sched_getaffinity(0), threading.Event(), []
def stay():
    ended.wait()
    had.append(sorted(os.sched_getaffinity(0)))
threads = [threading.Thread(target=stay) for _ in range(3)]
for one in threads:
    one.start()
room.keep_to(ours - {min(ours)} or ours)
ended.set()
for one in threads:
    one.join()
room.keep_to({1023})
print(sorted(ours - {min(ours)} or ours) == sorted(os.sched_getaffinity(0)), {tuple(one) for one in had})
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no other system keeps processes to processors")
def test_all_threads_of_the_process_are_kept_to_what_it_may_have():
    done = subprocess.run([sys.executable, "-c", TELL], capture_output=True, text=True, check=True)
    ours = os.sched_getaffinity(0)
    assert done.stdout.split(maxsplit=1) == ["True", f"{ {tuple(sorted(ours - {min(ours)} or ours))} }\n"]


def test_where_there_is_one_processor_or_no_way_to_keep_to_some_there_is_nothing_to_leave(monkeypatch):
    monkeypatch.setattr(room, "keep_to", lambda _: None)
    for system, ours, granted in (("linux", {2, 3}, {3}), ("linux", {4}, None), ("darwin", {0, 1}, None)):
        monkeypatch.setattr(sys, "platform", system)
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, ours=ours: set(ours), raising=False)
        made = Room.beside_chat()
        assert (made and made.granted) == granted


@pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="there is no processor to leave"
)
@pytest.mark.parametrize("name", [MESSAGES, HURRIED])
def test_a_worker_takes_all_processors_when_a_message_has_waited_long(broker_url, tmp_path, name):
    installation, ours = Installation(broker_url, tmp_path), os.sched_getaffinity(0)
    with installation.worker(BESIDE="1") as worker:
        until(lambda: [one.ready for one in installation.heartbeats()] == [True])
        assert os.sched_getaffinity(worker.pid) == ours - {min(ours)}
        long_ago = datetime.now(UTC) - timedelta(minutes=1)

        def takes_all():
            event = structs.replace(message("late", "c"), queued_at=long_ago)
            installation.broker.xadd(stream(name, 0), {BODY: encode(event)})
            return os.sched_getaffinity(worker.pid) == ours

        until(takes_all)  # it would leave the first alone again some seconds after a single one
