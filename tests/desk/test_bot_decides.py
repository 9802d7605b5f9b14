"""What a bot does about a message: answers, asks once which is meant, or hands over; and says it in words."""

import pytest

from service.desk.bot.decide import ANGER, MOST_SAID, Asked, chosen, decide
from service.desk.bot.phrases import phrase, phrases
from wire.contracts.contents import AnswerContent, Source
from wire.contracts.events import Sentiment
from wire.contracts.shelf import Finding, FoundPassage

ONE = FoundPassage(id="p1", article_id="a1", title="Returns")
TWO = FoundPassage(id="p2", article_id="a2", title="Refunds")
HUMAN = FoundPassage(id="p3", article_id="a3", title="Bereavement", always_human=True)
UNKNOWN, OFFERED = AnswerContent(outcome="unknown"), AnswerContent(outcome="offered")
ANSWERED, GREETED = AnswerContent(outcome="answered"), AnswerContent(outcome="greeted")


def felt(value):
    scores = {"positive": 0.0, "neutral": 1 + value, "negative": -value}
    return Sentiment(label="negative", scores=scores, engine="own", model="m")


def asked(outcome, *passages, sentiment=None):
    return Asked(text="?", outcome=outcome, finding=Finding(passages=passages), sentiment=sentiment)


@pytest.mark.parametrize(
    ("question", "before", "outcome", "reason"),
    [
        (asked("answer", ONE), (), "answered", None),
        (asked("answer", ONE), (UNKNOWN,), "answered", None),
        (asked("offer", ONE, TWO), (), "offered", None),
        (asked("none"), (), "unknown", None),
        (asked("none"), (UNKNOWN,), "handed_over", "misses"),
        (asked("offer", ONE, TWO), (OFFERED,), "handed_over", "misses"),
        (asked("none"), (UNKNOWN, ANSWERED), "unknown", None),
        (asked("none"), (UNKNOWN, GREETED), "unknown", None),
        (asked("human"), (), "handed_over", "asked"),
        (asked("greeting"), (), "greeted", None),
        (asked("thanks"), (ANSWERED,), "greeted", None),
        (asked("answer", HUMAN), (), "handed_over", "always_human"),
        (asked("offer", HUMAN, ONE), (), "handed_over", "always_human"),
        (asked("none", sentiment=felt(ANGER)), (), "handed_over", "anger"),
        (asked("none", sentiment=felt(ANGER + 0.05)), (), "unknown", None),
        (asked("answer", ONE, sentiment=felt(ANGER)), (), "answered", None),
        (asked("answer"), (), "handed_over", "misses"),
    ],
)
def test_what_it_does(question, before, outcome, reason):
    deed = decide(question, before, 0)
    assert (deed.content.outcome, deed.content.reason) == (outcome, reason)
    assert (deed.passage is not None) == (outcome == "answered")


def test_it_quotes_its_source_offers_titles_and_says_only_so_much():
    assert decide(asked("answer", ONE), (), 0).content.source == Source(article_id="a1", title="Returns")
    offered = decide(asked("offer", ONE, TWO), (), 0).content
    assert [one.title for one in offered.offers] == ["Returns", "Refunds"]
    assert chosen(" Refunds ", (offered,)) == offered.offers[1]
    assert chosen("refund", (offered,)) is chosen("Refunds", (offered, ANSWERED)) is None
    assert decide(asked("answer", ONE), (), MOST_SAID).content.reason == "many"


@pytest.mark.parametrize("which", phrases())
def test_every_phrase_is_there_in_every_language_of_the_interface(which):
    assert set(phrases()[which]) == {"en", "es", "pt", "fr", "de", "it", "nl", "ar"}
    said = {phrase(which, language, titles="A / B")[0] for language in phrases()[which]}
    assert len(said) == len(phrases()[which])
    assert all(("A / B" in one) == (which == "offered") for one in said)
    assert phrase(which, "ja", titles="")[1] == "en"
    assert phrase(which, "pt-BR", titles="")[1] == "pt"
