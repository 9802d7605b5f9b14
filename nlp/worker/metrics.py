"""What a worker's models take, for Prometheus: by engine, for a model may be named after a folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from nlp.engines.loaded import in_memory
from wire.observability.metrics import REGISTRY


class Models(Collector):
    """Models in memory at the moment when somebody asks."""

    def collect(self) -> Iterator[Metric]:
        """Their number and their memory, by engine. The memory of a first model includes its libraries."""
        number, taken = Counter[str](), Counter[str]()
        for one in in_memory():
            number[one.engine] += 1
            taken[one.engine] += one.memory
        yield _by_engine("models_loaded", "Models in memory.", number)
        yield _by_engine("model_memory_bytes", "What models in memory take, as measured.", taken)


@cache
def register() -> None:
    """Offer them with all else of this process; a second call does nothing."""
    REGISTRY.register(Models())


def _by_engine(name: str, doc: str, values: Counter[str]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"duologue_{name}", doc, labels=["engine"])
    for engine, value in values.items():
        family.add_metric([engine], value)
    return family
