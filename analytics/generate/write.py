"""Writes a made-up lake, day by day, so that memory does not grow with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from analytics.errors import LakeUnwritable
from analytics.generate.day import NOBODY, day_of
from analytics.generate.done import handling, offers
from analytics.generate.said import messages, translations, understood
from analytics.generate.town import organisations, weight_of
from analytics.layout import folder_of
from analytics.schema import ACTIVITY, ENRICHMENTS, HAPPENED, MESSAGES, SCHEMAS, TRANSLATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to make up: about so many messages, in so many days up to, without, `until`."""

    messages: int
    until: date
    days: int = 90
    organisations: int = 8
    seed: int = 1


def generate(root: Path, wanted: Wanted) -> Iterator[int]:
    """Write it; gives the number of messages after each day.

    Raises:
        LakeUnwritable: there is a lake already, or it cannot be written to.
    """
    if root.exists() and any(root.iterdir()):
        raise LakeUnwritable(f"{root} is not empty: a made-up lake goes into a new folder")
    luck, whose = np.random.default_rng(wanted.seed), organisations(wanted.organisations)
    written, before, pending = 0, NOBODY, _Pending(root)
    for number in range(wanted.days):
        day = wanted.until - timedelta(days=wanted.days - number)
        many = round(wanted.messages / wanted.days * weight_of(day.weekday()))
        made = day_of(luck, day, many, whose, before)
        before = made.known(before)
        said = messages(made, whose, day, first_seq=number * 10_000)
        known = understood(luck, said)
        acts = [handling(made, whose, day), offers(luck, said, day)]
        pending.add({
            MESSAGES: said, ENRICHMENTS: known, TRANSLATIONS: translations(luck, known),
            ACTIVITY: pl.concat(acts, how="diagonal"),
        })  # fmt: skip
        last = number + 1 == wanted.days
        pending.write(before=date.max if last else day)
        written += said.height
        yield written


class _Pending:
    """Rows of days that may get more: those who come far from UTC write on the day before, or after."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._held: dict[tuple[str, str | None, date], list[pl.DataFrame]] = defaultdict(list)

    def add(self, frames: dict[str, pl.DataFrame]) -> None:
        """Take a day's rows by table."""
        for table, rows in frames.items():
            happened = pl.col(HAPPENED[table])
            logged = happened if table in (MESSAGES, ACTIVITY) else pl.col("enriched_at")
            filled = rows.with_columns(
                pl.lit(False).alias("demo"),
                logged.alias("logged_at"),
                pl.int_range(pl.len()).alias("entry_seq"),
                happened.dt.date().alias("day"),
            )
            for (whose, on), part in filled.partition_by("organisation_id", "day", as_dict=True).items():
                self._held[table, whose, on].append(as_table(part, table))

    def write(self, before: date) -> None:
        """Write days before one, each as one file that is merged already. LakeUnwritable."""
        for table, whose, day in [place for place in self._held if place[2] < before]:
            folder = folder_of(self._root, table, "live", whose, day.isoformat())
            rows = pl.concat(self._held.pop((table, whose, day)))
            try:
                folder.mkdir(parents=True)
                rows.write_parquet(folder / "1-made.parquet", compression="zstd")
            except OSError as error:
                raise LakeUnwritable(f"cannot write {folder}: {error}") from error


def as_table(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    """With the columns of a table, null where rows have none."""
    missing = [
        pl.lit(None, kind).alias(name) for name, kind in SCHEMAS[table].items() if name not in rows.columns
    ]
    return rows.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in SCHEMAS[table].items())
