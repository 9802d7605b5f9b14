"""How often the choice fits, on turns that are not in the set. Floors are a little below what we measured."""

import pytest

from nlp.tasks.replies import SuggestAsk
from tests.nlp.tasks.replies.conftest import read_turns


@pytest.fixture(scope="module")
def answered(suggester, embedder):
    def answer(name: str):
        turns = read_turns(name)
        vectors = embedder.embed([turn.text for turn in turns])
        asks = [
            SuggestAsk(text=turn.text, vector=vector, reader="en", other=turn.language)
            for turn, vector in zip(turns, vectors, strict=True)
        ]
        return list(zip(turns, suggester.suggest(asks), strict=True))

    return answer


def fitting(phrases, turn) -> set[str]:
    return {reply for one in phrases.situations if one.id in turn.situations for reply in one.replies}


# `turns`: read while the set grew. `unseen`: written afterwards; of it the set followed only quiet turns.
@pytest.mark.parametrize(
    ("name", "recall", "right", "quiet"), [("turns.tsv", 0.86, 0.92, 0.97), ("unseen.tsv", 0.68, 0.78, 0.9)]
)
def test_suggestions_fit(answered, phrases, name, recall, right, quiet):
    rows = answered(name)
    wanted = [({one.id for one in found}, fitting(phrases, turn)) for turn, found in rows if turn.situations]
    hits = [bool(shown & fits) for shown, fits in wanted]
    shown_right = [reply in fits for shown, fits in wanted for reply in shown]
    silent = [not found for turn, found in rows if not turn.situations]
    assert sum(hits) / len(hits) >= recall
    assert sum(shown_right) / len(shown_right) >= right
    assert sum(silent) / len(silent) >= quiet


def test_every_language_is_served(answered, phrases):
    rows = answered("turns.tsv")
    for language in ("en", "pt", "es", "fr", "de"):
        hits = [
            bool({one.id for one in found} & fitting(phrases, turn))
            for turn, found in rows
            if turn.situations and turn.language == language
        ]
        assert len(hits) >= 20
        assert sum(hits) / len(hits) >= 0.8, language


def test_labels_name_situations(phrases):
    known = {one.id for one in phrases.situations}
    for name in ("turns.tsv", "unseen.tsv"):
        for turn in read_turns(name):
            assert turn.situations <= known, turn


def test_turns_are_not_in_the_set(phrases):
    learnt = {turn.casefold() for kind in phrases.kinds for turn in kind.turns}
    for name in ("turns.tsv", "unseen.tsv"):
        assert [turn.text for turn in read_turns(name) if turn.text.casefold() in learnt] == []
