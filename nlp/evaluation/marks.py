"""Marks on previews: how often a good translation is marked, and how often a damaged one is noticed."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from nlp.measures.base import Cell, Options, Say, Table
from nlp.measures.sets import Lines, parallel, sample
from nlp.preview import Previews, changes
from nlp.tasks.language import Detector
from nlp.tasks.translation.integrity.signs import is_sign
from nlp.tasks.translation.marks.names import names_of
from nlp.tasks.translation.marks.negation import negations_of
from nlp.tasks.translation.translator import Translator, engines_of
from wire.contracts.events import PreviewAsked, Previewed

KINDS = ("number", "name", "negation", "sign")

QUICK_LINES = 200

_NUMBER = re.compile(r"(?<![\w.,:/-])\d{2,}(?![\w.,:/-]*\d)")

Damage = Callable[[str, str, Lines], str | None]
"""A good translation made wrong, of a text, its reference and their pair; null where that cannot be."""


def run(options: Options, say: Say) -> list[Table]:
    """References of people as they are and damaged; then real previews of the same texts."""
    chats = [one for one in parallel(options) if one.name.startswith("chat")]
    chats = [one for one in chats if not options.pairs or (one.source, one.target) in options.pairs]
    if not chats:
        return []
    say(f"{sum(len(one.texts) for one in chats)} references, as they are and damaged")
    return [_on_references(chats), _on_previews(chats, options, say)]


def _on_references(chats: Sequence[Lines]) -> Table:
    return Table(
        name="marks_on_references",
        title="Marks on translations by people",
        columns=(
            "set", "pair", "lines",
            *(f"{kind}: marked in vain %" for kind in KINDS),
            *(column for kind in KINDS for column in (f"{kind}: damaged", f"{kind}: noticed %")),
        ),
        rows=tuple(_reference_row(one) for one in chats),
        note="In vain: lines with a mark though a person translated them; in a preview most of these read "
        "back right and are shown quietly. Damaged: a number turned round, a name replaced, the negating "
        "words, or a sign, taken out (in French that leaves a 'ne').",
    )  # fmt: skip


def _reference_row(lines: Lines) -> tuple[Cell, ...]:
    pairs = list(zip(lines.texts, lines.references, strict=True))
    vain = [sum(_marked(kind, text, done, lines) for text, done in pairs) for kind in KINDS]
    caught: list[Cell] = []
    for kind, damage in DAMAGES.items():
        wrong = [(text, bad) for text, done in pairs if (bad := damage(text, done, lines)) is not None]
        noticed = sum(_marked(kind, text, bad, lines) for text, bad in wrong)
        caught += [len(wrong), _percent(noticed, len(wrong))]
    return (
        lines.name,
        f"{lines.source}>{lines.target}",
        len(pairs),
        *(_percent(one, len(pairs)) for one in vain),
        *caught,
    )


def _marked(kind: str, text: str, done: str, lines: Lines) -> bool:
    return any(one.kind == kind for one in changes(text, lines.source, done, lines.target, "translation"))


def _other_number(text: str, done: str, lines: Lines) -> str | None:
    """The first number of both with its digits turned round."""
    for found in _NUMBER.finditer(done):
        turned = found[0][::-1]
        if turned != found[0] and turned[0] != "0" and found[0] in text:
            return done[: found.start()] + turned + done[found.end() :]
    return None


def _other_name(text: str, done: str, lines: Lines) -> str | None:
    name = next((one for one in names_of(text, lines.source) if one in done), None)
    return done.replace(name, "Quillfeather") if name else None


def _without_negation(text: str, done: str, lines: Lines) -> str | None:
    """Only where the text negates as well."""
    words = negations_of(lines.target, done)
    if not words or not negations_of(lines.source, text):
        return None
    for word in words:
        done = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)\s?", "", done)
    return done


def _without_sign(text: str, done: str, lines: Lines) -> str | None:
    """Without the first sign of both."""
    sign = next((one for one in done if one in text and is_sign(one, "")), None)
    return done.replace(sign, "", 1) if sign else None


DAMAGES: dict[str, Damage] = {
    "number": _other_number,
    "name": _other_name,
    "negation": _without_negation,
    "sign": _without_sign,
}


def _on_previews(chats: Sequence[Lines], options: Options, say: Say) -> Table:
    translator, detector = Translator(engines_of(options.settings), options.settings), Detector()
    previews = Previews(detector, translator.translate)
    rows = []
    try:
        for lines in chats:
            if (lines.source, lines.target) in translator.pairs():
                say(f"{lines.name} {lines.source}>{lines.target}: previews")
                rows.append(_preview_row(lines, previews, options))
    finally:
        translator.close()
    return Table(
        name="marks_on_previews",
        title="Previews: there and back",
        columns=(
            "set",
            "pair",
            "lines",
            "translated",
            "lost %",
            "only back %",
            "right back %",
            "p50 ms",
            "p95 ms",
        ),
        rows=tuple(rows),
        note="Share of lines with at least one mark of that weight, by the best route there and back. Times "
        "are of one preview alone, detection included, models loaded.",
    )


def _preview_row(lines: Lines, previews: Previews, options: Options) -> tuple[Cell, ...]:
    texts = sample(lines.texts, QUICK_LINES if options.quick else len(lines.texts), options.seed)
    previews.preview([_asked("Hello.", lines)])
    answers, waits = [], []
    for text in texts:
        began = time.perf_counter()
        answers += previews.preview([_asked(text, lines)])
        waits.append((time.perf_counter() - began) * 1000)
    done = [one for one in answers if one.translation.status == "done"]
    shares = (_percent(_with(done, where), len(done)) for where in ("translation", "back", "forth"))
    hundredths = statistics.quantiles(waits, n=100)
    return (
        lines.name, f"{lines.source}>{lines.target}", len(texts), len(done), *shares,
        round(hundredths[49], 1), round(hundredths[94], 1),
    )  # fmt: skip


def _asked(text: str, lines: Lines) -> PreviewAsked:
    now = datetime.now(UTC)
    return PreviewAsked(
        request_id="",
        person_id="",
        conversation_id="",
        text=text,
        language=lines.source,
        target=lines.target,
        asked_at=now,
        expires_at=now,
    )


def _with(answers: Iterable[Previewed], where: str) -> int:
    return sum(any(mark.where == where for mark in one.marks) for one in answers)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
