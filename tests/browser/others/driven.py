"""What a journey asks of a browser, whoever made it: little enough for WebDriver and WebDriver BiDi alike."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, Protocol

PATIENCE = 60.0
"""Seconds that anything may take that is waited for, on a machine that stands still at times."""
ENTER = "\ue007"
"""As WebDriver writes the key."""


class Remote(Protocol):
    """One page of one browser, driven from here."""

    def sign_in(self, url: str, token: str) -> None:
        """Have the cookie of a session, for the origin of `url`."""
        ...

    def goto(self, url: str) -> None: ...

    def reload(self) -> None: ...

    def evaluate(self, expression: str) -> Any:
        """The value of an expression of JavaScript in the page: what JSON can say."""
        ...

    def keys(self, field: str, keys: str) -> None:
        """Press them, one after another, in the element that an expression finds."""
        ...

    def pick(self, field: str, path: Path) -> None:
        """Give a file to the field for files that an expression finds."""
        ...

    def enter(self, frame: str) -> None:
        """What follows is of the page in the frame that an expression finds; without one, of all."""
        ...

    def resize(self, width: int, height: int) -> None: ...

    def close(self) -> None: ...


class Window:
    """A page, by its test ids."""

    def __init__(self, remote: Remote) -> None:
        self.remote = remote

    def until(self, expression: str, seconds: float = PATIENCE) -> None:
        """Wait until the expression holds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.remote.evaluate(f"!!({expression})"):
                return
            time.sleep(0.05)
        raise AssertionError(f"not within {seconds} s: {expression}; {self.remote.evaluate(BODY)}")

    def shows(self, test_id: str, text: str) -> None:
        """Wait until one of that test id has a text."""
        self.until(f"{_all(test_id)}.some((one) => one.textContent.includes({json.dumps(text)}))")

    def click(self, test_id: str) -> None:
        """Once it is there."""
        self.until(f"{_all(test_id)}.length > 0")
        self.remote.evaluate(f"{_all(test_id)}[0].click()")

    def pick(self, test_id: str, path: Path) -> None:
        """A file, for the field of that test id, as its dialog gives it."""
        self.until(f"{_all(test_id)}.length > 0")
        self.remote.pick(f"{_all(test_id)}[0]", path)

    def type(self, test_id: str, keys: str) -> None:
        """Into the field of that test id, as a keyboard does."""
        self.until(f"{_all(test_id)}.length > 0")
        self.remote.keys(f"{_all(test_id)}[0]", keys)

    def watch(self) -> None:
        """Note what goes wrong in the page from here on; `problems` tells."""
        self.remote.evaluate(WATCH)

    @property
    def problems(self) -> list[str]:
        return list(self.remote.evaluate("window.problems ?? ['nobody watched']"))


def _all(test_id: str) -> str:
    return f"[...document.querySelectorAll('[data-testid={json.dumps(test_id)}]')]"


BODY = "document.body.innerText.slice(0, 500)"
WATCH = """(() => {
  window.problems = []
  addEventListener('error', (event) => window.problems.push(String(event.message)))
  addEventListener('unhandledrejection', (event) => window.problems.push(String(event.reason)))
  return true
})()"""
