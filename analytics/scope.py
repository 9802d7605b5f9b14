"""What of the lake counts: a range of time, languages, an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import polars as pl

from analytics.files import LakeFile
from analytics.layout import NO_ORGANISATION
from analytics.schema import HAPPENED


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What to count: from `since` up to, without, `until`; None is open. No languages: all of them."""

    since: datetime | None = None
    until: datetime | None = None
    languages: tuple[str, ...] = ()
    organisation: str | None = None
    """Only its rows, by id; `layout.NO_ORGANISATION`: only those of none; null: everybody's."""
    demo: bool = True

    def before(self) -> Scope | None:
        """As much time just before; None where a side is open."""
        if self.since is None or self.until is None:
            return None
        return replace(self, since=self.since - (self.until - self.since), until=self.since)

    def everyone(self) -> Scope:
        """The same in every language."""
        return replace(self, languages=())


EVERYTHING = Scope()


def counts(scope: Scope, table: str) -> pl.Expr:
    """Rows of the time and of the organisation, in whatever language."""
    return within(scope, HAPPENED[table]) & _of(scope.organisation)


def may_hold(scope: Scope, file: LakeFile) -> bool:
    """Whether a file, by its folder, may have rows that count."""
    if file.demo and not scope.demo:
        return False
    if scope.organisation is not None and file.organisation not in (None, scope.organisation):
        return False
    if scope.since is not None and file.day < scope.since.astimezone(UTC).date():
        return False
    return scope.until is None or file.day <= scope.until.astimezone(UTC).date()


def within(scope: Scope, column: str) -> pl.Expr:
    """Rows of the time, by that column."""
    expression = pl.lit(True)
    if scope.since is not None:
        expression = expression & (pl.col(column) >= scope.since)
    if scope.until is not None:
        expression = expression & (pl.col(column) < scope.until)
    return expression


def _of(organisation: str | None) -> pl.Expr:
    if organisation is None:
        return pl.lit(True)
    return pl.col("organisation_id").fill_null(NO_ORGANISATION) == organisation


def spoken_in(languages: Sequence[str], column: str) -> pl.Expr:
    """Rows in one of these languages; all rows where none is named."""
    return pl.col(column).is_in(list(languages)) if languages else pl.lit(True)
