"""What an operator sees of it."""

from __future__ import annotations

from dataclasses import dataclass

from wire.contracts import setting_values as read
from wire.contracts.setting_groups.field import setting


@dataclass(frozen=True, kw_only=True)
class Observed:
    """What an operator sees of it."""

    metrics_port: int = setting(
        0,
        "port for Prometheus of a worker; jobs, collector and dashboard have the next ones in turn; 0: none",
        read.count,
    )
    metrics_host: str = setting("127.0.0.1", "address that these listen on")
    metrics_networks: tuple[str, ...] = setting(
        (),
        "networks that may read `/metrics` of the chat, by comma; empty: this machine alone",
        read.networks,
    )
    log_level: str = setting("INFO", "DEBUG, INFO, WARNING or ERROR", str.upper)
