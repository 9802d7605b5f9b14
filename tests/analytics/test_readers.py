"""Who has DuckDB or pandas and the files finds what we find: the query of docs/lake.md, and those of the
benchmark.
"""

import json
import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from analytics.generate.write import Wanted, generate
from analytics.lake import Lake
from benchmarks.lake_questions import ASK, ENGINES, QUESTIONS, plain

DOC = Path(__file__).parent.parent.parent / "docs" / "lake.md"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A small lake of which one day was delivered twice, under another name."""
    made = tmp_path_factory.mktemp("lakes") / "lake"
    assert max(generate(made, Wanted(messages=1200, days=3, organisations=2, until=date(2026, 3, 9)))) > 500
    for path in made.glob("*/origin=live/organisation=org-0000/day=2026-03-07/*.parquet"):
        (path.parent / "0-again.parquet").write_bytes(path.read_bytes())
    return made


@pytest.mark.parametrize("name", QUESTIONS)
def test_three_engines_give_one_answer(root, name):
    answers = {engine: sorted(map(plain, ASK[engine](root, name)), key=str) for engine in ENGINES}
    assert len(answers["polars"]) > 2
    assert len({json.dumps(one) for one in answers.values()}) == 1


def test_the_query_of_the_page_counts_each_message_once(root, monkeypatch):
    (query,) = re.findall(r"```sql\n(.*?)```", DOC.read_text(encoding="utf-8"), re.S)
    monkeypatch.chdir(root.parent)
    found = duckdb.sql(query).fetchall()
    frame = Lake(root).messages().collect()
    assert sum(row[2] for row in found) == frame.height
    assert sum(row[3] for row in found) == (frame["author_kind"] == "contact").sum() > 0
