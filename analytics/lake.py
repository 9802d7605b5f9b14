"""The lake as frames: one row per message, translation or activity, for a range of time and languages."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from analytics import cleared, files
from analytics.errors import LakeUnreadable
from analytics.files import LakeFile, Place
from analytics.reading import dedup, scan
from analytics.schema import ACTIVITY, ANNOTATIONS, ENRICHMENTS, MESSAGES, SCHEMAS, TRANSLATIONS
from analytics.scope import EVERYTHING, Scope, counts, may_hold, spoken_in

RESTS = (0.0, 0.05, 0.1, 0.2, 0.4)
"""Seconds before each try to read. Merged files are removed hundreds at a time: a query that is built anew at
once meets the next one that goes."""
ALIVE = "collector.alive"
"""File whose time of change says when the collector last looked for events."""


@dataclass(frozen=True, slots=True)
class Lake:
    """Reads the event log under `root`, which need not be there yet. Frames are lazy: use `collect`."""

    root: Path
    without: frozenset[Place] = frozenset()
    """Places whose files are passed over: what is in them is known otherwise."""

    def messages(self, scope: Scope = EVERYTHING) -> pl.LazyFrame:
        """One row per message, with what was understood of it.

        Columns of table `messages`, where `language` is the detected one if known, else the author's own;
        and own_language, enriched ("pending", "done", "failed"), problem, wait_ms, sentiment,
        sentiment_score
        (-1 to 1: positive less negative; null where unscored), intents.
        """
        understood = self._rows(ENRICHMENTS, scope).select(
            "message_id",
            "problem",
            "wait_ms",
            "sentiment",
            "intents",
            pl.col("language").alias("detected"),
            pl.col("status").alias("enriched"),
            pl.when(pl.col("sentiment").is_not_null())
            .then(pl.col("positive") - pl.col("negative"))
            .alias("sentiment_score"),
        )
        facts = (
            self._rows(MESSAGES, scope)
            .join(understood, on="message_id", how="left")
            .with_columns(
                pl.col("language").alias("own_language"),
                pl.coalesce("detected", "language").alias("language"),
                pl.col("enriched").fill_null("pending"),
            )
            .drop("detected")
        )
        return facts.filter(spoken_in(scope.languages, "language"))

    def translations(self, scope: Scope = EVERYTHING) -> pl.LazyFrame:
        """One row per message and language that a reader wanted: table `translations`, no null `source`."""
        spoken = self.messages(replace(scope, languages=())).select(
            "message_id", pl.col("language").alias("spoken")
        )
        return (
            self._rows(TRANSLATIONS, scope)
            .join(spoken, on="message_id", how="inner")
            .with_columns(pl.coalesce("source", "spoken").alias("source"))
            .drop("spoken")
            .filter(spoken_in(scope.languages, "source"))
        )

    def annotations(self, scope: Scope = EVERYTHING) -> pl.LazyFrame:
        """One row per message, task, target and model; table `annotations`. Languages as of `messages`."""
        spoken = self.messages(scope).select("message_id")
        return self._rows(ANNOTATIONS, scope).join(spoken, on="message_id", how="semi")

    def activity(self, scope: Scope = EVERYTHING) -> pl.LazyFrame:
        """One row per thing done; table `activity`. Languages of the scope do not matter here."""
        return self._rows(ACTIVITY, scope)

    def _rows(self, table: str, scope: Scope) -> pl.LazyFrame:
        found = [file for file in files.listing(self.root, table) if self._holds(scope, file)]
        gone = cleared.read(self.root).gone(table)
        settled, fresh = (
            scan([file.path for file in some], table).filter(~gone, counts(scope, table))
            for some in files.apart(found)
        )
        return pl.concat([settled, dedup(fresh, table)])

    def _holds(self, scope: Scope, file: LakeFile) -> bool:
        return may_hold(scope, file) and file.place not in self.without

    def demo_only(self) -> Lake:
        """The same without what people really wrote; no file of that is opened."""
        live = (file.place for table in SCHEMAS for file in files.listing(self.root, table) if not file.demo)
        return replace(self, without=self.without | frozenset(live))

    def fingerprint(self) -> str:
        """Changes whenever something was written to or removed from the lake; costs one listing."""
        digest = hashlib.blake2b(digest_size=8)
        for table in SCHEMAS:
            for file in files.listing(self.root, table):
                digest.update(str(file.path).encode())
        digest.update(cleared.read(self.root).logged_at.isoformat().encode())
        return digest.hexdigest()

    def as_of(self) -> datetime | None:
        """Up to when events are in the lake; None where no collector has ever run."""
        try:
            return datetime.fromtimestamp((self.root / ALIVE).stat().st_mtime, UTC)
        except FileNotFoundError:
            return None


def collect(
    query: Callable[[], Sequence[pl.LazyFrame]], rests: Sequence[float] = RESTS
) -> list[pl.DataFrame]:
    """Run queries over the lake, side by side; build them anew, after a rest, where a file was merged away
    in between.

    Raises:
        LakeUnreadable: a file is damaged, or the lake changes faster than it can be read.
    """
    problem: Exception | None = None
    for rest in rests:
        _pause(rest)
        try:
            return list(pl.collect_all(query()))
        except FileNotFoundError as error:
            problem = error
        except (OSError, pl.exceptions.PolarsError) as error:
            raise LakeUnreadable(f"cannot read the lake: {error}") from error
    raise LakeUnreadable(f"the lake changes while it is read: {problem}") from problem


def _pause(seconds: float) -> None:
    """Not `time.sleep`: that fails where libfaketime keeps the clock, as in `make chaos`."""
    threading.Event().wait(seconds)
