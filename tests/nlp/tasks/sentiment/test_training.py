"""The whole of a small training: what it writes loads and has learnt, and a broken-off run goes on."""

import lzma
import random
import shutil

import msgspec
import pytest

from nlp.measures.labelled import as_chat, read, take, translated
from nlp.tasks.sentiment import Sentiments
from nlp.tasks.sentiment.own import build_own
from nlp.training.sentiment.recipe import RecipeUnreadable, Stage, read_recipe

WORDS = {
    "positive": ["lovely", "wonderful", "great", "excellent", "delightful", "fantastic", "amazing", "superb"],
    "negative": ["awful", "horrible", "terrible", "disgusting", "dreadful", "useless", "broken", "bad"],
    "neutral": ["blue", "square", "wooden", "on the table", "from Lisbon", "number four", "medium", "in May"],
}
THINGS = ["room", "phone", "meal", "trip", "shirt", "song", "train", "book", "chair"]

CHANCE = 1 / 3
"""Macro-F1 of guessing among three labels that are equally many."""

SMALL = msgspec.structs.replace(
    read_recipe(),
    **{"keep": 11, "held_out": 8, "tokens": 256, "rate": 5e-4, "save_every": 19},
    stages=(Stage(rounds=4, umsab=1.0),),
)


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


def train(*options):
    """Imported where it is called: torch takes seconds, in every process that collects tests."""
    from nlp.training.sentiment.train import train

    train(*options)


def scores(model):
    good, bad = Sentiments(model).score(["the house is wonderful", "the house is horrible"])
    return good.scores, bad.scores


def sentiments(folder):
    """By the layers alone: that is what is trained on."""
    return scores(build_own(folder).alone())


@pytest.fixture(scope="module")
def trained(data, tmp_path_factory):
    """Folder of one whole training, what it said, and the folder of one that was killed on its way.

    That is a copy of the first, made while it worked: what is there when a process is killed is all there is.
    """
    folder, halves, said = tmp_path_factory.mktemp("trained"), tmp_path_factory.mktemp("halves"), []

    def hear(line):
        said.append(line)
        if line.startswith("step ") and folder.joinpath("checkpoint.pt").exists():
            shutil.copytree(folder, halves, dirs_exist_ok=True)

    train(data, folder, SMALL, hear)
    return folder, said, halves


def test_what_was_trained_loads_and_has_learnt(trained):
    folder, said, _ = trained
    good, bad = sentiments(folder)
    assert good["positive"] > bad["positive"]
    assert bad["negative"] > good["negative"]
    card = msgspec.json.decode(folder.joinpath("card.json").read_bytes())
    assert card["umsab_macro_f1"] > CHANCE + 0.15
    assert set(card["texts"]) == {"umsab"}, "airline must not be trained on"
    assert "macro-F1" in folder.joinpath("card.md").read_text()
    assert not folder.joinpath("checkpoint.pt").exists()
    assert any(line.startswith("step 20 of ") for line in said)


def test_a_run_that_was_broken_off_goes_on(data, trained):
    whole, _, halves = trained
    assert halves.joinpath("checkpoint.pt").exists()
    said = []
    train(data, halves, SMALL, said.append)
    assert any(line.startswith("going on after step") for line in said)
    # The same data in the same order: only sums may be rounded otherwise, and the last step differs least.
    for one, other in zip(sentiments(halves), sentiments(whole), strict=True):
        assert one == pytest.approx(other, abs=0.1)


def test_less_than_all_is_even_and_repeatable(data):
    rows = [row for row in read(data) if (row.set, row.split) == ("umsab", "train")]
    chosen = take(rows, 0.3, random.Random(1))
    assert chosen == take(rows, 0.3, random.Random(1)) != take(rows, 0.3, random.Random(2))
    labels = [rows[number].label for number in chosen]
    counts = [labels.count(label) for label in WORDS]
    assert len(chosen) <= 0.3 * len(rows) and max(counts) - min(counts) <= 1
    assert take(rows, 1, random.Random(1)) == list(range(len(rows)))


def test_translated_lines_with_unknown_words_are_left_out(tmp_path):
    labelled, machine = tmp_path / "labelled.tsv", tmp_path / "machine.tsv.xz"
    header = "set\tsplit\tlanguage\tlabel\ttext\n"
    labelled.write_text(header + "goemotions\ttrain\ten\tpositive\tI love it\n", encoding="utf-8")
    lines = [
        "en\tpt\tes\tca\torigin",
        "I love it\tEu amo\t*amo *it\tx\tgoemotions",
        "other\toutro\totro\tx\tsgd",
    ]
    machine.write_bytes(lzma.compress("\n".join(lines).encode()))
    found = translated(read(labelled), machine)
    assert [(one.set, one.language, one.label, one.text) for one in found] == [
        ("translated-pt", "pt", "positive", "Eu amo")
    ]
    assert translated([], tmp_path / "none.xz") == []


def test_a_recipe_that_cannot_be_read_says_so(tmp_path):
    path = tmp_path / "recipe.toml"
    path.write_text("seed = 'seven'\n")
    with pytest.raises(RecipeUnreadable, match="no recipe"):
        read_recipe(path)


def test_tweets_become_chat():
    assert as_chat("RT @user: I like it &amp; you http") == "I like it & you"
    assert as_chat("hi ⏎ hello ⏎ how are you?") == "how are you?"


def test_the_second_look_can_be_fitted_anew_beside_layers_that_stay(data, trained):
    from nlp.training.sentiment.train import look_again

    folder, _, _ = trained
    kept = folder.joinpath("layers.npz").read_bytes()
    before = scores(build_own(folder))
    folder.joinpath("second.npz").unlink()
    look_again(data, folder, SMALL, lambda _: None)
    assert folder.joinpath("layers.npz").read_bytes() == kept
    for one, other in zip(scores(build_own(folder)), before, strict=True):
        assert one == pytest.approx(other, abs=0.01)
    assert "second.npz" in folder.joinpath("card.md").read_text()
