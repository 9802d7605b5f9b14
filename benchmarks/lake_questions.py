"""The questions of `benchmarks.lake`, as each engine is asked them: one process, one question, one engine.

Answers are small: rows of values rounded to six significant digits, sorted, so that they can be held
together.
"""

from __future__ import annotations

import json
import math
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

TIMES = 3
ENGINES = ("polars", "duckdb", "pandas")
QUESTIONS = {
    "messages by language": ("messages", ("language",)),
    "share negative by language": ("negative", ("language",)),
    "translated by pair": ("translated", ("language", "reader")),
    "translation wait by pair": ("translation_wait", ("language", "reader")),
    "first response by agent": ("first_response", ("agent_id",)),
}
"""By what they ask: the metric of ours, and what it is cut by."""

Rows = Iterable[tuple[Any, ...]]


def ours(root: Path, name: str) -> Rows:
    from analytics.facts import Facts
    from analytics.lake import Lake, collect
    from analytics.metrics import figures
    from analytics.metrics.registry import METRICS
    from analytics.scope import Scope

    metric, by = METRICS[QUESTIONS[name][0]], QUESTIONS[name][1]
    measure = getattr(figures, metric.measure)
    (found,) = collect(lambda: [measure(Facts(Lake(root), Scope()).rows(metric), by)])
    return found.rows()


def in_sql(root: Path, name: str) -> Rows:
    import duckdb

    from benchmarks.lake_sql import sql

    return duckdb.sql(sql(root, name)).fetchall()


def with_pandas(root: Path, name: str) -> Rows:
    from benchmarks.lake_pandas import ASKED

    return ASKED[name](root).itertuples(index=False)


ASK: dict[str, Callable[[Path, str], Rows]] = {"polars": ours, "duckdb": in_sql, "pandas": with_pandas}


def main(folder: str, name: str, engine: str) -> None:
    times, worked = [], []
    for _ in range(TIMES):
        since, before = time.perf_counter(), time.process_time()
        found = sorted(map(plain, ASK[engine](Path(folder), name)), key=str)
        times.append(time.perf_counter() - since)
        worked.append(time.process_time() - before)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"times": times, "cpu": worked, "mb": peak, "answer": found}))


def plain(row: tuple[Any, ...]) -> list[Any]:
    return [number(one) for one in row]


def number(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    told = float(value)
    return None if math.isnan(told) else float(f"{told:.6g}")


if __name__ == "__main__":
    main(*sys.argv[1:])
