"""Which form of address a translation took, and how often it is one."""

import polars
import pytest

from nlp.evaluation import writers
from nlp.evaluation.forms import TARGETS, Turn, share_of_one, turns, two_ways

TURN = Turn("Can you help me?", frozenset({"puede"}), frozenset({"puedes"}))


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("¿Puede ayudarme?", "formal"),
        ("¿Me PUEDES ayudar?", "informal"),
        ("Puede que puedes.", "both"),
        ("¿Ayuda?", "not told"),
        ("", "not told"),
    ],
)
def test_a_form_is_told_by_whole_words_of_it(said, form):
    assert TURN.form(said) == form


def test_one_form_is_measured_over_what_tells_one():
    assert share_of_one(["formal", "formal", "informal", "both", "not told"]) == 50
    assert share_of_one(["informal", "informal"]) == 100
    assert share_of_one(["not told"]) is None


@pytest.mark.parametrize("target", TARGETS)
def test_no_word_tells_both_forms_of_a_turn(target):
    known = list(turns(target))
    assert len({turn.text for turn in known}) == len(known) > 20
    for turn in known:
        assert turn.formal and turn.informal and not turn.formal & turn.informal, turn
        assert all(word == word.casefold() for word in turn.formal | turn.informal)


def test_what_somebody_wrote_in_both_forms_tells_by_what_differs():
    rows = [
        ("Are you well?", "¿Está usted bien?", "cocoa-formal"),
        ("Are you well?", "¿Estás bien?", "cocoa-informal"),
        ("Only one.", "Su caso.", "cocoa-formal"),
        ("The same.", "Lo mismo.", "cocoa-formal"),
        ("The same.", "Lo mismo.", "cocoa-informal"),
        ("Are you well?", "¿Estáis bien?", "tatoeba"),
    ]
    frame = polars.DataFrame(rows, schema=["en", "es", "origin"], orient="row")
    assert two_ways(frame, "es") == [
        Turn("Are you well?", frozenset({"está", "usted"}), frozenset({"estás"}))
    ]


@pytest.mark.parametrize("target", writers.TARGETS)
def test_no_word_tells_both_of_a_writer(target):
    known = list(writers.sentences(target))
    assert len({one.text for one in known}) == len(known) > 50
    for one in known:
        man, woman = one.told.values()
        assert man and woman and not man & woman, one
        assert one.gender(" ".join(sorted(woman))) == "feminine" and one.gender("x") is None
