"""The settings as a table for people: the README's."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from wire.contracts.settings import PREFIX, Settings


def table() -> list[tuple[str, str, str]]:
    """Name, default and meaning of each setting, in order: the README's table."""
    return [(PREFIX + f.name.upper(), _shown(f.default), f.metadata["doc"]) for f in fields(Settings)]


def _shown(value: Any) -> str:
    if isinstance(value, Path):
        return "~/" + str(value.relative_to(Path.home()))
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple):
        return ",".join(value)
    return str(value)
