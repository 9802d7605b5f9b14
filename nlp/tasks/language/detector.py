"""Detection for chat: likelihood of the letters times what is known of the speaker."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping, Sequence

import msgspec

from nlp.tasks.language.lexicon import UNIVERSAL, bonus
from nlp.tasks.language.names import without_foreign, without_names
from nlp.tasks.language.scores import LANGUAGES, WEIGHT, Likelihoods
from nlp.tasks.language.script import allowed, letters, plain, without_strangers
from wire.contracts import languages

OWN, PARTNER, ENGLISH, ANY = 0.85, 0.10, 0.02, 0.03
"""Shares of a speaker's messages in their own language, a partner's, English and any other."""

RECENT = 0.5
"""How much the last messages of the same speaker weigh against their own language."""

SURE_OF_STRANGER, SURE_OF_SWITCH, SURE_OF_THIRD = 0.6, 0.6, 0.85
"""Least confidence to name a stranger's language; to leave a speaker's own for a partner's or English; to
leave it for a language that nobody here is known to read."""

SURE_OF_REST = 0.85
"""Least share of the speaker's own language in what is left without small words of foreign letters, taken as
a stranger's: that may be names, and may be a sentence in the language of these letters."""


class Guess(msgspec.Struct, frozen=True):
    """Detected language (the speaker's own tag where it is their language) and its probability, 0 to 1."""

    language: str | None
    confidence: float


class Detector:
    """Detects the language of a message. Safe to share between threads; loads its model at the first use."""

    def __init__(self) -> None:
        self._likelihoods: Likelihoods | None = None
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Load the model now."""
        self._model()

    def detect(
        self, text: str, prior: str | None, recent: Sequence[str] = (), partners: Sequence[str] = ()
    ) -> Guess:
        """Language of `text`.

        Args:
            text: one message; links, mentions and numbers in it are ignored.
            prior: the speaker's own language, None for a stranger.
            recent: the speaker's last messages: somebody who changed language often stays with it.
            partners: languages of those who read.

        Returns:
            None where unsure, and for what has no words at all ("👍", "123", a link). Words of every language
            ("ok") take the prior.
        """
        text = plain(text)
        if not letters(text):
            return Guess(None, 0.0)
        beliefs = self._beliefs(prior, recent, partners)
        if not _speaks(text):
            return Guess(prior, beliefs.get(primary(prior), 0.0) if prior else 0.0)
        text = without_strangers(text, primary(prior) if prior else None)
        guess = _decide(self._chances(text, beliefs), prior, partners)
        if prior is None or _expected(guess.language, prior, partners):
            return guess
        again = self._without_doubted(text, prior, partners, beliefs)
        return guess if again is None else again

    def _without_doubted(
        self, text: str, prior: str, partners: Sequence[str], beliefs: Mapping[str, float]
    ) -> Guess | None:
        """The speaker's own language, where a text is taken for one of nobody here for its names alone."""
        rest = without_names(text, doubted=True)
        again = _decide(self._odds(rest, beliefs), prior, partners) if rest != text else None
        if again is not None and again.language == prior:
            return again
        rest = without_foreign(text, primary(prior))
        if rest != text and self._odds(rest, before(None, ())).get(primary(prior), 0.0) >= SURE_OF_REST:
            return _decide(self._odds(rest, beliefs), prior, partners)
        return None

    def _chances(self, text: str, beliefs: Mapping[str, float]) -> dict[str, float]:
        nameless = without_names(text)
        chances = self._odds(nameless, beliefs)
        if nameless == text or max(chances.values()) >= SURE_OF_STRANGER:
            return chances
        whole = self._odds(text, beliefs)
        return whole if _best(whole) == _best(chances) else chances

    def _odds(self, text: str, beliefs: Mapping[str, float]) -> dict[str, float]:
        able = allowed(text, LANGUAGES)
        fits = self._model().of(text)
        known = bonus(text)
        logs = {
            name: fits[name] + known.get(name, 0.0) + math.log(beliefs[name]) for name in able if name in fits
        }
        best = max(logs.values())
        odds = {name: math.exp(value - best) for name, value in logs.items()}
        whole = sum(odds.values())
        return {name: value / whole for name, value in odds.items()}

    def _beliefs(self, prior: str | None, recent: Sequence[str], partners: Sequence[str]) -> dict[str, float]:
        beliefs = before(prior, partners)
        spoken = [self._chances(text, beliefs) for text in map(plain, recent) if _speaks(text)]
        if not spoken:
            return beliefs
        share = RECENT / len(spoken)
        return {
            name: (1 - RECENT) * belief + share * sum(chances.get(name, 0.0) for chances in spoken)
            for name, belief in beliefs.items()
        }

    def _model(self) -> Likelihoods:
        with self._lock:
            if self._likelihoods is None:
                self._likelihoods = Likelihoods()
            return self._likelihoods


def before(prior: str | None, partners: Sequence[str]) -> dict[str, float]:
    """Probability of each language before the text is read; sums to 1."""
    whole = sum(WEIGHT.values())
    if prior is None or primary(prior) not in LANGUAGES:
        return {name: weight / whole for name, weight in WEIGHT.items()}
    beliefs = {name: ANY * weight / whole for name, weight in WEIGHT.items()}
    beliefs[primary(prior)] += OWN
    beliefs["en"] += ENGLISH
    others = [primary(tag) for tag in partners if primary(tag) in LANGUAGES] or [primary(prior)]
    for tag in others:
        beliefs[tag] += PARTNER / len(others)
    return beliefs


def primary(tag: str) -> str:
    """Our name of a tag's language: "pt" for "pt-BR", "nb" for "no"."""
    name = languages.primary(tag)
    return "nb" if name == "no" else name


def _speaks(text: str) -> bool:
    words = "".join(sign if sign.isalpha() else " " for sign in text.lower()).split()
    return (letters(text) > 1 and not UNIVERSAL.issuperset(words)) or _is_dense(text)


def _is_dense(text: str) -> bool:
    """One sign can be a word where it is not of the alphabet."""
    return any(ord(sign) > 0x2E80 and sign.isalpha() for sign in text)


def _expected(language: str | None, prior: str, partners: Sequence[str]) -> bool:
    """Whether somebody here is known to read it."""
    return language is not None and primary(language) in {primary(prior), "en", *map(primary, partners)}


def _best(chances: Mapping[str, float]) -> str:
    return max(chances, key=chances.__getitem__)


def _decide(chances: Mapping[str, float], prior: str | None, partners: Sequence[str]) -> Guess:
    best = _best(chances)
    sure = chances[best]
    if prior is None:
        return Guess(best if sure >= SURE_OF_STRANGER else None, sure)
    own = primary(prior)
    if best == own:
        return Guess(prior, sure)
    expected = _expected(best, prior, partners)
    if sure >= (SURE_OF_SWITCH if expected else SURE_OF_THIRD):
        return Guess(best, sure)
    return Guess(prior, chances[own]) if own in chances else Guess(None, sure)
