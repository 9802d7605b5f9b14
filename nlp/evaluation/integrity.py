"""Integrity: whether names, signs and what machines write come through whole in every route, or are told.

A case is intact where all its parts are in what the reader sees; told where a mark on the preview or a low
confidence says that something is wrong, or nothing is translated; silent otherwise, and none may be silent.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from nlp.evaluation.integrity_cases import FAMILIES, LANGUAGES, Case, cases
from nlp.measures.base import Cell, Options, Say, Table
from nlp.measures.sets import sample
from nlp.preview import changes
from nlp.tasks.translation.confidence.judge import LOW
from nlp.tasks.translation.translator import Ask, Translator, engines_of
from wire.contracts.events import Translation
from wire.contracts.normal import normal

QUICK_CASES = 40
"""Of one family and pair in a quick run."""
QUICK_PAIRS = (
    ("en", "pt"), ("pt", "en"), ("en", "es"), ("es", "en"), ("es", "pt"), ("pt", "es"),
    ("en", "fr"), ("fr", "en"), ("en", "ca"), ("ca", "en"), ("es", "it"), ("it", "es"),
)  # fmt: skip
_SHOWN = 30

Fate = Literal["intact", "told", "silent"]
Key = tuple[str, str]


class Judged(msgspec.Struct, frozen=True):
    """A case after its translation."""

    case: Case
    text: str
    """What the reader sees."""
    fate: Fate


def run(options: Options, say: Say) -> list[Table]:
    """By pair and family; then the cases that nothing told of."""
    engines = [engine for engine in engines_of(options.settings) if options.engine in (None, engine.name)]
    translator = Translator(engines, options.settings)
    judged: dict[tuple[Key, str], list[Judged]] = {}
    try:
        for pair in _pairs(translator, options):
            say(f"{'>'.join(pair)}: {', '.join(FAMILIES)}")
            for family in FAMILIES:
                chosen = cases(pair[0], family)
                chosen = sample(chosen, QUICK_CASES, options.seed) if options.quick else chosen
                judged[pair, family] = judge(translator, chosen, pair[1])
    finally:
        translator.close()
    return [_overview(judged), _silent(judged)] if judged else []


def judge(translator: Translator, chosen: Sequence[Case], target: str) -> list[Judged]:
    """Translate cases of one language, and look at each."""
    done = translator.translate([Ask(case.text, case.language, target) for case in chosen])
    return [
        Judged(case, shown(case, one), fate(case, target, one))
        for case, one in zip(chosen, done, strict=True)
    ]


def fate(case: Case, target: str, translation: Translation) -> Fate:
    """What became of the parts of a case."""
    if translation.text is None and translation.status != "not_needed":
        return "told"
    if intact(case, shown(case, translation)):
        return "intact"
    unsure = translation.confidence is not None and translation.confidence < LOW
    marked = any(changes(normal(case.text), case.language, translation.text or "", target, "translation"))
    return "told" if unsure or marked else "silent"


def shown(case: Case, translation: Translation) -> str:
    """What the reader sees."""
    return case.text if translation.text is None else translation.text


def intact(case: Case, text: str) -> bool:
    """Whether all parts are there, in whatever form of composition, width, blank and minus."""
    even = _even(text)
    return all(_even(part) in even for part in case.keep)


def _even(text: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", one) if "\uff00" <= one <= "\uffef" else one for one in text)
    return unicodedata.normalize("NFC", text).replace("\u2212", "-").replace("\u00a0", " ")


def _pairs(translator: Translator, options: Options) -> list[Key]:
    wanted = options.pairs or (QUICK_PAIRS if options.quick else translator.pairs())
    known = frozenset(translator.pairs())
    return [pair for pair in wanted if pair in known and pair[0] in LANGUAGES]


def _overview(judged: Mapping[tuple[Key, str], Sequence[Judged]]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (">".join(pair), family, len(found), *(_share(found, one) for one in ("intact", "told", "silent")))
        for (pair, family), found in judged.items()
    ]
    return Table(
        name="integrity",
        title="What must come through whole",
        columns=("pair", "family", "cases", "intact %", "told %", "silent %"),
        rows=tuple(rows),
        note="intact: every part in the translation. told: not, but marked on the preview, of low confidence "
        "or not translated. silent: neither (0 asked).",
    )


def _share(found: Sequence[Judged], fate: str) -> float | None:
    return round(100 * sum(one.fate == fate for one in found) / len(found), 1) if found else None


def _silent(judged: Mapping[tuple[Key, str], Sequence[Judged]]) -> Table:
    rows = [
        (">".join(pair), family, one.case.text, one.text)
        for (pair, family), found in judged.items()
        for one in found
        if one.fate == "silent"
    ]
    return Table(
        name="integrity.silent",
        title="What was lost without a word",
        columns=("pair", "family", "message", "translation"),
        rows=tuple(rows[:_SHOWN]),
        note=f"{len(rows)} in all",
    )
