"""What looks alike is alike: composed and decomposed letters, signs without width, blanks of all kinds."""

import unicodedata

import emoji
import pytest
from hypothesis import given
from hypothesis import strategies as some

from nlp.tasks.language import Detector
from nlp.tasks.translation.knowledge.glossary import find
from nlp.tasks.translation.knowledge.memory import recall
from nlp.tasks.translation.translator import Ask
from service.knowledge.keys import fold, occurs, segment_key
from wire.contracts.events import Correction, Term
from wire.contracts.normal import normal

WORDS = (
    "¿Cómo está?", "maçã", "Ångström", "naïve", "Łódź", "größer", "Đặng", "ÿ", "Žižek", "Αθήνα", "йод",
    "ёлка", "한국어", "がぎぐ", "हिन्दी", "ﷲ", "سَلَام",
)  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_composed_and_decomposed_are_one(word):
    forms = {unicodedata.normalize(form, word) for form in ("NFC", "NFD")}
    assert {normal(one) for one in forms} == {normal(word)}
    assert len({fold(one) for one in forms}) == len({segment_key(one) for one in forms}) == 1
    for text in forms:
        for term in forms:
            assert occurs(fold(term), fold(f"a {text} b"))
            assert [span.term.source for span in find(normal(f"a {text} b"), [Term(source=term)])] == [term]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\u0001hello my\u001b friend\u007f\u0090", "hello my friend"),
        ("a\tb\r\nc\u0085d", "a\tb\r\nc\nd"),
        ("ap\u00adpoint\u00adment", "appointment"),
        ("zero\u200bwidth\u2060 and\ufeff more", "zerowidth and more"),
        ("\u202dright\u202c to \u2066left\u2069\u200e", "right to left"),
        ("Ça\u00a0va\u202f?", "Ça va ?"),
        ("a\u2003b\u2009c", "a b c"),
        ("one\u2028two\u0085three", "one\ntwo\nthree"),
        ("ﬁnd the oﬃce", "find the office"),
        ("a\u200db", "ab"),
    ],
)
def test_what_nobody_sees_is_not_there(text, plain):
    assert normal(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم", "क्\u200dष", "สวัส\u200bดี", "5\u00a0000 €", "20\u00a0€", "50\u202f%",
        "👨\u200d👩\u200d👧",
        "🏳️\u200d🌈", "`a\u00adb`", "https://x.example/e\u0301", "tab\there\n  indented", "² ½ ﷼",
    ],
)  # fmt: skip
def test_what_means_something_stays(text):
    assert normal(text) == text


def test_every_emoji_stays():
    assert [one for one in emoji.EMOJI_DATA if normal(f"a {one} b") != f"a {one} b"] == []


@given(some.text())
def test_once_is_enough(text):
    assert normal(normal(text)) == normal(text)


def test_a_correction_is_found_however_its_text_is_typed():
    for source in ("¿Cómo está?", "¿Co\u0301mo esta\u0301?", "¿Có\u00admo está?"):
        found = recall(
            "¿Cómo está?",
            [Correction(source=source, target="How do you do?", source_language="es", target_language="en")],
            (),
            "es",
            "en",
        )
        assert [part.text for part in found if part.recalled] == ["How do you do?"]


def test_language_is_found_however_a_text_is_typed():
    detector = Detector()
    for text in ("Où est ma commande, s'il vous plaît ?", "Wo ist meine Bestellung geblieben, bitte schön?"):
        shapes = [text, unicodedata.normalize("NFD", text), "\u00ad".join(text)]
        assert len({detector.detect(one, None).language for one in shapes}) == 1


def test_translation_is_the_same_however_a_text_is_typed(translator):
    text = "Où est la réunion de l'équipe, s'il vous plaît ?"
    shapes = [
        text,
        unicodedata.normalize("NFD", text),
        text.replace("réunion", "réu\u00adnion").replace(" ?", "\u202f?"),
    ]
    done = translator.translate([Ask(one, "fr", "es") for one in shapes])
    assert len({one.text for one in done}) == 1
