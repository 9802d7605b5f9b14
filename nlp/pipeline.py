"""A batch of messages in, as many enrichments out: every task of the registry, one after the other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event

from nlp.aside import Aside
from nlp.encoder.embedding import Embedder, build_embedder
from nlp.encoder.similarity import build_similarity
from nlp.engines import memory
from nlp.preview import Previews
from nlp.tasks.answer.shelves import NoShelves, Shelves
from nlp.tasks.base import Batch, BeginsAside, EmbeddingFailed, Parts, Say, Task
from nlp.tasks.language import Detector
from nlp.tasks.registry import build_tasks
from nlp.tasks.state import EnrichmentState
from nlp.tasks.translation.confidence.judge import build_judge
from nlp.tasks.translation.confidence.shared import SharedJudge
from nlp.tasks.translation.routes.cache import SegmentCache
from nlp.tasks.translation.task import translate_each
from nlp.tasks.translation.translator import Translator, YieldToUrgent, build_translator
from wire.contracts.events import ALT, Enriched, MessagePosted, PreviewAsked, Previewed, Problem
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

WORDLESS_TOO = ("translation", ALT)
"""Tasks that have something to say of a file without a caption: there is nothing else in it to understand."""

NO_VECTORS = Problem(code="embedding_failed", message="Replies could not be worked out.")


class Pipeline:
    """Understands messages. Built, used and closed in one and the same thread.

    Encoders are C code that lets other threads run, so a helper thread runs them while the first tasks work.
    What is let in has a helper of its own: it would wait there for all that the work around it has asked for.
    Meanwhile the helper of the work around it rests, between two texts: both read with the same encoders, and
    take each other's cores.
    """

    def __init__(
        self,
        tasks: Sequence[Task],
        detector: Detector,
        translator: Translator,
        embedder: Embedder,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._tasks = tuple(tasks)
        self._translator = translator
        self._embedder = embedder
        self._previews = Previews(detector, partial(translate_each, translator))
        self._clock = clock
        self._at_work = False
        self._helper, self._inner_helper = (
            ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoders") for _ in range(2)
        )
        self._alone = Event()
        self._alone.set()

    def enrich(
        self, messages: Sequence[MessagePosted], yield_to_urgent: YieldToUrgent = lambda: None
    ) -> list[Enriched]:
        """One result per message, in order. What fails for a message is said in its result, never raised.

        `yield_to_urgent` is called between steps, in this thread: what cannot wait for the batch, such as
        `preview` or `enrich` of what goes first, is done there.
        """
        with self._inside_another() as inner:
            aside = Aside(self._inner_helper) if inner else Aside(self._helper, self._alone)
            return self._enrich(messages, yield_to_urgent, aside)

    @contextmanager
    def _inside_another(self) -> Iterator[bool]:
        """Gives whether this is let into other work: then it waits for no sentence that the other has claimed
        in the shared cache."""
        inner, self._at_work = self._at_work, True
        was_alone = self._alone.is_set()
        if inner:
            self._alone.clear()
        try:
            with self._translator.unshared() if inner else nullcontext():
                yield inner
        finally:
            self._at_work = inner
            if was_alone:
                self._alone.set()

    def _enrich(
        self, messages: Sequence[MessagePosted], yield_to_urgent: YieldToUrgent, aside: Aside
    ) -> list[Enriched]:
        states = [EnrichmentState(message) for message in messages]
        texts = _texts(states)
        worded = [state for state in states if state.message.text]
        embedding = aside.embed(self._embedder, texts)
        begun = [aside.begin(task, worded) for task in self._tasks if isinstance(task, BeginsAside)]
        batch = Batch(texts, embedding, yield_to_urgent, begun)
        for task in self._tasks:
            run(task, states if task.name in WORDLESS_TOO else worded, batch)
            yield_to_urgent()
        batch.wait()  # a helper works on one batch at a time, also where no task needed its vectors
        now = self._clock()
        return [state.enriched(now) for state in states]

    def preview(
        self, asked: Sequence[PreviewAsked], yield_to_urgent: YieldToUrgent = lambda: None
    ) -> list[Previewed]:
        """One answer per preview, in order; never raises for what a text does to an engine.

        `yield_to_urgent` is called between steps, as in `enrich`: a preview of who asks too much waits too.
        """
        translator = self._translator
        with self._inside_another(), translator.unshared(), translator.interrupted_by(yield_to_urgent):
            return self._previews.preview(asked)

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Language pairs (source, target) that it translates, routes included."""
        return tuple(self._translator.pairs())

    def rough(self) -> tuple[tuple[str, str], ...]:
        """Those of `pairs` that read roughly."""
        return tuple(self._translator.rough())

    def look_again(self) -> None:
        """Use models that have come to this machine since."""
        self._translator.look_again()

    def close(self) -> None:
        """Let go of models and of other processes. Idempotent."""
        self._helper.shutdown(wait=True)
        self._inner_helper.shutdown(wait=True)
        self._translator.close()


def run(task: Task, states: Sequence[EnrichmentState], batch: Batch) -> None:
    """Do a task. Where it breaks down it is done message by message, and noted on those that break it."""
    try:
        task.run(states, batch)
    except Exception as error:
        lost = isinstance(error, EmbeddingFailed)
        if len(states) > 1 and not lost:
            log.warning("%s broke down on %s messages: one by one then", task.name, len(states))
            for state in states:
                run(task, [state], batch)
            return
        log.exception("%s failed for %s messages", task.name, len(states))
        for state in states:
            state.note(NO_VECTORS if lost else task.problem)


def build(
    settings: Settings,
    say: Say = log.info,
    cache: SegmentCache | None = None,
    pages: Path | None = None,
    shelves: Shelves | None = None,
) -> Pipeline:
    """The pipeline of this machine, what will surely be used already loaded. Call in the model thread.

    `cache` is what workers share of their translations, `pages` a folder for what they share of their models,
    `shelves` where articles of organisations come from.

    Raises:
        NlpError: a part that ships with Duologue is missing or broken.
    """
    parts = build_parts(settings, say, cache, pages, shelves)
    pipeline = Pipeline(build_tasks(parts), parts.detector, parts.translator, parts.embedder)
    memory.give_back()  # what loading took beside the models
    return pipeline


def build_parts(
    settings: Settings,
    say: Say = log.info,
    cache: SegmentCache | None = None,
    pages: Path | None = None,
    shelves: Shelves | None = None,
) -> Parts:
    """What tasks share. Raises NlpError."""
    say("loading language detection")
    detector = Detector()
    detector.warm()
    say("loading embeddings")
    embedder, similarity = build_embedder(settings, pages), build_similarity(settings, pages)
    embedder.warm()
    judge = build_judge(similarity, detector)
    shared = judge if cache is None else SharedJudge(judge, judge.model, cache)
    translator = build_translator(settings, cache, shared)
    return Parts(settings, say, detector, embedder, similarity, translator, pages, shelves or NoShelves())


def _texts(states: Sequence[EnrichmentState]) -> list[str]:
    """The messages' texts, in order, and then each turn of context that suggestions will look at."""
    context = {turn.text for state in states if state.wants_replies() for turn in state.message.context}
    return [state.message.text for state in states] + sorted(context)
