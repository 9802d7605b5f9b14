"""What each part counts and measures, for Prometheus. Labels are names of ours: no person's, and no text.

One registry per process. Parts without a web server offer it on a port of their own (`offer`), if one is set.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from prometheus_client import (
    GC_COLLECTOR,
    PLATFORM_COLLECTOR,
    PROCESS_COLLECTOR,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    start_http_server,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

CONTENT_TYPE = CONTENT_TYPE_LATEST

PORTS = {"worker": 0, "jobs": 1, "collector": 2, "dashboard": 3}
"""What is added to `metrics_port` by part, so that all may run on one host."""

REGISTRY = CollectorRegistry(auto_describe=True)
for _one in (PROCESS_COLLECTOR, PLATFORM_COLLECTOR, GC_COLLECTOR):
    REGISTRY.register(_one)

DELIVERY = Histogram(
    "duologue_delivery_seconds",
    "From the posting of a message until it is handed to the sockets of who may see it.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60),
    registry=REGISTRY,
)
TRANSLATION = Histogram(
    "duologue_translation_seconds",
    "From the queuing of a message until a worker has understood and translated it.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800),
    registry=REGISTRY,
)
HANDLED = Counter("duologue_handled_total", "Stream entries handled.", ("stream", "group"), registry=REGISTRY)
HANDLING = Histogram(
    "duologue_handling_seconds",
    "Time that a batch of stream entries took.",
    ("stream", "group"),
    buckets=(0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60),
    registry=REGISTRY,
)
FAILED = Counter(
    "duologue_handling_failures_total",
    "Tries to handle stream entries that failed.",
    ("stream", "group"),
    registry=REGISTRY,
)
DEAD_LETTERS = Counter(
    "duologue_dead_letters_total",
    "Stream entries that were put aside, by cause.",
    ("stream", "group", "code"),
    registry=REGISTRY,
)
GIVEN_UP = Counter(
    "duologue_given_up_total",
    "Stream entries that were removed although a group had not handled them.",
    ("stream", "group"),
    registry=REGISTRY,
)


def text(more: Iterable[Collector] = ()) -> bytes:
    """All of this process, and what `more` collects, as Prometheus reads it."""
    found = generate_latest(REGISTRY)
    for one in more:
        registry = CollectorRegistry(auto_describe=False)
        registry.register(one)
        found += generate_latest(registry)
    return found


def offer(settings: Settings, part: str) -> None:
    """Serve them from a thread, where a port is set. That it is taken is told, and nothing else happens."""
    if not settings.metrics_port:
        return
    port = settings.metrics_port + PORTS[part]
    try:
        start_http_server(port, addr=settings.metrics_host, registry=REGISTRY)
    except OSError as error:
        log.warning("no metrics on %s:%s: %s", settings.metrics_host, port, error.strerror)
