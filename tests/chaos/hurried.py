"""`jobs` and `collect` that look sooner for what was lost: a short run would wait a minute for them."""

import sys
from datetime import timedelta
from functools import partial

from wire.contracts.settings import Settings

LOST_AFTER = 3.0
"""Seconds; as shipped 30, and 60 for the event log."""


def jobs(settings: Settings) -> None:
    from service.jobs import catalogue, part
    from service.jobs.reconcile import Reconciler
    from service.messaging import replay

    replay.SETTLED = timedelta(seconds=LOST_AFTER)
    catalogue.EVERY.update(reconcile=1.0, files=2.0)
    catalogue.Reconciler = partial(Reconciler, pending_for=LOST_AFTER)  # type: ignore[assignment, misc]
    part.run(settings)


def collect(settings: Settings) -> None:
    from analytics import audit, collect

    audit.EVERY = 1.0
    collect.run(settings)


if __name__ == "__main__":
    {"jobs": jobs, "collect": collect}[sys.argv[1]](Settings.load())
