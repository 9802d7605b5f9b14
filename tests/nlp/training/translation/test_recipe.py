"""`--smoke`, whole: it learns, and what it writes is read by engines `own` and `hub`.

What it learns differs from processor to processor: a sum rounded otherwise, and another word comes first. So
nothing here asks for words, nor for a score: only for much more than the same network makes of it untaught.
"""

import msgspec
import pytest
from click.testing import CliRunner

from nlp.engines.hub.engine import HubEngine
from nlp.engines.own.engine import OwnEngine, findings
from nlp.training.translation.card import HELD_OUT, TranslationCard
from nlp.training.translation.evaluate import by_direction, chrf, with_network
from nlp.training.translation.loop import learn
from service.cli.train import train

ASKED = "Where is the hotel?"
LEARNT = 15.0
"""Points of chrF: a fraction of the 40 and more that a smoke training gained wherever it was tried."""


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    out = tmp_path_factory.mktemp("models") / "own" / "smoke"
    done = CliRunner().invoke(train, ["translation", "--smoke", "--out", str(out)])
    assert done.exit_code == 0, done.output
    return out, done.output


@pytest.fixture(scope="module")
def card(trained):
    return msgspec.json.decode((trained[0] / "own" / "card.json").read_bytes(), type=TranslationCard)


@pytest.fixture(scope="module")
def untaught(smoke, prepared, tmp_path_factory):
    """chrF of the same network after a single step, by direction."""
    one = msgspec.structs.replace(smoke, training=msgspec.structs.replace(smoke.training, steps=1))
    model = learn(one, prepared, tmp_path_factory.mktemp("untaught"), print, go_on=False)
    return by_direction(with_network(model, prepared.words, "cpu"), prepared.facts.held_out)


@pytest.fixture(scope="module")
def held(prepared):
    """English sentences that no training saw, and what is German for them."""
    (sentences,) = prepared.facts.held_out.values()
    return [one.left for one in sentences], [one.right for one in sentences]


@pytest.fixture
def models(trained, tmp_path):
    """A folder of models that holds what was trained."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "smoke").symlink_to(trained[0] / "own")
    return tmp_path


@pytest.mark.slow
def test_it_learns_what_it_never_saw(card, trained, untaught):
    for way, score in card.measured.chrf[HELD_OUT].items():
        assert score > untaught[way] + LEARNT
    assert "chrF" in trained[1]
    assert card.stand.step == card.recipe.training.steps


@pytest.mark.slow
def test_the_card_tells_data_licence_seed_and_figures(card, trained):
    page = (trained[0] / "own" / "card.md").read_text()
    assert card.data == {"en-de": {"sentences from our own templates": 204}}
    assert f"seed {card.recipe.training.seed}" in page
    for way, score in card.measured.chrf["held out"].items():
        assert f"| held out | 20 | {way} | {score} |" in page
    assert set(card.measured.similarity) == {"en-de", "de-en"}


@pytest.mark.slow
def test_engine_own_offers_what_the_card_does_and_translates(card, models, held, untaught):
    engine = OwnEngine(models, threads=1)
    assert {f"{edge.source}-{edge.target}": edge.quality for edge in engine.edges()} == {
        way: one.quality for way, one in card.directions.items() if one.offered
    }
    said = engine.translate("en", "de", held[0])
    assert chrf([one.text for one in said], held[1]) > untaught["en-de"] + LEARNT
    (done,) = engine.translate("en", "de", [f"{ASKED}\n\n{ASKED}"])
    first, blank, second = done.text.split("\n")
    assert (blank, first) == ("", second)
    assert done.score is not None
    assert done.score < 0
    engine.close()


@pytest.mark.slow
def test_engine_hub_reads_the_other_folder(trained, tmp_path, held, untaught):
    folder = trained[0] / "huggingface"
    for int8 in (True, False):
        engine = HubEngine((f"*={folder}:en", "de"), tmp_path, threads=1, int8=int8)
        said = engine.translate("en", "de", held[0])
        assert chrf([one.text for one in said], held[1]) > untaught["en-de"] + LEARNT


@pytest.mark.slow
def test_what_is_there_is_not_overwritten_by_mistake(trained):
    done = CliRunner().invoke(train, ["translation", "--smoke", "--out", str(trained[0])])
    assert done.exit_code == 1
    assert "--resume goes on with it" in done.output


def test_a_mistake_is_told_in_one_line(tmp_path):
    done = CliRunner().invoke(train, ["translation", "--config", "nothing", "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert "no recipe 'nothing'" in done.output
    done = CliRunner().invoke(train, ["translation"])
    assert "--out" in done.output


@pytest.mark.slow
def test_the_doctor_says_what_is_not_good_enough(models, card):
    (line,) = [one for one in findings(models) if "smoke" in one.why]
    assert line.state == ("ready" if any(one.offered for one in card.directions.values()) else "missing")
