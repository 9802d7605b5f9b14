"""The broker: which one, what it may hold, and how work on its streams is taken up again."""

from __future__ import annotations

from dataclasses import dataclass

from wire.contracts import setting_values as read
from wire.contracts.setting_groups.field import hidden, setting


@dataclass(frozen=True, kw_only=True)
class Streams:
    """The broker: which one, what it may hold, and how work on its streams is taken up again."""

    redis_url: str = hidden(
        "Redis/Valkey to use: `redis://`, `rediss://` with TLS, `unix://`, "
        "`redis+sentinel://host:port,host:port/service`, `redis+cluster://host:port,host:port`; "
        "empty: our own Valkey under home",
        read.broker,
    )
    broker_memory: int = setting(
        1024,
        "megabytes that our own Valkey may use; a full one refuses writes and drops nothing",
        read.positive,
    )
    stream_days: int = setting(
        7, "days that a stream keeps what a stopped or missing reader owes; then it is cut, loudly",
        read.positive,
    )  # fmt: skip
    partitions: int = setting(
        1,
        "streams that conversations are spread over; same on every host, may be raised later",
        read.positive,
    )
    max_deliveries: int = setting(4, "tries before a message goes to the stream `dead`", read.positive)
    reclaim_after: int = setting(
        60, "seconds after which another worker takes over unfinished work", read.positive
    )
    collect_seconds: int = setting(5, "longest wait before an event is in the lake", read.positive)
