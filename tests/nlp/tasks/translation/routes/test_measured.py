"""Ways that were measured as a whole, all ways of a pair, and the map as a picture."""

import xml.etree.ElementTree as ElementTree

import pytest

from nlp.tasks.translation.routes.graph import Routes, along
from nlp.tasks.translation.routes.picture import lines_of, picture
from nlp.tasks.translation.routes.quality import Figures, figures
from nlp.tasks.translation.routes.ways import ways_of
from tests.nlp.tasks.translation.routes.test_graph import edge
from wire.contracts.errors import SettingsError

EDGES = (
    edge("en>pt", 60, "firefox"),
    edge("pt>ca", 40),
    edge("en>ca", 45),
    edge("ca>it", 40),
    edge("pt>it", 30, rough=True),
)
NONE = Figures({})


def test_what_a_way_was_measured_to_reach_goes_before_what_its_steps_promise():
    assert Routes(EDGES, (), NONE).best("en", "ca").languages == ("en", "ca")
    known = Figures({"firefox+apertium": {"en>pt>ca": 55.0}})
    best = Routes(EDGES, (), known).best("en", "ca")
    assert (best.languages, best.quality, best.measured) == (("en", "pt", "ca"), 55.0, 55.0)


def test_a_way_of_three_steps_counts_as_well_and_a_bad_figure_counts_against_it():
    known = Figures({"firefox+apertium+apertium": {"en>pt>ca>it": 90.0}})
    assert Routes(EDGES, (), known).best("en", "it").languages == ("en", "pt", "ca", "it")
    known = Figures({"firefox+apertium": {"en>pt>ca": 10.0}})
    assert Routes(EDGES, (), known).best("en", "ca").languages == ("en", "ca")


def test_figures_of_a_way_hold_for_its_engines_alone():
    known = Figures({"firefox+firefox": {"en>pt>ca": 99.0}, "apertium+hub": {"pt>ca>it": 99.0}})
    assert Routes(EDGES, (), known).best("en", "ca").languages == ("en", "ca")
    assert Routes(EDGES, (), known).best("pt", "it").measured is None


@pytest.mark.parametrize(
    "text",
    [
        '["firefox+apertium"]\n"en>pt" = 50',
        '[firefox]\n"en>pt>ca" = 50',
        '["firefox+apertium"]\n"en>pt>ca" = 101',
    ],
)
def test_a_way_needs_one_language_more_than_engines(tmp_path, text):
    (tmp_path / "quality.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"quality\.toml"):
        figures(tmp_path)


def test_every_way_of_a_pair_once_and_none_twice_through_a_language():
    ways = [">".join(one.languages) for one in ways_of(Routes(EDGES, (), NONE), "en", "it")]
    assert sorted(ways) == ["en>ca>it", "en>pt>ca>it", "en>pt>it"]
    assert [one.languages for one in ways_of(Routes(EDGES, (), NONE), "en", "it", 2)] == [
        ("en", "pt", "it"),
        ("en", "ca", "it"),
    ]


def test_one_step_has_the_figure_of_its_edge():
    assert along(EDGES[:1], Figures({"firefox": {"en>pt": 1.0}})).quality == 60


def test_the_picture_has_every_step_and_both_directions_as_one_line():
    both = (*EDGES, edge("ca>en", 50), edge("pt>en", 61, "firefox"))
    lines = {(line.one, line.other): (line.there, line.back) for line in lines_of(both)}
    assert lines["ca", "en"] == (50, 45) and lines["en", "pt"] == (60, 61) and lines["ca", "pt"] == (None, 40)
    drawn = ElementTree.fromstring(picture(both))
    texts = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"ca", "en", "it", "pt", "50 / 45", "– / 40", "firefox", "apertium"} <= set(texts)
    assert ElementTree.fromstring(picture(())) is not None
