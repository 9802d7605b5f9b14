"""Messages a second of each translation engine, alone in a process of its own with one thread.

Two figures each: by the clock, and per CPU second, which neighbours on the machine hardly change. Engines
`own` and `hub` are there where this machine has models; `speed_only_…` compares two ways to run one model.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from itertools import islice

from benchmarks import marian
from benchmarks.texts import texts
from nlp.engines.base import Edge, TranslationEngine
from nlp.engines.build import build_engines
from wire.contracts.settings import Settings

COUNT = {"firefox": 100, "apertium": 100, "own": 60, "hub": 30}
MARIAN = 16
PAIRS = {"firefox": ("en>pt", "pt>en"), "apertium": ("en>es", "pt>es")}
MOST = 4
"""Pairs measured of an engine that is not in `PAIRS`."""

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
SECONDS = 900
"""Most for one engine: on a busy machine it may take ten times as long as alone."""


def measure() -> dict[str, float]:
    """Every engine that this machine has, then transformers beside CTranslate2."""
    found: dict[str, float] = {}
    for name in ("firefox", "apertium", "own", "hub", "marian"):
        environ = {**os.environ, **dict.fromkeys(ONE_THREAD, "1"), "DUOLOGUE_WORKER_THREADS": "1"}
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.engines", name],
            env=environ,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=SECONDS,
        )
        found |= json.loads(done.stdout.splitlines()[-1])
    return found | _beside(found)


def _beside(found: dict[str, float]) -> dict[str, float]:
    """Each engine over 32 bits by transformers, per CPU second, on texts of the same kind."""
    plain = found["speed_only_marian_transformers_fp32_batch1_per_cpu_second"]
    end = "_per_cpu_second"
    return {
        f"{name.removesuffix(end)}_over_marian_fp32": value / plain
        for name, value in found.items()
        if name.startswith("engine_") and name.endswith(end)
    }


def of_engine(name: str) -> dict[str, float]:
    """Message after message, as they come in a chat; the model is loaded before."""
    found: dict[str, float] = {}
    for engine in build_engines(Settings.load()):
        edges = (
            [edge for edge in engine.edges() if edge.source in ("en", "pt")] if engine.name == name else []
        )
        wanted = [edge for edge in edges if f"{edge.source}>{edge.target}" in PAIRS.get(name, ())]
        for edge in wanted or islice(edges, MOST):
            if name not in PAIRS or wanted:
                found |= _of_pair(engine, edge, COUNT[name])
    return found


def _of_pair(engine: TranslationEngine, edge: Edge, count: int) -> dict[str, float]:
    lines = texts(count, edge.source)
    engine.translate(edge.source, edge.target, ["Warm up."])
    cpu, began = _cpu(), time.perf_counter()
    for line in lines:
        engine.translate(edge.source, edge.target, [line])
    seconds = time.perf_counter() - began
    engine.close()  # programs of a pipeline are counted once they have ended
    name = f"engine_{edge.engine}_{edge.source}_{edge.target}"
    return {f"{name}_per_second": count / seconds, f"{name}_per_cpu_second": count / (_cpu() - cpu)}


def _cpu() -> float:
    """Seconds of CPU of this process and of those that it has started and that have ended."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def main(name: str) -> None:
    found = marian.measure(texts(MARIAN, "en")) if name == "marian" else of_engine(name)
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
