"""Names in small letters, in capitals for engines, and small again for readers."""

import pytest

from nlp.tasks.translation.surface.names import large, small
from nlp.tasks.translation.surface.smoothing import restore, smooth


@pytest.mark.parametrize(
    ("text", "read", "names"),
    [
        ("dear maria, i moved to lisbon", "dear Maria, i moved to Lisbon", ("maria", "lisbon")),
        ("maria's dog and paulo", "Maria's dog and Paulo", ("maria", "paulo")),
        ("write to maria@x.com or @maria, maria.com", "write to maria@x.com or @maria, maria.com", ()),
        ("Maria will mark it with grace in may", "Maria will mark it with grace in may", ()),
        ("annabel", "annabel", ()),
        ("roger that, near the marina", "roger that, near the marina", ()),
    ],
)
def test_names_are_read_in_capitals(text, read, names):
    assert large("en", text) == (read, names)


def test_other_languages_have_words_among_them():
    assert large("pt", "clara como a luz") == ("clara como a luz", ())


def test_what_was_small_is_small_again():
    assert (
        small("querida Maria, mudei para Lisboa", ("maria", "lisbon")) == "querida maria, mudei para Lisboa"
    )
    read = smooth("en", "maria came, i like maria")
    assert read.text == "Maria came, I like Maria."
    assert restore(read, "pt", "Maria veio, eu gosto da Maria.") == "maria veio, eu gosto da maria"
    assert restore(smooth("en", "Maria came"), "pt", "Maria veio.") == "Maria veio"
