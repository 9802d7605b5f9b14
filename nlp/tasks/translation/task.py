"""The task: each message in the languages that its readers want."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from nlp.tasks.base import Batch, Parts
from nlp.tasks.language import primary, wordless
from nlp.tasks.state import EnrichmentState
from nlp.tasks.translation.translator import Ask, Translator
from wire.contracts.events import Problem, Translation

log = logging.getLogger(__name__)

NOT_NEEDED = Translation(status="not_needed")

BROKEN = Translation(status="failed", reason="engine_error")

WARM = (("en", "pt"), ("pt", "en"))
"""Pairs loaded before the first message where they can be: their files are in a wheel, so always there."""


class TranslateText:
    """Fills `translations`; those that came with the message stay."""

    name = "translation"
    needs = ("language",)
    problem = Problem(code="translation_failed", message="This message could not be translated.")

    def __init__(self, translator: Translator) -> None:
        self._translator = translator

    def run(self, states: Sequence[EnrichmentState], batch: Batch) -> None:
        """Translate all in one call, letting in what is urgent between its steps."""
        asks = [(state, target) for state in states for target in untranslated(state)]
        wanted = [_ask(state, target) for state, target in asks]
        with self._translator.interrupted_by(batch.yield_to_urgent):
            done = translate_each(self._translator, wanted)
        for (state, target), translation in zip(asks, done, strict=True):
            state.translations[target] = translation


def translate_each(translator: Translator, asks: Sequence[Ask]) -> list[Translation]:
    """All in one call; if that breaks, one by one, so that only what breaks is lost."""
    if not asks:
        return []
    try:
        return translator.translate(asks)
    except BaseException as error:
        if not isinstance(error, Exception) and not _is_panic(error):
            raise
        if len(asks) == 1:
            log.exception("translation into %s broke down", asks[0].target)
            return [BROKEN]
        return [one for ask in asks for one in translate_each(translator, [ask])]


def untranslated(state: EnrichmentState) -> list[str]:
    """Targets that nothing is known for. Those that need no translation are settled here."""
    silent, language = wordless(state.message.text), state.language
    open_targets = []
    for target in dict.fromkeys(state.message.targets):
        if target in state.translations:
            continue
        if silent or (language and primary(language) == primary(target)):
            state.translations[target] = NOT_NEEDED
        else:
            open_targets.append(target)
    return open_targets


def build(parts: Parts) -> TranslateText:
    """Loads the pairs that will surely be used."""
    for source, target in WARM:
        if (source, target) in parts.translator.pairs():
            parts.say(f"loading {source}>{target}")
            parts.translator.translate([Ask("Hello.", source, target)])
    return TranslateText(parts.translator)


def _ask(state: EnrichmentState, target: str) -> Ask:
    """What the translator is asked for, with all that people have settled about it."""
    message = state.message
    whose = message.organisation_id or ""
    return Ask(
        message.text,
        state.language,
        target,
        message.terms,
        message.memory,
        whose,
        message.address,
        message.writer,
    )


def _is_panic(error: BaseException) -> bool:
    """A panic in an engine written in Rust: one text broke it, and it is no `Exception`."""
    return type(error).__name__ == "PanicException"
