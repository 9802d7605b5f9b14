"""What people say next: how weights are read, and that they learn from dialogues and from our own turns."""

import numpy as np

from nlp.encoder.embedding import DIMENSIONS
from nlp.measures.dialogues import Labelled, Turn, small_talk
from nlp.tasks.replies.next import WEIGHTS, nothing_learnt, read, shipped, write
from nlp.tasks.replies.phrases import ReplySet, Theme, load_reply_set
from nlp.training.replies.next_reply import fit_next, lessons_of

ROWS, NOTHING = np.eye(2, dtype=np.float32), np.zeros((2, 2), dtype=np.float32)


def test_replies_that_are_gone_keep_their_share(tmp_path):
    weights = np.zeros((4, 4), dtype=np.float32)
    write(tmp_path / WEIGHTS, weights, np.log(np.float32([4, 2, 1, 1])), ["gone", "here", "", "*"])
    first, second = read(tmp_path / WEIGHTS, ["other", "here"]).after(ROWS, NOTHING)
    assert np.allclose(first.said, [0, 0.25], atol=0.01)
    assert abs(first.ours - 0.25) < 0.01  # to be quiet after, and of ours
    assert np.array_equal(first.said, second.said)


def test_without_weights_situations_decide_alone(tmp_path):
    for none in (nothing_learnt(3), read(tmp_path / "missing.npz", ["a", "b", "c"])):
        after = none.after(ROWS, NOTHING)
        assert [(one.ours, one.said.tolist()) for one in after] == [(1.0, [0, 0, 0])] * 2


def test_the_weights_that_ship_are_for_the_set_that_ships():
    found = shipped([reply.id for reply in load_reply_set().replies])
    assert len(found.ours) == 2
    assert sum(column is not None for column in found.columns) > 100
    assert found.weights.shape == (2 * DIMENSIONS, len(found.columns))


def test_it_learns_what_followed_and_which_turns_are_ours(tmp_path):
    whole = load_reply_set()
    situation = next(one for one in whole.situations if one.id == "thanks")
    replies = tuple(one for one in whole.replies if one.id in situation.replies)
    phrases = ReplySet((Theme(theme="small", situation=(situation,), reply=replies),))
    followed = situation.replies[0]
    turns = [Turn(f"turn {number}", (), ("before",)) for number in range(40)]
    talk = [Labelled(turn, frozenset({followed})) for turn in turns]
    lessons = lessons_of(phrases, talk, [], seed=1)
    assert len(lessons) == 40 + 2 * len(situation.turns)
    chance = np.random.default_rng(0)
    vectors = {
        one.text: np.float32([one.text[:4] == "turn", 1, *chance.normal(0, 0.1, 2)]) for one in lessons
    }
    vectors["before"] = np.float32([0, 0, 0, 1])
    mean = np.float32([0.2, 0.2, 0.2, 0.2])
    fit_next(lessons, vectors, mean, tmp_path, seed=1)
    found = read(tmp_path / WEIGHTS, [followed])
    rows = np.float32([[1, 0, 0, 0], [-0.7, 0.7, 0, 0]])
    recorded, ours = found.after(rows, np.zeros_like(rows))
    assert recorded.said[0] > ours.said[0] + 0.1
    assert ours.ours > recorded.ours + 0.1


def test_small_talk_is_read_turn_by_turn(tmp_path):
    import lzma

    table = "set\tsplit\tlanguage\tlabel\ttext\n"
    table += "emocontext\ttrain\ten\tneutral\tHi ⏎ Hello ⏎ How are you?\nmeld\ttrain\ten\tneutral\tNo ⏎ Yes\n"
    (tmp_path / "labelled.tsv.xz").write_bytes(lzma.compress(table.encode()))
    assert list(small_talk(tmp_path / "labelled.tsv.xz")) == [
        Turn("Hi", ("Hello",), ()),
        Turn("Hello", ("How are you?",), ("Hi",)),
    ]
