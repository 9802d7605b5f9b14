"""Dramatiq: a message stands as not acknowledged until the actor has returned. Eight threads by default."""

from __future__ import annotations

import threading
from typing import Any

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from handed import TASK, Done, asked, sent_in_line

what, url, count = asked()
broker = RedisBroker(url=url)
dramatiq.set_broker(broker)
done, turn = Done(count), threading.Lock()


@dramatiq.actor
def empty(**task: Any) -> None:
    with turn:
        done.one()


if what == "send":
    sent_in_line(count, lambda: empty.send(**TASK))
else:
    dramatiq.Worker(broker, worker_threads=8).start()
    threading.Event().wait()
