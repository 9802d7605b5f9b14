"""The worker makes way for others, in a process of its own: nobody may take that back."""

import os
import subprocess
import sys

import pytest

from nlp.worker.priority import NICENESS, fitted
from wire.contracts.settings import Settings

TELL = """
import os, threading
from nlp.worker import priority
before = os.getpriority(os.PRIO_PROCESS, 0)
taken = []
whole = priority._shorten_slice
priority._shorten_slice = lambda: taken.append(whole())
priority.lower_priority()
of_threads = []
thread = threading.Thread(target=lambda: of_threads.append(os.getpriority(os.PRIO_PROCESS, 0)))
thread.start()
thread.join()
print(before, os.getpriority(os.PRIO_PROCESS, 0), *of_threads, *taken)
"""


@pytest.mark.parametrize("own_session", [True, False])
def test_it_and_its_threads_make_way(own_session):
    done = subprocess.run(
        [sys.executable, "-c", TELL],
        capture_output=True,
        text=True,
        check=True,
        start_new_session=own_session,
    )
    before, process, thread, taken = done.stdout.split()
    assert int(process) == int(thread) == min(19, int(before) + NICENESS)
    assert taken == str(sys.platform == "linux")


def test_it_takes_no_more_threads_than_processors(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    for processors, threads in ((1, 1), (2, 2), (8, 2)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, n=processors: set(range(n)), raising=False)
        assert fitted(Settings(worker_threads=2)).worker_threads == threads
