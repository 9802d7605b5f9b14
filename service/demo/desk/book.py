"""The grammar of the demo's desk, read and checked."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import msgspec

from service.demo.script import Actor
from service.desk.routing.hours import Hours, Opening

WORKDAYS, SATURDAY = range(1, 6), 6


class Customers(msgspec.Struct, frozen=True):
    """Who writes in one language, and what. Each list has something to choose from."""

    names: tuple[str, ...]
    surnames: tuple[str, ...]
    plants: tuple[str, ...]
    delivery: tuple[str, ...]
    broken: tuple[str, ...]
    care: tuple[str, ...]
    refund: tuple[str, ...]
    more: tuple[str, ...]
    thanks: tuple[str, ...]
    again: tuple[str, ...]
    good: tuple[str, ...]
    bad: tuple[str, ...]


class Answers(msgspec.Struct, frozen=True):
    """What an agent writes in one language."""

    delivery: tuple[str, ...]
    broken: tuple[str, ...]
    care: tuple[str, ...]
    refund: tuple[str, ...]
    more: tuple[str, ...]


class Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The business, its people and its words."""

    name: str
    zone: str
    topics: tuple[str, ...]
    """Fields of `Customers` and `Answers`, and names of `tags`."""
    agents: dict[str, Actor]
    """By handle; the first one owns it."""
    greeting: dict[str, str]
    tags: dict[str, str]
    """Colour by name."""
    canned: dict[str, dict[str, str]]
    """Text by shortcut, by language."""
    articles: dict[str, str]
    """Text by title."""
    says: dict[str, Customers]
    answers: dict[str, Answers]

    def hours(self) -> Hours:
        """Office hours."""
        week = [Opening(day=day, opens="09:00", closes="18:00") for day in WORKDAYS]
        return Hours(zone=self.zone, week=(*week, Opening(day=SATURDAY, opens="10:00", closes="14:00")))


@cache
def book() -> Book:
    """What is written."""
    return msgspec.convert(tomllib.loads(files(__package__).joinpath("book.toml").read_text("utf-8")), Book)
