"""`/metrics` of a web process: its own figures, and what it sees of store and broker for all."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from typing import Any

from litestar import Response, get
from litestar.connection import ASGIConnection
from litestar.exceptions import NotFoundException
from litestar.handlers.base import BaseRouteHandler
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from service.api.addresses import is_within, parsed
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import LOOKING
from service.api.pipeline import Pipeline
from service.errors import ServiceError
from service.store import leases
from service.store.leases import JobState
from wire.broker.memory import ServerMemory, memory
from wire.broker.streams import DEAD
from wire.observability import metrics

LOOK = 2.0
"""Seconds that a look at store or broker may take; what they do not tell in time is left out."""

FORWARDED = ("x-forwarded-for", "forwarded", "via")


def near_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Only this machine, and networks that a setting names; to all others there is nothing here.

    A proxy on this machine that is not trusted to say where requests come from would make everybody near:
    what it has passed on is refused.
    """
    context: AppContext = connection.app.state.context
    settings = context.settings
    address = parsed(connection.client.host) if connection.client else None
    allowed = [ip_network(one) for one in settings.metrics_networks or ("127.0.0.0/8", "::1/128")]
    passed_on = any(name in connection.headers for name in FORWARDED) and not settings.trusted_proxies
    if address is None or passed_on or not is_within(address, allowed):
        raise NotFoundException


@get("/metrics", include_in_schema=False, guards=[near_only, limited(LOOKING)])
async def show_metrics(context: AppContext) -> Response[bytes]:
    """Figures for Prometheus, of this process and of what all processes share."""
    jobs, dead, servers = await asyncio.gather(_jobs(context), _dead(context), _memory(context))
    seen = Seen(context.pipeline.last, len(context.connections), jobs, dead, servers)
    return Response(metrics.text([seen]), media_type=metrics.CONTENT_TYPE)


class Seen(Collector):
    """What is known at one moment, as gauges."""

    def __init__(
        self,
        pipeline: Pipeline,
        sockets: int,
        jobs: Sequence[JobState],
        dead: int | None,
        servers: Sequence[ServerMemory] = (),
    ) -> None:
        self._pipeline, self._sockets, self._jobs, self._dead = pipeline, sockets, jobs, dead
        self._servers = servers

    def collect(self) -> Iterator[Metric]:
        """All of them; what could not be seen is left out."""
        yield _gauge("sockets", "Live sockets of this process.", self._sockets)
        yield _gauge("broker_up", "1: the broker answered.", self._pipeline.broker)
        yield _gauge("outbox_rows", "Events that wait in the store.", self._pipeline.outbox)
        stands = self._pipeline.outbox_stands
        yield _gauge("outbox_age_seconds", "Since the oldest of them was seen to wait.", stands)
        if self._pipeline.broker:
            yield from self._streams()
        if self._dead is not None:
            yield _gauge("dead_letters", "Entries of the stream `dead`.", self._dead)
        yield from self._memory()
        yield from self._of_jobs()

    def _memory(self) -> Iterator[Metric]:
        used = _by("broker_memory_bytes", "Memory that a server of the broker uses.", "server")
        most = _by("broker_memory_limit_bytes", "Memory that it may use; 0: no bound.", "server")
        for one in self._servers:
            used.add_metric([one.server], one.used)
            most.add_metric([one.server], one.most)
        yield from (used, most)

    def _streams(self) -> Iterator[Metric]:
        seen = self._pipeline
        yield _gauge("workers", "Workers that are alive.", len(seen.workers))
        yield _gauge("workers_ready", "Workers that work.", sum(one.ready for one in seen.workers))
        yield _gauge("oldest_pending_seconds", "Wait of the oldest unfinished message.", seen.oldest)
        lag = _by("stream_lag", "Entries that a stream's group owes.", "stream")
        still = _by("stream_stands_seconds", "Since a stream last moved.", "stream")
        for key, seconds in seen.stands.items():
            still.add_metric([key], seconds)
        for key, entries in seen.lag.items():
            lag.add_metric([key], entries)
        yield from (lag, still)

    def _of_jobs(self) -> Iterator[Metric]:
        about = {
            "last_run_timestamp_seconds": "When its last whole run ended.",
            "duration_seconds": "How long that took.",
            "failures": "Runs that failed, since ever.",
            "next_run_timestamp_seconds": "When it is due.",
            "late_seconds": "Since it could have been run.",
        }
        for name, doc in about.items():
            family = _by(f"job_{name}", doc, "job")
            for job in self._jobs:
                value = _of_job(job, name)
                if value is not None:
                    family.add_metric([job.name], value)
            yield family


def _of_job(job: JobState, name: str) -> float | None:
    values = {
        "last_run_timestamp_seconds": job.ended_at.timestamp() if job.ended_at else None,
        "duration_seconds": job.seconds,
        "failures": job.failures,
        "next_run_timestamp_seconds": job.due_at.timestamp(),
        "late_seconds": max(0.0, job.overdue),
    }
    return values[name]


def _by(name: str, doc: str, label: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"duologue_{name}", doc, labels=[label])


def _gauge(name: str, doc: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"duologue_{name}", doc, value=value)


async def _jobs(context: AppContext) -> Sequence[JobState]:
    try:
        async with asyncio.timeout(LOOK), context.store.reading() as connection:
            return await leases.states(connection)
    except (ServiceError, OSError):
        return ()


async def _memory(context: AppContext) -> Sequence[ServerMemory]:
    try:
        async with asyncio.timeout(LOOK):
            return await memory(context.client)
    except (RedisError, OSError):
        return ()


async def _dead(context: AppContext) -> int | None:
    try:
        async with asyncio.timeout(LOOK):
            return int(await context.client.xlen(DEAD))
    except (RedisError, OSError):
        return None
