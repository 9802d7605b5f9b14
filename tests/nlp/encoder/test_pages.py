"""Pages of a file in the place of memory that holds the same."""

import mmap
import os
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from nlp.encoder import pages
from nlp.encoder.pages import FILE, PAGE, mapped, shared

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is shared")

ROWS, WIDTH = 600, 64
BEFORE = 64
"""Bytes of an allocator before the table."""
LOOKED_AT = ROWS * WIDTH + 2 * PAGE


@pytest.fixture
def table():
    return np.random.default_rng(7).integers(-127, 127, (ROWS, WIDTH)).astype(np.int8)


@pytest.fixture
def places(monkeypatch):
    """Addresses that are looked at: in all that other tests of this process hold it takes a second."""
    found, anonymous = [], pages._anonymous

    def near(least):
        for start, end in anonymous(least):
            yield from ((at, min(end, at + LOOKED_AT)) for at in found if start <= at < end)

    monkeypatch.setattr(pages, "_anonymous", near)
    return found


@pytest.fixture
def another(table, places):
    """Makes the table once more, where a library could have it."""

    def made():
        memory = mmap.mmap(-1, LOOKED_AT, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        there = np.frombuffer(memory, np.int8, table.size, BEFORE).reshape(table.shape)
        there[:] = table
        places.append(there.ctypes.data - BEFORE)
        return there

    return made


@pytest.fixture
def copy(another):
    return another()


def pages_of(folder):
    lines = Path("/proc/self/maps").read_text().splitlines()
    found = [line.split()[0].split("-") for line in lines if line.endswith(str(folder / FILE))]
    return sum(int(end, 16) - int(start, 16) for start, end in found)


def test_memory_is_the_files_and_reads_as_before(table, copy, tmp_path, monkeypatch):
    """Found among all that this process has."""
    monkeypatch.undo()
    size = shared(table, tmp_path)
    assert size == pages_of(tmp_path) == (BEFORE + table.nbytes) // PAGE * PAGE - PAGE
    assert np.array_equal(copy, table)


def test_who_writes_there_writes_for_himself(table, copy, tmp_path):
    assert shared(table, tmp_path)
    copy[:] = 0
    assert np.array_equal(np.fromfile(tmp_path / FILE, np.int8)[BEFORE:], table.reshape(-1))


@pytest.mark.parametrize("there", [b"", b"short", bytes(BEFORE + ROWS * WIDTH)])
def test_a_file_that_holds_something_else_is_written_anew(table, copy, tmp_path, there):
    (tmp_path / FILE).write_bytes(there)
    assert shared(table, tmp_path) == pages_of(tmp_path) > 0
    assert np.array_equal(copy, table)


def test_the_next_worker_takes_the_file_that_is_there(table, copy, another, tmp_path):
    shared(table, tmp_path)
    before = (tmp_path / FILE).stat().st_ino
    again = another()
    assert np.array_equal(again, table)
    assert shared(table, tmp_path) and (tmp_path / FILE).stat().st_ino == before
    assert pages_of(tmp_path) == 2 * ((BEFORE + table.nbytes) // PAGE * PAGE - PAGE)


def test_all_copies_are_the_files(table, copy, another, tmp_path):
    """One may be an encoder's that nobody has any more, and is let go later."""
    other = another()
    assert (
        shared(table, tmp_path) == pages_of(tmp_path) == 2 * ((BEFORE + table.nbytes) // PAGE * PAGE - PAGE)
    )
    assert np.array_equal(copy, table) and np.array_equal(other, table)


def test_drafts_of_the_dead_go_and_those_of_the_living_stay(table, copy, tmp_path):
    dead, alive = (tmp_path / f".{FILE}.{number}.part" for number in (1, 2))
    for draft in (dead, alive):
        draft.write_bytes(b"half")
    os.utime(dead, (0, 0))
    assert shared(table, tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([alive, tmp_path / FILE])


def test_memory_that_differs_stays(table, copy, tmp_path):
    copy[-1, -1] ^= 1
    assert shared(table, tmp_path) == pages_of(tmp_path) == 0


def test_what_stands_against_it_costs_memory_alone(table, copy, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert shared(table, tmp_path / "file") == shared(table, None) == 0
    assert np.array_equal(copy, table)


def test_a_table_is_read_from_its_file_and_written_anew_where_that_holds_something_else(table, tmp_path):
    for there in (None, b"", bytes(table.nbytes), table.tobytes()):
        if there is not None:
            (tmp_path / "some.bin").write_bytes(there)
        found = mapped(table, tmp_path, "some.bin")
        assert not found.flags.writeable and np.array_equal(found, table)
        assert (tmp_path / "some.bin").read_bytes() == table.tobytes()


def test_a_table_that_cannot_be_kept_in_a_file_stays(table, tmp_path):
    (tmp_path / "file").touch()
    assert mapped(table, None, "some.bin") is table
    assert mapped(table, tmp_path / "file", "some.bin") is table


def test_a_word_brings_its_own_page_and_none_beside_it(table, copy, tmp_path):
    """The system is told that pages are used here and there: else it counts sixteen for each, or more."""
    assert shared(table, tmp_path)
    kept = mapped(table, tmp_path, "another.bin")
    assert np.array_equal(kept, table)
    areas = Path("/proc/self/smaps").read_text().split("\nVmFlags:")
    flags = [after.splitlines()[0] for area, after in pairwise(areas) if str(tmp_path) in area]
    assert len(flags) == 2 and all(" rr" in one for one in flags)
