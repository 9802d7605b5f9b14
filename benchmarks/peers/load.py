"""The load generator as the benchmark sees it: a process that is given orders."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import TracebackType

import msgspec

from benchmarks.peers.steps import Order, Plan, Step

ROOT = Path(__file__).parents[2]


class Load:
    """Connected from `__enter__` on; `run` gives an order and waits for what came of it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __enter__(self) -> Load:
        command = [sys.executable, "-m", "benchmarks.peers.generator"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            self._tell(self.plan)
        except BaseException:
            self._end()
            raise
        return self

    def run(self, order: Order) -> Step:
        """RuntimeError where the generator died; what it said of it is on stderr."""
        return msgspec.json.decode(self._tell(order), type=Step)

    def _tell(self, what: Plan | Order) -> bytes:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(msgspec.json.encode(what) + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the load generator ended: {self.process.wait(10)}")
        return answer

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self.process.stdout.close()
