"""Celery with late acknowledgement, in one process without a pool: its quickest way to an empty task."""

from __future__ import annotations

from typing import Any

from celery import Celery
from handed import BATCH, TASK, Done, asked, sent_in_line

what, url, count = asked()
app = Celery("empty", broker=url)
app.conf.update(
    task_acks_late=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=BATCH,
    worker_enable_remote_control=False,
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
)
done = Done(count)


@app.task(name="empty")
def empty(**task: Any) -> None:
    done.one()


if what == "send":
    sent_in_line(count, lambda: empty.delay(**TASK))
else:
    options = {"without_gossip": True, "without_mingle": True, "without_heartbeat": True}
    app.Worker(pool="solo", concurrency=1, loglevel="ERROR", **options).start()
