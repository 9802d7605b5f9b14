"""Predictive text: what is offered, what never is, how it is packed, and how keys are counted."""

from __future__ import annotations

import lzma
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pytest

from nlp.autocomplete.own import MOST, Own
from nlp.autocomplete.packed import read, write
from nlp.autocomplete.predictor import Predictor, hashed
from nlp.autocomplete.text import SPECIAL, fold, place, sentences
from nlp.measures.keystrokes import keys, reach, share
from nlp.training.autocomplete.ngrams import count, estimate
from nlp.training.autocomplete.train import blocked, config, train

LANGUAGES = ("en", "pt", "es", "fr", "de", "it", "nl")


@pytest.fixture(scope="module")
def predictors() -> dict[str, Predictor]:
    with as_file(files("models").joinpath("autocomplete")) as folder:
        return {language: Predictor(read(folder / f"{language}.bin")) for language in LANGUAGES}


def texts(made) -> list[str]:
    return [one.text for one in made]


@pytest.mark.parametrize(
    ("language", "written", "wanted"),
    [
        ("en", "Thank y", "you"),
        ("en", "im", "I'm"),
        ("en", "i dont", "don't"),
        ("pt", "nao", "não"),
        ("pt", "Bom ", "dia"),
        ("es", "Buenos d", "días"),
        ("fr", "cest", "c'est"),
        ("fr", "S'il te ", "plaît"),
        ("de", "Guten M", "Morgen"),
        ("de", "ich weiss nic", "nicht"),
        ("it", "perche", "perché"),
        ("nl", "Dank je w", "wel"),
    ],
)
def test_what_everybody_would_write_is_offered(predictors, language, written, wanted):
    assert wanted in texts(predictors[language].predict(written))


def test_capitals_follow_the_writer(predictors):
    assert texts(predictors["en"].predict("THANK YO"))[0] == "YOU"
    assert texts(predictors["en"].predict("Hello. Tha"))[0].startswith("Tha")
    assert all(text[0].isupper() for text in texts(predictors["en"].predict("Hello. ")))
    assert any(text[0].islower() for text in texts(predictors["en"].predict("hello. ")))


def test_an_accent_that_was_written_is_meant(predictors):
    assert all(text.startswith("é") for text in texts(predictors["fr"].predict("Il a é")))
    assert "’" in texts(predictors["fr"].predict("J’ai faim. C’es"))[0]


NOWHERE = ("", " ", "Hello.", "me@exam", "see www.exa", "room 4b", "x" * 5000, "日本", "👍")


@pytest.mark.parametrize("text", NOWHERE)
def test_nothing_is_offered_where_nothing_can_be_meant(predictors, text):
    assert predictors["en"].predict(text) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_rude_words_and_digits_are_not_in_the_files(predictors, language):
    words = predictors[language].model.words[len(SPECIAL) :]
    spellings = {fold(word) for word in words}
    assert spellings & blocked(language, spellings) == set()
    assert [word for word in words if any(sign.isdigit() for sign in word)] == []
    names = {fold(name) for name in config()["names"]["all"].split()}
    assert spellings & names == set()


def test_what_is_rude_in_one_language_may_be_plain_in_another(predictors):
    assert {"nicht", "hell"} <= set(predictors["de"].model.words)
    assert blocked("en", set()) >= {"hell"}


def test_a_rude_word_is_not_offered_though_the_person_wrote_it(predictors):
    predictor, own = predictors["en"], Own()
    rude = sorted(word for word in blocked("en", set()) if len(word) > 4)[0]
    assert hashed(rude) in predictor.blocked
    for _ in range(5):
        own.learn(f"this is {rude} and flurbig", predictor.canonical)
    assert rude not in texts(predictor.predict(f"this is {rude[:4]}", own))
    assert "flurbig" in texts(predictor.predict("and flur", own))


def test_own_words_come_after_two_messages_and_known_ones_at_once(predictors):
    predictor, own = predictors["en"], Own()
    own.learn("meet at Quibbley garden", predictor.canonical)
    assert predictor.predict("meet at Quib", own) == []
    assert texts(predictor.predict("Quibbley ", own))[0] == "garden"
    own.learn("Where is Quibbley?", predictor.canonical)
    assert texts(predictor.predict("meet at Quib", own)) == ["Quibbley"]


def test_own_words_hold_no_secrets_and_stay_bounded(predictors):
    own = Own()
    own.learn("pin 4711 for sam@example.org at https://x.y/z pa55word", predictors["en"].canonical)
    kept = " ".join([*own.after, *(word for counts in own.after.values() for word in counts)])
    assert not any(sign.isdigit() for sign in kept)
    assert "example" not in kept
    for n in range(MOST // 10):
        words = (f"w{'abcdefghij'[int(digit)]}" for digit in str(n))
        own.learn(" ".join(("many", *words, "abcdefghij"[n % 10] * (n % 25))), lambda token, _: token)
    assert own.size <= MOST
    assert own.size == sum(len(counts) for counts in own.after.values())


def test_a_file_comes_back_as_it_was_written(predictors, tmp_path):
    model = predictors["nl"].model
    size = write(model, tmp_path / "nl.bin")
    again = read(tmp_path / "nl.bin")
    assert size == (tmp_path / "nl.bin").stat().st_size <= 500_000
    assert again.words == model.words
    for one, two in zip(again.levels, model.levels, strict=True):
        for name in ("start", "backoff", "words", "costs"):
            assert np.array_equal(getattr(one, name), getattr(two, name))
    (tmp_path / "cut.bin").write_bytes((tmp_path / "nl.bin").read_bytes()[:-9])
    with pytest.raises(ValueError, match="cut off"):
        read(tmp_path / "cut.bin")
    with pytest.raises(ValueError, match="no model"):
        read(Path(__file__))


def test_probabilities_after_a_word_sum_to_one():
    ids = np.array([1, 4, 5, 4, 6, 1, 4, 5, 1, 5, 5], np.int32)
    begins = np.array([0, 0, 0, 0, 0, 5, 5, 5, 8, 8, 8])
    counted = [count(ids, begins, np.ones(len(ids)), length) for length in (1, 2)]
    assert counted[1][1].sum() == 8  # nothing runs over the end of a sentence
    one, two = estimate(counted, 3, 0.6)
    assert one.chances.sum() == pytest.approx(1)
    after = (two.keys >> np.uint64(16)) == 4
    unseen = 1 - one.chances[np.isin(one.keys, two.keys[after] & np.uint64(0xFFFF))].sum()
    left = two.fallback[after][0] / one.chances[one.keys == two.keys[after][0] & np.uint64(0xFFFF)][0]
    assert two.chances[after].sum() + left * unseen == pytest.approx(1)


def test_keys_are_counted_as_the_cheapest_way():
    offers = {"w": ["we"], "we ": ["will meet"], "we will meet ": ["then"], "we will meet th": ["there"]}
    counted = keys("we will meet there.", lambda text: offers.get(text, []), (1,))
    # w, accept "we ", accept "will meet ", t, h, accept "there", the mark
    assert counted.typed == 19
    assert counted.pressed[1] == 7
    assert share([counted], 1) == pytest.approx(12 / 19)


@pytest.mark.parametrize(
    ("text", "at", "prediction", "end"),
    [
        ("thank you all", 7, "you", 10),
        ("thank you", 7, "you", 9),
        ("thank you!", 7, "you", 9),
        ("thank yours", 7, "you", 0),
        ("Thank You", 7, "you", 0),
        ("ja, não sei", 5, "não", 8),
        ("a b", 2, "b c", 0),
    ],
)
def test_a_prediction_counts_only_where_the_text_says_it(text, at, prediction, end):
    assert reach(text, at, prediction) == end


def test_texts_fall_into_words():
    first = ["Hi", ",", "I'm", "<num>", "min", "late"]
    assert sentences("Hi, I’m 5 min late… OK? a@b.c") == [first, ["OK"], ["<unk>"]]
    assert place("Well. C'est l'h").tokens == ["<s>", "C'est"]
    assert place("Well. C'est l'h").begun == "l'h"
    assert (fold("Çà-là"), fold("Straße"), fold("Œuvre")) == ("cala", "strasse", "oeuvre")


def test_training_makes_the_same_file_twice(tmp_path):
    folder = tmp_path / "data/parallel"
    folder.mkdir(parents=True)
    rows = [
        f"Take the {kind} bus number {n} to town\tx\ttatoeba" for n in range(40) for kind in ("red", "old")
    ]
    table = "\n".join(("en\tde\torigin", *rows, "Old news\tx\tnewstest2009", ""))
    (folder / "en-de.tsv.xz").write_bytes(lzma.compress(table.encode()))
    sizes = [train(tmp_path / "data", tmp_path, "en", config(), print).size for _ in range(2)]
    assert sizes[0] == sizes[1]
    model = read(tmp_path / "en.bin")
    assert "news" not in model.words
    assert texts(Predictor(model).predict("take the red b"))[0].startswith("bus")
