"""Firefox as its makers ship it, by WebDriver BiDi.

Playwright drives its own build of Firefox only, or one newer than a distribution has; Selenium wants
geckodriver, which neither PyPI nor Debian has. The browser itself speaks BiDi, which is JSON over a socket.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from websockets.sync.client import ClientConnection, connect

from tests.browser.others.driven import PATIENCE

READY = "WebDriver BiDi listening on "


class Firefox:
    """One tab."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket, self._number = socket, 0
        self._ask("session.new", capabilities={})
        self._tab: str = self._ask("browsingContext.create", type="tab")["context"]
        self._here = self._tab

    def sign_in(self, url: str, token: str) -> None:
        value = {"type": "string", "value": token}
        cookie = {"name": "duologue", "value": value, "domain": urlsplit(url).hostname, "path": "/"}
        self._ask("storage.setCookie", cookie=cookie)

    def goto(self, url: str) -> None:
        self._ask("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def reload(self) -> None:
        self._ask("browsingContext.reload", context=self._tab, wait="complete")

    def evaluate(self, expression: str) -> Any:
        whole = f"JSON.stringify(({expression}) ?? null)"
        found = self._ask(
            "script.evaluate", expression=whole, target={"context": self._here}, awaitPromise=True
        )
        assert found["type"] == "success", found
        return json.loads(found["result"].get("value", "null"))

    def keys(self, field: str, keys: str) -> None:
        self.evaluate(f"{field}.focus()")
        pressed = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._ask(
            "input.performActions",
            context=self._here,
            actions=[{"type": "key", "id": "keyboard", "actions": pressed}],
        )

    def pick(self, field: str, path: Path) -> None:
        found = self._ask(
            "script.evaluate", expression=field, target={"context": self._here}, awaitPromise=False
        )
        element = {"sharedId": found["result"]["sharedId"]}
        self._ask("input.setFiles", context=self._here, element=element, files=[str(path)])

    def enter(self, frame: str) -> None:
        self._here = self._tab
        if frame:
            found = self._ask(
                "script.evaluate", expression=f"({frame}).contentWindow",
                target={"context": self._tab}, awaitPromise=False,
            )  # fmt: skip
            self._here = found["result"]["value"]["context"]

    def resize(self, width: int, height: int) -> None:
        self._ask(
            "browsingContext.setViewport", context=self._tab, viewport={"width": width, "height": height}
        )

    def close(self) -> None:
        self._ask("browser.close")

    def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            answer: dict[str, Any] = json.loads(self._socket.recv(PATIENCE))
            if answer.get("id") == self._number:
                assert answer["type"] == "success", answer
                return dict(answer["result"])


@contextmanager
def firefox(program: str, folder: Path) -> Iterator[Firefox]:
    """A Firefox with an empty profile in `folder`."""
    command = [program, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port=0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        assert process.stderr is not None
        said = next((line for line in process.stderr if READY in line), None)
        assert said is not None, "Firefox ended before it listened"
        with connect(f"{said.partition(READY)[2].strip()}/session", max_size=None, proxy=None) as socket:
            one = Firefox(socket)
            yield one
            one.close()
    finally:
        process.terminate()
        process.wait(PATIENCE)
