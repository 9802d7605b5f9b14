"""Training of the choice, on candidates made up for it."""

from importlib.util import find_spec

import pytest

from nlp.tasks.translation.choice.chooser import FEATURES, Candidate
from nlp.training.choice.card import write_card
from nlp.training.choice.train import Group, fit, outcomes

if not find_spec("sklearn"):  # imported where needed: every process collects this
    pytest.skip("training needs the extra `eval`", allow_module_level=True)


def group(place: int) -> Group:
    """Two that agree and one that does not; the sure one is the better."""
    low, high = 0.2 + 0.01 * place, 0.7 + 0.01 * place
    candidates = (
        Candidate(text="the blue chair", confidence=low, quality=50, usual=True),
        Candidate(text="the blue chairs", confidence=high, quality=45),
        Candidate(text="zzz", confidence=low, quality=45),
    )
    return Group("en>es", candidates, (40.0, 60.0 + place, 10.0))


def test_it_learns_to_take_the_surer_one_and_says_how_well(tmp_path):
    groups = [group(place) for place in range(20)]
    weights = fit(groups[5:])
    assert weights.features == FEATURES and weights.weight[0] > 0 and weights.weight[1] > 0
    measured = outcomes(weights, groups[:5])
    assert all(one.usual == 40 and one.chosen == one.best >= 60 for one in measured)
    write_card(tmp_path, weights, measured, limit=20, seed=1)
    card = (tmp_path / "card.md").read_text()
    assert "| en>es | 5 | 40.0 | 62.0 | 62.0 |" in card and "| agreement |" in card
