"""Where a worker's time goes: CPU milliseconds a message, by stage, in batches as a busy worker takes them.

CPU time of the model thread, and of all other threads of the process together (encoders): neighbours disturb
it less than the clock. What goes to the broker, a shared cache too, is in `benchmarks.throughput` alone.

`python -m benchmarks.stages --write` puts it into `docs/performance.md`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from benchmarks.peers import report
from benchmarks.peers.machine import machine
from benchmarks.texts import mixed
from nlp.worker.main import ONE_THREAD, THREAD_LIMITS
from wire.contracts.events import MessagePosted
from wire.contracts.settings import Settings

WARM = 64
"""Messages before it counts: models load, words are read in."""

BATCH = 8
INSIDE = "--inside"
"""The first word to the process that is measured."""

LEAST = 0.01


class Clock:
    """CPU seconds of the calling thread by what it was doing, the innermost name."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._names: list[str] = []
        self._since = 0.0

    @contextmanager
    def doing(self, name: str) -> Iterator[None]:
        """Inside, time is this name's, but for what is done by another name."""
        self._note()
        self._names.append(name)
        try:
            yield
        finally:
            self._note()
            self._names.pop()

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same, timed."""

        def call(*given: Any) -> Any:
            with self.doing(name):
                return work(*given)

        return call

    def _note(self) -> None:
        now = time.thread_time()
        if self._names:
            self.spent[self._names[-1]] += now - self._since
        self._since = now


def measure(count: int = 400, batch: int = BATCH) -> dict[str, float]:
    """Milliseconds a message, in a process of their own that has a worker's threads."""
    threads = {**dict.fromkeys(THREAD_LIMITS, "2"), ONE_THREAD: "1"}
    command = [sys.executable, "-m", "benchmarks.stages", INSIDE, str(count), str(batch)]
    done = subprocess.run(command, env={**os.environ, **threads}, capture_output=True, check=True)
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=dict[str, float])


def _stages(count: int, batch: int) -> dict[str, float]:
    from nlp.pipeline import build

    with TemporaryDirectory() as home:
        pipeline, clock = build(Settings(home=Path(home))), Clock()
        messages = _messages(WARM + count)
        for first in range(0, WARM, batch):
            pipeline.enrich(messages[first : first + batch])
        _watch(pipeline, clock)
        whole = time.process_time()
        for first in range(WARM, len(messages), batch):
            with clock.doing("between"):
                pipeline.enrich(messages[first : first + batch])
        clock.spent["encoders_in_other_threads"] = time.process_time() - whole - sum(clock.spent.values())
        pipeline.close()
    found = {f"stage_{name}_ms": 1000 * spent / count for name, spent in clock.spent.items()}
    return found | {"stages_together_ms": sum(found.values())}


def _watch(pipeline: Any, clock: Clock) -> None:
    for task in pipeline._tasks:
        task.run = clock.timed(task.name, task.run)
    stages = pipeline._translator._stages()
    again = [clock.timed(f"translation_{named(stage)}", stage) for stage in stages]
    pipeline._translator._stages = lambda: again


def named(stage: Callable[..., Any]) -> str:
    """As it is called where it was made: `judge` of what `judge(…)` gave, `keep` of a method."""
    return stage.__qualname__.partition(".<locals>")[0].rpartition(".")[2]


def _messages(count: int) -> Sequence[MessagePosted]:
    now = datetime.now(UTC)
    return [
        MessagePosted(
            message_id=f"m{number}",
            conversation_id=f"c{number % 50}",
            seq=number + 1,
            author_id=f"a{number % 2}",
            text=text,
            language=source,
            targets=(target,),
            posted_at=now,
            queued_at=now,
        )
        for number, (text, source, target) in enumerate(mixed(count))
    ]


def _page() -> str:
    """A table for people, the longest first, of what takes a hundredth of a millisecond at least."""
    rows = [
        [name.removeprefix("stage_").removesuffix("_ms").replace("_", " "), *(f"{one:.2f}" for one in took)]
        for name, took in sorted(_both().items(), key=lambda item: -item[1][-1])
        if max(took) >= LEAST
    ]
    head = ["CPU ms a message", "one at a time", f"by {BATCH}"]
    return f"Measured on {machine()}.\n\n{report.table(head, rows)}"


def _both() -> dict[str, tuple[float, float]]:
    alone, together = measure(batch=1), measure()
    return {name: (alone[name], together[name]) for name in together}


def main(asked: Sequence[str]) -> None:
    """What `measure` starts, or a table on stdout; into the page as well with `--write`."""
    if asked[:1] == [INSIDE]:
        print(msgspec.json.encode(_stages(*map(int, asked[1:]))).decode())
        return
    text = _page()
    print(text)
    if "--write" in asked:
        report.put(Path("docs") / "performance.md", "stages", text)


if __name__ == "__main__":
    main(sys.argv[1:])
