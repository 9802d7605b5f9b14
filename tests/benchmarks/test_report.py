"""What the benchmark says of what it has measured, and where it writes it."""

from pathlib import Path

import pytest

from benchmarks.peers.__main__ import measured
from benchmarks.peers.line_up import Entry, line_up
from benchmarks.peers.measure import QUICK, Measured, Row, measure
from benchmarks.peers.plot import points
from benchmarks.peers.report import put, tables
from benchmarks.peers.servers.base import Missing
from benchmarks.peers.servers.relay import Relay
from tests.benchmarks.test_search import step

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
ROW = Row(
    "Duologue",
    50,
    "commit abc",
    held=400.0,
    fixed=[Measured(step(50.0, 12.0), {"server": 1.0}), Measured(step(150.0, 15.0), {"server": 0.8})],
    searched=[Measured(step(400.0, 90.0), {"server": 0.5}), Measured(step(800.0, 900.0), {"server": 0.4})],
)


class Absent(Relay):
    """Cannot be had."""

    def start(self, folder: Path) -> None:
        raise Missing("no such thing on this machine")


def test_a_row_names_rates_waits_and_cpu():
    said = tables([ROW], "a machine").splitlines()
    assert "| Duologue | 50 | 1.0, 12 | 1.0, 15 | 400/s | 0.80 at 150/s; 0.50 at 400/s |" in said
    assert "- Duologue: commit abc" in said


def test_a_server_that_cannot_be_had_is_a_row_with_the_reason():
    (row,) = measure(Absent(), QUICK, (10,), print)
    assert "not measured: no such thing on this machine" in tables([row], "a machine")


def test_what_there_is_no_time_for_is_said():
    rows = measured([Entry(Absent(), (10, 20))], QUICK, 0.0, print)
    assert [(row.pairs, row.skipped) for row in rows] == [
        (10, "the time was over"),
        (20, "the time was over"),
    ]


def test_a_step_of_which_the_generator_was_late_is_not_in_the_picture():
    late = Measured(step(200.0, 800.0, lag=300.0), {"server": 1.0})
    row = Row("Duologue", 50, held=50.0, searched=[late, Measured(step(50.0), {"server": 1.0})])
    assert [one["rate"] for one in points([row])] == [50.0]


@pytest.mark.parametrize("name", ["peers", "everyday"])
def test_the_page_has_a_place_for_each_table_and_keeps_the_rest(tmp_path, name):
    page = tmp_path / "performance.md"
    page.write_text(PAGE.read_text())
    put(page, name, "A new table.")
    put(page, name, "A newer table.")
    assert "A newer table.\n<!-- /" in page.read_text()
    assert "A new table." not in page.read_text()
    assert page.read_text().endswith(PAGE.read_text()[-500:])


def test_a_page_without_a_place_is_left_alone(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("No place.")
    with pytest.raises(ValueError, match="no place for peers"):
        put(page, "peers", "A table.")
    assert page.read_text() == "No place."


def test_every_peer_and_both_stores_with_and_without_a_worker_are_in_a_full_run():
    names = {entry.server.name for entry in line_up(quick=False)}
    assert {
        f"Duologue, {store}, worker {state}"
        for store in ("SQLite", "PostgreSQL")
        for state in ("running", "stopped")
    } <= names
    assert {
        "Synapse",
        "Socket.IO, durable",
        "ejabberd, archive on mnesia",
        "ejabberd, archive on SQLite",
    } <= names
