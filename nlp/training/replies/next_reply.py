"""Learns from recorded dialogues which of our replies people say next, and writes weights and card."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from nlp.encoder.embedding import MODEL, Embedder, Vectors
from nlp.encoder.similarity import MODEL as LABELLER
from nlp.encoder.similarity import Similarity
from nlp.measures.dialogues import SAME, label, task
from nlp.measures.sets import sample
from nlp.tasks.replies.head import centred
from nlp.tasks.replies.next import WEIGHTS, write
from nlp.tasks.replies.phrases import load_reply_set
from nlp.tasks.replies.weights import obtain

Say = Callable[[str], None]

MOST_TURNS = 60_000
"""Turns looked at; about one in six is answered by one of our replies."""

MOST_EACH, LEAST_EACH = 250, 4
"""Turns kept per reply, so that no polite formula drowns the rest; replies met less often are not learnt."""

SOFTNESS = 3.0
"""Inverse weight of the fit against small coefficients (C of scikit-learn)."""

AT_ONCE = 100


def train_next(data: Path, out: Path, say: Say, *, threads: int = 2, seed: int = 7) -> int:
    """Write `next.npz` and `next.md` into `out`. Gives how many turns it learnt from.

    Args:
        data: task dialogues as JSON lines (.xz), `{"turns": [[speaker, text], …]}` each.
        out: folder of the weights.
        say: told, for people, how far it is.
        threads: CPU threads of the encoders.
        seed: of the sample of turns.
    """
    from sklearn.linear_model import LogisticRegression

    phrases, embedder = load_reply_set(), Embedder(threads)
    say("which replies were said next")
    pairs = _pairs(data, Similarity(threads), seed)
    vectors = _embedded([text for text, _ in pairs], embedder, say)
    head = obtain(phrases, embedder, out / "kept", say)
    names = [name for _, name in pairs]
    say(f"fitting {len(pairs)} turns")
    fitted = LogisticRegression(C=SOFTNESS, max_iter=500).fit(centred(vectors, head.mean), names)
    write(out / WEIGHTS, fitted.coef_.T, fitted.intercept_, [str(name) for name in fitted.classes_])
    out.joinpath("next.md").write_text(_page(data.name, pairs, seed), encoding="utf-8")
    return len(pairs)


def _pairs(data: Path, similarity: Similarity, seed: int) -> list[tuple[str, str]]:
    """Turns with the id of the reply that followed, none twice, shuffled and evened out."""
    found = label(sample(list(task(data)), MOST_TURNS, seed), load_reply_set(), similarity)
    pairs = sorted({(one.turn.text, min(one.right)) for one in found})
    random.Random(seed).shuffle(pairs)
    met = Counter(name for _, name in pairs)
    kept: Counter[str] = Counter()
    chosen = []
    for text, name in pairs:
        if met[name] >= LEAST_EACH and kept[name] < MOST_EACH:
            kept[name] += 1
            chosen.append((text, name))
    return chosen


def _embedded(texts: Sequence[str], embedder: Embedder, say: Say) -> Vectors:
    rows = []
    for start in range(0, len(texts), AT_ONCE):
        say(f"embedding, {start} of {len(texts)}")
        rows.append(embedder.embed(texts[start : start + AT_ONCE]))
    return np.vstack(rows)


def _page(name: str, pairs: Sequence[tuple[str, str]], seed: int) -> str:
    replies = Counter(reply for _, reply in pairs)
    return f"""# What people say next

A linear layer over the vector of a turn ({MODEL}, centred as in `head.npz`): the probability of each of
{len(replies)} replies of our set being what is said next. It is weighed against the situations
(`nlp/tasks/replies/ranking.py`), the more the surer it is.

- Learnt {datetime.now(UTC).date().isoformat()} by `duologue train replies --data …` from {len(pairs):,} turns
  of `{name}` (Schema-Guided Dialogue, CC BY-SA 4.0; English task dialogues), seed {seed}. Dialogues of
  everyday talk were not used: their licence forbids it.
- A turn counts where what was said next is like one of our replies, cosine {SAME} or more by {LABELLER}.
- Measured by `duologue eval replies`.

Task dialogues are polite and repetitive, and their "customers" are paid to be: expect less of it elsewhere.
"""
