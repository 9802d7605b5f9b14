from datetime import date, timedelta

import polars as pl
import pytest

from analytics import files
from analytics.errors import LakeUnreadable, LakeUnwritable
from analytics.lake import RESTS, Lake, collect
from analytics.schema import SCHEMAS
from analytics.scope import Scope
from tests.analytics.world import World, minutes


def everything(lake):
    return [lake.messages().collect(), lake.translations().collect(), lake.activity().collect()]


def test_no_lake_gives_empty_frames_with_every_column(tmp_path):
    lake = Lake(tmp_path / "none")
    for table, frame in zip(("messages", "translations", "activity"), everything(lake), strict=True):
        assert frame.is_empty() and set(SCHEMAS[table]) <= set(frame.columns)
    assert lake.as_of() is None


def test_no_text_of_any_message_or_reply_is_in_the_lake(tmp_path):
    world = World()
    world.tell("ana", 0, text="the password is hunter2", intents=("thanks",))
    world.write(tmp_path)
    for path in tmp_path.rglob("*.parquet"):
        rows = str(pl.read_parquet(path).to_dicts())
        assert "hunter2" not in rows and "secret reply" not in rows
    (row,) = Lake(tmp_path).messages().collect().to_dicts()
    assert (row["characters"], row["words"], row["intents"]) == (23, 4, ["thanks"])


def test_rows_lie_under_their_origin_and_the_day_they_happened(tmp_path):
    world = World()
    world.say("ana", 0)
    world.say("ana", 24 * 60)
    world.write(tmp_path)
    demo = World(demo=True)
    demo.say("dem", 0, conversation="d")
    demo.write(tmp_path)
    found = {(file.demo, file.day) for file in files.listing(tmp_path, "messages")}
    assert found == {(False, date(2026, 3, 2)), (False, date(2026, 3, 3)), (True, date(2026, 3, 2))}
    assert Lake(tmp_path).messages(Scope(demo=False)).collect()["author_id"].to_list() == ["ana", "ana"]


def test_what_is_delivered_twice_counts_once_whatever_the_batches(tmp_path):
    world = World()
    for number in range(4):
        world.tell("ana", number)
        world.act("suggestions_shown", number, message_id=f"c1-{number + 1}")
    world.write(tmp_path)
    world.write(tmp_path)  # the same batch again: the same files
    count = len(list(tmp_path.rglob("*.parquet")))
    assert count == 4
    world.write(tmp_path, first_entry=50)  # under other ids, as a relay that repeats itself would
    assert [frame.height for frame in everything(Lake(tmp_path))] == [4, 4, 4]


def test_a_column_added_later_reads_as_null_in_old_files(tmp_path):
    world = World()
    world.say("ana", 0)
    lake = world.write(tmp_path)
    (old,) = tmp_path.rglob("*.parquet")
    pl.read_parquet(old).drop("words").write_parquet(old)
    (row,) = lake.messages().collect().to_dicts()
    assert row["words"] is None and row["characters"] == 9


def test_a_column_from_a_newer_writer_is_passed_over(tmp_path):
    world = World()
    world.say("ana", 0)
    lake = world.write(tmp_path)
    (path,) = tmp_path.rglob("*.parquet")
    pl.read_parquet(path).with_columns(pl.lit(1).alias("later")).write_parquet(path)
    assert lake.messages().collect().height == 1


def test_half_written_files_are_not_seen(tmp_path):
    world = World()
    world.say("ana", 0)
    lake = world.write(tmp_path)
    (path,) = tmp_path.rglob("*.parquet")
    (path.parent / ".0-x.parquet.7.tmp").write_bytes(path.read_bytes()[:40])
    assert lake.messages().collect().height == 1


def test_a_damaged_file_is_named(tmp_path):
    world = World()
    world.say("ana", 0)
    lake = world.write(tmp_path)
    (path,) = tmp_path.rglob("*.parquet")
    path.write_bytes(b"not parquet at all")
    with pytest.raises(LakeUnreadable):
        collect(lambda: [lake.messages()])


@pytest.mark.parametrize("times", [1, len(RESTS) - 1, len(RESTS)])
def test_a_file_merged_away_under_the_reader_is_read_after_a_rest(tmp_path, monkeypatch, times):
    world = World()
    world.say("ana", 0)
    lake = world.write(tmp_path)
    rested, tried = [], []
    monkeypatch.setattr("analytics.lake._pause", rested.append)

    def query():
        frame = lake.messages()
        if len(tried) < times:
            (path,) = tmp_path.rglob("*.parquet")
            path.rename(path.with_name(f"1-merged{len(tried)}.parquet"))
        tried.append(1)
        return [frame]

    if times == len(RESTS):
        with pytest.raises(LakeUnreadable):
            collect(query)
    else:
        (frame,) = collect(query)
        assert frame.height == 1
    assert tuple(rested) == RESTS[: times + 1]


def test_the_fingerprint_changes_with_the_lake_only(tmp_path):
    world = World()
    world.say("ana", 0)
    lake = world.write(tmp_path)
    before = lake.fingerprint()
    assert lake.fingerprint() == before
    world.say("ana", 1)
    world.write(tmp_path, first_entry=9)
    assert lake.fingerprint() != before


def test_only_days_that_matter_are_read(tmp_path):
    world = World()
    world.say("ana", 0)
    world.say("ana", 24 * 60)
    lake = world.write(tmp_path)
    first = next(tmp_path.glob("messages/*/*/day=2026-03-02/*.parquet"))
    first.write_bytes(b"damaged")
    since = minutes(24 * 60) - timedelta(minutes=1)
    assert lake.messages(Scope(since=since)).collect().height == 1


def test_a_lake_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "messages").write_text("a file where a folder should be")
    world = World()
    world.say("ana", 0)
    with pytest.raises(LakeUnwritable, match="messages"):
        world.write(tmp_path)
