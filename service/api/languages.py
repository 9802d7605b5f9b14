"""Languages that a person may choose, and which of them can be translated at the moment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from service.errors import InvalidInput
from wire.broker.heartbeats import Heartbeat

LANGUAGES = (
    "af", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa",
    "fi", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "kn",
    "ko", "lt", "lv", "mk", "ml", "mr", "ms", "mt", "nb", "nl", "nn", "pl", "pt", "ro", "ru", "sk", "sl",
    "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "uz", "vi", "zh", "zh-Hant",
)  # fmt: skip
"""BCP 47 tags. That a language can be chosen does not say that it can be translated: `pairs` says that."""

_KNOWN = frozenset(LANGUAGES)

WorkerState = Literal["ready", "loading", "absent"]


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A direction that can be translated. `rough`: readable, but literal."""

    source: str
    target: str
    rough: bool


class Languages(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of `/api/languages`."""

    languages: tuple[str, ...]
    pairs: tuple[Pair, ...]
    worker: WorkerState
    provider: str = ""
    """What people call the identity provider that they may sign in by; empty: there is none."""


def chosen(language: str | None) -> str | None:
    """A language that a person chose, as it is.

    Raises:
        InvalidInput: it is not on the list.
    """
    if language is not None and language not in _KNOWN:
        raise InvalidInput("This language cannot be chosen. See /api/languages.", field="language")
    return language


def languages_of(workers: Sequence[Heartbeat]) -> Languages:
    """What the workers that are alive can translate between them."""
    pairs = {pair for worker in workers for pair in worker.pairs}
    fine = {pair for worker in workers for pair in worker.pairs if pair not in worker.rough}
    state: WorkerState = "loading" if workers else "absent"
    if any(worker.ready for worker in workers):
        state = "ready"
    return Languages(
        languages=LANGUAGES,
        pairs=tuple(Pair(source=one, target=two, rough=(one, two) not in fine) for one, two in sorted(pairs)),
        worker=state,
    )
