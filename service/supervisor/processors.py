"""Which processors a part of `duologue up` may use: the worker leaves one to who chats."""

from __future__ import annotations

import os
import sys

from wire.contracts.settings import Settings


def for_worker(settings: Settings) -> frozenset[int] | None:
    """Numbers of processors, of those that we may use ourselves; None: whichever there are.

    A worker that has work wants every processor, and whoever is woken beside it shares caches and turns with
    it, however low its priority is. Only where chat and worker are on one machine, with more than one.
    """
    if settings.worker_apart == "never" or sys.platform != "linux":
        return None
    ours = os.sched_getaffinity(0)
    return frozenset(ours - {min(ours)}) if len(ours) > 1 else None
