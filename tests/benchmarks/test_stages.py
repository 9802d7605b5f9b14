"""Stages are measured by the names that they have in the code: one more is one row more, not an error."""

import pytest

from benchmarks.stages import Clock, named
from nlp.tasks.translation.translator import Translator
from wire.contracts.settings import Settings


@pytest.fixture
def stages(tmp_path):
    return Translator([], Settings(home=tmp_path))._stages()


def test_each_stage_of_translation_has_a_name_of_its_own(stages):
    names = [named(one) for one in stages]
    assert len(names) == len(set(names)), names
    assert all(one.isidentifier() for one in names), names
    assert names[0] == "prepare" and names[-1] == "keep"


def test_time_is_the_innermost_names():
    clock = Clock()
    inner = clock.timed("inner", lambda: sum(range(1000)))
    with clock.doing("outer"):
        assert inner() == 499500
    assert set(clock.spent) == {"inner", "outer"}
    assert all(spent >= 0 for spent in clock.spent.values())
