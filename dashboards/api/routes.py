"""Answers of `/api/analytics/…`. The entrance has found out who asks; nothing says more than they may see."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
from starlette.responses import Response

from analytics.errors import AnalyticsError
from analytics.lake import Lake, collect
from analytics.metrics import measure
from analytics.metrics.registry import METRICS
from dashboards import exports
from dashboards.api.openapi import document
from dashboards.api.query import Asked, CannotAnswer, read
from dashboards.viewer import Viewer

ROOT = "/api/analytics/"
AT_ONCE = 2
MOST_WAITING = 16
"""Questions that are taken at once; each reads files, and takes both cores for a moment."""
MOST_OF_ONE = 8
"""Of these, those of one asker: nobody keeps all others from asking."""


class Api:
    """Answers questions about the event log at `lake`."""

    def __init__(self, lake: Path) -> None:
        self._lake = Lake(lake)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting: Counter[Viewer] = Counter()

    async def answer(self, path: str, query: Mapping[str, str], viewer: Viewer) -> Response:
        """What is at a path under `ROOT`, for somebody."""
        try:
            return await self._found(path.removeprefix(ROOT), query, viewer)
        except CannotAnswer as problem:
            return _json({"code": problem.code, "message": str(problem)}, problem.status)
        except AnalyticsError:
            return _json({"code": "unavailable", "message": "The event log cannot be read."}, 503)

    async def _found(self, name: str, query: Mapping[str, str], viewer: Viewer) -> Response:
        if name == "openapi.json":
            return _json(document())
        if name == "metrics":
            return _json([described(one) for one in METRICS])
        section, _, metric = name.partition("/")
        if section != "metrics":
            raise CannotAnswer(404, "not_found", "There is nothing here; see /api/analytics/openapi.json.")
        asked = read(metric, query, viewer, datetime.now(UTC))
        return _written(asked, await self._in_turn(asked, viewer))

    async def _in_turn(self, asked: Asked, viewer: Viewer) -> pl.DataFrame:
        if self._waiting.total() >= MOST_WAITING or self._waiting[viewer] >= MOST_OF_ONE:
            raise CannotAnswer(503, "busy", "Too many questions at once; ask again.")
        self._waiting[viewer] += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(told, self._lake, asked)
        finally:
            self._waiting -= Counter((viewer,))  # forgets who asks nothing


def told(lake: Lake, asked: Asked) -> pl.DataFrame:
    """The rows of an answer."""

    def query() -> list[pl.LazyFrame]:
        metric = asked.metric
        rows = measure.rows(metric, measure.frame(lake, asked.scope, metric.grain), asked.scope)
        if asked.axis:
            return [measure.over_time(metric, rows, asked.axis)]
        return [measure.figure(metric, rows, (asked.by,) if asked.by else ())]

    (found,) = collect(query)
    return found


def described(name: str) -> dict[str, Any]:
    """A metric for who chooses one."""
    one = METRICS[name]
    return {
        "name": one.name,
        "unit": one.unit,
        "measure": one.measure,
        "of": one.grain,
        "definition": one.definition,
    }


def _written(asked: Asked, rows: pl.DataFrame) -> Response:
    if asked.format == "csv":
        return _file(exports.csv(rows), "text/csv; charset=utf-8", f"{asked.metric.name}.csv")
    if asked.format == "parquet":
        kind = "application/vnd.apache.parquet"
        return _file(exports.parquet(rows), kind, f"{asked.metric.name}.parquet")
    scope = asked.scope
    return _json(
        {
            "metric": asked.metric.name,
            "unit": asked.metric.unit,
            "since": scope.since,
            "until": scope.until,
            "organisation": scope.organisation,
            "rows": rows.to_dicts(),
        }
    )


def _file(content: bytes, kind: str, name: str) -> Response:
    kept = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=kind, headers=kept)


def _json(found: object, status: int = 200) -> Response:
    kept = {"cache-control": "no-store"}
    return Response(msgspec.json.encode(found), status, media_type="application/json", headers=kept)
