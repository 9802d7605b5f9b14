import numpy as np
import pytest

from nlp.tasks.replies import Suggester, build_suggester
from nlp.tasks.replies.phrases import ReplySet, Theme, load_reply_set
from nlp.tasks.replies.weights import obtain, read, shipped, stamp
from wire.contracts.settings import Settings


@pytest.fixture(scope="module")
def small(phrases) -> ReplySet:
    """Two situations and one quiet kind: quick to learn."""
    situations = tuple(one for one in phrases.situations if one.id in ("thanks", "price_question"))
    named = {reply for one in situations for reply in one.replies}
    replies = tuple(one for one in phrases.replies if one.id in named)
    quiets = tuple(one for one in phrases.quiets if one.id == "gibberish")
    return ReplySet((Theme(theme="small", situation=situations, reply=replies, quiet=quiets),))


def test_shipped_weights_belong_to_the_set_that_ships():
    assert shipped(load_reply_set()) is not None, (
        "nlp/tasks/replies/set has changed: run `duologue train replies --out models/replies`"
    )


def test_nothing_is_computed_or_kept_with_the_set_that_ships(tmp_path, embedder):
    said = []
    build_suggester(Settings(home=tmp_path), embedder, said.append)
    assert said == []
    assert list(tmp_path.iterdir()) == []


def test_another_set_is_learnt_once_and_kept(small, embedder, tmp_path):
    said = []
    first = obtain(small, embedder, tmp_path / "kept", said.append)
    assert said and "0 of" in said[0]
    assert [file.suffix for file in (tmp_path / "kept").iterdir()] == [".npz"]
    said.clear()
    second = obtain(small, embedder, tmp_path / "kept", said.append)
    assert said == []
    vector = embedder.embed(["What does it cost?"])
    assert np.allclose(first.chances(vector), second.chances(vector), atol=0.01)


def test_learning_is_deterministic_and_tells_kinds_apart(small, embedder, tmp_path):
    heads = [obtain(small, embedder, tmp_path / name, str) for name in ("a", "b")]
    vectors = embedder.embed(["Is it expensive to rent?", "Thank you, you are kind", "fghj tzui"])
    chances = heads[0].chances(vectors)
    assert np.array_equal(chances, heads[1].chances(vectors))
    assert np.allclose(chances.sum(axis=1), 1, atol=1e-5)
    kinds = [one.id for one in small.kinds]
    assert [kinds[best] for best in chances.argmax(axis=1)] == ["price_question", "thanks", "gibberish"]
    assert isinstance(Suggester(small, heads[0]), Suggester)


def test_a_damaged_file_is_learnt_anew(small, embedder, tmp_path):
    file = tmp_path / f"{stamp(small)}.npz"
    file.write_bytes(b"PK\x03\x04 half a file")
    assert read(file, stamp(small)) is None
    obtain(small, embedder, tmp_path, str)
    assert read(file, stamp(small)) is not None
    assert read(file, "another stamp") is None


def test_a_folder_that_cannot_be_written_to_costs_only_time(small, embedder, tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert obtain(small, embedder, tmp_path / "file" / "deeper", str).weights.shape[1] == 3
