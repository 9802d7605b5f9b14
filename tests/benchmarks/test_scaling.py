"""The day that `docs/scaling.md` tells of: one for a seed, nothing lost, settings that there are."""

import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks.scaling import page
from benchmarks.scaling.demand import loads_a_message, models, unequal
from benchmarks.scaling.figures import load
from benchmarks.scaling.run import STAGES, live
from benchmarks.scaling.sizing import size
from benchmarks.scaling.steps import CLUSTER, LARGE, SERVER, WAYS, Change
from wire.contracts.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"
FIGURES = load()


def lived(way=CLUSTER, seed=7, stores=1):
    return live(FIGURES, size(FIGURES, way, way.people, 7), seed, stores)


def test_a_seed_gives_one_day_and_another_seed_another():
    one, again, other = lived(), lived(), lived(seed=8)
    assert np.array_equal(one.written, again.written) and np.array_equal(one.delay, again.delay)
    assert not np.array_equal(one.written, other.written)
    assert unequal(FIGURES, 10_000, 64, 7) == unequal(FIGURES, 10_000, 64, 7)


@pytest.mark.parametrize("way", [CLUSTER, LARGE], ids=lambda way: way.name)
def test_at_each_moment_what_came_was_handled_or_waits(way):
    day = lived(way)
    come = day.written
    for stage in STAGES:
        assert np.array_equal(np.cumsum(come), np.cumsum(day.handled[stage]) + day.waiting[stage]), stage
        assert day.waiting[stage].min() >= 0
        come = day.handled[stage]
    assert day.written.sum() == come.sum() + day.left


def test_who_has_too_little_room_falls_behind():
    """Of LARGE the relay of one store is too slow, or the page would name another part."""
    sized = size(FIGURES, LARGE, LARGE.people, 7)
    alone, together = lived(LARGE), lived(LARGE, stores=sized.stores)
    assert alone.translated_within(0.99) >= together.translated_within(0.99)
    assert together.left <= alone.left


def test_a_worker_that_keeps_all_models_loads_none_again():
    assert loads_a_message(FIGURES, models(FIGURES), 7) < 0.01 < loads_a_message(FIGURES, 4, 7)
    assert SERVER.kept == models(FIGURES)


def test_each_setting_that_is_named_there_is_and_takes_what_it_is_given():
    for change in (one for way in WAYS for one in way.changes):
        name, _, value = change.named.partition("=")
        if value.isdecimal():
            Settings.load({name: value})
    with pytest.raises(KeyError, match="not a setting"):
        _ = Change("cores", "8", "there is none").named
    assert page.settings() in (DOCS / "scaling.md").read_text()


@pytest.mark.parametrize("one", FIGURES.cited.values(), ids=FIGURES.cited)
def test_a_figure_that_is_cited_is_of_a_place_on_its_page(one):
    text = (DOCS / one.page).read_text()
    assert re.search(rf"^(## {one.source}|<!-- {one.source}:.*)$", text, re.M)
    assert one.value > 0
