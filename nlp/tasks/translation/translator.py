"""The whole of translation: what the worker asks, and what it gets.

A request goes through the stages of `Translator._stages`, each a file of `stages/`: what people have settled
first (corrections, then the glossary), then the phrasebook, then, clause by clause, the best route over all
engines; what came of it is put together, repaired and judged. What may be wrong goes through these once more
on other routes, and the best of all is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from msgspec.structs import replace

from nlp.engines.base import LooksAgain, TranslationEngine
from nlp.engines.build import build_engines
from nlp.engines.pauses import paused_for
from nlp.tasks.translation.choice.chooser import Choosing, build_chooser
from nlp.tasks.translation.choice.rivals import Rivals
from nlp.tasks.translation.confidence.judge import Judging
from nlp.tasks.translation.confidence.shared import SharedJudge
from nlp.tasks.translation.draft import Ask, Draft, Stage, advanced
from nlp.tasks.translation.knowledge.domains import terms_of
from nlp.tasks.translation.routes.cache import NoCache, ReadOnly, SegmentCache
from nlp.tasks.translation.routes.graph import Routes
from nlp.tasks.translation.routes.quality import figures
from nlp.tasks.translation.stages.answer import answer
from nlp.tasks.translation.stages.assemble import assemble
from nlp.tasks.translation.stages.choose import choose
from nlp.tasks.translation.stages.engines import Walker, engines
from nlp.tasks.translation.stages.judge import judge
from nlp.tasks.translation.stages.phrases import phrases
from nlp.tasks.translation.stages.prepare import prepare
from nlp.tasks.translation.stages.recall import Remembered
from nlp.tasks.translation.stages.repair import repair
from wire.contracts.events import Translation
from wire.contracts.languages import primary
from wire.contracts.normal import normal
from wire.contracts.settings import Settings

__all__ = ["Ask", "Translator", "YieldToUrgent", "build_translator", "engines_of"]

YieldToUrgent = Callable[[], None]


class Translator:
    """Belongs to one thread, as its engines do. Models load at their first use."""

    def __init__(
        self,
        engines: Sequence[TranslationEngine],
        settings: Settings,
        cache: SegmentCache | None = None,
        judge: Judging | None = None,
        chooser: Choosing | None = None,
    ) -> None:
        """Raises SettingsError where `settings.routes` pins a path that cannot be walked."""
        self._engines = {engine.name: engine for engine in engines}
        self._settings = settings
        self._routes = self._mapped()
        self._cache, self._judge, self._chooser = cache or NoCache(), judge, chooser
        self._rivals, self._domains = Rivals(self._routes), settings.domains
        self._remembered = Remembered()
        self._yield_to_urgent: YieldToUrgent = _nobody

    def _mapped(self) -> Routes:
        edges = (edge for engine in self._engines.values() for edge in engine.edges())
        return Routes(edges, self._settings.routes, figures(self._settings.models_path))

    def look_again(self) -> None:
        """Use models that have come to this machine since."""
        for engine in self._engines.values():
            if isinstance(engine, LooksAgain):
                engine.look_again()
        self._routes = self._mapped()
        self._rivals = Rivals(self._routes)

    def translate(self, requests: Sequence[Ask]) -> list[Translation]:
        """One translation per request, in order. Never raises for what an engine does.

        Texts are read in their `normal` form, so that what looks alike is translated alike.

        Status "not_needed": same language, or nothing to translate. "unsupported": reason
        "unknown_language" or "unsupported_pair". "failed": reason "engine_error" or "repetition".
        """
        asks = [self._in_its_trade(replace(ask, text=normal(ask.text))) for ask in requests]
        distinct = list(dict.fromkeys(asks))
        drafts = self._through(self._stages(), [Draft(ask) for ask in distinct])
        answers = {draft.ask: draft.translation for draft in drafts}
        return [answers[ask] for ask in asks]

    def _in_its_trade(self, ask: Ask) -> Ask:
        """What an organisation asks, with the words of its trade after those that it has settled itself."""
        if not ask.organisation or ask.source is None:
            return ask
        words = terms_of(self._domains, primary(ask.source), primary(ask.target), ask.text)
        return replace(ask, terms=(*ask.terms, *words)) if words else ask

    def _stages(self) -> tuple[Stage, ...]:
        """In the order in which a request goes through them."""
        return (
            prepare,
            answer(self._routes),
            self._remembered.recall,
            *self._making(),
            choose(self._chooser, self._rivals, self._made),
            self._remembered.keep,
        )

    def _making(self) -> tuple[Stage, ...]:
        """Those by which a prepared request with a route becomes a translation."""
        return (
            phrases,
            engines(Walker(self._engines, self._cache, self._yield_to_urgent)),
            assemble,
            repair,
            judge(self._judge, self._yield_to_urgent),
        )

    def _made(self, drafts: list[Draft]) -> list[Draft]:
        """Rivals of drafts, as far as the drafts are."""
        return self._through(self._making(), drafts)

    def _through(self, stages: Sequence[Stage], drafts: list[Draft]) -> list[Draft]:
        for stage in stages:
            self._yield_to_urgent()
            drafts = advanced(stage, drafts)
        return drafts

    @contextmanager
    def interrupted_by(self, yield_to_urgent: YieldToUrgent) -> Iterator[None]:
        """Inside, `yield_to_urgent` is called between pieces of work, of long texts too; it may translate."""
        before, self._yield_to_urgent = self._yield_to_urgent, yield_to_urgent
        try:
            with paused_for(yield_to_urgent):
                yield
        finally:
            self._yield_to_urgent = before

    @contextmanager
    def unshared(self) -> Iterator[None]:
        """Inside, the shared cache is only read, and nobody is let in: for what is let in itself."""
        cache, judge = self._cache, self._judge
        self._cache = ReadOnly(cache)
        self._judge = judge.unshared() if isinstance(judge, SharedJudge) else judge
        try:
            with self.interrupted_by(_nobody):
                yield
        finally:
            self._cache, self._judge = cache, judge

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every (source, target) that can be translated here, routes included."""
        return self._routes.pairs()

    def rough(self) -> tuple[tuple[str, str], ...]:
        """Those of `pairs` that read roughly."""
        return self._routes.rough()

    def close(self) -> None:
        """Close all engines, and the cache."""
        self._cache.close()
        for engine in self._engines.values():
            engine.close()


def build_translator(
    settings: Settings, cache: SegmentCache | None = None, judge: Judging | None = None
) -> Translator:
    """All engines of this machine. Loads no model.

    Args:
        settings: engines and routes.
        cache: what workers share; without it, nothing.
        judge: gives confidences; without it they are null, and there is nothing to choose by.

    Raises:
        SettingsError: `hub_models` or `routes` cannot be used; the text says what to write.
    """
    return Translator(engines_of(settings), settings, cache, judge, build_chooser() if judge else None)


def engines_of(settings: Settings) -> list[TranslationEngine]:
    """Every engine, whatever this machine has for it. Loads no model. SettingsError as above."""
    return list(build_engines(settings))


def _nobody() -> None:
    """Nobody waits."""
