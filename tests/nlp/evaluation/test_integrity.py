"""The evaluation of integrity: what counts as intact, as told and as silent; what the cases hold."""

import unicodedata

import pytest

from nlp.evaluation.integrity import fate, run
from nlp.evaluation.integrity_cases import FAMILIES, LANGUAGES, SIGNS, Case, cases, marked_names
from nlp.measures.base import Options
from wire.contracts.events import Translation
from wire.contracts.settings import Settings

CASE = Case("en", "signs", "It is \u22125 °C, Mr. Müller.", ("\u22125", "Müller"))


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [
        ("É -5 °C, senhor Müller.", 0.9, "intact"),
        ("É \u22125 °C, senhor Mu\u0308ller.", None, "intact"),
        ("É 5 °C, senhor Müller.", 0.9, "told"),
        ("O senhor M'ller, -5 °C.", None, "told"),
        (None, None, "told"),
    ],
)
def test_what_became_of_a_case(text, confidence, expected):
    status = "failed" if text is None else "done"
    assert fate(CASE, "pt", Translation(status=status, text=text, confidence=confidence)) == expected


def test_low_confidence_tells_and_high_does_not():
    case = Case("en", "x", "The order is ready.", ("order",))
    told, silent = (Translation(status="done", text="Pronto.", confidence=one) for one in (0.4, 0.9))
    assert (fate(case, "pt", told), fate(case, "pt", silent)) == ("told", "silent")


def test_the_seen_signs_and_every_currency_are_among_those_generated():
    assert set("½−₸≤³~★☆✓✗±×№©™°€£¥¤") <= set(SIGNS)
    assert all(unicodedata.category(one) in {"Sc", "Sm", "So", "No"} for one in SIGNS)


def test_every_letter_of_latin_1_and_extended_a_is_in_a_name():
    letters = [chr(code) for code in range(0xC0, 0x180) if chr(code).isalpha()]
    written = set("".join(marked_names()))
    assert [one for one in letters if one not in written] == []
    assert set("άέήίόύώϊΰйёїў") <= written


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_family_has_cases_that_hold_what_they_ask_for(language, family):
    found = cases(language, family)
    assert found
    for case in found:
        text = unicodedata.normalize("NFC", case.text)
        assert all(unicodedata.normalize("NFC", part) in text for part in case.keep), case


@pytest.mark.slow
def test_a_quick_run_gives_a_row_for_each_family(tmp_path):
    overview, silent = run(Options(settings=Settings(home=tmp_path), data=None, pairs=(("en", "pt"),)), print)
    assert [row[:2] for row in overview.rows] == [("en>pt", family) for family in FAMILIES]
    assert all(sum(row[3:6]) == pytest.approx(100, abs=0.2) for row in overview.rows)
    assert silent.rows == ()
