"""Sums of metrics by quarter of an hour, for days that are settled: kilobytes to read instead of all
messages.

Beside the tables lies `rollups/origin=live/organisation=…/day=…/1-DIGEST.parquet`, one small file for a day
of one
organisation: for each metric, language and reader the sum of its values and how many there are. The digest is
of the names of the files that it was made from: where these have changed, it is of no use any more, the rows
themselves are read, and `refresh` makes it anew. So a rollup never has to be right: it is, or it is passed
over.

By quarters, for the clocks of some zones differ from UTC by half an hour or three quarters. What sums cannot
give (medians, distinct people, cases, which go over days) is read from the rows.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import polars as pl

from analytics import files
from analytics.files import LakeFile, Place
from analytics.lake import Lake
from analytics.layout import NO_ORGANISATION, folder_of
from analytics.metrics import translation
from analytics.metrics.axis import Axis
from analytics.metrics.registry import METRICS, Grain, Metric
from analytics.schema import ENRICHMENTS, MESSAGES, TRANSLATIONS, Schema
from analytics.schema import UTC as INSTANT
from analytics.scope import Scope, spoken_in

FOLDER = "rollups"
FROM = (MESSAGES, ENRICHMENTS, TRANSLATIONS)
GRAINS: tuple[Grain, ...] = ("message", "attempt")
"""What is known of a message from the day that it was posted."""
VERSION = 4
"""Goes up when a metric that rolls changes its meaning, or another one rolls: then all are made anew."""
SCHEMA: Schema = {
    "metric": pl.String,
    "organisation_id": pl.String,
    "at": INSTANT,  # when the quarter begins
    "language": pl.String,
    "reader": pl.String,
    "sum": pl.Float64,
    "count": pl.Int64,  # of values that are not null
    "first_at": INSTANT,  # of the first and the last thing measured, null or not
    "last_at": INSTANT,
}


def rolls(metric: Metric) -> bool:
    """Whether rollups know it."""
    return metric.grain in GRAINS and metric.measure != "distinct"


def fits(axis: Axis) -> bool:
    """Whether each bucket of an axis begins with a quarter of an hour."""
    return all(edge.minute % 15 == edge.second == edge.microsecond == 0 for edge in axis.edges)


ROLLED = tuple(one.name for one in METRICS.values() if rolls(one))


def roll(lake: Lake, scope: Scope, names: Sequence[str] = ROLLED) -> pl.LazyFrame:
    """Sums of some metrics over the rows of a scope, with the columns of `SCHEMA`."""
    messages = lake.messages(scope)
    frames = {"message": messages, "attempt": translation.attempts(messages, lake.translations(scope))}
    return pl.concat([_rolled(METRICS[name], frames[METRICS[name].grain]) for name in names])


def _rolled(metric: Metric, frame: pl.LazyFrame) -> pl.LazyFrame:
    measured = metric.rows(frame).with_columns(
        pl.col("at").dt.truncate("15m"), pl.col("at").alias("first_at"), pl.col("at").alias("last_at")
    )
    summed = measured.group_by("organisation_id", "at", "language", "reader").agg(
        pl.col("value").sum().alias("sum"),
        pl.col("value").count().cast(pl.Int64).alias("count"),
        pl.col("first_at").min(),
        pl.col("last_at").max(),
    )
    return summed.select(pl.lit(metric.name).alias("metric"), *list(SCHEMA)[1:])


def rows(lake: Lake, scope: Scope, names: Sequence[str] = ROLLED) -> pl.LazyFrame:
    """The same as `roll`, from rollups where there are, else from the rows.

    The scope may begin and end at any time; of a quarter that it cuts there is what is within it.
    """
    there = {place: path for place, path in _ready(lake.root).items() if place not in lake.without}
    ready = {place: path for place, path in there.items() if _covers(scope, place)}
    fresh = roll(replace(lake, without=lake.without | frozenset(ready)), scope, names)
    known = _read(list(ready.values())).filter(pl.col("metric").is_in(list(names)))
    return pl.concat([known.filter(spoken_in(scope.languages, "language")), fresh])


def figure(metric: Metric, sums: pl.LazyFrame) -> pl.LazyFrame:
    """The figure of a total or a share, of sums as of `rows`: as `analytics.metrics.figures` has it."""
    mine, counted = sums.filter(pl.col("metric") == metric.name), pl.col("count").sum()
    whole = pl.col("sum").sum().round().cast(pl.Int64)
    if metric.measure == "total":
        return mine.select(pl.when((pl.len() == 0) | (counted > 0)).then(whole).alias("total"))
    told = mine.select(whole.alias("numerator"), counted.cast(pl.Int64).alias("denominator"))
    share = pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator"))
    return told.with_columns(share.alias("share"))


def refresh(root: Path, most: int = 1000) -> int:
    """Make what is missing or outdated, `most` at once, and remove what is of no use. How many were made.

    Raises:
        LakeUnwritable: the lake cannot be written to.
    """
    wanted = _wanted(root)
    missing = [place for place, path in wanted.items() if not path.exists()][:most]
    for place in missing:
        path = wanted[place]
        files.write_frame(path.parent, path.name, roll(Lake(root), _day(place)).collect())
    for path in set(root.glob(f"{FOLDER}/*/*/*/*.parquet")) - set(wanted.values()):
        path.unlink(missing_ok=True)
    return len(missing)


def _day(place: Place) -> Scope:
    _, organisation, day = place
    begin = datetime.combine(day, time(0), UTC)
    return Scope(since=begin, until=begin + timedelta(days=1), organisation=organisation, demo=False)


def _covers(scope: Scope, place: Place) -> bool:
    """Whether a scope has all of a day."""
    day = _day(place)
    assert day.since is not None and day.until is not None
    ours = scope.organisation in (None, day.organisation)
    return ours and (scope.since or day.since) <= day.since and (scope.until or day.until) >= day.until


def _ready(root: Path) -> dict[Place, Path]:
    return {place: path for place, path in _wanted(root).items() if path.exists()}


def _wanted(root: Path) -> dict[Place, Path]:
    """Where the rollup of each settled day is, or would be: under a name that only these files make."""
    found: dict[Place, list[LakeFile]] = defaultdict(list)
    for table in FROM:
        for file in files.listing(root, table):
            found[file.place].append(file)
    whole = {place: some for place, some in found.items() if place[1] is not None and not place[0]}
    return {place: _path(root, place, some) for place, some in whole.items() if not files.apart(some)[1]}


def _path(root: Path, place: Place, made_from: Iterable[LakeFile]) -> Path:
    _, organisation, day = place
    names = "\n".join(sorted(f"{one.table}/{one.path.name}" for one in made_from))
    digest = hashlib.blake2b(f"{VERSION}\n{names}".encode(), digest_size=8).hexdigest()
    whose = None if organisation == NO_ORGANISATION else organisation
    return folder_of(root, FOLDER, "live", whose, day.isoformat()) / f"1-{digest}.parquet"


def _read(paths: list[Path]) -> pl.LazyFrame:
    return pl.scan_parquet(paths, schema=SCHEMA, glob=False) if paths else pl.LazyFrame(schema=SCHEMA)
