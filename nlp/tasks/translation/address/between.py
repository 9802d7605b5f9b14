"""What is done to the form of address between two steps of a route. Pure; for `routes.walk`."""

from __future__ import annotations

import re
from typing import NamedTuple

from nlp.tasks.translation.address import dear, requests
from nlp.tasks.translation.address.english import is_yours
from nlp.tasks.translation.address.manner import Manner
from nlp.tasks.translation.address.portuguese import familiar as of_tu
from nlp.tasks.translation.address.writer import of_writer

PIVOT = "pt"
"""Whose "você" is put into the words of "tu"."""

TWO_WAYS = frozenset(["ca", "es", "fr", "gl", "it"])
"""Languages that say "tu" and "usted" apart, and are reached by Portuguese."""


class Step(NamedTuple):
    """From one language into another, on a way to the one that is read."""

    source: str
    target: str
    read: str

    @property
    def tells_nothing(self) -> bool:
        """Out of English, which does not say who writes, into Portuguese, which does."""
        return self.source == "en" and self.target == PIVOT

    @property
    def asks_spanish(self) -> bool:
        """Out of Portuguese, into Spanish that is read: what is asked for is turned there."""
        return self.source == PIVOT and self.target == self.read == "es"


_NO_NOUN = "".join(rf"(?<!\b{one} )" for one in ("[uU]n", "[lLcC]e", "[dDaA]u", "[aA]ucun", "[qQ]uel"))
"""Behind an article "son" is the noun, "un son étrange"; what belongs to somebody has none."""
_HIS = re.compile(rf"{_NO_NOUN}\b(?P<first>[sS])(?:on|a)\b(?=\s+[a-zà-ÿœ])")
_HIS_ALL = re.compile(r"\b(?P<first>[sS])es\b(?=\s+[a-zà-ÿœ])")


_PLACES = {"es": requests.behind, "it": requests.ahead}
"""By the language that is read: where a pronoun stands beside what is asked for."""


def before(step: Step, text: str, english: str | None, manner: Manner) -> str:
    """A text that is about to be translated. `english`: what it was translated from; null: not known."""
    if step.source != PIVOT or step.target not in TWO_WAYS:
        return text
    text = dear.plain(text, step.read)
    place = _PLACES.get(step.read)
    if place is not None:
        gaps = [*requests.SENTENCES.findall(text), ""]
        placed = [place(part, said) for part, said in requests.sentences(text, english)]
        text = "".join(part + gap for part, gap in zip(placed, gaps, strict=True))
    return of_tu(text, english, requests=not step.asks_spanish) if manner.familiar else text


def after(step: Step, text: str, made: str, english: str | None, manner: Manner) -> str:
    """What was made of `text` by a step."""
    if step.target == step.read:
        made = dear.usual(made, step.read, english)
    if step.tells_nothing:
        return made if manner.writer is None else of_writer(made, manner.writer, text)
    if manner.familiar:
        return requests.of_tu(text, made, english) if step.asks_spanish else made
    return yours(made) if step.target == "fr" and english is not None and is_yours(english) else made


def yours(french: str) -> str:
    """French that took the "su" of a reader for somebody else's: "J'ai vu son message" is "votre message"."""
    one = _HIS.sub(lambda found: ("V" if found["first"] == "S" else "v") + "otre", french)
    return _HIS_ALL.sub(lambda found: ("V" if found["first"] == "S" else "v") + "os", one)
