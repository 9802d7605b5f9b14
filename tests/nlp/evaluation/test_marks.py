"""The evaluation of marks, on a small set of its own."""

import lzma

import pytest

from nlp.evaluation.marks import run
from nlp.measures.base import Options
from wire.contracts.settings import Settings

LINES = (
    ("I do not want 30 boxes, Mr Pereira.", "Não quero 30 caixas, senhor Pereira."),
    ("The meeting is in room 12.", "A reunião é na sala 21."),
    ("Good night to all of you.", "Boa noite a todos vocês."),
)


@pytest.fixture
def options(tmp_path):
    folder = tmp_path / "data" / "eval"
    folder.mkdir(parents=True)
    rows = ["en\tpt", *("\t".join(pair) for pair in LINES)]
    (folder / "chat.en-pt.tsv.xz").write_bytes(lzma.compress("\n".join(rows).encode()))
    return Options(settings=Settings(home=tmp_path / "home"), data=tmp_path / "data", pairs=(("en", "pt"),))


@pytest.mark.slow
def test_good_lines_and_damaged_ones_are_counted(options):
    said: list[str] = []
    references, previews = run(options, said.append)
    [row] = [dict(zip(references.columns, one, strict=True)) for one in references.rows]
    assert (row["pair"], row["lines"]) == ("en>pt", 3)
    assert row["number: marked in vain %"] == 33.3
    assert row["name: marked in vain %"] == row["negation: marked in vain %"] == 0
    for kind in ("name", "negation"):
        assert (row[f"{kind}: damaged"], row[f"{kind}: noticed %"]) == (1, 100)
    assert (row["number: damaged"], row["number: noticed %"]) == (0, None), "30 turned round begins with 0"
    [row] = [dict(zip(previews.columns, one, strict=True)) for one in previews.rows]
    assert (row["lines"], row["translated"]) == (3, 3)
    assert 0 < row["p50 ms"] <= row["p95 ms"]
    assert said


def test_without_sets_there_is_no_table(tmp_path):
    options = Options(settings=Settings(home=tmp_path), data=None)
    assert run(options, print) == []
