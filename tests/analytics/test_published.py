"""Settled days are in Delta tables as they are in the log, once each, in a folder and in a bucket."""

import asyncio
import dataclasses
import os
import sys
from datetime import date

import polars as pl
import pytest

from analytics import files, published
from analytics.collect import publishing
from analytics.errors import LakeUnwritable
from analytics.generate.write import Wanted, generate
from analytics.published import Publisher
from analytics.schema import SCHEMAS
from analytics.upkeep import remove_organisation
from tests.s3 import KEY
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings

WANTED = Wanted(messages=250, days=2, organisations=2, until=date(2026, 3, 9))
TABLES = ("messages", "enrichments", "translations", "activity")


@pytest.fixture(params=["folder", "s3"])
def place(request, tmp_path, monkeypatch):
    if request.param == "folder":
        return str(tmp_path / "tables")
    address = request.getfixturevalue("s3")
    for name, value in {
        "AWS_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": KEY,
        "AWS_REGION": "us-east-1", "no_proxy": "127.0.0.1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    return "s3://duologue/lake"


@pytest.fixture
def root(tmp_path):
    assert max(generate(tmp_path / "lake", WANTED)) > 100
    return tmp_path / "lake"


def read(place, table):
    frame = pl.scan_delta(f"{place}/{table}", storage_options=published.OPTIONS).collect()
    return frame.drop("organisation", "day").select(*SCHEMAS[table])


def same(root, place):
    for table in TABLES:
        paths = sorted((root / table).rglob("*.parquet"))
        wanted = pl.concat([pl.read_parquet(path) for path in paths], how="diagonal").select(*SCHEMAS[table])
        order = ["logged_at", "entry_seq", *SCHEMAS[table]]
        assert read(place, table).sort(order).to_dicts() == wanted.sort(order).to_dicts()


def test_days_are_published_once_replaced_when_they_change_and_taken_back_when_they_go(root, place):
    publisher = Publisher(root, place)
    days = sum(len(files.listing(root, table)) for table in SCHEMAS)
    assert publisher.refresh(3) == 3
    assert publisher.refresh(1000) == days - 3 and publisher.refresh(1000) == 0
    same(root, place)
    assert Publisher(root, place).refresh(1000) == 0, "whoever comes anew, or is another, knows it, too"
    file = files.listing(root, "messages")[0].path
    changed = pl.read_parquet(file).with_columns(pl.lit("xx").alias("language"))
    changed.write_parquet(file.with_name("2-merged.parquet"))
    file.unlink()
    assert publisher.refresh(1000) == 1
    same(root, place)
    assert "xx" in read(place, "messages")["language"]
    assert remove_organisation(root, "org-0001") > 0
    assert publisher.refresh(1000) == 0
    same(root, place)


def test_a_column_that_is_added_is_added_and_what_is_not_settled_or_demo_waits(root, tmp_path, monkeypatch):
    place = str(tmp_path / "tables")
    Publisher(root, place).refresh(1000)
    before = read(place, "messages").height
    more = {**SCHEMAS, "messages": {**SCHEMAS["messages"], "later": pl.Int64}}
    monkeypatch.setattr("analytics.reading.SCHEMAS", more)
    file = files.listing(root, "messages")[0].path
    rows = pl.read_parquet(file).with_columns(pl.lit(7, pl.Int64).alias("later"))
    rows.write_parquet(file.with_name("0-late.parquet"))
    demo = root / "messages/origin=demo/organisation=none/day=2026-03-08"
    demo.mkdir(parents=True)
    rows.write_parquet(demo / "1-merged.parquet")
    assert Publisher(root, place).refresh(1000) == 0
    file.unlink()
    file.with_name("0-late.parquet").rename(file.with_name("2-merged.parquet"))
    assert Publisher(root, place).refresh(1000) == 1
    assert read(place, "messages").height == before
    found = pl.scan_delta(f"{place}/messages").collect()["later"]
    assert found.sum() == 7 * rows.height and found.null_count() == before - rows.height
    away = file.with_name("2-merged.parquet").rename(tmp_path / "away")
    Publisher(root, place).refresh(1000)
    assert read(place, "messages").height == before - rows.height, "demo rows of that day keep nothing"
    away.rename(file.with_name("2-merged.parquet"))
    assert Publisher(root, place).refresh(1000) == 1, "the same file as before, that was away"
    assert read(place, "messages").height == before


def test_replaced_files_go_and_no_id_stands_in_the_log(root, tmp_path, monkeypatch):
    place = tmp_path / "tables"
    Publisher(root, str(place)).refresh(1000)
    author = pl.read_parquet(files.listing(root, "messages")[0].path)["author_id"][0]
    assert not [one for one in place.glob("*/_delta_log/*.json") if author in one.read_text()]
    kept = len(list((place / "messages").rglob("*.parquet")))
    remove_organisation(root, "org-0000")
    new, old = (next((place / "messages").rglob("*.parquet")).with_name(f"{one}.parquet") for one in "no")
    for path in (new, old):  # of writers that have not committed: one is at it, one was killed long ago
        path.write_bytes(b"rows of somebody")
    os.utime(old, (0, 0))
    Publisher(root, str(place)).refresh(1000)
    assert new.exists() and not old.exists()
    new.unlink()
    assert len(list((place / "messages").rglob("*.parquet"))) == kept, (
        "within the hour somebody may read them"
    )
    monkeypatch.setattr(published, "KEPT_HOURS", 0)
    Publisher(root, str(place)).refresh(1000)
    assert len(list((place / "messages").rglob("*.parquet"))) == len(files.listing(root, "messages")) < kept


def test_a_place_that_cannot_be_written_to_says_so(root, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(LakeUnwritable, match="publish"):
        Publisher(root, str(tmp_path / "file")).refresh(1)


def test_the_collector_publishes_where_a_setting_says_so_and_says_what_that_needs(
    root, tmp_path, monkeypatch
):
    settings = Settings(home=tmp_path, lake=str(root))
    assert publishing(settings) is None
    settings = dataclasses.replace(settings, lake_table=str(tmp_path / "tables"))
    asyncio.run(publishing(settings)())
    same(root, str(tmp_path / "tables"))
    monkeypatch.delitem(sys.modules, "analytics.published")
    monkeypatch.setitem(sys.modules, "deltalake", None)
    with pytest.raises(SettingsError, match="duologue\\[delta\\]"):
        publishing(settings)
