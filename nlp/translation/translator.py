"""The whole of translation: what the worker asks, and what it gets.

Phrasebook first; then, clause by clause, plain writing, placeholders, and the best route over all engines.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import msgspec

from nlp.engines.base import TranslationEngine
from nlp.engines.build import build_engines
from nlp.translation import phrasebook as book
from nlp.translation.clauses import LOOPED, through
from nlp.translation.layout import Piece, is_spoken, lay_out
from nlp.translation.routes import Route, Routes, primary
from nlp.translation.walk import Outcome, walk
from service.wire.events import Translation
from service.wire.settings import Settings

REMEMBERED = 4096
"""Translations kept, the longest unused thrown out first."""

_LONGEST_REMEMBERED = 1000


class Ask(msgspec.Struct, frozen=True):
    """One text wanted in `target`. Languages are BCP 47 tags; `source` is null where it is not known."""

    text: str
    source: str | None
    target: str


class Translator:
    """Belongs to one thread, as its engines do. Models load at their first use."""

    def __init__(self, engines: Sequence[TranslationEngine], settings: Settings) -> None:
        """Raises SettingsError where `settings.routes` pins a path that cannot be walked."""
        self._engines = {engine.name: engine for engine in engines}
        self._routes = Routes((edge for engine in engines for edge in engine.edges()), settings.routes)
        self._known: OrderedDict[tuple[str, str, str, str], Translation] = OrderedDict()

    def translate(self, requests: Sequence[Ask]) -> list[Translation]:
        """One translation per request, in order. Never raises for what an engine does.

        Status "not_needed": same language, or nothing to translate. "unsupported": reason
        "unknown_language" or "unsupported_pair". "failed": reason "engine_error" or "repetition".
        """
        answers: dict[int, Translation] = {}
        groups: dict[tuple[str, str], list[int]] = {}
        for index, ask in enumerate(requests):
            answer = self._at_once(ask)
            if answer is None:
                groups.setdefault((primary(ask.source or ""), primary(ask.target)), []).append(index)
            else:
                answers[index] = answer
        for pair, indexes in groups.items():
            done = self._pair(*pair, [requests[index].text for index in indexes])
            answers |= dict(zip(indexes, done, strict=True))
        return [answers[index] for index in range(len(requests))]

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every (source, target) that can be translated here, routes included."""
        return self._routes.pairs()

    def rough(self) -> tuple[tuple[str, str], ...]:
        """Those of `pairs` that read roughly."""
        return self._routes.rough()

    def close(self) -> None:
        """Close all engines."""
        for engine in self._engines.values():
            engine.close()

    def _at_once(self, ask: Ask) -> Translation | None:
        """The answer where no engine is needed for it."""
        if not any(piece.spoken for piece in lay_out(ask.text)):
            return Translation(status="not_needed")
        if ask.source is None:
            return Translation(status="unsupported", reason="unknown_language")
        if primary(ask.source) == primary(ask.target):
            return Translation(status="not_needed")
        if self._routes.best(ask.source, ask.target) is None:
            return Translation(status="unsupported", reason="unsupported_pair")
        return None

    def _pair(self, source: str, target: str, texts: list[str]) -> list[Translation]:
        route = self._routes.best(source, target)
        assert route is not None
        found = {text: self._remembered(route, text) for text in texts}
        fresh = [text for text, known in found.items() if known is None]
        for text, translation in self._fresh(route, fresh).items():
            found[text] = translation
            self._remember(route, text, translation)
        return [known for known in (found[text] for text in texts) if known is not None]

    def _fresh(self, route: Route, texts: list[str]) -> dict[str, Translation]:
        source, target = route.languages[0], route.languages[-1]
        layouts = {text: lay_out(text) for text in texts}
        spoken = {piece.text for pieces in layouts.values() for piece in pieces if piece.spoken}
        said = {clause: _said(source, target, clause) for clause in sorted(spoken)}
        outcomes = through(
            lambda batch: walk(self._engines, route, batch),
            source,
            target,
            [one.rest for one in said.values() if one.rest],
        )
        return {text: _assembled(route, pieces, said, outcomes) for text, pieces in layouts.items()}

    def _remembered(self, route: Route, text: str) -> Translation | None:
        key = _key(route, text)
        if key in self._known:
            self._known.move_to_end(key)
        return self._known.get(key)

    def _remember(self, route: Route, text: str, translation: Translation) -> None:
        if translation.status != "done" or len(text) > _LONGEST_REMEMBERED:
            return
        self._known[_key(route, text)] = translation
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def build_translator(settings: Settings) -> Translator:
    """All engines of this machine. Loads no model.

    Raises:
        SettingsError: `hub_models` or `routes` cannot be used; the text says what to write.
    """
    return Translator(engines_of(settings), settings)


def engines_of(settings: Settings) -> list[TranslationEngine]:
    """Every engine, whatever this machine has for it. Loads no model. SettingsError as above."""
    return list(build_engines(settings))


def _key(route: Route, text: str) -> tuple[str, str, str, str]:
    return route.models, route.languages[0], route.languages[-1], text


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
    lower = known.rstrip().endswith(",") and rest.split("'")[0].split()[0] == "I"
    if last is not None:
        return _Said(known + (last[:1].lower() + last[1:] if lower else last), "")
    return _Said(known, rest, lower) if is_spoken(rest) else _Said("", clause)


def _assembled(
    route: Route, pieces: tuple[Piece, ...], said: dict[str, _Said], outcomes: dict[str, Outcome]
) -> Translation:
    used = [outcomes[said[piece.text].rest] for piece in pieces if piece.spoken and said[piece.text].rest]
    failed = next((outcome for outcome in used if outcome.text is None), None)
    if failed is not None:
        reason = LOOPED if failed.problem == LOOPED else "engine_error"
        return Translation(status="failed", route=route.languages, rough=route.rough, reason=reason)
    text = "".join(_rendered(piece, said, outcomes) for piece in pieces)
    if not used:
        ends = (route.languages[0], route.languages[-1])
        return Translation(status="done", text=text, engine=book.NAME, model=book.MODEL, route=ends)
    words = sum(outcome.words for outcome in used)
    return Translation(
        status="done",
        text=text,
        engine=route.engines,
        model=route.models,
        route=route.languages,
        rough=route.rough,
        confidence=round(1 - sum(outcome.unknown for outcome in used) / words, 3) if words else None,
    )


def _rendered(piece: Piece, said: dict[str, _Said], outcomes: dict[str, Outcome]) -> str:
    if not piece.spoken:
        return piece.text
    one = said[piece.text]
    rest = (outcomes[one.rest].text or "") if one.rest else ""
    return one.known + (rest[:1].lower() + rest[1:] if one.lower else rest)
