"""How one setting is declared: its default, what the README says of it, and how its text is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Any


def setting(default: Any, doc: str, parse: Callable[[str], Any] = str) -> Any:
    """A field of a group. `parse` raises ValueError with what to write instead."""
    return field(default=default, metadata={"doc": doc, "parse": parse})


def hidden(doc: str, parse: Callable[[str], Any] = str) -> Any:
    """A secret: nothing shows it."""
    return field(default="", repr=False, metadata={"doc": doc, "parse": parse})
