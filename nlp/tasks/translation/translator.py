"""The whole of translation: what the worker asks, and what it gets.

What people have settled first: corrections, then glossary. Then the phrasebook; then, clause by clause, plain
writing, placeholders, and the best route over all engines.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import msgspec

from nlp.engines.base import TranslationEngine
from nlp.engines.build import build_engines
from nlp.engines.pauses import paused_for
from nlp.tasks.translation.assemble import assembled, evidence_of, made_whole, settled, used_of, what_is_known
from nlp.tasks.translation.cache import NoCache, ReadOnly, SegmentCache, shared
from nlp.tasks.translation.clauses import through
from nlp.tasks.translation.confidence import Judging
from nlp.tasks.translation.glossary import stand_ins
from nlp.tasks.translation.layout import lay_out
from nlp.tasks.translation.prepare import Prepared, prepare
from nlp.tasks.translation.quality import figures
from nlp.tasks.translation.routes import Route, Routes, primary
from nlp.tasks.translation.shared_judge import SharedJudge
from nlp.tasks.translation.walk import Outcome, walk
from wire.contracts.events import Correction, Term, Translation
from wire.contracts.normal import normal
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

REMEMBERED = 4096
"""Translations kept, the longest unused thrown out first."""

_LONGEST_REMEMBERED = 1000

PART = 400
"""Characters that engines get at once."""

YieldToUrgent = Callable[[], None]

NOT_NEEDED = Translation(status="not_needed")

_Key = tuple[str, str, str, str, tuple[Term, ...], tuple[Correction, ...]]


class Ask(msgspec.Struct, frozen=True):
    """One text wanted in `target`. Languages are BCP 47 tags; `source` is null where it is not known."""

    text: str
    source: str | None
    target: str
    terms: tuple[Term, ...] = ()
    """Glossary lines to honour; of two for the same words the first holds."""
    memory: tuple[Correction, ...] = ()
    """Corrections to use again, the newest first."""


class Translator:
    """Belongs to one thread, as its engines do. Models load at their first use."""

    def __init__(
        self,
        engines: Sequence[TranslationEngine],
        settings: Settings,
        cache: SegmentCache | None = None,
        judge: Judging | None = None,
    ) -> None:
        """Raises SettingsError where `settings.routes` pins a path that cannot be walked."""
        self._engines = {engine.name: engine for engine in engines}
        edges = (edge for engine in engines for edge in engine.edges())
        self._routes = Routes(edges, settings.routes, figures(settings.models_path))
        self._cache, self._judge = cache or NoCache(), judge
        self._known: OrderedDict[_Key, Translation] = OrderedDict()
        self._yield_to_urgent: YieldToUrgent = _nobody

    def translate(self, requests: Sequence[Ask]) -> list[Translation]:
        """One translation per request, in order. Never raises for what an engine does.

        Texts are read in their `normal` form, so that what looks alike is translated alike.

        Status "not_needed": same language, or nothing to translate. "unsupported": reason
        "unknown_language" or "unsupported_pair". "failed": reason "engine_error" or "repetition".
        """
        requests = [msgspec.structs.replace(ask, text=normal(ask.text)) for ask in requests]
        answers: dict[int, Translation] = {}
        groups: dict[tuple[str, str], dict[int, Prepared]] = {}
        signs = stand_ins("".join(ask.text for ask in requests if ask.terms))
        for index, ask in enumerate(requests):
            answer = self._at_once(ask, signs)
            if isinstance(answer, Translation):
                answers[index] = answer
            else:
                groups.setdefault((primary(ask.source or ""), primary(ask.target)), {})[index] = answer
        for pair, prepared in groups.items():
            done = self._pair(*pair, [(requests[index], one) for index, one in prepared.items()])
            answers |= dict(zip(prepared, done, strict=True))
        return [answers[index] for index in range(len(requests))]

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

    def _at_once(self, ask: Ask, signs: Iterator[str]) -> Translation | Prepared:
        """The answer where no engine is needed for it, else what engines have to do."""
        source, target = primary(ask.source or ""), primary(ask.target)
        prepared = prepare(ask.text, ask.terms, ask.memory, (source, target), signs)
        if not prepared.changed and not any(piece.spoken for piece in lay_out(ask.text)):
            return NOT_NEEDED
        if ask.source is None:
            return Translation(status="unsupported", reason="unknown_language")
        if source == target:
            return NOT_NEEDED
        if not prepared.spoken:
            return settled(prepared, source, target) if prepared.changed else NOT_NEEDED
        if self._routes.best(source, target) is None:
            return Translation(status="unsupported", reason="unsupported_pair")
        return prepared

    def _pair(self, source: str, target: str, asks: list[tuple[Ask, Prepared]]) -> list[Translation]:
        route = self._routes.best(source, target)
        assert route is not None
        found = {ask: self._remembered(route, ask) for ask, _ in asks}
        fresh = {ask: prepared for ask, prepared in asks if found[ask] is None}
        for ask, translation in self._fresh(route, fresh).items():
            found[ask] = translation
            self._remember(route, ask, translation)
        return [known for known in (found[ask] for ask, _ in asks) if known is not None]

    def _fresh(self, route: Route, asks: dict[Ask, Prepared]) -> dict[Ask, Translation]:
        source, target = route.languages[0], route.languages[-1]
        spoken = {text for prepared in asks.values() for text in prepared.spoken}
        said = {clause: what_is_known(source, target, clause) for clause in sorted(spoken)}
        outcomes = through(
            lambda batch: self._walk(route, batch),
            source,
            target,
            [one.rest for one in said.values() if one.rest],
            {sign: term for prepared in asks.values() for sign, term in prepared.held.items()},
        )
        done = {
            ask: made_whole(source, ask.text, ask.terms, assembled(route, prepared, said, outcomes))
            for ask, prepared in asks.items()
        }
        return done | self._judged(route, done, {ask: used_of(asks[ask], said, outcomes) for ask in asks})

    def _judged(
        self, route: Route, done: dict[Ask, Translation], used: dict[Ask, list[Outcome]]
    ) -> dict[Ask, Translation]:
        """Those that engines made, with a confidence."""
        made = {ask: one for ask, one in done.items() if one.text is not None and used[ask]}
        if self._judge is None or not made:
            return {}
        self._yield_to_urgent()
        try:
            sure = self._judge.judge(
                [evidence_of(route, ask.text, ask.terms, one, used[ask]) for ask, one in made.items()]
            )
        except Exception:
            log.exception("no confidence for %s translations", len(made))
            return {}
        return {
            ask: msgspec.structs.replace(one, confidence=value)
            for (ask, one), value in zip(made.items(), sure, strict=True)
        }

    def _walk(self, route: Route, texts: Sequence[str]) -> list[Outcome]:
        return shared(self._cache, route, texts, lambda fresh: self._walked(route, fresh))

    def _walked(self, route: Route, texts: Sequence[str]) -> list[Outcome]:
        """A part at a time: somebody may wait for something shorter."""
        outcomes: list[Outcome] = []
        for part in _parts(texts, PART):
            self._yield_to_urgent()
            outcomes += walk(self._engines, route, part)
        return outcomes

    def _remembered(self, route: Route, ask: Ask) -> Translation | None:
        key = _key(route, ask)
        if key in self._known:
            self._known.move_to_end(key)
        return self._known.get(key)

    def _remember(self, route: Route, ask: Ask, translation: Translation) -> None:
        if translation.status != "done" or len(ask.text) > _LONGEST_REMEMBERED:
            return
        self._known[_key(route, ask)] = translation
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def build_translator(
    settings: Settings, cache: SegmentCache | None = None, judge: Judging | None = None
) -> Translator:
    """All engines of this machine. Loads no model.

    Args:
        settings: engines and routes.
        cache: what workers share; without it, nothing.
        judge: gives confidences; without it they are null.

    Raises:
        SettingsError: `hub_models` or `routes` cannot be used; the text says what to write.
    """
    return Translator(engines_of(settings), settings, cache, judge)


def engines_of(settings: Settings) -> list[TranslationEngine]:
    """Every engine, whatever this machine has for it. Loads no model. SettingsError as above."""
    return list(build_engines(settings))


def _nobody() -> None:
    """Nobody waits."""


def _parts(texts: Sequence[str], most: int) -> Iterator[list[str]]:
    """In order, at most so many characters together; a longer text alone."""
    part: list[str] = []
    for text in texts:
        if part and sum(map(len, part)) + len(text) > most:
            yield part
            part = []
        part.append(text)
    if part:
        yield part


def _key(route: Route, ask: Ask) -> _Key:
    return route.models, route.languages[0], route.languages[-1], ask.text, ask.terms, ask.memory
