"""Engine `own` where there is nothing, something broken, or something poor. With weights: test_recipe.py."""

import msgspec
import pytest

from nlp.engines.own.engine import CARD, PIECES, Card, Direction, OwnEngine, findings
from nlp.errors import EngineFailed, EngineMissing


def card(**offered: bool) -> Card:
    return Card(
        name="tiny",
        directions={
            way.replace("_", "-"): Direction(quality=50.0 if good else 12.0, offered=good)
            for way, good in offered.items()
        },
    )


def put(models, what: Card | bytes, *files: str):
    folder = models / "own" / "tiny"
    folder.mkdir(parents=True)
    (folder / CARD).write_bytes(what if isinstance(what, bytes) else msgspec.json.encode(what))
    for name in files:
        (folder / name).write_bytes(b"nothing")
    return folder


def told(models):
    return [one for one in findings(models) if "tiny" in one.why or "no weights" in one.why]


def test_without_weights_there_are_no_edges_and_the_doctor_says_so(tmp_path):
    engine = OwnEngine(tmp_path, threads=1)
    with pytest.raises(EngineMissing, match="duologue train translation"):
        engine.translate("xx", "yy", ["hello"])
    assert {one.state for one in findings(tmp_path)} <= {"missing", "ready"}


def test_only_directions_that_are_good_enough_are_edges(tmp_path):
    put(tmp_path, card(qa_qb=True, qb_qa=False), "model.bin", PIECES)
    found = [edge for edge in OwnEngine(tmp_path, threads=1).edges() if edge.model == "tiny"]
    assert [(edge.source, edge.target, edge.quality) for edge in found] == [("qa", "qb", 50.0)]
    (line,) = told(tmp_path)
    assert line.state == "ready"
    assert "qa>qb" in line.why
    assert "not good enough: qb>qa (12)" in line.why


def test_a_model_that_is_nowhere_good_enough_is_no_edge(tmp_path):
    put(tmp_path, card(qa_qb=False), "model.bin", PIECES)
    assert not [edge for edge in OwnEngine(tmp_path, threads=1).edges() if edge.model == "tiny"]
    (line,) = told(tmp_path)
    assert (line.state, line.why) == ("missing", "tiny is not good enough to be offered: qa>qb (12)")


@pytest.mark.parametrize(
    ("what", "files", "said"),
    [(b"{", (), "cannot be read"), (card(qa_qb=True), ("model.bin",), f"lacks {PIECES}")],
)
def test_a_folder_that_is_not_whole_is_told_and_left_out(tmp_path, what, files, said):
    put(tmp_path, what, *files)
    assert not [edge for edge in OwnEngine(tmp_path, threads=1).edges() if edge.model == "tiny"]
    (line,) = told(tmp_path)
    assert line.state == "missing"
    assert said in line.why


def test_files_that_are_broken_fail_with_the_folder_in_the_message(tmp_path):
    folder = put(tmp_path, card(qa_qb=True), "model.bin", PIECES)
    with pytest.raises(EngineFailed, match=str(folder)):
        OwnEngine(tmp_path, threads=1).translate("qa", "qb", ["hello"])
