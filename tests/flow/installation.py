"""A whole installation as a user starts it: `duologue up`, with a home and ports of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from tests.person import Person
from tests.ports import free_port
from tests.waiting import rests

PATIENCE = 360
"""Seconds until every part is ready: a worker loads its models behind all else, beside other tests."""

SLOWER = 3
"""Times as long as a quiet machine's: ten tests and their models may be beside this one."""


def until(condition: Callable[[], Any], seconds: float, what: str, about: Callable[[], Any] = str) -> Any:
    """The first true answer of `condition`; fails loudly, with what `about` says, when it takes too long.

    `seconds`: on a machine with nothing else to do; others get as long as one test may take.
    """
    seconds = min(SLOWER * seconds, PATIENCE)
    deadline = time.monotonic() + seconds
    for rest in rests():
        if answer := condition():
            return answer
        if time.monotonic() > deadline:
            break
        time.sleep(rest)
    raise AssertionError(f"not within {seconds:.0f} s: {what}\n{about()}")


class Installation:
    """Start with `start()`, stop with `stop()` as Ctrl-C does."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.port, self.dashboard_port = free_port(), free_port()
        self.dashboard = f"http://127.0.0.1:{self.dashboard_port}"
        self.environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DUOLOGUE_")},
            "DUOLOGUE_HOME": str(home),
            "DUOLOGUE_PORT": str(self.port),
            "DUOLOGUE_DASHBOARD_PORT": str(self.dashboard_port),
            "DUOLOGUE_RECLAIM_AFTER": "5",
            "DUOLOGUE_COLLECT_SECONDS": "1",
            "COLUMNS": "300",
            **settings,
        }
        self.out = home.parent / f"{home.name}.out"
        self.process: subprocess.Popen[bytes] | None = None
        self.first: float | None = None
        """Seconds that the first start took."""

    @property
    def url(self) -> str:
        """Of the chat."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, seconds: float = PATIENCE) -> float:
        """Start and wait until every part is ready; how many seconds that took. Where it is not, all ends."""
        began = time.monotonic()
        self.out.parent.mkdir(parents=True, exist_ok=True)
        with self.out.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "service.cli", "up"], env=self.environ, stdout=out, stderr=out
            )
        try:
            until(
                self.ready, seconds, "installation ready", lambda: f"{self.out.read_text()}\n{self.health()}"
            )
        except BaseException:
            self.stop()
            raise
        took = time.monotonic() - began
        self.first = self.first or took
        return took

    def recover(self) -> None:
        """Wait until every part is ready; where it was stopped or killed, start it again."""
        if self.running():
            until(self.ready, PATIENCE, "well again", self.health)
        else:
            self.start()

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def end(self) -> None:
        """Stop it where it runs; it must end well."""
        assert not self.running() or self.stop() == 0

    def ready(self) -> bool:
        assert self.running(), f"`up` ended:\n{self.out.read_text()}"
        return "Dashboard  http" in self.out.read_text() and self.health().get("status") == "ok"

    def health(self) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = httpx.get(f"{self.url}/health", timeout=30).json()
        except (httpx.HTTPError, ValueError) as error:
            return {"status": f"{error!r}", "parts": {}, "jobs": {}}
        return answer

    def part(self, name: str) -> str:
        """Status of a part; empty where nobody says it now."""
        return str(self.health()["parts"].get(name, {}).get("status", ""))

    def stop(self) -> int:
        """Ctrl-C; exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(120)

    def processes(self, command: str = "") -> list[int]:
        """Processes of this installation, found by its home; with `command` ("work"), of that part only."""
        found, mark = [], str(self.home).encode()
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                about = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
                words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").split()
            except OSError:
                continue
            if mark in about and words and (not command or any(word.endswith(command) for word in words)):
                found.append(int(entry.name))
        return found

    def files(self, but: str = "") -> dict[Path, bytes]:
        """Files of its home and what is in them, but those of one folder.

        What goes meanwhile is left out: what is made under another name holds what that has.
        """
        found = {}
        for folder, folders, names in os.walk(self.home):
            folders[:] = [one for one in folders if one != but]
            for path in (Path(folder, name) for name in names):
                with contextlib.suppress(OSError):
                    if path.is_file():
                        found[path] = path.read_bytes()
        return found

    def kill(self, command: str) -> None:
        """SIGKILL one part."""
        for pid in self.processes(command):
            os.kill(pid, signal.SIGKILL)


class Speaker(Person):
    """Somebody who uses the HTTP API of an installation."""

    def messages(self, conversation: str, after: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            query = {"after": found[-1]["seq"] if found else after, "limit": 200}
            answer = self.http.get(f"/api/conversations/{conversation}/messages", params=query)
            if answer.status_code == 429:  # a slow machine is looked at more often than people look
                time.sleep(float(answer.headers["Retry-After"]))
                continue
            page = answer.json()
            found += page["messages"]
            if not page["more"]:
                return found

    def enriched(self, conversation: str, seconds: float = 120) -> list[dict[str, Any]]:
        """All messages, once none is pending."""

        def settled() -> list[dict[str, Any]]:
            found = self.messages(conversation)
            return found if all(one["enrichment"]["status"] != "pending" for one in found) else []

        found: list[dict[str, Any]] = until(settled, seconds, "every message enriched")
        return found
