"""Who is forgotten stands in no file of the log any more, nor comes back; every figure stays what it was."""

import asyncio
import os
import time
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics import cleared, compact, files, forgetting, forgotten, published, rollup
from analytics.errors import LakeUnwritable
from analytics.forgotten import stand_in
from analytics.lake import Lake
from analytics.metrics import measure
from analytics.metrics.registry import METRICS
from analytics.published import Publisher
from analytics.recorder import Recorder
from analytics.schema import SCHEMAS
from analytics.scope import EVERYTHING, Scope
from tests.analytics.test_organisations import age, as_before
from tests.analytics.world import World, minutes
from wire.broker.consumer import Delivery
from wire.contracts.activity import Activity


def told(root, first=0, many=4):
    """Ana and Ben talk in two places, and Ben takes what is offered; each batch is a file."""
    for number in range(first, first + many):
        for at, whose in enumerate((None, "casa")):
            world = World(organisation=whose, demo=number == 2)
            for side, who in enumerate(("ana", "ben")):
                world.tell(who, number + side / 2, "negative", conversation=f"{whose}-{number}")
            world.act("suggestions_shown", number, message_id=f"{whose}-{number}-1", person="ana", count=2)
            world.act("suggestion_sent", number, message_id=f"{whose}-{number}-1", person="ana")
            world.write(root, first_entry=10 * (2 * number + at) + 1)
    return Lake(root)


SOME = ("messages", "negative", "accepted")


def figures(lake, names=tuple(METRICS)):
    """Metrics, each as one figure, over all that there is."""
    asked = [METRICS[name] for name in names]
    frames = {one.grain: measure.frame(lake, EVERYTHING, one.grain) for one in asked}
    rows = [measure.rows(one, frames[one.grain], EVERYTHING) for one in asked]
    return [one.to_dicts() for one in pl.collect_all(map(measure.figure, asked, rows))]


def people(root: Path) -> set[str]:
    """All that stands in any file in the place of somebody, whatever readers make of it."""
    found: set[str] = set()
    for path in root.rglob("*.parquet"):
        frame = pl.read_parquet(path)
        for column in {"author_id", "person_id", "assignee_id"} & set(frame.columns):
            found |= set(frame[column].drop_nulls())
    return found


def forget(root, who="ana"):
    forgotten.remember(root, who)
    return forgetting.sweep(root)


def late(number, *events):
    return [Delivery(f"{900 + number}-{at}", "activity:{0}", one, 1) for at, one in enumerate(events)]


@pytest.mark.parametrize("state", ["as it came", "merged", "of before organisations"])
def test_a_digest_stands_for_them_and_no_figure_changes(tmp_path, state):
    lake = told(tmp_path)
    if state == "merged":
        age(tmp_path)
        compact.tidy(tmp_path, grace=0)
    elif state == "of before organisations":
        as_before(tmp_path)
    before, rows = figures(lake), forgetting.rows_with(tmp_path, ["ana"])
    assert figures(lake, ("negative",))[0][0]["denominator"] == 16
    assert rows >= 4 * 2 * (3 + 2), "messages, what was made of them, and what she did"
    assert forget(tmp_path) > 0
    assert people(tmp_path) == {stand_in("ana"), "ben"}
    assert figures(lake) == before
    assert forgetting.rows_with(tmp_path, ["ana"]) == 0 and forget(tmp_path) == 0
    age(tmp_path)
    for _ in range(3):
        compact.tidy(tmp_path, grace=0)
    assert figures(lake) == before and people(tmp_path) == {stand_in("ana"), "ben"}


def test_what_comes_late_comes_with_the_digest(tmp_path):
    told(tmp_path)
    recorder = Recorder(tmp_path, 0.0, 1, asyncio.Event())
    gone = Activity(id="a", kind="person_forgotten", at=minutes(9), person_id="ana", organisation_id="casa")
    given = Activity(
        id="b", kind="conversation_assigned", at=minutes(8), person_id="ben", assignee_id="ana",
        organisation_id="casa",
    )  # fmt: skip
    for number in (1, 2):  # delivered twice
        asyncio.run(recorder.record(late(number, given, gone)))
        forgetting.sweep(tmp_path)
        assert people(tmp_path) == {stand_in("ana"), "ben"}
    told(tmp_path, first=5, many=2)
    assert people(tmp_path) == {stand_in("ana"), "ben"}
    assigned = Lake(tmp_path).activity().filter(kind="conversation_assigned").collect()
    assert assigned["assignee_id"].to_list() == [stand_in("ana")]


def test_all_is_looked_through_once_more_after_what_was_begun_before(tmp_path):
    """A merge that read before her mark was there writes her id after it."""
    told(tmp_path)
    some = files.listing(tmp_path, "messages")[:1]
    forget(tmp_path)
    place = some[0].path.parent
    compact.merge(place, "messages", [one for one in files.listing(tmp_path, "messages")
                                      if one.path.parent == place], cleared.NEVER, frozenset())  # fmt: skip
    fresh = pl.read_parquet(next(place.glob("*.parquet"))).with_columns(pl.lit("ana").alias("author_id"))
    files.write(place, "9-late.parquet", "messages", fresh)
    assert "ana" in people(tmp_path) and forgetting.sweep(tmp_path) == 1
    (mark,) = forgotten.pending(tmp_path)
    past = time.time() - forgotten.AGAIN - 1
    os.utime(mark, (past, past))
    assert forgetting.sweep(tmp_path) == 0 and forgotten.pending(tmp_path) == []
    files.write(place, "9-never.parquet", "messages", fresh)
    assert forgetting.sweep(tmp_path) == 0, "over: nothing is read any more"
    assert forget(tmp_path) == 1, "until it is asked for again"


def test_however_many_ask_a_tenth_of_the_time_goes_into_looking_for_them(tmp_path, monkeypatch):
    now, looked = [0.0], []

    def slow(root):
        looked.append(now[0])
        now[0] += 5.0
        if len(looked) == 2:
            raise LakeUnwritable("full")
        return 1

    monkeypatch.setattr(forgetting, "sweep", slow)
    sweeper = forgetting.Sweeper(tmp_path, clock=lambda: now[0])
    assert sweeper.sweep() == 1, "the first is looked for at once"
    for _ in range(400):
        with suppress(LakeUnwritable):
            sweeper.sweep()
        now[0] += 1.0
    assert looked == [0.0, *range(50, int(now[0]), 50)], "also after one that failed"


def test_a_crash_at_any_line_does_no_harm(tmp_path, monkeypatch):
    lake = told(tmp_path, many=2)
    before, write = figures(lake, SOME), files.write
    for many in range(4):
        left = [many]

        def failing(*args, left=left, **more):
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
            return write(*args, **more)

        with monkeypatch.context() as patch:
            patch.setattr(files, "write", failing)
            with pytest.raises(KeyboardInterrupt):
                forget(tmp_path)
        assert figures(lake, SOME) == before
    forgetting.sweep(tmp_path)
    assert people(tmp_path) == {stand_in("ana"), "ben"} and figures(lake, SOME) == before


def test_rollups_and_delta_tables_follow(tmp_path, monkeypatch):
    root, place = tmp_path / "lake", tmp_path / "tables"
    lake = told(root)
    for _ in range(2):
        age(root)
        compact.tidy(root, grace=0)
    live = Scope(demo=False)
    keys = ["metric", "organisation_id", "at", "language", "reader"]
    sums = rollup.rows(lake, live).collect().sort(keys)
    assert rollup.refresh(root) > 0 and Publisher(root, str(place)).refresh(1000) > 0
    assert "ana" in people(place)
    forget(root)
    assert rollup.refresh(root) > 0
    assert_frame_equal(rollup.rows(lake, live).collect().sort(keys), sums)
    monkeypatch.setattr(published, "KEPT_HOURS", 0)
    monkeypatch.setattr(published, "VACUUM_EVERY", 0.0)
    publisher = Publisher(root, str(place))
    for _ in range(2):  # the second takes away what the first replaced
        publisher.refresh(1000)
    assert people(place) == {stand_in("ana"), "ben"}
    assert not [one for one in place.glob("*/_delta_log/*.json") if "ana" in one.read_text()]


def test_columns_of_people_are_those_of_the_schema():
    """A new column with somebody's id has to be one of them."""
    named = {column for schema in SCHEMAS.values() for column in schema if column.endswith("_id")}
    others = {
        "message_id", "conversation_id", "organisation_id", "suggestion_id", "activity_id", "channel_id",
        "queue_id",
    }  # fmt: skip
    assert {one for columns in forgotten.COLUMNS.values() for one in columns} == named - others
