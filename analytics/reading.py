"""Parquet files to frames: one scan with a fixed schema, one row per key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from analytics.schema import KEYS, SCHEMAS


def scan(paths: Sequence[Path], table: str) -> pl.LazyFrame:
    """All rows of some files, with exactly the table's columns. No files: no rows, same columns."""
    schema = SCHEMAS[table]
    if not paths:
        return pl.LazyFrame(schema=schema)
    return pl.scan_parquet(
        list(paths),
        schema=schema,
        glob=False,
        hive_partitioning=False,
        missing_columns="insert",
        extra_columns="ignore",
    )


def dedup(rows: pl.LazyFrame, table: str) -> pl.LazyFrame:
    """One row per key: the one that the stream took last. In order of logging.

    A filter and not `unique`: measured four times as quick under a join, which lets `unique` lose its order.
    """
    key, *more = KEYS[table]
    whole = pl.struct(key, *more) if more else pl.col(key)
    return rows.sort("logged_at", "entry_seq", maintain_order=True).filter(whole.is_last_distinct())
