"""How much of everything a number of people needs, and which part is the first that cannot."""

from __future__ import annotations

import math

from msgspec import Struct

from benchmarks.scaling.demand import POSTGRESQL, Work, cpu, loads_a_message, message_ms, work
from benchmarks.scaling.figures import Figures
from benchmarks.scaling.steps import Way, limits

HOURS_OF_MONTH = 730.0
ONCE = ("relay", "index", "postgresql")
MEMORY = 0.7
"""Of a machine's memory that open sockets may take."""
MOST = 1e9
"""People: nobody has more."""


class Sized(Struct, frozen=True):
    """One way with so many people. Cores are those used at the peak of the day."""

    way: Way
    asked: Work
    cores: dict[str, float]
    processes: dict[str, int]
    nodes: int
    stores: int
    """Installations that people would have to be spread over, each with a store and a broker of its own."""
    worker_gb: float
    """Memory of one worker."""
    socket_gb: float
    """Of all open sockets, in all `serve` together."""
    stored_gb: float
    """Of the messages that are kept, once."""
    hour_without_workers_gb: float
    """What waits on the broker then."""
    dollars: float
    """A month."""


def need(figures: Figures, way: Way, people: float, seed: int) -> tuple[Work, dict[str, float]]:
    """Cores by part, as the way runs it."""
    asked = work(figures, people)
    cores = cpu(figures, asked, way.store, 0.0)
    if way.serves:
        serves = max(2, math.ceil(cores["serve"] / figures.assumed.cluster.use))
        cores = cpu(figures, asked, way.store, 1 - 1 / serves)
    ms = message_ms(figures, loads_a_message(figures, way.kept, seed))
    cores["worker"] *= ms / message_ms(figures)
    return asked, cores


def used(figures: Figures, way: Way, people: float, seed: int) -> dict[str, float]:
    """How much of what it can carry each part has to: 1 is full."""
    asked, cores = need(figures, way, people, seed)
    asked_of = cores | {
        "relay": asked.messages,
        "index": asked.mean,
        "machine": sum(cores.values()),
    }
    return {part: asked_of[part] / most for part, most in limits(figures, way).items()}


def stores(full: dict[str, float]) -> int:
    """How many of what there is once for all of a store."""
    return max(1, *(math.ceil(full.get(part, 0.0)) for part in ONCE))


def carries(figures: Figures, way: Way, seed: int) -> list[tuple[str, float]]:
    """Daily people until which each part does, the first that breaks first."""
    found: dict[str, float] = {}
    for part in limits(figures, way):
        low, high = 1.0, MOST
        while high / low > 1.01:
            middle = math.sqrt(low * high)
            enough = used(figures, way, middle, seed)[part] <= 1
            low, high = (middle, high) if enough else (low, middle)
        found[part] = low
    return sorted(found.items(), key=lambda item: item[1])


def size(figures: Figures, way: Way, people: float, seed: int) -> Sized:
    """What has to be there."""
    asked, cores = need(figures, way, people, seed)
    cluster, price, said = figures.assumed.cluster, figures.assumed.price, figures.said
    processes = _processes(figures, way, cores)
    sockets = asked.sockets * said("connection_kb") / 1e6
    nodes = _nodes(figures, way, cores, sockets)
    stored = asked.mean * 86_400 * cluster.kept_days * said("message_bytes") / 1e9
    paid = nodes * cluster.node_cores if way.serves else getattr(cluster, way.cores)
    copies = 1 + (cluster.replicas if way.store == POSTGRESQL else 0)
    return Sized(
        way=way,
        asked=asked,
        cores=cores,
        processes=processes,
        nodes=nodes,
        stores=stores(used(figures, way, people, seed)),
        worker_gb=(said("worker_mb") + (way.kept - 2) * said("model_mb") / 2) / 1000,
        socket_gb=sockets,
        stored_gb=stored,
        hour_without_workers_gb=asked.messages * 3600 * cluster.entry_bytes / 1e9,
        dollars=paid * price.core_hour * HOURS_OF_MONTH + stored * copies * price.gb_month,
    )


def _processes(figures: Figures, way: Way, cores: dict[str, float]) -> dict[str, int]:
    """How many of each; one more of what may fail, where there are several."""
    cluster, more = figures.assumed.cluster, 1 if way.serves else 0
    one = {
        part: math.ceil(max(cores.get(part, 0.0), 1e-9) / cluster.use)
        for part in ("serve", "jobs", "collect")
    }
    found = {part: count + more for part, count in one.items() if part != "collect"}
    found["collect"] = one["collect"]
    found["worker"] = math.ceil(cores["worker"] / (2 * cluster.use)) + more
    busiest = cores["broker"] * (cluster.unequal if way.brokers else 1)
    found["broker"] = math.ceil(busiest / (cluster.broker_cores * cluster.use)) if way.brokers else 1
    return found


def _nodes(figures: Figures, way: Way, cores: dict[str, float], socket_gb: float) -> int:
    """Machines of the usual size: the store and its replicas by themselves, and room for what fails."""
    cluster = figures.assumed.cluster
    if not way.serves:
        return 1
    each = cluster.node_cores * cluster.use
    store = math.ceil(cores["postgresql"] / each) * (1 + cluster.replicas)
    broker = math.ceil(cores["broker"] * (1 + cluster.replicas) / each)
    workers = math.ceil(cores["worker"] / each) + cluster.spare_nodes
    in_memory = math.ceil(socket_gb / (cluster.node_gb * MEMORY))
    others = math.ceil((cores["serve"] + cores["jobs"] + cores["collect"]) / each)
    others = max(others, in_memory) + cluster.spare_nodes
    return store + broker + workers + others
