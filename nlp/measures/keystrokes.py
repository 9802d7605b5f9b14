"""Keystrokes saved: what the best use of what is offered takes off a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

Offer = Callable[[str], Sequence[str]]
"""What is offered after a text, best first; each replaces the word that is begun."""
CLOSERS = ".,!?;:…)"


class Keys(NamedTuple):
    """Of one text."""

    typed: int
    """Keys pressed for it without any help: one for each character."""
    pressed: dict[int, int]
    """Keys pressed with so many predictions shown."""


def keys(text: str, offer: Offer, shown: Sequence[int]) -> Keys:
    """Keys for one text, each prediction used where that makes the whole cheapest.

    Every character takes one key. Accepting takes one key and writes the rest of the prediction and the space
    after it, or no space where the text goes on with a closing mark or ends (the composer takes its space
    back there). A prediction can be accepted only where text and prediction are equal to the letter, capitals
    and accents too, up to the end of a word of the text. Nothing is offered before the first letter.
    """
    offers = [offer(text[:at]) if at else () for at in range(len(text))]
    return Keys(len(text), {most: _cheapest(text, offers, most) for most in shown})


def _cheapest(text: str, offers: Sequence[Sequence[str]], most: int) -> int:
    left = [0] * (len(text) + 1)
    for at in range(len(text) - 1, -1, -1):
        ends = (reach(text, at, one) for one in offers[at][:most])
        left[at] = 1 + min((left[end] for end in ends if end), default=left[at + 1])
        left[at] = min(left[at], 1 + left[at + 1])
    return left[0]


def reach(text: str, at: int, prediction: str) -> int:
    """Where the text stands after accepting at `at`; 0 where the prediction is not what the text says."""
    begin = at
    while begin and not text[begin - 1].isspace() and (text[begin - 1].isalpha() or text[begin - 1] in "'’-"):
        begin -= 1
    end = begin + len(prediction)
    if end <= at or text[begin:end] != prediction:
        return 0
    if end == len(text) or text[end] in CLOSERS:
        return end
    return end + 1 if text[end] == " " else 0


def share(measured: Sequence[Keys], most: int) -> float:
    """Keystrokes saved over all texts, 0 to 1."""
    typed = sum(one.typed for one in measured)
    return 1 - sum(one.pressed[most] for one in measured) / typed if typed else 0.0
