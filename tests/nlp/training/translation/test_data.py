import lzma

import msgspec
import pytest

from nlp.training.translation.data import licence, load, yardsticks
from nlp.training.translation.errors import CorpusWrong
from nlp.training.translation.prepared import prepare
from nlp.training.translation.vocabulary import SYNTHETIC


def with_corpus(recipe, **more):
    return msgspec.structs.replace(recipe, corpus=msgspec.structs.replace(recipe.corpus, **more))


@pytest.fixture
def folder(tmp_path, templates):
    """Templates as xz, some newstest, and a synthetic file of three languages."""
    rows = (templates / "en-de.tsv").read_text().splitlines()
    rows.insert(1, "The minister spoke.\tDer Minister sprach.\tnewstest2013")
    with lzma.open(tmp_path / "en-de.tsv.xz", "wt") as out:
        out.write("\n".join(rows) + "\n")
    made = [f"The {n} door is green.\tA porta {n} é verde.\tDie {n} Tür ist grün.\tsgd" for n in range(30)]
    made += ["My door is blue.\tMinha porta é azul.\tMeine *door ist blau.\tsgd"]
    (tmp_path / "synthetic.tsv").write_text("\n".join(["en\tpt\tde\torigin", *made, ""]))
    return tmp_path


def test_newstest_stays_out_and_held_out_sentences_are_not_learnt(smoke, folder):
    (found,) = load(smoke, folder, print)
    assert found.refused == {"licence": 1}
    assert len(found.held_out) == smoke.corpus.held_out
    known = {one.left for one in found.train} | {one.right for one in found.train}
    assert not known & {text for one in found.held_out for text in (one.left, one.right)}


def test_the_same_seed_holds_the_same_out(smoke, folder):
    first, second, other = (load(one, folder, print)[0].held_out for one in (smoke, smoke, smoke.seeded(9)))
    assert first == second != other


def test_synthetic_lines_are_tagged_filtered_and_never_held_out(smoke, folder, tmp_path):
    recipe = with_corpus(smoke, synthetic=("synthetic.tsv",))
    (found,) = load(recipe, folder, print)
    assert sum(one.synthetic for one in found.train) == 30
    assert found.refused["unknown word"] == 1
    assert not any(one.synthetic for one in found.held_out)
    prepared = prepare(recipe, folder, tmp_path / "prepared", print)
    mark = prepared.words.numbers[SYNTHETIC]
    for lesson in prepared.lessons:
        marked = (lesson.source.numbers == mark).sum()
        assert 30 <= marked <= 40, "each once, and some again in lower case"
        assert not (lesson.target.numbers == mark).any()


def test_what_was_prepared_is_used_again_until_the_recipe_changes(smoke, folder, tmp_path):
    first = prepare(smoke, folder, tmp_path / "prepared", print)
    (folder / "en-de.tsv.xz").unlink()
    again = prepare(smoke, folder, tmp_path / "prepared", print)
    assert again.facts == first.facts
    with pytest.raises(CorpusWrong, match="--data"):
        prepare(smoke.seeded(5), folder, tmp_path / "prepared", print)
    assert prepare(smoke, folder, tmp_path / "prepared", print).facts == first.facts, (
        "not lost by the failure"
    )


def test_text_goes_through_the_vocabulary_and_back(smoke, folder, tmp_path):
    words = prepare(smoke, folder, tmp_path / "prepared", print).words
    for text in ("Where is the key?", "Wo ist das Geschäft?", "ein Ω und 🎉"):
        assert words.decode(words.encode([text])[0]) == text


@pytest.mark.parametrize(
    ("content", "said"),
    [("en\tfr\na\tb\n", "needs columns en and de"), ("en\tde\na\tb\n", "only 1 pairs are left")],
)
def test_a_file_that_cannot_be_used_says_why(smoke, tmp_path, content, said):
    (tmp_path / "en-de.tsv").write_text(content)
    with pytest.raises(CorpusWrong, match=said):
        load(smoke, tmp_path, print)


def test_yardsticks_are_read_where_they_are(smoke, folder):
    recipe = msgspec.structs.replace(smoke, yardsticks=("chat.tsv", "absent.tsv"))
    (folder / "chat.tsv").write_text("spoken\ten\tde\nen\tHello\tHallo\n")
    found = yardsticks(recipe, folder)
    assert [(one.left, one.right) for one in found["chat"]["en-de"]] == [("Hello", "Hallo")]
    assert list(found) == ["chat"]


def test_licences_go_by_the_longest_beginning(smoke):
    corpus = msgspec.structs.replace(smoke.corpus, licences={"tatoeba-own": "ours"})
    assert licence(corpus, "tatoeba-own-1") == "ours"
    assert licence(corpus, "tatoeba").startswith("Tatoeba")
    assert licence(corpus, "strange") == "strange"
