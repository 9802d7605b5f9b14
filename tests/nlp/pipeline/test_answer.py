"""Messages that a bot is to answer come back with what articles say to them, in the language of who asks."""

import msgspec
import pytest

from tests.nlp.pipeline.conftest import posted
from wire.contracts.shelf import ANSWER, Finding


def found(pipeline, text, language="pt", **more):
    options = {"organisation_id": "casa", "shelf": 3, "suggest": False} | more
    [result] = pipeline.enrich([posted(text, language, ("en",), **options)])
    assert result.status == "done"
    return next((one for one in result.annotations if one.task == ANSWER), None)


def finding(annotation):
    return msgspec.convert(annotation.detail, Finding)


def test_an_english_article_answers_a_portuguese_question(pipeline):
    one = found(pipeline, "Quanto custam os portes de envio?")
    said = finding(one)
    assert (one.label, [each.id for each in said.passages]) == ("answer", ["p1"])
    assert said.translation.status == "done"
    assert "4,90" in said.translation.text or "4.90" in said.translation.text
    assert said.translation.route[-1] == "pt"
    assert said.passages[0].title != "Shipping costs"
    assert one.probability > 0.5


def test_what_is_asked_in_the_articles_language_needs_no_translation(pipeline):
    [result] = pipeline.enrich(
        [posted("how much is shipping?", "en", ("pt",), organisation_id="casa", shelf=3, suggest=False)]
    )
    [one] = [each for each in result.annotations if each.task == ANSWER]
    said = finding(one)
    assert (one.label, said.translation, said.passages[0].title) == ("answer", None, "Shipping costs")


@pytest.mark.parametrize(
    ("text", "label"),
    [("Quem ganhou o jogo ontem?", "none"), ("quero falar com uma pessoa", "human"), ("olá", "greeting")],
)
def test_what_no_article_answers_is_left_to_people(pipeline, text, label):
    one = found(pipeline, text)
    assert (one.label, finding(one)) == (label, Finding())


@pytest.mark.parametrize("more", [{"shelf": None}, {"organisation_id": "rival"}])
def test_nothing_is_said_where_no_bot_is_asked_or_there_are_no_articles(pipeline, more):
    assert found(pipeline, "Quanto custam os portes de envio?", **more) is None
