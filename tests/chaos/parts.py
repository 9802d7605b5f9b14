"""The parts of an installation, each a process that is started again when it ends, and how one is hurt."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol

from service.supervisor import valkey
from tests.chaos.cluster import Nodes
from tests.chaos.ledger import Ledger
from wire.contracts.settings import Settings

RESTS = (0.1, 1.5)
"""Seconds until a part that ended is started again."""
UNBOUNDED = resource.RLIM_INFINITY


class Process(Protocol):
    """Of `subprocess.Popen`, what is used here."""

    pid: int

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, number: int, /) -> None: ...


Starter = Callable[[str, Mapping[str, str], IO[bytes]], Process]
"""(part, environment, file for what it says) to a process."""


def as_shipped(part: str, environ: Mapping[str, str], log: IO[bytes]) -> Process:
    """The command that docs/production.md names."""
    command = [sys.executable, "-m", "service.cli", part]
    return subprocess.Popen(command, env=dict(environ), stdout=log, stderr=log)


class Part:
    """One process at a time. `name` is unique, `command` one of `duologue`."""

    def __init__(
        self, name: str, command: str, begin: Callable[[Starter], Process], starter: Starter, ledger: Ledger
    ) -> None:
        self.name, self.command, self.starter = name, command, starter
        self._begin, self._ledger, self._chance = begin, ledger, random.Random(name)
        self._process: Process | None = None
        self._kept: asyncio.Task[None] | None = None
        self._wanted = True
        self._away: float | None = None

    def start(self) -> None:
        """Run it, and again whenever it ends, until `stop`."""
        self._wanted = True
        self._kept = asyncio.create_task(self._keep(), name=self.name)

    async def _keep(self) -> None:
        while self._wanted:
            self._process = self._begin(self.starter)
            code = await self._ended()
            if self._wanted and code not in (-signal.SIGKILL, -signal.SIGXFSZ):
                self._ledger.done[f"{self.command}: ended by itself ({code})"] += 1
            if self._wanted:
                await asyncio.sleep(self._away or self._chance.uniform(*RESTS))
                self._away = None

    async def _ended(self) -> int:
        assert self._process is not None
        while (code := self._process.poll()) is None:
            await asyncio.sleep(0.05)
        return code

    def signal(self, number: int) -> bool:
        """False where it does not run now."""
        if self._process is None or self._process.poll() is not None:
            return False
        self._process.send_signal(number)
        return True

    def kill(self, away: float | None = None) -> bool:
        """SIGKILL. `away`: seconds until it begins again; None: soon. False where it does not run now."""
        self._away = away
        struck = self.signal(signal.SIGKILL)
        self._ledger.done[f"killed: {self.command}"] += struck
        return struck

    async def freeze(self, seconds: float) -> bool:
        """It stands still, as on a machine that swaps. False where it does not run now."""
        struck = self.signal(signal.SIGSTOP)
        self._ledger.done[f"stood still: {self.command}"] += struck
        try:
            await asyncio.sleep(seconds if struck else 0)
        finally:
            self.signal(signal.SIGCONT)
        return struck

    async def full_disk(self, size: int, seconds: float) -> bool:
        """No file of it may grow beyond `size` bytes: that says EFBIG, as a full disk says ENOSPC. False
        where it does not run now."""
        found = self._process
        if found is None or found.poll() is not None:
            return False
        self._ledger.done[f"no room: {self.command}"] += 1
        try:
            resource.prlimit(found.pid, resource.RLIMIT_FSIZE, (size, UNBOUNDED))
            await asyncio.sleep(seconds)
            resource.prlimit(found.pid, resource.RLIMIT_FSIZE, (UNBOUNDED, UNBOUNDED))
        except ProcessLookupError:
            return False
        return True

    async def stop(self, seconds: float = 60) -> int | None:
        """SIGTERM, and wait. Its exit code; None where it did not run."""
        self._wanted = False
        if self._kept is None:
            return None
        self.signal(signal.SIGCONT)
        began = asyncio.get_running_loop().time()
        if not self.signal(signal.SIGTERM):
            self._kept.cancel()
            return None
        await asyncio.wait({self._kept}, timeout=seconds)
        if not self._kept.done():
            self._ledger.fault(f"{self.command}: did not end")
            self.signal(signal.SIGKILL)
        await self._kept
        took = f"slowest end of {self.command}, ms"
        self._ledger.done[took] = max(
            self._ledger.done[took], round(1000 * (asyncio.get_running_loop().time() - began))
        )
        return self._process.wait() if self._process else None


class Installation:
    """All parts of one installation."""

    def __init__(
        self,
        settings: Sequence[Settings],
        environ: Mapping[str, str],
        folder: Path,
        ledger: Ledger,
        cluster: Nodes | None = None,
    ) -> None:
        """`settings`: one for each `serve`, the others take the first. `cluster`: not our own broker."""
        self.settings, self.folder, self.ledger = settings, folder, ledger
        self._cluster = cluster
        self._environ = {**_clean(), **environ}
        self.parts: list[Part] = []

    def furnish(self, starter: Starter, counts: Mapping[str, int]) -> None:
        """Say what is to run: how many of each command."""
        for command, count in counts.items():
            for number in range(count):
                self.parts.append(self._part(starter, command, number))

    def _part(self, starter: Starter, command: str, number: int) -> Part:
        log = self.folder / f"{command}.{number}.log"
        settings = self.settings[number if command == "serve" else 0]
        environ = self._environ | {"DUOLOGUE_PORT": str(settings.port)}

        def begin(starter: Starter) -> Process:
            with log.open("ab") as out:
                if command == "broker":
                    words = self._cluster.command(number) if self._cluster else valkey.command(settings)
                    return subprocess.Popen(words, stdout=out, stderr=out)
                return starter(command, environ, out)

        return Part(f"{command} {number}", command, begin, starter, self.ledger)

    def of(self, *commands: str) -> list[Part]:
        return [one for one in self.parts if one.command in commands]

    async def start(self) -> None:
        """The broker first, where it is a cluster that has to be formed."""
        for one in self.of("broker"):
            one.start()
        if self._cluster:
            await self._cluster.formed()
        for one in (one for one in self.parts if one.command != "broker"):
            one.start()

    async def stop(self) -> None:
        """Readers of the broker first, the broker last."""
        last = self.of("broker")
        codes = await asyncio.gather(*(one.stop() for one in self.parts if one not in last))
        self.ledger.fault("did not end in good order", sum(code not in (0, None) for code in codes))
        await asyncio.gather(*(one.stop() for one in last))


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("DUOLOGUE_")}
