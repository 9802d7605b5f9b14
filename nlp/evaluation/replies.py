"""Suggested replies on recorded dialogues: is what was really said next among the three?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from nlp.encoder.embedding import Embedder, build_embedder
from nlp.encoder.similarity import Similarity, build_similarity
from nlp.evaluation.reply_times import times
from nlp.measures.base import Cell, Options, Say, Table
from nlp.measures.dialogues import Labelled, Turn, daily, label, mean, ranks, task
from nlp.measures.sets import sample
from nlp.tasks.replies import Proposal, SuggestAsk, Suggester, build_suggester
from nlp.tasks.replies.phrases import load_reply_set

MOST = 3
QUICK_TURNS, QUICK_LESSONS = 1000, 2500
"""Turns that a quick run looks at before labelling, and turns that the baselines learn from."""

Answer = Callable[[Sequence[Turn]], list[list[str]]]
"""Turns in, up to three reply ids each, best first."""


class Dialogues(msgspec.Struct, frozen=True):
    """A set: turns to judge on, and turns for the baselines to learn from."""

    name: str
    turns: list[Labelled]
    lessons: list[Labelled]
    looked_at: int


def run(options: Options, say: Say) -> list[Table]:
    """recall@3 and MRR of the reply's intent, beside BM25 and the three most frequent replies."""
    folder = options.data / "replies" if options.data else None
    if folder is None or not folder.is_dir():
        say("no dialogues in the data folder: left out")
        return []
    similarity, embedder = build_similarity(options.settings), build_embedder(options.settings)
    suggester = build_suggester(options.settings, embedder, say, similarity)
    rows: list[tuple[Cell, ...]] = []
    found = _sets(folder, options, similarity, say)
    for dialogues in found:
        say(f"{dialogues.name}: {len(dialogues.turns)} turns")
        rows += _judged(dialogues, suggester, embedder)
    return [_table(rows), times(found[0].turns, suggester, embedder)] if rows else []


def _sets(folder: Path, options: Options, similarity: Similarity, say: Say) -> list[Dialogues]:
    phrases, found = load_reply_set(), []
    known = (("everyday", daily, "dailydialogpp", "val"), ("tasks", task, "sgd", "dev"))
    for name, read, stem, held in known:
        paths = [folder / f"{stem}-{part}.jsonl.xz" for part in (held, "train")]
        if not all(path.exists() for path in paths):
            say(f"{stem} is not there: left out")
            continue
        say(f"{name}: which replies were right")
        turns, lessons = (list(read(path)) for path in paths)
        if options.quick:
            turns = sample(turns, QUICK_TURNS, options.seed)
            lessons = sample(lessons, QUICK_LESSONS, options.seed)
        judged, learnt = label(turns, phrases, similarity), label(lessons, phrases, similarity)
        found.append(Dialogues(name, judged, learnt, len(turns)))
    return found


def _judged(dialogues: Dialogues, suggester: Suggester, embedder: Embedder) -> list[tuple[Cell, ...]]:
    judged = sample(dialogues.turns, 700, 0)
    systems: dict[str, Answer] = {
        "Duologue": lambda turns: _shown(suggester.suggest(_asks(turns, embedder))),
        "Duologue, made to speak": lambda turns: suggester.best(_asks(turns, embedder)),
        "BM25": _bm25(dialogues.lessons),
        "three most frequent": _frequent(dialogues.lessons),
    }
    return [_row(dialogues, name, judged, system) for name, system in systems.items()]


def _row(dialogues: Dialogues, name: str, judged: Sequence[Labelled], system: Answer) -> tuple[Cell, ...]:
    answers = system([one.turn for one in judged])
    marks = [ranks(found, one.right) for found, one in zip(answers, judged, strict=True)]
    spoken = [mark for mark, found in zip(marks, answers, strict=True) if found]
    share = mean([float(bool(found)) for found in answers])
    return (
        dialogues.name,
        name,
        len(judged),
        round(100 * len(dialogues.turns) / max(1, dialogues.looked_at), 1),
        mean([hit for hit, _ in marks]),
        round(mean([place for _, place in marks]) / 100, 3),
        share,
        mean([hit for hit, _ in spoken]),
    )


def _asks(turns: Sequence[Turn], embedder: Embedder) -> list[SuggestAsk]:
    """Each turn with the one before it, which is the reader's: people take turns in these dialogues."""
    vectors = embedder.embed([turn.text for turn in turns])
    before = iter(embedder.embed([turn.before[-1] for turn in turns if turn.before]))
    return [
        SuggestAsk(
            text=turn.text,
            vector=vector,
            reader="en",
            other="en",
            context=((True, next(before)),) if turn.before else (),
        )
        for turn, vector in zip(turns, vectors, strict=True)
    ]


def _shown(found: Sequence[tuple[Proposal, ...]]) -> list[list[str]]:
    return [[one.id for one in proposals] for proposals in found]


def _bm25(lessons: Sequence[Labelled]) -> Answer:
    """The replies to the most similar turns, by words."""
    import bm25s

    index = bm25s.BM25()
    index.index(bm25s.tokenize([one.turn.text for one in lessons], show_progress=False), show_progress=False)
    nearest = min(50, len(lessons))

    def answer(turns: Sequence[Turn]) -> list[list[str]]:
        asked = bm25s.tokenize([turn.text for turn in turns], show_progress=False)
        rows, _ = index.retrieve(asked, k=nearest, show_progress=False)
        return [
            list(dict.fromkeys(one for row in near for one in sorted(lessons[row].right)))[:MOST]
            for near in rows
        ]

    return answer


def _frequent(lessons: Sequence[Labelled]) -> Answer:
    counted = Counter(one for lesson in lessons for one in sorted(lesson.right))
    top = [one for one, _ in counted.most_common(MOST)]
    return lambda turns: [top for _ in turns]


def _table(rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(
        name="replies",
        title="Suggested replies on recorded dialogues",
        columns=(
            "set", "system", "turns", "in set %", "recall@3 %", "MRR@3", "spoke %", "right when spoke %",
        ),
        rows=tuple(rows),
        note="Judged are turns where what was said next means one of our replies (in set: their share), told "
        "by an encoder that the suggester does not use; any other good reply counts as wrong. BM25 and the "
        "most frequent learnt from the training part of the same set, Duologue from our own examples, "
        "small talk and the training part of `tasks`; nothing of `everyday`, whose licence forbids it.",
    )  # fmt: skip
