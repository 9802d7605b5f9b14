"""The whole of translation: what the worker asks, and what it gets.

What people have settled first: corrections, then glossary. Then the phrasebook; then, clause by clause, plain
writing, placeholders, and the best route over all engines.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence

import msgspec

from nlp.engines.base import TranslationEngine
from nlp.engines.build import build_engines
from nlp.translation import glossary, memory
from nlp.translation import phrasebook as book
from nlp.translation.cache import NoCache, SegmentCache, shared
from nlp.translation.clauses import LOOPED, through
from nlp.translation.glossary import release, stand_ins
from nlp.translation.layout import Piece, is_spoken, lay_out
from nlp.translation.prepare import Prepared, prepare
from nlp.translation.quality import figures
from nlp.translation.routes import Route, Routes, primary
from nlp.translation.walk import Outcome, walk
from service.wire.events import Correction, Term, Translation
from service.wire.settings import Settings

REMEMBERED = 4096
"""Translations kept, the longest unused thrown out first."""

_LONGEST_REMEMBERED = 1000

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
        self, engines: Sequence[TranslationEngine], settings: Settings, cache: SegmentCache | None = None
    ) -> None:
        """Raises SettingsError where `settings.routes` pins a path that cannot be walked."""
        self._engines = {engine.name: engine for engine in engines}
        edges = (edge for engine in engines for edge in engine.edges())
        self._routes = Routes(edges, settings.routes, figures(settings.models_path))
        self._cache = cache or NoCache()
        self._known: OrderedDict[_Key, Translation] = OrderedDict()

    def translate(self, requests: Sequence[Ask]) -> list[Translation]:
        """One translation per request, in order. Never raises for what an engine does.

        Status "not_needed": same language, or nothing to translate. "unsupported": reason
        "unknown_language" or "unsupported_pair". "failed": reason "engine_error" or "repetition".
        """
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
            return _settled(prepared, source, target) if prepared.changed else NOT_NEEDED
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
        said = {clause: _said(source, target, clause) for clause in sorted(spoken)}
        outcomes = through(
            lambda batch: self._walk(route, batch),
            source,
            target,
            [one.rest for one in said.values() if one.rest],
            {sign: term for prepared in asks.values() for sign, term in prepared.held.items()},
        )
        return {ask: _assembled(route, prepared, said, outcomes) for ask, prepared in asks.items()}

    def _walk(self, route: Route, texts: Sequence[str]) -> list[Outcome]:
        return shared(self._cache, route, texts, lambda fresh: walk(self._engines, route, fresh))

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


def build_translator(settings: Settings, cache: SegmentCache | None = None) -> Translator:
    """All engines of this machine. Loads no model. `cache`: what workers share; without it, nothing.

    Raises:
        SettingsError: `hub_models` or `routes` cannot be used; the text says what to write.
    """
    return Translator(engines_of(settings), settings, cache)


def engines_of(settings: Settings) -> list[TranslationEngine]:
    """Every engine, whatever this machine has for it. Loads no model. SettingsError as above."""
    return list(build_engines(settings))


def _key(route: Route, ask: Ask) -> _Key:
    return route.models, route.languages[0], route.languages[-1], ask.text, ask.terms, ask.memory


class _Said(msgspec.Struct, frozen=True):
    """A clause: what the phrasebook knows of it, translated, and the rest for engines."""

    known: str
    rest: str
    lower: bool = False
    """The rest goes on in the middle of a sentence."""


def _said(source: str, target: str, clause: str) -> _Said:
    whole = book.phrasebook().look_up(source, target, clause)
    if whole is not None:
        return _Said(whole, "")
    known, rest = book.phrasebook().opening(source, target, clause)
    last = book.phrasebook().look_up(source, target, rest) if known else None
    lower = known.rstrip().endswith(",") and re.match(r"I\b", rest) is not None
    if last is not None:
        return _Said(known + (last[:1].lower() + last[1:] if lower else last), "")
    return _Said(known, rest, lower) if is_spoken(rest) else _Said("", clause)


def _settled(prepared: Prepared, source: str, target: str) -> Translation:
    """What people have settled to the last word."""
    text = release(prepared.held, "".join(piece.text for piece in prepared.pieces))
    name, model = (memory.NAME, memory.MODEL) if prepared.recalled else (glossary.NAME, glossary.MODEL)
    return Translation(
        status="done", text=text, engine=name, model=model, route=(source, target), confidence=1.0
    )


def _assembled(
    route: Route, prepared: Prepared, said: dict[str, _Said], outcomes: dict[str, Outcome]
) -> Translation:
    pieces = prepared.pieces
    used = [outcomes[said[piece.text].rest] for piece in pieces if piece.spoken and said[piece.text].rest]
    failed = next((outcome for outcome in used if outcome.text is None), None)
    if failed is not None:
        reason = LOOPED if failed.problem == LOOPED else "engine_error"
        return Translation(status="failed", route=route.languages, rough=route.rough, reason=reason)
    text = release(prepared.held, "".join(_rendered(piece, said, outcomes) for piece in pieces))
    before = ((memory.NAME, memory.MODEL),) if prepared.recalled else ()
    if not used:
        ends = (route.languages[0], route.languages[-1])
        engine, model = _joined(*before, (book.NAME, book.MODEL))
        return Translation(status="done", text=text, engine=engine, model=model, route=ends)
    words = sum(outcome.words for outcome in used)
    engine, model = _joined(*before, (route.engines, route.models))
    return Translation(
        status="done",
        text=text,
        engine=engine,
        model=model,
        route=route.languages,
        rough=route.rough,
        confidence=round(1 - sum(outcome.unknown for outcome in used) / words, 3) if words else None,
    )


def _joined(*parts: tuple[str, str]) -> tuple[str, str]:
    """Names of engines and of their models, those of several joined by "+"."""
    return "+".join(engine for engine, _ in parts), "+".join(model for _, model in parts)


def _rendered(piece: Piece, said: dict[str, _Said], outcomes: dict[str, Outcome]) -> str:
    if not piece.spoken:
        return piece.text
    one = said[piece.text]
    rest = (outcomes[one.rest].text or "") if one.rest else ""
    return one.known + (rest[:1].lower() + rest[1:] if one.lower else rest)
