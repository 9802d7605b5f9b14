"""Each organisation's rows lie by themselves; what lay together before is moved, and nothing is lost."""

import asyncio
import os
import shutil
from datetime import date

import polars as pl
import pytest

from analytics import cleared, files, removed
from analytics.cleared import Cleared
from analytics.compact import tidy
from analytics.lake import Lake
from analytics.layout import NO_ORGANISATION, folder_of
from analytics.recorder import Recorder
from analytics.schema import SCHEMAS
from analytics.scope import Scope
from analytics.upkeep import remove_days, remove_organisation
from tests.analytics.world import World, minutes
from wire.broker.consumer import Delivery
from wire.contracts.activity import Activity

WHOSE = ("casa", "rival", None)


def tell(root, number=3, demo=False):
    for one in range(number):
        for at, whose in enumerate(WHOSE):
            world = World(demo=demo, organisation=whose)
            world.tell("ana", one, conversation=f"{whose}-{one}-{demo}")
            world.act("conversation_opened", one)
            world.write(root, first_entry=10 * one + at + 1)
    return Lake(root)


def as_before(root):
    """Put all files where they lay before there were organisations: two of one name are two still."""
    for table in SCHEMAS:
        for number, file in enumerate(files.listing(root, table)):
            day = file.path.parent.parent.parent / file.path.parent.name
            day.mkdir(parents=True, exist_ok=True)
            file.path.rename(day / f"0-{number}-{file.path.name}")
    for folder in root.glob("*/origin=*/organisation=*"):
        shutil.rmtree(folder)


def age(root, seconds=100_000):
    for path in root.rglob("*.parquet"):
        os.utime(path, (path.stat().st_atime - seconds, path.stat().st_mtime - seconds))


def all_of(lake, scope=None):
    rows = [
        getattr(lake, name)(scope or Scope()).collect() for name in ("messages", "translations", "activity")
    ]
    return [sorted(map(str, one.to_dicts())) for one in rows]


def folders(root):
    return {path.parent.parent.name for path in root.rglob("*.parquet")}


def test_an_organisations_rows_lie_and_are_read_by_themselves(tmp_path):
    lake = tell(tmp_path)
    assert folders(tmp_path) == {"organisation=casa", "organisation=rival", "organisation=none"}
    for whose, name in (("casa", "casa"), ("rival", "rival"), (None, NO_ORGANISATION)):
        found = lake.messages(Scope(organisation=name)).collect()
        assert found["organisation_id"].to_list() == [whose] * 3
        only = [one.organisation for one in files.listing(tmp_path, "messages")]
        assert only.count(name) == 3
    assert lake.messages().collect().height == 9


def test_what_is_delivered_twice_is_there_once(tmp_path):
    before = all_of(tell(tmp_path))
    names = sorted(tmp_path.rglob("*.parquet"))
    assert all_of(tell(tmp_path)) == before
    assert sorted(tmp_path.rglob("*.parquet")) == names


def test_an_organisation_goes_or_ages_without_the_others(tmp_path):
    lake = tell(tmp_path)
    rest = all_of(lake, Scope(organisation="rival")), all_of(lake, Scope(organisation=NO_ORGANISATION))
    assert remove_organisation(tmp_path, "casa") > 0
    assert lake.messages(Scope(organisation="casa")).collect().is_empty()
    assert (all_of(lake, Scope(organisation="rival")), all_of(lake, Scope(organisation="none"))) == rest
    assert not list(tmp_path.rglob("organisation=casa"))
    assert remove_organisation(tmp_path, "*") == remove_organisation(tmp_path, "cas") == 0
    assert remove_days(tmp_path, date(2027, 1, 1), "rival") > 0
    assert set(lake.messages().collect()["organisation_id"]) == {None}


def test_what_an_id_has_in_it_leads_to_no_other_folder(tmp_path):
    odd = "../../a/b"
    folder = folder_of(tmp_path, "messages", "live", odd, "2026-03-02")
    assert len(folder.relative_to(tmp_path).parts) == 4 and ".." not in folder.parts
    world = World(organisation=odd)
    world.say("ana", 0)
    lake = world.write(tmp_path)
    assert lake.messages(Scope(organisation=odd)).collect().height == 1
    assert remove_organisation(tmp_path, odd) == 1


@pytest.mark.parametrize("demo", [False, True])
def test_old_files_are_read_and_moved_without_loss(tmp_path, demo):
    lake = tell(tmp_path, demo=demo)
    before = all_of(lake)
    theirs = {one: all_of(lake, Scope(organisation=one)) for one in ("casa", "rival", "none")}
    as_before(tmp_path)
    assert {file.organisation for file in files.listing(tmp_path, "messages")} == {None}
    for _ in range(4):
        assert all_of(lake) == before
        assert {one: all_of(lake, Scope(organisation=one)) for one in theirs} == theirs
        tidy(tmp_path)
        age(tmp_path)
    assert all_of(lake) == before
    assert not list(tmp_path.glob("*/origin=*/day=*"))
    assert len(list(tmp_path.rglob("*.parquet"))) == 3 * 4  # three tables of understanding, and activity
    assert tidy(tmp_path) == 0


def test_a_crash_while_moving_does_no_harm(tmp_path, monkeypatch):
    lake = tell(tmp_path)
    before = all_of(lake)
    as_before(tmp_path)
    left, write = [5], files.write

    def failing(*args, **more):
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return write(*args, **more)

    for many in range(1, 12):  # after each file that is written
        left[0] = many
        with monkeypatch.context() as patch:
            patch.setattr(files, "write", failing)
            try:
                tidy(tmp_path, grace=0)
            except KeyboardInterrupt:
                assert all_of(lake) == before
    for _ in range(4):
        tidy(tmp_path, grace=0)
        age(tmp_path)
    assert all_of(lake) == before
    assert not list(tmp_path.glob("*/origin=*/day=*"))


def test_readers_have_old_files_for_a_while_and_what_was_cleared_is_not_moved(tmp_path):
    lake = tell(tmp_path, demo=True)
    as_before(tmp_path)
    old = sorted(tmp_path.glob("messages/origin=demo/day=*/*.parquet"))
    assert len(old) == 9
    tidy(tmp_path)
    assert all(path.exists() for path in old)
    tidy(tmp_path, grace=0)
    assert not any(path.exists() for path in old) and lake.messages().collect().height == 9
    as_before(tmp_path)
    cleared.write(tmp_path, Cleared(at=minutes(5), logged_at=minutes(5)))
    for _ in range(3):
        tidy(tmp_path, grace=0)
    assert sum(pl.read_parquet(path).height for path in tmp_path.rglob("*.parquet")) == 0


def test_an_organisation_that_is_removed_goes_and_what_comes_late_goes_with_it(tmp_path):
    tell(tmp_path)
    before = {
        whose: all_of(Lake(tmp_path), Scope(organisation=whose)) for whose in ("rival", NO_ORGANISATION)
    }

    def deliver(number: int, *events) -> None:
        batch = [Delivery(f"{number}-{at}", "activity:{0}", one, 1) for at, one in enumerate(events)]
        asyncio.run(Recorder(tmp_path, 0.0, 1, asyncio.Event()).record(batch))

    gone = Activity(id="a", kind="organisation_removed", at=minutes(9), organisation_id="casa")
    late = Activity(id="b", kind="translation_corrected", at=minutes(8), organisation_id="casa")
    other = Activity(id="c", kind="translation_corrected", at=minutes(8), organisation_id="rival")
    for number in (1, 2):  # delivered twice
        deliver(number, gone, other)
    assert "organisation=casa" not in folders(tmp_path)
    assert all_of(Lake(tmp_path), Scope(organisation="casa")) == [[], [], []]
    deliver(3, late)
    assert "organisation=casa" in folders(tmp_path)
    assert removed.sweep(tmp_path) == 1 and removed.sweep(tmp_path) == 0
    after = {whose: all_of(Lake(tmp_path), Scope(organisation=whose)) for whose in before}
    assert [one[:2] for one in after.values()] == [one[:2] for one in before.values()]
    assert len(after["rival"][2]) == len(before["rival"][2]) + 1
