"""A batch of messages in, as many enrichments out: language, translations, mood, suggested replies."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime

from nlp.encoder.embedding import Embedder, Vectors, build_embedder
from nlp.encoder.similarity import build_similarity
from nlp.enrichment_state import EnrichmentState
from nlp.preview import Previews
from nlp.tasks.language import Detector
from nlp.tasks.replies import build_suggester
from nlp.tasks.replies.proposals import Replies
from nlp.tasks.sentiment import Sentiments, build_sentiments
from nlp.tasks.translation.cache import SegmentCache
from nlp.tasks.translation.confidence import build_judge
from nlp.tasks.translation.shared_judge import SharedJudge
from nlp.tasks.translation.translator import Ask, Translator, YieldToUrgent, build_translator
from wire.contracts.events import Enriched, MessagePosted, PreviewAsked, Previewed, Translation
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

Say = Callable[[str], None]
"""Told, for people, what is being loaded."""

LOOK = 0.02
"""Seconds between such calls while embeddings are waited for."""

RECENT = 2
"""Turns of the author that detection looks back on."""

WARM = (("en", "pt"), ("pt", "en"))
"""Pairs loaded before the first message where they can be: their files are in a wheel, so always there."""

BROKEN = Translation(status="failed", reason="engine_error")


class Pipeline:
    """Understands messages. Built, used and closed in one and the same thread.

    Embedding is C code that lets other threads run, so a helper thread embeds while this one translates.
    """

    def __init__(
        self,
        detector: Detector,
        translator: Translator,
        embedder: Embedder,
        sentiments: Sentiments,
        replies: Replies,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._detector = detector
        self._translator = translator
        self._embedder = embedder
        self._sentiments = sentiments
        self._replies = replies
        self._previews = Previews(detector, self._translations)
        self._clock = clock
        self._at_work = False
        self._helper = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedding")

    def enrich(
        self, messages: Sequence[MessagePosted], yield_to_urgent: YieldToUrgent = lambda: None
    ) -> list[Enriched]:
        """One result per message, in order. What fails for a message is said in its result, never raised.

        `yield_to_urgent` is called between steps, in this thread: what cannot wait for the batch, such as
        `preview` or `enrich` of what goes first, is done there.
        """
        with self._inside_another():
            return self._enrich(messages, yield_to_urgent)

    @contextmanager
    def _inside_another(self) -> Iterator[None]:
        """What is let in waits for no sentence that the work around it has claimed in the shared cache."""
        inner, self._at_work = self._at_work, True
        try:
            with self._translator.unshared() if inner else nullcontext():
                yield
        finally:
            self._at_work = inner

    def _enrich(self, messages: Sequence[MessagePosted], yield_to_urgent: YieldToUrgent) -> list[Enriched]:
        drafts = [EnrichmentState(message) for message in messages]
        texts = _texts(drafts)
        embedding = self._helper.submit(self._embedder.embed, texts)
        self._detect(drafts)
        with self._translator.interrupted_by(yield_to_urgent):
            self._translate(drafts)
        yield_to_urgent()
        while wait([embedding], LOOK).not_done:
            yield_to_urgent()
        self._understand(drafts, texts, embedding, yield_to_urgent)
        now = self._clock()
        return [draft.enriched(now) for draft in drafts]

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

    def close(self) -> None:
        """Let go of models and of other processes. Idempotent."""
        self._helper.shutdown(wait=True)
        self._translator.close()

    def _detect(self, drafts: Sequence[EnrichmentState]) -> None:
        for draft in drafts:
            message = draft.message
            with _noted("detection", [draft]):
                draft.guess = self._detector.detect(
                    message.text, message.language or None, draft.said_before(RECENT), message.targets
                )

    def _translate(self, drafts: Sequence[EnrichmentState]) -> None:
        asks = [(draft, target) for draft in drafts for target in draft.untranslated()]
        wanted = [draft.ask(target) for draft, target in asks]
        for (draft, target), translation in zip(asks, self._translations(wanted), strict=True):
            draft.translations[target] = translation

    def _translations(self, asks: Sequence[Ask]) -> list[Translation]:
        """All in one call; if that breaks, one by one, so that only what breaks is lost."""
        if not asks:
            return []
        try:
            return self._translator.translate(asks)
        except BaseException as error:
            if not isinstance(error, Exception) and not _is_panic(error):
                raise
            if len(asks) == 1:
                log.exception("translation into %s broke down", asks[0].target)
                return [BROKEN]
            return [one for ask in asks for one in self._translations([ask])]

    def _understand(
        self,
        drafts: Sequence[EnrichmentState],
        texts: Sequence[str],
        embedding: Future[Vectors],
        yield_to_urgent: YieldToUrgent,
    ) -> None:
        with _noted("sentiment", drafts):
            moods = self._sentiments.judge([(draft.message.text, draft.reads()) for draft in drafts])
            for draft, mood in zip(drafts, moods, strict=True):
                draft.sentiment = mood
        yield_to_urgent()
        with _noted("embedding", drafts):
            vectors = embedding.result()
            chatty = [draft for draft in drafts if draft.wants_replies()]
            with _noted("replies", chatty):
                self._replies.suggest(chatty, dict(zip(texts, vectors, strict=True)))


def build(settings: Settings, say: Say = log.info, cache: SegmentCache | None = None) -> Pipeline:
    """The pipeline of this machine, what will surely be used already loaded. Call in the model thread.

    `cache` is what workers share of their translations.

    Raises:
        NlpError: a part that ships with Duologue is missing or broken.
    """
    say("loading language detection")
    detector = Detector()
    detector.warm()
    say("loading embeddings and sentiment")
    embedder, sentiments = build_embedder(settings), build_sentiments(settings)
    embedder.warm()
    similarity = build_similarity(settings)
    judge = build_judge(similarity, detector)
    translator = build_translator(
        settings, cache, SharedJudge(judge, judge.model, cache) if cache is not None else judge
    )
    for source, target in WARM:
        if (source, target) in translator.pairs():
            say(f"loading {source}>{target}")
            translator.translate([Ask("Hello.", source, target)])
    say("loading suggested replies")
    replies = Replies(build_suggester(settings, embedder, say, similarity), translator)
    return Pipeline(detector, translator, embedder, sentiments, replies)


def _texts(drafts: Sequence[EnrichmentState]) -> list[str]:
    """The messages' texts, in order, and then each turn of context that suggestions will look at."""
    context = {turn.text for draft in drafts if draft.wants_replies() for turn in draft.message.context}
    return [draft.message.text for draft in drafts] + sorted(context)


def _is_panic(error: BaseException) -> bool:
    """A panic in an engine written in Rust: one text broke it, and it is no `Exception`."""
    return type(error).__name__ == "PanicException"


@contextmanager
def _noted(task: str, drafts: Sequence[EnrichmentState]) -> Iterator[None]:
    """What goes wrong inside is logged and noted on the drafts; the work goes on without it."""
    try:
        yield
    except Exception:
        log.exception("%s failed for %s messages", task, len(drafts))
        for draft in drafts:
            draft.trouble(task)
