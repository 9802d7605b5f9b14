"""The ways to run it, from a laptop to a cluster: what changes in the settings, and what each can carry."""

from __future__ import annotations

from dataclasses import fields

from msgspec import Struct

from benchmarks.scaling.demand import POSTGRESQL, SQLITE
from benchmarks.scaling.figures import Figures
from wire.contracts.settings import PREFIX, Settings


class Change(Struct, frozen=True):
    """A setting that is set otherwise than one step before."""

    setting: str
    value: str
    why: str

    @property
    def named(self) -> str:
        """As it is set. KeyError where there is no such setting."""
        known = {one.name for one in fields(Settings)}
        if self.setting not in known:
            raise KeyError(f"{self.setting} is not a setting")
        return f"{PREFIX}{self.setting.upper()}={self.value}"


class Way(Struct, frozen=True):
    """One way to run it. `kept`: translation models in one worker."""

    name: str
    people: int
    """The size that it is asked for."""
    store: str
    kept: int
    what: str
    changes: tuple[Change, ...]
    serves: bool = False
    """Any number of `serve`, `work`, `jobs`; else one machine has all."""
    brokers: bool = False
    """Any number of servers in the broker; else one."""
    partitions: int = 1
    cores: str = ""
    """The name in `assumed.toml` of how many cores the one machine has."""


LAPTOP = Way(
    "laptop",
    100,
    SQLITE,
    6,
    "`duologue up`",
    (),
    cores="laptop_cores",
)
SERVER = Way(
    "server",
    10_000,
    SQLITE,
    14,
    "`duologue up` on a machine of its own",
    (
        Change("host", "0.0.0.0", "others than this machine come"),
        Change("tls_cert", "chain.pem", "https, without a proxy"),
        Change("tls_key", "key.pem", "of that certificate"),
        Change("connections_per_address", "4000", "an office or a school is one address"),
        Change("loaded_models", "14", "a model in and one out for each of seven languages beside English"),
    ),
    cores="server_cores",
)
CLUSTER = Way(
    "cluster",
    1_000_000,
    POSTGRESQL,
    14,
    "`serve`, `work`, `jobs`, `collect` by themselves, behind a balancer that speaks https",
    (
        Change("database_url", "postgresql+asyncpg://…", "several `serve`, a standby"),
        Change("redis_url", "redis+sentinel://…", "a broker of its own, with a replica"),
        Change("files", "s3://BUCKET/PREFIX", "every `serve` has the same files"),
        Change("seal_key", "…", "second factors hold at every `serve`"),
        Change("trusted_proxies", "NETWORK", "the balancer's word on who comes is believed"),
        Change("secure_cookies", "1", "the balancer speaks https"),
        Change("partitions", "8", "work spreads over keys; more than one broker can be had later"),
        Change("lake", "/shared/lake", "collector and dashboard on hosts of their own"),
        Change("metrics_networks", "NETWORK", "all are watched from one place"),
    ),
    serves=True,
    partitions=8,
)
LARGE = Way(
    "large cluster",
    10_000_000,
    POSTGRESQL,
    14,
    "the same, with a broker of many servers",
    (
        Change("redis_url", "redis+cluster://…", "one server's core is not enough"),
        Change("partitions", "64", "several for each server of the broker"),
        Change("stream_days", "1", "what a stopped reader owes has to fit into the broker"),
        Change("shared_segments", "200000", "more workers share more of what was translated before"),
        Change("lake_table", "s3://BUCKET/PREFIX", "settled days are read by others than the dashboard"),
    ),
    serves=True,
    brokers=True,
    partitions=64,
)
WAYS = (LAPTOP, SERVER, CLUSTER, LARGE)


def limits(figures: Figures, way: Way) -> dict[str, float]:
    """What each part can carry at most, in cores or entries a second; the rest has no bound."""
    cluster, alone = figures.assumed.cluster, figures.measured.alone[way.store]
    found = {"relay": alone["relayed_per_second"] * cluster.use, "index": alone["indexed_per_second"]}
    if not way.brokers:
        found["broker"] = cluster.broker_cores * cluster.use
    if way.store == POSTGRESQL:
        found["postgresql"] = cluster.store_cores * cluster.use
    if not way.serves:
        cores = getattr(cluster, way.cores)
        found |= {"serve": cluster.use, "machine": cores * cluster.use}
    return found
