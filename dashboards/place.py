"""Where the dashboard looks, where the chat is, by which names it is asked, where passes of its operator are:
told on the command line, else by the settings.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wire.contracts.settings import Settings

PATHS = (
    "overview",
    "conversations",
    "response",
    "people",
    "translation",
    "sentiment",
    "painpoints",
    "replies",
    "health",
)
"""Where its pages are, after the first slash; the first of them is what opens."""


@dataclass(frozen=True, slots=True)
class Place:
    """The lake to read, the chat that says who may see what, and the names that the dashboard answers to.
    `home`: where links and passes of the operator lie.
    """

    lake: Path
    chat: str
    home: Path
    names: tuple[str, ...] = ()


def place_of(settings: Settings) -> Place:
    """As the settings say. An address that means "every one" is shown as this machine."""
    names = (settings.dashboard_host, *settings.dashboard_names)
    chat = settings.dashboard_chat or settings.chat_url
    return Place(settings.lake_path, chat, settings.home, names)


def arguments(place: Place) -> list[str]:
    """How to tell a dashboard its place on the command line."""
    return [
        f"--lake={place.lake}",
        f"--chat={place.chat}",
        f"--home={place.home}",
        f"--names={','.join(place.names)}",
    ]


def told(argv: Sequence[str] | None = None) -> Place:
    """The place that this process was told; what is missing comes from the settings.

    Raises:
        SettingsError: a setting cannot be used.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--lake", type=Path)
    parser.add_argument("--chat")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--names", type=lambda text: tuple(filter(None, text.split(","))))
    known, _ = parser.parse_known_args(sys.argv[1:] if argv is None else argv)
    if None not in (known.lake, known.chat, known.home, known.names):
        return Place(known.lake, known.chat, known.home, known.names)
    default = place_of(Settings.load())
    names = default.names if known.names is None else known.names
    return Place(known.lake or default.lake, known.chat or default.chat, known.home or default.home, names)
