"""What a language task is, what tasks share, and what they are given. Registered in `nlp.tasks.registry`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from nlp.encoder.embedding import Embedder, Vectors
from nlp.encoder.similarity import Similarity
from nlp.errors import EngineFailed
from nlp.tasks.answer.shelves import NoShelves, Shelves
from nlp.tasks.language.detector import Detector
from nlp.tasks.state import EnrichmentState
from nlp.tasks.translation.translator import Translator
from wire.contracts.events import Problem
from wire.contracts.settings import Settings

Say = Callable[[str], None]
"""Told, for people, what is being loaded."""

LOOK = 0.02
"""Seconds between two looks at what cannot wait, while embeddings are waited for."""


class Task(Protocol):
    """One thing that is found out about messages. Built and used in the model thread."""

    name: str
    """Stable: the folder's name, and `Annotation.task` of what it finds."""
    needs: tuple[str, ...]
    """Tasks whose findings it reads: they stand before it in the registry."""
    problem: Problem
    """What is noted on a message that it breaks down on; the other tasks go on."""

    def run(self, states: Sequence[EnrichmentState], batch: Batch) -> None:
        """Put what it finds on the states.

        Raising loses this task's findings only. It is then called again with one message at a time, so that
        one that breaks it costs the others nothing.
        """
        ...


@runtime_checkable
class BeginsAside(Protocol):
    """A task that can find something out from the messages alone, while others before it work on them."""

    def begin(self, states: Sequence[EnrichmentState]) -> None:
        """In the helper's thread, where `run` will look for it. Reads nothing but `state.message`.

        What it raises is lost: `run` comes upon the same, and says it.
        """
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """What tasks are built from, each loaded once however many tasks use it."""

    settings: Settings
    say: Say
    detector: Detector
    embedder: Embedder
    similarity: Similarity
    translator: Translator
    pages: Path | None = None
    """Folder of what encoders of all workers of this machine share, where they shall."""
    shelves: Shelves = field(default_factory=NoShelves)
    """Articles of organisations."""


class EmbeddingFailed(EngineFailed):
    """The vectors of a batch could not be computed."""


class Batch:
    """What holds for all messages of one batch: their vectors, and what may interrupt the work on them."""

    def __init__(
        self,
        texts: Sequence[str],
        embedding: Future[Vectors],
        yield_to_urgent: Callable[[], None] = lambda: None,
        begun: Sequence[Future[Any]] = (),
    ) -> None:
        self.yield_to_urgent = yield_to_urgent
        """Call between steps: what cannot wait for the batch is done there, in this thread."""
        self._texts, self._embedding, self._begun = texts, embedding, begun

    def wait(self) -> None:
        """Until the helper has done with this batch, well or not; what is urgent is let in meanwhile."""
        while wait([self._embedding, *self._begun], LOOK).not_done:
            self.yield_to_urgent()

    def vectors(self) -> Mapping[str, Vectors]:
        """By text, (384,): of each message, and of each turn of context that a reply may look at.

        Raises:
            EmbeddingFailed.
        """
        self.wait()
        try:
            return dict(zip(self._texts, self._embedding.result(), strict=True))
        except Exception as error:
            raise EmbeddingFailed(str(error)) from error
