"""Turns put together from parts, and when one counts as invented."""

import pytest

from nlp.evaluation.inventions import ALIKE, COUNT, Seen, Turn, turns, variants
from nlp.tasks.translation.confidence.judge import LOW
from wire.contracts.events import Translation


@pytest.mark.parametrize("pair", [("en", "pt"), ("pt", "en"), ("en", "fr"), ("es", "en")])
def test_there_are_as_many_different_turns_as_said_and_always_the_same(pair):
    found = turns(pair, 1)
    assert len({turn.text for turn in found}) == COUNT
    assert found == turns(pair, 1) != turns(pair, 2)
    assert all(turn.text[-1] in ".!" and turn.text[:1].isupper() and turn.meant for turn in found)


def test_both_sides_of_a_turn_are_made_of_the_same_parts():
    there, back = turns(("en", "pt"), 3), turns(("pt", "en"), 3)
    assert {(turn.text, turn.meant) for turn in there} & {(turn.meant, turn.text) for turn in back}


def test_variants_differ_in_marks_and_capitals_alone():
    assert list(variants("Adorei o presente, muito obrigada!")) == [
        "Adorei o presente, muito obrigada",
        "adorei o presente, muito obrigada!",
        "adorei o presente, muito obrigada",
        "Adorei o presente, muito obrigada.",
    ]


def test_shown_as_sure_is_what_nothing_warns_of():
    def seen(alike, confidence):
        return Seen(Turn("a", "b"), Translation(status="done", text="c", confidence=confidence), alike)

    assert seen(ALIKE - 0.1, None).invented and not seen(ALIKE, None).invented
    assert seen(0.1, None).sure and seen(0.1, LOW).sure and not seen(0.1, LOW - 0.1).sure
