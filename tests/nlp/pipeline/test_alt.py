"""What a file shows reaches its readers in their language, with a caption or without."""

import pytest

from tests.nlp.pipeline.conftest import posted
from wire.contracts.events import ALT, LINK, Translation

SHOWN = "A red house beside the lake"


def one(pipeline, *args, **more):
    (result,) = pipeline.enrich([posted(*args, **more)])
    return result, {found.target: found for found in result.annotations if found.task == ALT}


def test_a_file_without_a_caption_has_its_alt_text_translated_and_nothing_else(pipeline):
    result, found = one(pipeline, "", alt=SHOWN, kind="attachment", to=("pt", "en"))
    assert set(found) == {"pt"}, "its own language needs none"
    detail = found["pt"].detail
    assert "casa" in detail["text"].lower() and detail["language"] == "en"
    assert set(detail) == {"text", "language", "rough", "confidence"}
    assert found["pt"].label is None and len(result.annotations) == 1
    nothing = Translation(status="not_needed")
    assert (result.status, result.language, result.problem) == ("done", None, None)
    assert result.translations == {"pt": nothing, "en": nothing}
    assert (result.sentiment, result.suggestions) == (None, ())


def test_beside_a_caption_of_another_language_each_is_read_as_what_it_is(pipeline):
    result, found = one(pipeline, "Onde está o meu pedido?", "pt", ("en",), alt="Uma casa vermelha no lago")
    assert result.language == "pt" and "where" in result.translations["en"].text.lower()
    assert "house" in found["en"].detail["text"].lower()
    result, found = one(pipeline, "Onde está o meu pedido?", "pt", ("en",), alt=SHOWN)
    assert found == {} and result.translations["en"].status == "done"


def test_where_nothing_can_be_or_is_to_be_translated_nothing_is_claimed(pipeline):
    for alt, to in (("", "pt"), ("🏠 123", "pt"), (SHOWN, "xx")):
        result, found = one(pipeline, "", alt=alt, to=(to,))
        assert found == {} and result.status == "done", (alt, to)


def test_captions_and_files_without_one_go_through_together(pipeline):
    results = pipeline.enrich([posted("", alt=SHOWN, number=1), posted("I love it!", number=2)])
    assert [len([one for one in result.annotations if one.task == ALT]) for result in results] == [1, 0]
    assert results[1].sentiment.label == "positive"


@pytest.mark.parametrize(("text", "more"), [("", {"alt": SHOWN}), ("😀", {"link": (SHOWN, "")})])
def test_where_an_engine_breaks_down_the_message_has_failed_in_passing(pipeline, monkeypatch, text, more):
    def breaks(asks):
        raise RuntimeError("gone for a while")

    monkeypatch.setattr(pipeline._translator, "translate", breaks)
    (result,) = pipeline.enrich([posted(text, to=("pt",), **more)])
    assert {found.task for found in result.annotations}.isdisjoint((ALT, LINK))
    assert result.translations["pt"].status == "not_needed"
    assert (result.status, result.problem.code) == ("failed", "engine_error")
