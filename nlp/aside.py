"""What encoders find out of a batch in a helper thread, while the first tasks work on it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from threading import Event

import numpy as np

from nlp.encoder.embedding import MAX_CHARACTERS, Embedder, Vectors
from nlp.engines.pauses import stretches
from nlp.tasks.base import BeginsAside
from nlp.tasks.state import EnrichmentState


class Aside:
    """One batch's work in a helper's thread, a stretch of text at a time."""

    def __init__(self, helper: Executor, alone: Event | None = None) -> None:
        """Between two stretches it rests until `alone` is set, if given."""
        self._helper, self._alone = helper, alone

    def embed(self, embedder: Embedder, texts: Sequence[str]) -> Future[Vectors]:
        """One row per text. Fails as the embedder does."""
        return self._helper.submit(self._embedded, embedder, texts)

    def begin(self, task: BeginsAside, states: Sequence[EnrichmentState]) -> Future[None]:
        """Let a task begin with these."""
        return self._helper.submit(self._begun, task, states)

    def _embedded(self, embedder: Embedder, texts: Sequence[str]) -> Vectors:
        rows = []
        for some in stretches([text[:MAX_CHARACTERS] for text in texts]):
            self._rest()
            rows.append(embedder.embed(some))
        return np.concatenate(rows) if rows else embedder.embed(texts)

    def _begun(self, task: BeginsAside, states: Sequence[EnrichmentState]) -> None:
        left = iter(states)
        for some in stretches([state.message.text for state in states]):
            self._rest()
            task.begin([next(left) for _ in some])

    def _rest(self) -> None:
        if self._alone is not None:
            self._alone.wait()
