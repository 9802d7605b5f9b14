"""What happened at the desk over the last weeks: made up, the same each time for the same `now`. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Literal

import msgspec

from service.demo.desk.book import Book
from service.desk.routing.hours import Calendar, calendar_of

SPAN = timedelta(days=35)
LATELY = timedelta(hours=3)
"""Some came so lately that nobody has answered them yet."""
WAITING = 0.02
"""Part of all that came lately."""
UNDER_WAY, IN_HAND = timedelta(days=1), 0.5
"""Of those that came no longer ago than this, so many are not resolved yet."""
AFTER_HOURS = 0.12
"""Part of those who write while nobody is there, of those who would."""
TRANSFERRED, REOPENED, RATED, PLEASED = 0.1, 0.08, 0.55, 0.8

Kind = Literal["say", "assign", "resolve", "rate"]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that somebody did. `by`: a handle; null: the customer."""

    kind: Kind
    at: datetime
    by: str | None = None
    text: str = ""
    """What was said, or the comment of a rating."""
    to: str | None = None
    """Handle of who is to serve it."""
    score: int = 0


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation. `reference`: what the shop calls its customer, who has one."""

    reference: str
    name: str
    language: str
    topic: str
    steps: tuple[Step, ...]


def tickets(book: Book, count: int, now: datetime) -> list[Ticket]:
    """So many, the oldest first; nothing in them lies ahead of `now`."""
    open_at, dice = calendar_of(book.hours()), Random(count)
    begins = sorted(_begin(dice, open_at, now, number < count * WAITING) for number in range(count))
    return [_ticket(book, Random(number), open_at, number, at, now) for number, at in enumerate(begins)]


def _begin(dice: Random, open_at: Calendar, now: datetime, lately: bool) -> datetime:
    if lately:
        return now - dice.random() * LATELY
    while True:
        at = now - dice.random() * SPAN
        if open_at.open_at(at) or dice.random() < AFTER_HOURS:
            return at


def _ticket(
    book: Book, dice: Random, open_at: Calendar, number: int, begun: datetime, now: datetime
) -> Ticket:
    language, topic = dice.choice(sorted(book.says)), dice.choice(book.topics)
    theirs = book.says[language]
    name = f"{dice.choice(theirs.names)} {dice.choice(theirs.surnames)}"
    words = {"name": name, "plant": dice.choice(theirs.plants), "order": str(20417 + 37 * number)}
    story = _Story(book, dice, open_at, language, topic, words)
    steps = [step for step in story.told(begun) if step.at <= now]
    if now - begun < LATELY:
        steps = steps[:1]
    elif now - begun < UNDER_WAY and dice.random() < IN_HAND:
        steps = _asked_last(steps)
    return Ticket(reference=f"demo-{number}", name=name, language=language, topic=topic, steps=tuple(steps))


def _asked_last(steps: list[Step]) -> list[Step]:
    """As far as the last question before the customer gives thanks: it is still to be answered."""
    end = next((number for number, one in enumerate(steps) if one.kind == "resolve"), len(steps) + 1) - 1
    asked = [n for n, one in enumerate(steps[:end]) if one.by is None and one.kind == "say"]
    return steps[: asked[-1] + 1]


class _Story:
    """How one conversation goes."""

    def __init__(
        self, book: Book, dice: Random, open_at: Calendar, language: str, topic: str, words: dict[str, str]
    ) -> None:
        self._book, self._dice, self._open, self._topic, self._words = book, dice, open_at, topic, words
        self._theirs = book.says[language]
        self._agent = dice.choice(sorted(book.agents))

    def told(self, begun: datetime) -> Iterator[Step]:
        """From the first message on."""
        yield self._asks(self._topic, begun)
        at = self._worked(begun, 2, 45)
        if self._dice.random() < TRANSFERRED:
            yield from self._handed_on(begun, at)
        yield self._answers(self._topic, at)
        for _ in range(self._dice.randint(0, 2)):
            yield self._asks("more", at := self._later(at, 1, 9))
            yield self._answers("more", at := self._later(at, 1, 7))
        yield from self._ends(at)
        if self._dice.random() < REOPENED:
            yield self._asks("again", at := at + timedelta(hours=self._dice.uniform(20, 60)))
            yield self._answers(self._topic, at := self._worked(at, 2, 30))
            yield from self._ends(at)

    def _handed_on(self, begun: datetime, at: datetime) -> Iterator[Step]:
        first = self._dice.choice([one for one in sorted(self._book.agents) if one != self._agent])
        half = begun + (at - begun) / 2
        yield Step(kind="assign", by=first, to=first, at=half)
        yield Step(kind="assign", by=first, to=self._agent, at=half + (at - half) / 2)

    def _ends(self, at: datetime) -> Iterator[Step]:
        yield self._asks("thanks", at := self._later(at, 1, 12))
        yield Step(kind="resolve", by=self._agent, at=(at := self._later(at, 1, 15)))
        if self._dice.random() < RATED:
            pleased = self._dice.random() < PLEASED
            score = self._dice.choice((5, 5, 4) if pleased else (3, 2, 1))
            said = self._filled(self._theirs.good if pleased else self._theirs.bad)
            comment = said if self._dice.random() < 0.5 else ""
            yield Step(kind="rate", score=score, text=comment, at=self._later(at, 2, 90))

    def _asks(self, what: str, at: datetime) -> Step:
        return Step(kind="say", at=at, text=self._filled(getattr(self._theirs, what)))

    def _answers(self, what: str, at: datetime) -> Step:
        ours = self._book.answers[self._book.agents[self._agent].language]
        return Step(kind="say", by=self._agent, at=at, text=self._filled(getattr(ours, what)))

    def _filled(self, choices: tuple[str, ...]) -> str:
        agent = self._book.agents[self._agent].name.split()[0]
        first = self._words["name"].split()[0]
        return self._dice.choice(choices).format(**self._words | {"agent": agent, "name": first})

    def _later(self, at: datetime, least: float, most: float) -> datetime:
        return at + timedelta(minutes=self._dice.uniform(least, most))

    def _worked(self, at: datetime, least: int, most: int) -> datetime:
        """When so many minutes of office hours have passed."""
        minutes = self._dice.randint(least, most)
        return self._open.after(at, minutes) or at + timedelta(minutes=minutes)
