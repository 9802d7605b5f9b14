"""WebKit as GNOME's browser has it, by WebDriver, on a screen that nobody sees.

Playwright's own build of WebKit cannot be had as a package. Selenium would do; six requests are
less than a library of its size.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.api.serving import until
from tests.browser.others.driven import PATIENCE
from tests.ports import free_port


class WebKit:
    """One window."""

    def __init__(self, http: httpx.Client, program: str) -> None:
        self._http = http
        options = {"binary": program, "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self._session = ""
        self._session = f"/{self._post('', capabilities=wanted)['sessionId']}"

    def sign_in(self, url: str, token: str) -> None:
        assert self.evaluate("location.origin") == url, (
            "WebDriver sets cookies only of the page that is shown"
        )
        cookie = {"name": "duologue", "value": token, "domain": urlsplit(url).hostname, "path": "/"}
        self._post("/cookie", cookie=cookie)

    def goto(self, url: str) -> None:
        self._post("/url", url=url)

    def reload(self) -> None:
        self._post("/refresh")

    def evaluate(self, expression: str) -> Any:
        return self._post("/execute/sync", script=f"return ({expression}) ?? null", args=[])

    def keys(self, field: str, keys: str) -> None:
        self._post(f"/element/{next(iter(self._element(field).values()))}/click")
        pressed = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._post("/actions", actions=[{"type": "key", "id": "keyboard", "actions": pressed}])

    def pick(self, field: str, path: Path) -> None:
        element = next(iter(self._element(field).values()))
        self._post(f"/element/{element}/value", text=str(path))

    def enter(self, frame: str) -> None:
        self._post("/frame", id=None)
        if frame:
            self._post("/frame", id=self._element(frame))

    def resize(self, width: int, height: int) -> None:
        self._post("/window/rect", width=width, height=height)

    def close(self) -> None:
        self._http.delete(f"/session{self._session}")

    def _element(self, expression: str) -> dict[str, str]:
        return dict(self._post("/execute/sync", script=f"return {expression}", args=[]))

    def _post(self, path: str, **body: Any) -> Any:
        answer = self._http.post(f"/session{self._session}{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()["value"]


@contextmanager
def webkit(driver: str, program: str, screen: str) -> Iterator[WebKit]:
    """A browser of GNOME's WebKit that `driver` starts; `screen`: the program that makes one."""
    reading, writing = os.pipe()
    shown = subprocess.Popen(
        [screen, "-displayfd", str(writing), "-screen", "0", "1200x900x24", "-nolisten", "tcp"],
        pass_fds=[writing], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading) as said:
        display = f":{said.readline().strip()}"
    port = free_port()
    driven = subprocess.Popen([driver, f"--port={port}"], env={**os.environ, "DISPLAY": display})
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as http:
            until(lambda: _answers(http), "WebDriver listens")
            one = WebKit(http, program)
            yield one
            one.close()
    finally:
        for process in (driven, shown):
            process.terminate()
            process.wait(PATIENCE)


def _answers(http: httpx.Client) -> bool:
    with suppress(httpx.TransportError):
        return http.get("/status").is_success
    return False
