"""Answers from articles: the right article at 1, and silence where none fits, beside BM25 alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from nlp.encoder.embedding import build_embedder
from nlp.encoder.similarity import build_similarity
from nlp.measures.base import Cell, Options, Say, Table
from nlp.measures.questions import LANGUAGES, Question, questions, shelf, wordings
from nlp.tasks.answer.fusion import SURE_FROM
from nlp.tasks.answer.index import Index
from nlp.tasks.answer.lexical import Scores
from nlp.tasks.translation.translator import build_translator


class Answered(msgspec.Struct, frozen=True):
    """A question, the article that was found for it, and how sure that is."""

    question: Question
    article: str
    sure: float

    @property
    def right(self) -> bool:
        """It is the article that answers."""
        return self.article == self.question.article


def run(options: Options, say: Say) -> list[Table]:
    """Our own questions: always the same, whatever the data folder holds."""
    asked = questions()
    say(f"{len(asked)} questions")
    translator = build_translator(options.settings)
    try:
        said = wordings(translator, asked)
    finally:
        translator.close()
    index = Index(shelf(), build_embedder(options.settings), build_similarity(options.settings))
    ours, bare, translated = fused(index, asked, said), *_baselines(index, asked, said)
    rows = [
        *_rows("Duologue", [one for one in ours if not one.question.learnt], SURE_FROM),
        *_rows("BM25 of the translated question", _held_out(translated), _fair(translated, ours)),
        *_rows("BM25 alone", _held_out(bare), _fair(bare, ours)),
    ]
    return [_table(rows)]


def fused(index: Index, asked: Sequence[Question], said: Sequence[list[str]]) -> list[Answered]:
    """What the product finds."""
    hits = (index.search(one, most=1)[0] for one in said)
    return [
        Answered(one, hit.passage.article_id, hit.probability) for one, hit in zip(asked, hits, strict=True)
    ]


def _baselines(
    index: Index, asked: Sequence[Question], said: Sequence[list[str]]
) -> tuple[list[Answered], list[Answered]]:
    alone = [index.lexical([one.text]) for one in asked]
    both = [index.lexical(one) for one in said]
    return _best(index, asked, alone), _best(index, asked, both)


def _best(index: Index, asked: Sequence[Question], scores: Iterable[Scores]) -> list[Answered]:
    found = []
    for one, each in zip(asked, scores, strict=True):
        at = int(each.argmax())
        found.append(Answered(one, index.passages[at].article_id, float(each[at])))
    return found


def _held_out(found: Sequence[Answered]) -> list[Answered]:
    return [one for one in found if not one.question.learnt]


def _fair(found: Sequence[Answered], ours: Sequence[Answered]) -> float:
    """The threshold at which as many questions without an answer are answered as by us, on those learnt."""
    wrong = sum(one.sure >= SURE_FROM for one in ours if _unanswerable(one) and one.question.learnt)
    sure = sorted((one.sure for one in found if _unanswerable(one) and one.question.learnt), reverse=True)
    return sure[wrong] + 1e-6 if wrong < len(sure) else 0.0


def _unanswerable(one: Answered) -> bool:
    return one.question.article is None


def _rows(name: str, found: Sequence[Answered], sure_from: float) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for language in ("all", *LANGUAGES):
        part = [one for one in found if language in ("all", one.question.language)]
        known = [one for one in part if not _unanswerable(one)]
        none = [one for one in part if _unanswerable(one)]
        answered = [one for one in known if one.sure >= sure_from]
        rows.append(
            (
                language,
                name,
                len(known),
                _percent(sum(one.right for one in known), len(known)),
                _percent(sum(one.right for one in answered), len(known)),
                _percent(sum(not one.right for one in answered), len(known)),
                len(none),
                _percent(sum(one.sure >= sure_from for one in none), len(none)),
            )
        )
    return rows


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _table(rows: list[tuple[Cell, ...]]) -> Table:
    return Table(
        name="answer",
        title="Answers from articles",
        columns=(
            "language", "system", "questions", "right at 1 %", "answered right %", "answered wrong %",
            "without an article", "of these answered %",
        ),
        rows=tuple(rows),
        note="Questions that we wrote: one of each of thirty English articles in five languages, and thirty "
        "that no article answers; the other half of both is what weights and thresholds were made from. "
        "BM25 gets the threshold at which, on that half, it answers as many without an article as we do. "
        "Questions were translated where this machine has a way. Written by one hand, so expect less of real "
        "customers.",
    )  # fmt: skip
