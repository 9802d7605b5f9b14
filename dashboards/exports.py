"""Figures as files: CSV that a spreadsheet opens with its accents right and runs nothing of, and Parquet."""

from __future__ import annotations

import io

import polars as pl

MARK = b"\xef\xbb\xbf"
"""Of UTF-8: without it spreadsheets read accents as two letters."""
_RUNS = r"^[=+\-@\t\r\n]"
"""A cell that begins so would be run as a formula."""
_RUNS_LATER = r"([;\t\r\n][\s\"']*)([=+\-@])"
"""So does a part of one where a spreadsheet ends cells at semicolons, as in most of Europe."""


def csv(frame: pl.DataFrame) -> bytes:
    """With an apostrophe before what a spreadsheet would run; times in UTC, ISO 8601."""
    text = pl.col(pl.String).str.replace_all(_RUNS_LATER, "${1}'${2}")
    safe = frame.with_columns(pl.when(text.str.contains(_RUNS)).then("'" + text).otherwise(text).name.keep())
    return MARK + safe.write_csv(datetime_format="%Y-%m-%dT%H:%M:%S%.6fZ").encode()


def parquet(frame: pl.DataFrame) -> bytes:
    """As it is."""
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()
