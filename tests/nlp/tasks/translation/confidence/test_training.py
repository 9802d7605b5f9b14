"""Training of confidence, on a handful of sentences."""

import lzma
from importlib.util import find_spec

import msgspec
import numpy as np
import pytest

from nlp.encoder.similarity import Similarity
from nlp.measures.binary import auroc, calibration_error
from nlp.tasks.language import Detector
from nlp.tasks.translation.confidence.judge import Evidence, build_judge
from nlp.training.confidence.train import train
from wire.contracts.settings import Settings

if not all(map(find_spec, ("sklearn", "sacrebleu"))):  # imported where needed: every process collects this
    pytest.skip("training needs the extra `eval`", allow_module_level=True)

THINGS = (("house", "casa"), ("chair", "cadeira"), ("letter", "carta"), ("table", "mesa"), ("street", "rua"))
COLOURS = (("blue", "azul"), ("big", "grande"), ("green", "verde"))


def rows():
    for thing, coisa in THINGS:
        for colour, cor in COLOURS:
            yield f"The {thing} over there is {colour}.", f"A {coisa} ali é {cor}.", "tatoeba"
            yield f"My {thing} was never {colour}.", "Ontem choveu o dia todo em Lisboa.", "tatoeba"
            yield f"Barred {thing} {colour}", "Proibido", "newstest2012"


def test_weights_and_card_come_out_and_barred_origins_stay_out(tmp_path):
    lines = ["en\tpt\torigin", *("\t".join(row) for row in rows())]
    tmp_path.joinpath("en-pt.tsv.xz").write_bytes(lzma.compress("\n".join(lines).encode()))
    out = tmp_path / "out"
    train(tmp_path, out, limit=100, settings=Settings(home=tmp_path))
    judge = build_judge(Similarity(), Detector(), out)
    evidence = {"source": "en", "target": "pt", "steps": 1, "quality": 67.6}
    (chance,) = judge.judge([Evidence(text="The house", translation="A casa", **evidence)])
    assert 0 <= chance <= 1
    card = out.joinpath("card.md").read_text()
    assert "| en>pt, 1 steps | 30 |" in card
    assert "--limit 100 --seed 7" in card
    weights = msgspec.json.decode(out.joinpath("weights.json").read_bytes())
    assert len(weights["weight"]) == len(weights["features"])


def test_auroc_and_calibration_error_are_what_they_are_called():
    good = np.array([True, True, False, False])
    assert auroc(good, np.array([0.9, 0.8, 0.2, 0.1])) == 1
    assert auroc(good, np.array([0.1, 0.2, 0.8, 0.9])) == 0
    assert auroc(good, np.array([0.5, 0.5, 0.5, 0.5])) == 0.5
    assert auroc(good, np.array([0.9, 0.3, 0.4, 0.1])) == 0.75
    assert np.isnan(auroc(good[:2], np.array([0.1, 0.2])))
    assert calibration_error(good, np.array([1.0, 1.0, 0.0, 0.0])) == 0
    assert calibration_error(good, np.array([0.0, 0.0, 1.0, 1.0])) == 1
    assert calibration_error(good, np.full(4, 0.75)) == pytest.approx(0.25)
