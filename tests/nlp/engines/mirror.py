"""A real HTTP server over a folder, on a port of its own, which can be told to misbehave."""

from __future__ import annotations

import gc
import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

S = TypeVar("S", bound=http.server.ThreadingHTTPServer)


class Server(http.server.ThreadingHTTPServer):
    """Serves `folder` with ranges. `seen` is (path, range asked for or "") per request."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: list[tuple[str, str]] = []
        self.break_after: dict[str, list[int]] = {}
        """By end of path: bytes after which the answer ends, one per request, until the list is empty."""
        self.answers: list[int] = []
        """Status codes to give instead of the next answers."""
        self.ranges = True
        self.stalls: list[threading.Event | None] = []
        """What is waited for before the next answers, two minutes at most; None waits for nothing."""
        self.lies: dict[str, bytes] = {}
        """By end of path: what is served in place of the file."""
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def asked(self, end: str) -> list[str]:
        """The ranges that were asked of a path, in order."""
        return [asked for path, asked in self.seen if path.endswith(end)]


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        home_settings, path = self.server, self.path.split("?")[0]
        home_settings.seen.append((path, self.headers.get("range", "")))
        if home_settings.stalls and (stall := home_settings.stalls.pop(0)):
            stall.wait(120)
        if home_settings.answers:
            return self._answer(home_settings.answers.pop(0), b"", {"retry-after": "0"})
        body = next((lie for end, lie in home_settings.lies.items() if path.endswith(end)), None)
        if body is None:
            file = home_settings.folder / path.lstrip("/")
            if not file.is_file():
                return self._answer(404, b"")
            body = file.read_bytes()
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("range", ""))
        if not found or not home_settings.ranges:
            return self._answer(200, body, cut=self._cut(path))
        start = int(found[1])
        if start >= len(body):
            return self._answer(416, b"")
        headers = {"content-range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
        return self._answer(206, body[start:], headers, self._cut(path))

    def _cut(self, path: str) -> int | None:
        left = next((cuts for end, cuts in self.server.break_after.items() if path.endswith(end)), [])
        return left.pop(0) if left else None

    def _answer(
        self, status: int, body: bytes, headers: dict[str, str] | None = None, cut: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:cut])
        if cut is not None:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """A server that runs until the block ends."""
    with serving(Server(folder)) as server:
        yield server


@contextmanager
def serving(server: S) -> Iterator[S]:
    """Serves in threads of its own, which look for no garbage: what another test has left in a cycle may be a
    native model, and that is dropped by the thread that made it, or an error is told to whoever runs then."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    gc.disable()
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        gc.enable()
