"""Where the dashboard looks, and where the chat is: told on the command line, else by the settings."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from service.wire.settings import Settings


@dataclass(frozen=True, slots=True)
class Place:
    """The lake to read, and the address of the chat to show."""

    lake: Path
    chat: str


def place_of(settings: Settings) -> Place:
    """As the settings say. An address that means "every one" is shown as this machine."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host
    return Place(settings.lake_path, f"http://{host}:{settings.port}")


def arguments(place: Place) -> list[str]:
    """How to tell a dashboard its place on the command line."""
    return [f"--lake={place.lake}", f"--chat={place.chat}"]


def told(argv: Sequence[str] | None = None) -> Place:
    """The place that this process was told; what is missing comes from the settings.

    Raises:
        SettingsError: a setting cannot be used.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--lake", type=Path)
    parser.add_argument("--chat")
    known, _ = parser.parse_known_args(sys.argv[1:] if argv is None else argv)
    if known.lake is not None and known.chat is not None:
        return Place(known.lake, known.chat)
    default = place_of(Settings.load())
    return Place(known.lake or default.lake, known.chat or default.chat)
