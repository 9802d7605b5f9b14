import os
from datetime import timedelta

import pytest

from analytics import cleared, files
from analytics.cleared import Cleared
from analytics.compact import FAN_IN, tidy
from analytics.lake import Lake
from tests.analytics.world import START, World, minutes


def drip(root, number, demo=False, day=0):
    """Write `number` messages, a file each."""
    for one in range(number):
        world = World(demo=demo)
        world._seq["c1"] = one + 1000 * day
        world.say("ana", one + day * 24 * 60, conversation="c1")
        world.write(root, first_entry=one + 1 + 1000 * day)
    return Lake(root)


def names(root):
    return sorted(path.name for path in root.rglob("*.parquet"))


def age(root, seconds):
    for path in root.rglob("*.parquet"):
        stat = path.stat()
        os.utime(path, (stat.st_atime, stat.st_mtime - seconds))


def test_many_small_files_become_one_and_nothing_is_lost(tmp_path):
    lake = drip(tmp_path, FAN_IN + 3)
    before = lake.messages().sort("seq").collect()
    assert tidy(tmp_path) == FAN_IN + 3
    assert lake.messages().sort("seq").collect().equals(before)  # both there: still one row each
    age(tmp_path, 61)
    tidy(tmp_path)
    assert len(names(tmp_path)) == 1
    assert lake.messages().sort("seq").collect().equals(before)


def test_replaced_files_stay_for_readers_that_listed_them(tmp_path):
    drip(tmp_path, FAN_IN)
    tidy(tmp_path)
    tidy(tmp_path)
    assert len(names(tmp_path)) == FAN_IN + 1


def test_few_files_are_left_alone_while_their_day_is_written_to(tmp_path):
    drip(tmp_path, FAN_IN - 1)
    assert tidy(tmp_path) == 0


def test_a_settled_past_day_becomes_one_file(tmp_path):
    drip(tmp_path, 3)
    age(tmp_path, 700)
    assert tidy(tmp_path) == 3
    age(tmp_path, 700)
    assert tidy(tmp_path) == 0
    assert len(names(tmp_path)) == 1


def test_a_crash_between_merging_and_removing_does_no_harm(tmp_path):
    lake = drip(tmp_path, FAN_IN)
    kept = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    tidy(tmp_path, grace=0)
    tidy(tmp_path, grace=0)
    assert len(names(tmp_path)) == 1
    for path, body in kept.items():
        path.write_bytes(body)  # as if nothing had been removed; or as if all had been delivered again
    assert lake.messages().collect().height == FAN_IN
    tidy(tmp_path, grace=0)
    assert len(names(tmp_path)) == 1
    assert lake.messages().collect().height == FAN_IN


def test_a_merged_file_tells_what_it_replaces(tmp_path):
    drip(tmp_path, FAN_IN)
    sources = names(tmp_path)
    tidy(tmp_path)
    (merged,) = (file for file in files.listing(tmp_path, "messages") if file.level)
    assert sorted(files.merged_from(merged.path)) == sources


def test_what_was_left_half_written_goes_in_time(tmp_path):
    drip(tmp_path, 1)
    (path,) = tmp_path.rglob("*.parquet")
    left = path.parent / ".0-x.parquet.7.tmp"
    left.write_bytes(b"PAR1")
    tidy(tmp_path)
    assert left.exists()
    os.utime(left, (0, 0))
    tidy(tmp_path)
    assert not left.exists()


@pytest.fixture
def mixed(tmp_path) -> Lake:
    live = World()
    live.tell("ana", 0)
    live.write(tmp_path)
    demo = World(demo=True)
    demo.tell("dem", 0, conversation="d")
    demo.write(tmp_path)
    return Lake(tmp_path)


def test_cleared_demo_data_is_gone_at_once_and_its_files_with_the_next_round(tmp_path, mixed):
    assert mixed.messages().collect().height == 2
    cleared.write(tmp_path, Cleared(at=minutes(5), logged_at=minutes(5)))
    assert mixed.messages().collect()["author_id"].to_list() == ["ana"]
    assert mixed.translations().collect()["author_id"].to_list() == ["ana"]
    for path in tmp_path.rglob("*.parquet"):
        os.utime(path, (START.timestamp(), START.timestamp()))
    tidy(tmp_path)
    assert not [path for path in tmp_path.rglob("*.parquet") if "origin=demo" in str(path)]
    assert [path for path in tmp_path.rglob("*.parquet") if "origin=live" in str(path)]


def test_demo_data_after_the_clearing_counts(tmp_path, mixed):
    cleared.write(tmp_path, Cleared(at=minutes(5), logged_at=minutes(5)))
    fresh = World(demo=True)
    fresh.tell("new", -3 * 24 * 60, conversation="e", queued=minutes(6))
    entry = int((minutes(6)).timestamp() * 1000)
    fresh.write(tmp_path, first_entry=entry)
    assert sorted(mixed.messages().collect()["author_id"].to_list()) == ["ana", "new"]
    assert sorted(mixed.translations().collect()["author_id"].to_list()) == ["ana", "new"]


def test_an_older_clearing_does_not_undo_a_later_one(tmp_path):
    later, older = minutes(9), minutes(9) - timedelta(minutes=4)
    assert cleared.write(tmp_path, Cleared(at=later, logged_at=later))
    assert not cleared.write(tmp_path, Cleared(at=older, logged_at=older))
    assert not cleared.write(tmp_path, Cleared(at=later, logged_at=later))
    assert cleared.read(tmp_path).at == later
