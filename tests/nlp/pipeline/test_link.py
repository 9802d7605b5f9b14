"""What a link leads to reaches its readers in their language: title and description together, or neither."""

from tests.nlp.pipeline.conftest import posted
from wire.contracts.events import LINK

SEE = "Look: https://shop.test/a"
LAMP = ("A red lamp for your house", "It is made of glass and gives a warm light.")


def one(pipeline, *args, **more):
    (result,) = pipeline.enrich([posted(*args, **more)])
    return result, {found.target: found for found in result.annotations if found.task == LINK}


def test_both_are_translated_and_the_message_is_understood_as_ever(pipeline):
    result, found = one(pipeline, SEE, link=LAMP, to=("pt", "en"))
    assert set(found) == {"pt"}, "its own language needs none"
    detail = found["pt"].detail
    assert "vermelh" in detail["title"].lower() and "vidro" in detail["description"].lower()
    assert detail["language"] == "en" and set(detail) == {
        "title", "description", "language", "rough", "confidence"
    }  # fmt: skip
    assert found["pt"].label is None and result.status == "done"
    assert "https://shop.test/a" in result.translations["pt"].text


def test_a_page_of_another_language_than_its_sender_is_read_as_what_it_is(pipeline):
    _, found = one(pipeline, "Olha: https://shop.test/a", "pt", ("pt",), link=LAMP)
    assert found["pt"].detail["language"] == "en"
    _, found = one(pipeline, "Olha: https://shop.test/a", "pt", ("en",), link=LAMP)
    assert found == {}


def test_what_has_no_words_stays_and_where_nothing_can_be_done_nothing_is_claimed(pipeline):
    _, found = one(pipeline, SEE, link=(LAMP[0], "★★★ 4,5"))
    assert found["pt"].detail["description"] == "★★★ 4,5"
    for link, to in (((), "pt"), (("", ""), "pt"), (("123", ""), "pt"), (LAMP, "xx")):
        _, found = one(pipeline, SEE, link=link, to=(to,))
        assert found == {}, (link, to)
