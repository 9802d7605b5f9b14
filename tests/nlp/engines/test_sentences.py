"""Long text into pieces."""

import re

import pytest

from nlp.engines.sentences import LONGEST, MOST_WORDS, sentences


def by_stops(text: str) -> list[str]:
    return re.findall(r"\S.*?[.!?](?=\s|$)|\S.*\S|\S", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "One. Two!  Three",
        " lead. tail ",
        "word " * 200,
        "x" * 700,
        "a, b " * 120,
        "a b c " * 300,
        "我們去" * 200,
    ],
)
def test_pieces_joined_are_the_text_and_none_is_too_long(text):
    pieces = sentences(text, by_stops)
    assert "".join(piece + gap for piece, gap in pieces) == text
    assert all(len(piece) <= LONGEST and len(piece.split()) <= MOST_WORDS for piece, _ in pieces)


def test_an_abbreviation_does_not_end_a_sentence():
    pieces = [piece for piece, _ in sentences("Dr. Smith came. Mrs. Jones left.", by_stops)]
    assert pieces == ["Dr. Smith came.", "Mrs. Jones left."]


def test_long_sentences_are_cut_at_commas_first():
    text = "we went to the market and bought apples, " * 10
    assert all(piece.endswith(",") for piece, _ in sentences(text, by_stops))


def test_a_script_without_blanks_counts_by_characters_and_prose_is_not_cut_sooner_than_before():
    chinese = [piece for piece, _ in sentences("我們去市場買蘋果" * 30, by_stops)]
    assert max(map(len, chinese)) == MOST_WORDS
    prose = "while the sun is setting behind the old hills of the village we are walking slowly home " * 4
    assert len(sentences(prose, by_stops)[0][0]) > LONGEST - 20
