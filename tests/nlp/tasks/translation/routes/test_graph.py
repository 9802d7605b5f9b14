"""Paths over edges."""

import pytest

from nlp.engines.base import Edge
from nlp.tasks.translation.routes.graph import MAX_HOPS, Routes
from nlp.tasks.translation.routes.quality import figures, shipped
from wire.contracts.errors import SettingsError
from wire.contracts.languages import primary


def edge(
    pair: str, quality: float, engine: str = "apertium", rough: bool = False, cost: float = 0.002
) -> Edge:
    source, target = pair.split(">")
    return Edge(
        source=source,
        target=target,
        engine=engine,
        model=f"{source}-{target}",
        quality=quality,
        cost=cost,
        rough=rough,
    )


MEASURED = (
    edge("en>pt", 67.6, "firefox"),
    edge("pt>en", 67.6, "firefox"),
    edge("pt>es", 46.7),
    edge("es>pt", 46.7),
    edge("en>es", 40.9),
    edge("es>en", 43.7),
    edge("es>fr", 43.4, rough=True),
    edge("fr>es", 43.5),
)


@pytest.mark.parametrize(
    ("pair", "path"),
    [
        ("en>pt", "en>pt"),
        ("en>es", "en>pt>es"),
        ("es>en", "es>pt>en"),
        ("pt>es", "pt>es"),
        ("es>pt", "es>pt"),
        ("en>fr", "en>pt>es>fr"),
        ("fr>en", "fr>es>pt>en"),
    ],
)
def test_the_paths_that_measured_best_are_taken(pair, path):
    assert ">".join(Routes(MEASURED).best(*pair.split(">")).languages) == path


def test_a_better_edge_takes_over():
    routes = Routes((*MEASURED, edge("en>es", 58, "firefox")))
    assert routes.best("en", "es").engines == "firefox"
    assert routes.best("en", "es").languages == ("en", "es")


def test_names_along_the_path():
    route = Routes(MEASURED).best("en", "fr")
    assert route.engines == "firefox+apertium"
    assert route.models == "en-pt+pt-es+es-fr"


def test_equal_quality_is_decided_by_cost():
    routes = Routes((edge("en>de", 60, "hub", cost=0.2), edge("en>de", 60, "firefox", cost=0.01)))
    assert routes.best("en", "de").engines == "firefox"


def test_tags_are_taken_by_their_primary_subtag():
    assert primary("pt-BR") == primary("PT_br") == "pt"
    assert Routes(MEASURED).best("en-GB", "pt-BR").languages == ("en", "pt")


def test_no_path_is_null_and_none_is_longer_than_allowed():
    chain = [edge(f"{a}>{b}", 60) for a, b in zip("abcde", "bcdef", strict=True)]
    routes = Routes(chain)
    assert routes.best("a", "d") is not None
    assert routes.best("a", "e") is None
    assert routes.best("b", "a") is None
    assert max(len(routes.best(*pair).edges) for pair in routes.pairs()) == MAX_HOPS


def test_rough_edges_make_rough_pairs():
    routes = Routes(MEASURED)
    assert ("en", "fr") in routes.rough()
    assert ("fr", "en") in routes.rough()  # by way of es and pt: three steps
    assert ("pt", "es") not in routes.rough()
    assert set(routes.rough()) <= set(routes.pairs())


def test_a_pin_wins():
    routes = Routes(MEASURED, ("en-es=en>es",))
    assert routes.best("en", "es").languages == ("en", "es")
    assert routes.best("es", "en").languages == ("es", "pt", "en")


@pytest.mark.parametrize("pin", ["en-es", "en-es=pt>es", "en-es=en", "en-de=en>de", "en-es=en>de>es"])
def test_pins_that_cannot_be_walked_are_refused(pin):
    with pytest.raises(SettingsError, match="DUOLOGUE_ROUTES"):
        Routes(MEASURED, (pin,))


def test_what_was_measured_goes_before_what_is_usual():
    usual = tuple(edge(">".join((one.source, one.target)), 1.0, one.engine) for one in MEASURED)
    assert Routes(usual).best("en", "es").languages == ("en", "pt", "es")
    assert Routes(usual).best("en", "pt").quality == 67.6


def test_figures_of_ones_own_go_before_those_shipped(tmp_path):
    (tmp_path / "quality.toml").write_text('[apertium]\n"en>es" = 90\n')
    own = Routes(MEASURED, (), figures(tmp_path))
    assert own.best("en", "es").languages == ("en", "es")
    assert own.best("es", "pt").quality == shipped().by_engine["apertium"]["es>pt"]


@pytest.mark.parametrize(
    "text", ["[apertium", '[apertium]\n"en-es" = 50', '[apertium]\n"en>es" = 0', '"en>es" = 50']
)
def test_figures_that_cannot_be_read_are_refused(tmp_path, text):
    (tmp_path / "quality.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"quality\.toml"):
        figures(tmp_path)


def test_a_way_round_is_found_where_the_best_beginning_has_passed_the_target():
    """a>t>m is the better way to m, but a path to t must not pass t on its way."""
    edges = (
        edge("a>t", 40),
        edge("t>m", 99),
        edge("a>x", 90),
        edge("x>m", 90),
        edge("m>t", 90),
    )
    assert Routes(edges).best("a", "t").languages == ("a", "x", "m", "t")


@pytest.mark.timeout(200)
def test_all_pairs_of_fifty_languages_are_found():
    """An edge for each pair: a second or two, where every path of every pair would take for ever."""
    names = [a + b for a in "abcdefg" for b in "hijklmn"][:50]
    edges = [edge(f"{a}>{b}", 50, "remote") for a in names for b in names if a != b]
    assert len(Routes(edges).pairs()) == len(names) * (len(names) - 1)
