"""Training a head from a small labelled file: what it writes can be loaded and has learnt."""

import lzma
from collections import Counter

import msgspec
import pytest

from nlp.embedding import Embedder
from nlp.sentiment import build_sentiments
from nlp.training.labelled import as_chat, choose, read
from nlp.training.sentiment import train

WORDS = {
    "positive": ["lovely", "wonderful", "great", "excellent", "delightful", "fantastic", "amazing", "superb"],
    "negative": ["awful", "horrible", "terrible", "disgusting", "dreadful", "useless", "broken", "bad"],
    "neutral": ["blue", "square", "wooden", "on the table", "from Lisbon", "number four", "medium", "in May"],
}
THINGS = ["room", "phone", "meal", "trip", "shirt", "song", "train", "book", "chair"]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    lines = ["set\tsplit\tlanguage\tlabel\ttext"]
    for number, thing in enumerate(THINGS):
        split = "val" if number % 3 == 0 else "train"
        for label, words in WORDS.items():
            lines += [f"umsab\t{split}\ten\t{label}\t@user the {thing} is {word} http" for word in words]
    lines += [f"airline\ttrain\ten\tnegative\t@united late {number}" for number in range(50)]
    path = tmp_path_factory.mktemp("data") / "labelled.tsv.xz"
    path.write_bytes(lzma.compress("\n".join(lines).encode()))
    return path


def test_trained_head_loads_and_has_learnt(data, tmp_path):
    train(data, tmp_path, limit=400, seed=3)
    texts = ["the house is wonderful", "the house is horrible"]
    good, bad = build_sentiments(tmp_path).score(Embedder(threads=2).embed(texts), texts)
    assert good.scores["positive"] > good.scores["negative"]
    assert bad.scores["negative"] > bad.scores["positive"]
    card = msgspec.json.decode(tmp_path.joinpath("card.json").read_bytes())
    assert card["seed"] == 3
    assert card["umsab_macro_f1"] > 0.6
    assert set(card["texts"]) == {"umsab"}
    assert "macro-F1" in tmp_path.joinpath("card.md").read_text()


def test_choice_is_even_within_the_limit_and_repeatable(data):
    rows = read(data)
    chosen = choose(rows, limit=100, seed=1)
    assert chosen == choose(rows, limit=100, seed=1)
    assert chosen != choose(rows, limit=100, seed=2)
    assert len(chosen) <= 100
    labels = Counter(row.label for row in chosen if row.split == "train")
    assert max(labels.values()) - min(labels.values()) <= 1


def test_sets_that_must_not_be_trained_on_are_not(data):
    assert not [row for row in choose(read(data), 10_000, 1) if row.set == "airline" and row.split == "train"]


def test_tweets_become_chat():
    assert as_chat("RT @user: I like it &amp; you http") == "I like it & you"
    assert as_chat("hi ⏎ hello ⏎ how are you?") == "how are you?"
