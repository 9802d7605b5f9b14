"""The shipped sentiment head on plain chat: right on the obvious, silent when unsure, calm about nothing."""

import msgspec
import numpy as np
import pytest

from nlp.embedding import Embedder
from nlp.errors import EngineMissing
from nlp.sentiment import Head, Sentiments, build_sentiments
from nlp.sentiment.head import MOODS, Card

OBVIOUS = {
    "negative": [
        "My order arrived broken.",
        "I'm very disappointed with the service.",
        "I don't think this is good",
        "O meu pedido chegou quebrado.",
        "Estou triste hoje.",
        "Estoy muy enfadado con ustedes.",
        "Je suis très déçu, ça ne marche toujours pas.",
        "Das funktioniert nicht, ich bin sehr enttäuscht.",
        "😡",
        "👎",
    ],
    "neutral": [
        "Where is my order?",
        "The meeting is at 3 pm.",
        "It costs 40 euros.",
        "Onde está o meu pedido?",
        "A reunião é às 15h.",
        "¿Dónde está mi pedido?",
        "Le magasin ouvre à neuf heures.",
        "Wann kommt der Zug an?",
        "ok",
    ],
    "positive": [
        "Thank you so much, you are amazing!",
        "I love it!",
        "Not bad at all",
        "Muito obrigada, você é incrível!",
        "¡Qué buena noticia!",
        "Merci beaucoup, c'est parfait !",
        "Vielen Dank, das ist super!",
        "Grazie mille, sei gentilissimo!",
        "👍",
        "😍😍",
    ],
}


@pytest.fixture(scope="module")
def embedder():
    return Embedder(threads=2)


@pytest.fixture(scope="module")
def sentiments():
    return build_sentiments()


@pytest.mark.parametrize("mood", OBVIOUS)
def test_obvious_moods(embedder, sentiments, mood):
    texts = OBVIOUS[mood]
    found = sentiments.score(embedder.embed(texts), texts)
    wrong = [text for text, one in zip(texts, found, strict=True) if one.label != mood]
    assert len(wrong) <= 1, wrong


def test_scores_are_probabilities_of_all_moods(embedder, sentiments):
    texts = [text for mood in OBVIOUS.values() for text in mood]
    for one in sentiments.score(embedder.embed(texts), texts):
        assert set(one.scores) == set(MOODS)
        assert sum(one.scores.values()) == pytest.approx(1, abs=1e-3)
        assert one.label in (None, max(one.scores, key=one.scores.__getitem__))


@pytest.mark.parametrize("text", ["18:30", "...", "123 456", "?!", " "])
def test_no_words_and_no_emoji_is_neutral(embedder, sentiments, text):
    (one,) = sentiments.score(embedder.embed([text]), [text])
    assert one.label == "neutral"
    assert one.engine == "rule"


def test_an_unsure_head_gives_no_label():
    even = Head(
        hidden=np.zeros((384, 2), np.float32),
        hidden_bias=np.zeros(2, np.float32),
        out=np.zeros((2, 3), np.float32),
        out_bias=np.zeros(3, np.float32),
    )
    (one,) = Sentiments(even, Card("even", 0.5, MOODS)).score(np.ones((1, 384), np.float32), ["so"])
    assert one.label is None
    assert one.scores == {mood: pytest.approx(1 / 3, abs=1e-3) for mood in MOODS}


def test_nothing_in_nothing_out(sentiments):
    assert sentiments.score(np.empty((0, 384), np.float32), []) == []


def test_missing_or_broken_weights_say_what_to_do(tmp_path):
    with pytest.raises(EngineMissing, match="Install Duologue again"):
        build_sentiments(tmp_path)
    card = Card("x", 0.5, MOODS)
    tmp_path.joinpath("card.json").write_bytes(msgspec.json.encode(card))
    tmp_path.joinpath("head.npz").write_bytes(b"not an archive")
    with pytest.raises(EngineMissing, match="Install Duologue again"):
        build_sentiments(tmp_path)
