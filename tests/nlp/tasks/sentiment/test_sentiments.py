"""The sentiment model that ships, on plain chat: right on the obvious, silent when unsure, calm otherwise."""

import numpy as np
import pytest

from nlp.encoder import open_wheel
from nlp.encoder.words import Words
from nlp.errors import EngineMissing
from nlp.tasks.sentiment import Card, Sentiments, build_sentiments
from nlp.tasks.sentiment.head import SENTIMENTS
from nlp.tasks.sentiment.own import build_own, shipped
from nlp.tasks.sentiment.reading import STANDS_FOR, prepared
from nlp.tasks.sentiment.sentiments import SAYS_THE_SAME
from wire.contracts.settings import Settings

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


class Fixed:
    """Gives the same row for each text that it was told of, and counts what it is asked."""

    engine = "fixed"
    card = Card("fixed@1", 0.5, SENTIMENTS, 0.8)
    anywhere = True

    def __init__(self, **rows):
        self.rows, self.asked, self.glimpsed = rows, [], {}

    def glimpse(self, texts):
        return np.array([self.glimpsed[text] for text in texts]) if self.glimpsed else None

    def chances(self, texts):
        self.asked += texts
        return np.array([self.rows[text] for text in texts], dtype=np.float32)


GLAD, SAD, MILD, TORN = (0.9, 0.08, 0.02), (0.02, 0.08, 0.9), (0.1, 0.25, 0.65), (0.34, 0.33, 0.33)


@pytest.fixture(scope="module")
def sentiments():
    return build_sentiments(Settings())


@pytest.mark.parametrize("sentiment", OBVIOUS)
def test_obvious_sentiments(sentiments, sentiment):
    texts = OBVIOUS[sentiment]
    wrong = [
        (text, one.scores)
        for text, one in zip(texts, sentiments.score(texts), strict=True)
        if one.label != sentiment
    ]
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("for you 🫶🫶", "positive"),  # younger than the model
        ("😭😭😭 it broke again", "negative"),
        ("❤️", "positive"),
        ("see https://example.org/awful-bad-terrible", "neutral"),  # links carry no sentiment
    ],
)
def test_emoji_are_read_and_links_are_not(sentiments, text, sentiment):
    assert sentiments.score([text])[0].label in (sentiment, None)
    assert max(sentiments.score([text])[0].scores, key=sentiments.score([text])[0].scores.get) == sentiment


def test_what_the_model_does_not_know_is_put_in_words():
    known = "a😍".__contains__
    assert prepared("so 🧯 and 😍", known) == "so fire extinguisher and 😍"
    assert prepared("so 🫶🥹", known) == "so ❤😊"
    assert prepared("see  https://a.example/b?c=d now\n\n!", known) == "see now !"
    assert prepared("a\0b \ud83d", known) == "a b ?"


def test_emoji_that_stand_for_others_are_known_to_the_model():
    words = Words(open_wheel())
    assert [old for old in STANDS_FOR if not words.knows(old)] == []


def test_scores_are_probabilities_of_all_sentiments(sentiments):
    for one in sentiments.score([text for sentiment in OBVIOUS.values() for text in sentiment]):
        assert set(one.scores) == set(SENTIMENTS)
        assert sum(one.scores.values()) == pytest.approx(1, abs=1e-3)
        assert one.label in (None, max(one.scores, key=one.scores.__getitem__))


def test_a_text_has_the_same_sentiment_alone_and_in_company(sentiments):
    texts = ["That is really bad news, I am upset.", "ok", "Where is my order? " * 12]
    together = sentiments.score(texts)
    alone = [Sentiments(build_own()).score([text])[0] for text in texts[:1]]
    assert alone[0].scores == pytest.approx(together[0].scores, abs=0.03)


@pytest.mark.parametrize("text", ["18:30", "...", "123 456", "?!", " "])
def test_no_words_and_no_emoji_is_neutral(sentiments, text):
    (one,) = sentiments.score([text])
    assert (one.label, one.engine) == ("neutral", "rule")


@pytest.mark.parametrize("text", ["a\0b", "\ud83d broken", "x" * 20_000, "🏳️‍🌈" * 300])
def test_odd_texts_do_no_harm(sentiments, text):
    assert set(sentiments.score([text])[0].scores) == set(SENTIMENTS)


def test_an_unsure_model_gives_no_label():
    (one,) = Sentiments(Fixed(so=TORN)).score(["so"])
    assert one.label is None
    assert one.scores == {sentiment: pytest.approx(1 / 3, abs=1e-2) for sentiment in SENTIMENTS}


def test_a_translation_disagrees_only_where_both_are_sure():
    scorer = Fixed(glad=GLAD, sad=SAD, mild=MILD, torn=TORN)
    pairs = [
        ("glad", "sad"),
        ("glad", "glad"),
        ("glad", "mild"),
        ("torn", "sad"),
        ("glad", None),
        ("sad", "torn"),
    ]
    found = Sentiments(scorer).judge(pairs)
    assert [one.disagrees for one in found] == [True, False, False, False, False, False]
    assert [one.translated for one in found] == ["negative", "positive", "negative", None, None, None]
    assert sorted(scorer.asked) == ["glad", "mild", "sad", "torn"], "each text is scored once"


def test_a_translation_is_not_scored_where_the_original_says_too_little_to_disagree_with():
    scorer = Fixed(torn=TORN, mild=MILD, sad=SAD)
    Sentiments(scorer).judge([("torn", "sad"), ("mild", "sad")])
    assert scorer.asked == ["torn", "mild"]


def test_a_translation_of_which_a_quick_look_says_the_same_is_not_scored():
    scorer = Fixed(glad=GLAD, sad=SAD, mild=MILD)
    low = SAYS_THE_SAME - 0.01
    scorer.glimpsed = {"sad": (low, 0.2, 1 - low - 0.2), "mild": (SAYS_THE_SAME, 0.0, 1 - SAYS_THE_SAME)}
    found = Sentiments(scorer).judge([("glad", "sad"), ("glad", "mild"), ("glad", "glad")])
    assert [one.translated for one in found] == ["negative", None, "positive"], "what is known is no look"
    assert [one.disagrees for one in found] == [True, False, False]
    assert scorer.asked == ["glad", "sad"]


def test_a_quick_look_leaves_what_disagrees_as_it_was(sentiments, monkeypatch):
    pairs = [(one, two) for one in OBVIOUS["negative"] for two in OBVIOUS["positive"]]
    scorer = sentiments._scorer
    quick = [one.disagrees for one in Sentiments(scorer).judge(pairs)]
    monkeypatch.setattr(scorer, "glimpse", lambda _: None)
    assert quick == [one.disagrees for one in Sentiments(scorer).judge(pairs)]
    assert any(quick)


def test_what_was_begun_aside_is_found_and_not_scored_again():
    scorer = Fixed(glad=GLAD, sad=SAD)
    sentiments = Sentiments(scorer)
    sentiments.begin(["glad", "sad"])
    assert sentiments.judge([("glad", None), ("sad", None)])[0].label == "positive"
    assert scorer.asked == ["glad", "sad"]


def test_a_model_that_belongs_to_its_thread_is_not_begun_in_another():
    scorer = Fixed(glad=GLAD)
    scorer.anywhere = False
    Sentiments(scorer).begin(["glad"])
    assert scorer.asked == []


def test_what_was_scored_is_remembered_up_to_a_bound():
    scorer = Fixed(a=GLAD, b=SAD, c=MILD)
    sentiments = Sentiments(scorer, remember=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        sentiments.score([text])
    assert scorer.asked == ["a", "b", "c", "b"]
    assert sentiments.score([]) == []


def test_missing_or_broken_weights_say_what_to_do(tmp_path):
    with pytest.raises(EngineMissing, match="Install Duologue again"):
        build_own(tmp_path)
    for name in ("card.json", "head.npz"):
        tmp_path.joinpath(name).write_bytes(shipped().joinpath(name).read_bytes())
    tmp_path.joinpath("layers.npz").write_bytes(b"not an archive")
    with pytest.raises(EngineMissing, match="Install Duologue again"):
        build_own(tmp_path)
