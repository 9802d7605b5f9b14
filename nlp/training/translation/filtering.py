"""Which pairs of sentences are worth learning from, and why the others are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from nlp.tasks.language.scores import LANGUAGES, Likelihoods
from nlp.tasks.language.script import plain
from nlp.training.translation.config import Filter

DENSE = {"ja": 2.6, "zh": 3.2, "ko": 1.9, "th": 1.3}
"""By what a text is shorter in characters than the same in English, where that is much."""

SCRIPTS = {
    "ar": "\u0600-\u06ff",
    "bg": "\u0400-\u04ff",
    "el": "\u0370-\u03ff",
    "he": "\u0590-\u05ff",
    "hi": "\u0900-\u097f",
    "ja": "\u3040-\u30ff\u4e00-\u9fff",
    "ko": "\uac00-\ud7af",
    "ru": "\u0400-\u04ff",
    "th": "\u0e00-\u0e7f",
    "uk": "\u0400-\u04ff",
    "zh": "\u4e00-\u9fff",
}
_MARKUP = re.compile(r"https?:|www\.|</?\w+>|&\w+;|�")
_DIGITS = re.compile(r"\d+")
_LETTER = re.compile(r"[^\W\d_]")
_BROKEN = re.compile(r"(.)\1{4,}|(\b\w+\b)(?:\W+\2\b){3,}", re.I)
_UNKNOWN = "*"
"""A rule-based translator puts it before a word that it does not know."""

Side = tuple[str, str]
"""A language and a text in it."""


class Judge:
    """Knows the languages of a recipe. Loads the language model at the first text that needs it."""

    def __init__(self, limits: Filter, languages: Sequence[str]) -> None:
        self._limits = limits
        self._languages = tuple(languages)

    def refusal(self, left: Side, right: Side, *, synthetic: bool = False) -> str | None:
        """One word for what is wrong with a pair, null where it is worth learning from."""
        return next(self._wrong(left, right, synthetic), None)

    def _wrong(self, left: Side, right: Side, synthetic: bool) -> Iterator[str]:
        """Cheap looks first: most refusals need no language model."""
        texts = left[1], right[1]
        made = texts if synthetic else ()
        checks: dict[str, Callable[[], bool]] = {
            "empty": lambda: not all(texts),
            "long": lambda: max(map(len, texts)) > self._limits.longest,
            "copy": lambda: _folded(texts[0]) == _folded(texts[1]),
            "markup": lambda: any(map(_MARKUP.search, texts)),
            "unknown word": lambda: any(_UNKNOWN in text for text in made),
            "repetition": lambda: any(map(_BROKEN.search, made)),
            "length": lambda: not self._alike_in_length(left, right),
            "numbers": lambda: not _alike_in_numbers(left, right),
            "script": lambda: not all(map(_in_script, (left, right))),
            "language": lambda: not all(map(self._in_language, (left, right))),
        }
        return (reason for reason, wrong in checks.items() if wrong())

    def _alike_in_length(self, left: Side, right: Side) -> bool:
        one, two = (
            len(text) * DENSE.get(language, 1.0) + self._limits.slack for language, text in (left, right)
        )
        room = 1.5 if {left[0], right[0]} & DENSE.keys() else 1.0
        return max(one, two) <= min(one, two) * self._limits.ratio * room

    def _in_language(self, side: Side) -> bool:
        """Only long texts are checked, and only against the other languages of the recipe."""
        language, text = side
        if language not in LANGUAGES or len(_LETTER.findall(text)) < self._limits.check_language_from:
            return True
        found = self._likelihoods.of(plain(text))
        return max(self._languages, key=lambda one: found.get(one, -1e9)) == language

    @cached_property
    def _likelihoods(self) -> Likelihoods:
        return Likelihoods()


def _folded(text: str) -> str:
    return " ".join(_LETTER.sub(lambda found: found[0].lower(), text).split())


def _alike_in_numbers(left: Side, right: Side) -> bool:
    """Where both are written in digits, they are the same ones; Japanese and Chinese write many in words."""
    if {left[0], right[0]} & {"ja", "zh"}:
        return True
    return len(_DIGITS.findall(left[1])) == len(_DIGITS.findall(right[1]))


def _in_script(side: Side) -> bool:
    language, text = side
    return language not in SCRIPTS or re.search(f"[{SCRIPTS[language]}]", text) is not None
