"""Ports of tests are free, not the system's to give away, and of each process its own."""

import socket
from pathlib import Path

import pytest

from tests.ports import STRETCHES, free_port, free_row, stretch


def test_none_is_handed_out_twice_in_a_row():
    assert len({free_port() for _ in range(200)}) == 200


def test_none_is_one_that_the_system_gives_to_connections():
    first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert stretch()[-1] < first
    assert free_port() in stretch()


def test_processes_side_by_side_have_none_in_common(monkeypatch):
    found = []
    for number in range(STRETCHES):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", f"gw{number}")
        found += stretch()
    assert len(found) == len(set(found))


@pytest.mark.parametrize("count", [1, 5])
def test_what_is_taken_is_passed_over(count):
    before = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", next(port for port in range(before + 1, before + 50) if _free(port))))
        row = free_row(count)
        assert taken.getsockname()[1] not in range(row, row + count)
        assert all(_free(port) for port in range(row, row + count))


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_none_is_one_that_browsers_refuse():
    """Of the ports that the Fetch standard calls bad, 10080 is the highest."""
    assert stretch()[0] > 10080
