"""Figures, days and texts in each language that pages speak."""

from datetime import UTC, datetime

import pytest

from dashboards import speech, words

MOMENT = datetime(2024, 11, 5, 14, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "count", "share", "waited", "spoken", "day"),
    [
        ("en", "1,234,567", "75.6 %", "2.5 s", "Portuguese", "5 Nov 2024, 14:03"),
        ("pt", "1.234.567", "75,6 %", "2,5 s", "português", "5 de nov. de 2024, 14:03"),
        ("de", "1.234.567", "75,6 %", "2,5 s", "Portugiesisch", "5. Nov. 2024, 14:03"),
    ],
)
def test_figures_are_written_as_a_language_writes_them(language, count, share, waited, spoken, day):
    with speech.speaking(language):
        assert (words.count(1_234_567), words.share(0.756)) == (count, share)
        assert (words.duration(2.5), words.language("pt-BR")) == (waited, spoken)
        assert words.moment(MOMENT, "UTC") == day
    assert speech.now() == "en"


@pytest.mark.parametrize(
    ("change", "wanted"), [(0.5, "+50%"), (-0.25, "−25%"), (0.0, "+0%"), (-0.001, "+0%"), (12.0, "+1,200%")]
)
def test_a_change_has_its_sign_and_no_change_is_no_loss(change, wanted):
    assert words.percent(change) == wanted


@pytest.mark.parametrize(("value", "wanted"), [(0.41, "+41"), (-0.4, "−40"), (0.0, "0"), (-0.001, "0")])
def test_a_score_has_its_sign_and_nought_has_none(value, wanted):
    assert words.points(value) == wanted


def test_a_day_that_begins_a_figure_is_no_list():
    with speech.speaking("de"):
        assert words.no_list(words.moment(MOMENT, "UTC")) == r"5\. Nov. 2024, 14:03"
    assert [words.no_list(one) for one in ("2.5 s", "1.234", "1) a")] == ["2.5 s", "1.234", r"1\) a"]


@pytest.mark.parametrize(
    ("tags", "wanted"),
    [
        (("pt-BR", "en"), "pt"), ((None, "AR_eg"), "ar"), (("ja", "de-AT"), "de"), (("ja", None), "en"),
        ((), "en"), (("", "xx"), "en"),
    ],
)  # fmt: skip
def test_the_first_language_that_pages_speak_is_taken(tags, wanted):
    assert speech.known(*tags) == wanted


def test_columns_are_put_into_words_in_the_language_of_who_asks():
    with speech.speaking("es"):
        assert speech.each(["pt", None], words.language).to_list()[0] == "portugués"
        assert speech.direction() == "ltr"
    with speech.speaking("ar"):
        assert speech.direction() == "rtl"
        assert words.points(0.41) == "\u200e+41"
