"""Which parts of a message are tokens."""

import pytest

from nlp.tasks.translation.protect.tokens import is_face, tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://x.y/a?b=1. Or (www.foo.com/x), ok?", ["https://x.y/a?b=1", "www.foo.com/x"]),
        ("a wiki: https://w.org/Foo_(bar).", ["https://w.org/Foo_(bar)"]),
        ("mail bob.b+x@mail.example.com now", ["bob.b+x@mail.example.com"]),
        ("hi @bob_1, see #summer #A-1234", ["@bob_1", "#summer", "#A-1234"]),
        ("order A-1234 or ABC-123-XYZ, v2.0", ["A-1234", "ABC-123-XYZ", "v2.0"]),
        ("track br123456789xx", ["br123456789xx"]),
        ("I 👨‍👩‍👧 and 🇧🇷 👍🏽!", ["👨‍👩‍👧", "🇧🇷", "👍🏽"]),
        ("nice :) <3 ;-) xD", [":)", "<3", ";-)", "xD"]),
        ("run `rm -rf x` in report_v2.final.pdf", ["`rm -rf x`", "report_v2.final.pdf"]),
        ("Hello {name}, <b>now</b>", ["{name}", "<b>", "</b>"]),
        ("visit duologue.app/x today", ["duologue.app/x"]),
    ],
)
def test_what_engines_damage_is_hard(text, found):
    assert [token.text for token in tokens(text)] == found
    assert all(token.hard for token in tokens(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pay R$ 1.234,50 or $12.50 or 20 € now", ["R$ 1.234,50", "$12.50", "20 €"]),
        ("from 17 $12.50", ["17", "$12.50"]),
        ("at 10:30, 5pm, 5 p.m., 14h30", ["10:30", "5pm", "5 p.m.", "14h30"]),
        ("50% of 3 kg in 10km", ["50%", "3 kg", "10km"]),
        ("call +55 11 91234-5678 or (11) 98765-4321", ["+55 11 91234-5678", "(11) 98765-4321"]),
        ("on 2024-05-01 or 12/05/2024", ["2024-05-01", "12/05/2024"]),
    ],
)
def test_figures_are_soft(text, found):
    assert [token.text for token in tokens(text)] == found
    assert not any(token.hard for token in tokens(text))


def test_beside_a_sign_of_sets_no_letter_is_a_word():
    said = "Si x ∈ A y y ∉ B, entonces a1 ∪ B ∩ C"
    assert [token.text for token in tokens(said)] == ["x ∈ A", "y ∉ B", "a1 ∪ B ∩ C"]
    assert [token.text for token in tokens("casa ∈ ciudad")] == ["∈"]


def test_only_digits_of_a_bare_number_must_come_through():
    assert [(token.text, token.number) for token in tokens("the 1st of 20 cats")] == [
        ("1", True),
        ("20", True),
    ]


@pytest.mark.parametrize(
    "text", ["hello there", "it was me.it is fine", "i love c", "Ok™ ©", "(and so on)", ""]
)
def test_plain_words_have_none(text):
    assert tokens(text) == ()


def test_positions_fit_and_do_not_overlap():
    text = "😀 mail bob@x.com 😀 at 5pm https://a.b/😀 #1"
    end = 0
    for token in tokens(text):
        assert text[token.start : token.end] == token.text
        assert token.start >= end
        end = token.end


def test_faces():
    assert is_face("😀 :) ❤️")
    assert not is_face("😀 ok")
