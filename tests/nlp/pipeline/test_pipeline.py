"""The whole pipeline on real models: what a reader gets, and what is honest when a part fails."""

import threading
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import cache

import pytest

from nlp.encoder.embedding import Embedder
from nlp.errors import EngineFailed
from nlp.pipeline import Pipeline
from nlp.tasks.language import Detector
from nlp.tasks.language.task import DetectLanguage
from nlp.tasks.replies.task import SuggestReplies
from nlp.tasks.sentiment import build_sentiments
from nlp.tasks.sentiment.task import JudgeSentiment
from nlp.tasks.translation.task import TranslateText
from tests.nlp.pipeline.conftest import NOW, posted
from wire.contracts.events import Translation, Turn
from wire.contracts.settings import Settings


def one(pipeline, *args, **more):
    (result,) = pipeline.enrich([posted(*args, **more)])
    return result


def test_a_message_is_understood(pipeline):
    result = one(pipeline, "My order arrived broken. What can I do?")
    assert result.status == "done"
    assert result.problem is None
    assert result.language == "en"
    translation = result.translations["pt"]
    assert translation.status == "done"
    assert "quebrad" in translation.text
    assert translation.route == ("en", "pt")
    assert result.sentiment.label == "negative"
    assert result.enriched_at > NOW
    assert (result.posted_at, result.queued_at) == (NOW, NOW)


def test_suggestions_are_in_the_readers_language_and_show_what_the_author_will_read(pipeline):
    result = one(pipeline, "Where is my order?", "en", ("pt",))
    assert 1 <= len(result.suggestions) <= 3
    assert len({suggestion.id for suggestion in result.suggestions}) == len(result.suggestions)
    for suggestion in result.suggestions:
        assert suggestion.language == "pt"
        assert suggestion.reads_as.language == "en"
        assert suggestion.reads_as.text != suggestion.text


def test_no_suggestions_when_switched_off(pipeline):
    assert one(pipeline, "Where is my order?", suggest=False).suggestions == ()


def test_what_the_set_lacks_is_translated(pipeline):
    result = one(pipeline, "On és la meva comanda?", "ca", ("en",))
    if ("en", "ca") not in pipeline.pairs():
        pytest.skip("no engine for en>ca on this machine")
    assert result.suggestions
    assert all(suggestion.reads_as.language == "ca" for suggestion in result.suggestions)


def test_a_reader_who_reads_the_language_needs_no_translation(pipeline):
    result = one(pipeline, "Onde está o meu pedido?", "en", ("pt",))
    assert result.language == "pt"
    assert result.translations["pt"] == Translation(status="not_needed")


def test_a_switch_of_language_is_translated_from_what_was_written(pipeline):
    result = one(pipeline, "Where is my order, please?", "pt", ("en", "pt"))
    assert result.translations["en"].status == "not_needed"
    assert result.translations["pt"].route == ("en", "pt")


@pytest.mark.parametrize("text", ["👍", "18:30", "https://example.com/a", "#42"])
def test_what_has_no_words_needs_no_translation(pipeline, text):
    result = one(pipeline, text)
    assert result.status == "done"
    assert result.language is None
    assert result.translations["pt"].status == "not_needed"


def test_a_given_translation_is_kept(pipeline):
    given = {"pt": Translation(status="done", text="Vou verificar.", engine="reply", model="set-1")}
    assert one(pipeline, "Let me check.", given=given).translations == given


def test_a_pair_that_nothing_can_do_is_unsupported_and_not_a_failure(pipeline):
    result = one(pipeline, "Where is my order?", to=("tlh",))
    assert result.translations["tlh"].status == "unsupported"
    assert result.status == "done"
    assert result.problem is None


def test_results_come_in_order_one_per_message(pipeline):
    texts = [f"I have {number} apples and a pear." for number in range(40)]
    results = pipeline.enrich([posted(text, number=number) for number, text in enumerate(texts)])
    assert [result.message_id for result in results] == [f"m{number}" for number in range(40)]
    assert all(str(n) in result.translations["pt"].text for n, result in enumerate(results) if n > 12)


def test_no_messages_no_results(pipeline):
    assert pipeline.enrich([]) == []


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "a" * 6000, "half \ud83d pair", "\n\n\n", "؟؟؟", "ok " * 900]
)
def test_odd_texts_are_answered(pipeline, text):
    assert one(pipeline, text).message_id == "m1"


def test_own_turns_before_tell_the_language(pipeline):
    context = tuple(
        Turn(author_id="ana", text=text) for text in ("Can you help me?", "It is about my order.")
    )
    assert one(pipeline, "nice", "pt", ("ru",), context=context).language == "en"
    assert one(pipeline, "nice", "pt", ("ru",)).language == "pt"


def test_the_same_message_twice_gives_the_same(pipeline):
    first, second = one(pipeline, "See you at 5 pm."), one(pipeline, "See you at 5 pm.")
    assert first.translations == second.translations
    assert first.sentiment == second.sentiment
    assert first.suggestions == second.suggestions


def test_pairs_are_there_and_rough_ones_are_some_of_them(pipeline):
    assert {("en", "pt"), ("pt", "en")} <= set(pipeline.pairs())
    assert set(pipeline.rough()) <= set(pipeline.pairs())


class Panics(BaseException):
    """How a panic of native code arrives."""


Panics.__name__ = "PanicException"


class Breaking:
    """A translator that breaks on some texts: real ones never should, so it is made here."""

    def __init__(self, error):
        self.error = error

    def translate(self, asks):
        if any("bomb" in ask.text for ask in asks):
            raise self.error
        return [Translation(status="done", text=ask.text.upper()) for ask in asks]

    def interrupted_by(self, yield_to_urgent):
        return nullcontext()

    def pairs(self):
        return ()

    rough = pairs

    def close(self):
        pass


class NoReplies:
    def suggest(self, asks):
        raise EngineFailed("no replies today")


class NoSentiment:
    """Breaks down on one text, and on every batch that has it."""

    def __init__(self, text):
        self.text = text

    def judge(self, messages):
        if any(self.text in text for text, _ in messages):
            raise EngineFailed("no sentiments today")
        return own_sentiments().judge(messages)


@cache
def own_sentiments():
    return build_sentiments(Settings())


class BlindEmbedder(Embedder):
    def embed(self, texts):
        raise OSError("model file has gone")


def broken(error=None, embedder=None, sentiments=None):
    detector, translator = Detector(), Breaking(error or EngineFailed("model broke"))
    tasks = [
        DetectLanguage(detector),
        TranslateText(translator),
        JudgeSentiment(sentiments or own_sentiments()),
        SuggestReplies(NoReplies(), translator),
    ]
    return Pipeline(
        tasks,
        detector,
        translator,
        embedder or Embedder(threads=1),
        clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize("error", [EngineFailed("model broke"), ValueError("bad"), Panics("thread panicked")])
def test_one_message_that_breaks_the_engine_does_not_break_its_neighbours(error):
    pipeline = broken(error)
    good, bad, last = pipeline.enrich([posted("hello there"), posted("a bomb here"), posted("good morning")])
    pipeline.close()
    assert good.translations["pt"].text == "HELLO THERE"
    assert last.translations["pt"].text == "GOOD MORNING"
    assert bad.status == "failed"
    assert bad.translations["pt"].status == "failed"
    assert bad.problem.code == "engine_error"
    assert bad.sentiment is not None


def test_an_interrupt_is_not_swallowed():
    pipeline = broken(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        pipeline.enrich([posted("a bomb here")])
    pipeline.close()


def test_without_replies_the_rest_is_there():
    pipeline = broken()
    (result,) = pipeline.enrich([posted("hello there")])
    pipeline.close()
    assert result.status == "done"
    assert result.problem.code == "replies_failed"
    assert result.sentiment is not None
    assert result.enriched_at == datetime(2026, 1, 1, tzinfo=UTC)


def test_without_embeddings_the_translation_is_there():
    pipeline = broken(embedder=BlindEmbedder())
    (result,) = pipeline.enrich([posted("hello there")])
    pipeline.close()
    assert result.status == "done"
    assert result.translations["pt"].status == "done"
    assert result.sentiment is not None
    assert result.problem.code == "embedding_failed"


def test_one_message_without_a_sentiment_costs_its_neighbours_nothing():
    pipeline = broken(sentiments=NoSentiment("bomb"))
    good, bad = pipeline.enrich(
        [posted("I am so happy", suggest=False), posted("a bomb here", suggest=False)]
    )
    pipeline.close()
    assert good.translations["pt"].text == "I AM SO HAPPY"
    assert (good.sentiment.label, good.problem) == ("positive", None)
    assert bad.sentiment is None


def test_without_sentiments_the_translation_is_there():
    pipeline = broken(sentiments=NoSentiment("hello"))
    (result,) = pipeline.enrich([posted("hello there")])
    pipeline.close()
    assert result.translations["pt"].status == "done"
    assert result.sentiment is None
    assert result.problem.code == "sentiment_failed"


def test_the_translation_has_a_sentiment_of_its_own(pipeline):
    result = one(pipeline, "Thank you so much, this is wonderful!")
    assert result.sentiment.label == "positive" and not result.sentiment.disagrees
    assert result.sentiment.translated in ("positive", None), "null where a quick look says the same"
    assert one(pipeline, "18:30").sentiment.translated is None, "nothing to translate, nothing to compare"


def test_closing_twice_is_fine_and_leaves_no_thread():
    before = set(threading.enumerate())
    pipeline = broken()
    pipeline.enrich([posted("hello there")])
    assert set(threading.enumerate()) - before
    pipeline.close()
    pipeline.close()
    assert set(threading.enumerate()) <= before
