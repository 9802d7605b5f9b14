"""Learns from recorded dialogues which of our replies people say next, and writes weights and card."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np

from nlp.encoder.embedding import MODEL, Embedder, Vectors
from nlp.encoder.similarity import MODEL as LABELLER
from nlp.encoder.similarity import Similarity
from nlp.measures.dialogues import SAME, Labelled, label, small_talk, task
from nlp.measures.sets import sample
from nlp.tasks.replies.head import centred
from nlp.tasks.replies.next import OURS, QUIET, WEIGHTS, write
from nlp.tasks.replies.phrases import ReplySet, load_reply_set
from nlp.tasks.replies.weights import obtain
from nlp.training.replies import softmax

Say = Callable[[str], None]

MOST_TASKS, MOST_TALKS = 45_000, 40_000
"""Turns looked at of task dialogues and of small talk. One in six of the first is answered by one of our
replies, one in eighteen of the second."""

TALKS_COUNT = 2
"""How often a turn of small talk counts: there are fewer of them."""

LEAST_EACH = 4
"""Replies that were met less often are not learnt."""

CONTEXT = 0.5
"""Weight of what the reader had said before a turn beside the turn itself."""

AT_ONCE = 100


class Lesson(msgspec.Struct, frozen=True):
    """A turn, what the reader had said before it, and the id of the reply that followed; of our own turns
    OURS, or QUIET where none should follow."""

    text: str
    before: str | None
    reply: str


def train_next(data: Path, talks: Path, out: Path, say: Say, *, threads: int = 2, seed: int = 7) -> int:
    """Write `next.npz` and `next.md` into `out`. Gives how many turns it learnt from.

    Args:
        data: task dialogues as JSON lines (.xz), `{"turns": [[speaker, text], …]}` each.
        talks: small talk: a table (.xz) with rows of EmoContext, as `small_talk` reads it.
        out: folder of the weights.
        say: told, for people, how far it is.
        threads: CPU threads of the encoders.
        seed: of the samples of turns.
    """
    phrases, embedder, similarity = load_reply_set(), Embedder(threads), Similarity(threads)
    say("which replies were said next")
    tasks = label(sample(list(task(data)), MOST_TASKS, seed), phrases, similarity)
    small = label(sample(list(small_talk(talks)), MOST_TALKS, seed), phrases, similarity)
    lessons = lessons_of(phrases, tasks, small, seed)
    texts = sorted({text for one in lessons for text in (one.text, one.before) if text}, key=len)
    vectors = dict(zip(texts, _embedded(texts, embedder, say), strict=True))
    say(f"fitting {len(lessons)} turns")
    fit_next(lessons, vectors, obtain(phrases, embedder, out / "kept", say).mean, out, seed)
    out.joinpath("next.md").write_text(
        _page((data.name, talks.name), lessons, len(tasks), len(small), seed), "utf-8"
    )
    return len(lessons)


def lessons_of(
    phrases: ReplySet, tasks: Sequence[Labelled], talks: Sequence[Labelled], seed: int
) -> list[Lesson]:
    """Recorded turns with what was said next, and our own."""
    recorded = [
        Lesson(one.turn.text, one.turn.before[-1] if one.turn.before else None, min(one.right))
        for one in [*tasks, *(TALKS_COUNT * list(talks))]
    ]
    met = Counter(one.reply for one in recorded)
    ours = [Lesson(turn, None, OURS) for one in phrases.situations for turn in one.turns]
    ours += [Lesson(turn, None, QUIET) for one in phrases.quiets for turn in one.turns]
    return [*(one for one in recorded if met[one.reply] >= LEAST_EACH), *ours, *_amid(recorded, ours, seed)]


def _amid(recorded: Sequence[Lesson], ours: Sequence[Lesson], seed: int) -> list[Lesson]:
    """Our turns once more, each after something that somebody once said: that nothing was said before a turn
    shall not tell it from the others."""
    chance, said = random.Random(seed), [one.before for one in recorded if one.before]
    return [Lesson(one.text, chance.choice(said), one.reply) for one in ours]


def fit_next(
    lessons: Sequence[Lesson], vectors: Mapping[str, Vectors], mean: Vectors, out: Path, seed: int
) -> None:
    """Write the weights. `vectors`: of every text, (384,); `mean`: what `centred` takes off."""
    nothing = mean  # becomes zeros
    turns = centred(np.stack([vectors[one.text] for one in lessons]), mean)
    before = centred(np.stack([vectors[one.before] if one.before else nothing for one in lessons]), mean)
    names = sorted({one.reply for one in lessons})
    labels = np.array([names.index(one.reply) for one in lessons], dtype=np.int64)
    weights, bias = softmax.fit(np.hstack([turns, CONTEXT * before]), labels, len(names), seed)
    weights[turns.shape[1] :] *= CONTEXT
    write(out / WEIGHTS, weights, bias, names)


def _embedded(texts: Sequence[str], embedder: Embedder, say: Say) -> Vectors:
    rows = []
    for start in range(0, len(texts), AT_ONCE):
        say(f"embedding, {start} of {len(texts)}")
        rows.append(embedder.embed(texts[start : start + AT_ONCE]))
    return np.vstack(rows)


def _page(files: tuple[str, str], lessons: Sequence[Lesson], tasks: int, talks: int, seed: int) -> str:
    known = len({one.reply for one in lessons} - {OURS, QUIET})
    return f"""# What people say next

A linear layer over the vectors of a turn and of what the reader had said before it
({MODEL}, centred as in `head.npz`): the probability of each of {known} replies of our set
being what is said next, and of the turn being none of recorded dialogues but one that our set is for. The
more it is that, the more the situations of `head.npz` count beside it (`nlp/tasks/replies/ranking.py`).

- Learnt {datetime.now(UTC).date().isoformat()} by `duologue train replies --data … --talks …`, seed {seed}:
  {tasks:,} turns of `{files[0]}` (Schema-Guided Dialogue, CC BY-SA 4.0; English task dialogues), {talks:,} of
  EmoContext in `{files[1]}` (MIT; English small talk), these {TALKS_COUNT} times each, and
  those of our own set, in many languages. Everyday talk that `duologue eval replies` measures on was not
  used: its licence forbids it.
- A recorded turn counts where what was said next is like one of our replies, cosine {SAME} or more by
  {LABELLER}. Each reply is as frequent here as it was there.
- Measured by `duologue eval replies`.

Task dialogues are polite and repetitive, and their "customers" are paid to be; EmoContext's people talk to a
machine: expect less of it elsewhere.
"""
