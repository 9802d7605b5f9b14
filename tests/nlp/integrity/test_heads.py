"""Names that begin a sentence: told where their marks are gone; words that are translated are none."""

import pytest

from nlp.tasks.translation.integrity import faults


def told(source, text, target, translation):
    return [(one.text, one.became) for one in faults(source, text, target, translation)]


@pytest.mark.parametrize(
    ("source", "text", "target", "translation"),
    [
        ("es", "Joógen viene mañana.", "en", "Joogen comes tomorrow."),
        ("it", "Joógen viene domani.", "en", "Joogen comes tomorrow."),
        ("pt", "Joógen vem amanhã.", "ca", "Joogen ve demà."),
        ("pt-BR", "Olá! Joógen vem amanhã.", "en-GB", "Hello! Joogen comes tomorrow."),
        ("es", "¿Sí? «Joógen» viene.", "en", "Yes? “Joogen” comes."),
    ],
)
def test_a_name_without_its_marks_is_told(source, text, target, translation):
    assert told(source, text, target, translation) == [("Joógen", "Joogen")]


@pytest.mark.parametrize(
    ("source", "text", "target", "translation"),
    [
        ("es", "Joógen viene mañana.", "en", "Joógen comes tomorrow."),
        ("es", "Álbum nuevo.", "en", "Album that is new."),
        ("es", "México es grande.", "en", "Mexico is large."),
        ("pt", "Índia é longe.", "en", "India is far."),
        ("fr", "École fermée.", "en", "Ecole is closed."),
        ("es", "PÁNICO TOTAL", "en", "PANICO TOTAL"),
        ("ca", "Joógen ve demà.", "en", "Joogen comes tomorrow."),
    ],
)
def test_words_and_what_is_whole_are_not(source, text, target, translation):
    assert told(source, text, target, translation) == []


def test_a_name_of_another_language_is_told_once():
    assert len(told("en", "Zoë comes.", "pt", "Zoe vem.")) == 1
