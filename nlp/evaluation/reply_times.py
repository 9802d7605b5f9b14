"""How long a reader's suggestions take, also where 50 answers of the reader take part."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from nlp.encoder.embedding import Embedder
from nlp.measures.base import Cell, Table
from nlp.measures.dialogues import Labelled
from nlp.tasks.replies import SuggestAsk, Suggester
from wire.contracts.events import Answer

MOST_TURNS, ANSWERS = 200, 50


def times(turns: Sequence[Labelled], suggester: Suggester, embedder: Embedder) -> Table:
    """Milliseconds of single messages, embedding included, nothing of them known before."""
    judged, told = turns[:MOST_TURNS], turns[MOST_TURNS : MOST_TURNS + ANSWERS]
    answers = tuple(
        Answer(id=f"a{row}", kind="own", language="en", text=one.turn.replies[0], answered=one.turn.text)
        for row, one in enumerate(told)
    )
    return Table(
        name="replies_times",
        title="Suggestions for one message",
        columns=("answers of the reader", "messages", "p50 ms", "p95 ms"),
        rows=tuple(_row(judged, given, suggester, embedder) for given in ((), answers)),
        note="Asked: p95 under 500 ms. Models loaded; translation of what the set lacks is not counted in.",
    )


def _row(
    turns: Sequence[Labelled], answers: tuple[Answer, ...], suggester: Suggester, embedder: Embedder
) -> tuple[Cell, ...]:
    spent = []
    for number, one in enumerate(turns):
        text = f"{one.turn.text} ({len(answers)}, {number})"  # not embedded before
        began = time.perf_counter()
        asked = SuggestAsk(
            text=text, vector=embedder.embed([text])[0], reader="en", other="en", answers=answers
        )
        suggester.suggest([asked])
        spent.append(1000 * (time.perf_counter() - began))
    half, most = (round(float(np.percentile(spent, share)), 1) for share in (50, 95))
    return len(answers), len(turns), half, most
