"""The written conversations, read and checked."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from typing import Literal

import msgspec

Use = Literal["suggested", "edited"]


class Actor(msgspec.Struct, frozen=True):
    """Somebody of the demo."""

    name: str
    language: str


class Turn(msgspec.Struct, frozen=True, array_like=True):
    """One line. Without text only where a suggestion is taken as it is."""

    side: Literal["a", "b"]
    minutes: int
    text: str
    use: Use | None = None


class Script(msgspec.Struct, frozen=True):
    """One conversation: two handles, when it began, its turns."""

    sides: tuple[str, str]
    days_ago: int
    at: str
    turns: tuple[Turn, ...]

    def author(self, turn: Turn) -> str:
        """Handle of the one who speaks."""
        return self.sides[0] if turn.side == "a" else self.sides[1]

    def times(self, now: datetime) -> list[datetime]:
        """When each turn was posted, given that today is `now`."""
        moment = datetime.combine(
            now.date() - timedelta(days=self.days_ago), time.fromisoformat(self.at), UTC
        )
        found = []
        for turn in self.turns:
            moment += timedelta(minutes=turn.minutes)
            found.append(moment)
        return found


class _Cast(msgspec.Struct, frozen=True):
    people: dict[str, Actor]


class _Book(msgspec.Struct, frozen=True):
    conversation: tuple[Script, ...]


def cast() -> dict[str, Actor]:
    """Everybody, by handle."""
    text = files(__package__).joinpath("people.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Cast).people


def scripts() -> list[Script]:
    """All conversations, oldest first."""
    folder = files(__package__).joinpath("conversations")
    books = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    read = [msgspec.convert(tomllib.loads(book.read_text("utf-8")), _Book) for book in books]
    return sorted((script for book in read for script in book.conversation), key=lambda one: -one.days_ago)
