"""The embedder: shapes, lengths, meaning, memory."""

import numpy as np
import pytest

from nlp.encoder.embedding import DIMENSIONS, Embedder


@pytest.fixture(scope="module")
def embedder():
    return Embedder(threads=1, remember=8)


def test_one_unit_row_per_text_in_order(embedder):
    rows = embedder.embed(["Where is my order?", "thanks", "Where is my order?"])
    assert rows.shape == (3, DIMENSIONS)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    assert np.array_equal(rows[0], rows[2])
    assert not np.array_equal(rows[0], rows[1])


def test_nothing_in_nothing_out(embedder):
    assert embedder.embed([]).shape == (0, DIMENSIONS)


def test_same_meaning_is_nearer_than_another(embedder):
    where, onde, thanks = embedder.embed(["Where is my order?", "Onde está meu pedido?", "Thanks a lot!"])
    assert where @ onde > where @ thanks


@pytest.mark.parametrize("text", ["", "\0", "a\0b", "half \ud83d pair", "👍", "x" * 100_000])
def test_any_text_has_a_vector(embedder, text):
    row = embedder.embed([text])[0]
    assert np.isfinite(row).all()


def test_more_texts_than_it_remembers(embedder):
    texts = [f"message {number}" for number in range(20)]
    first = embedder.embed(texts)
    assert first.shape == (20, DIMENSIONS)
    assert np.allclose(embedder.embed(texts[::-1])[::-1], first, atol=1e-3)
