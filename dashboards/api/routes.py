"""Answers of `/api/analytics/…`. The entrance has found out who asks; nothing says more than they may see."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
from starlette.responses import Response

from analytics.errors import AnalyticsError
from analytics.lake import Lake, collect
from analytics.metrics import measure
from analytics.metrics.registry import METRICS
from analytics.scope import Scope
from dashboards import exports
from dashboards.api import painpoints
from dashboards.api.openapi import document
from dashboards.api.query import Asked, CannotAnswer, Format, read, read_scope
from dashboards.viewer import Viewer

ROOT = "/api/analytics/"
AT_ONCE = 2
MOST_WAITING = 16
"""Questions that are taken at once; each reads files, and takes both cores for a moment."""
MOST_OF_ONE = 8
"""Of these, those of one asker: nobody keeps all others from asking."""


class Api:
    """Answers questions about the event log at `lake`, and about what the chat has grouped."""

    def __init__(self, lake: Path, chat: str = "") -> None:
        self._lake, self._chat = Lake(lake), chat
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting: Counter[Viewer] = Counter()

    async def answer(
        self, path: str, query: Mapping[str, str], viewer: Viewer, by: str | None = None
    ) -> Response:
        """What is at a path under `ROOT`, for somebody. `by`: the session of the chat by which they came."""
        try:
            return await self._found(path.removeprefix(ROOT), query, viewer, by)
        except CannotAnswer as problem:
            return _json({"code": problem.code, "message": str(problem)}, problem.status)
        except AnalyticsError:
            return _json({"code": "unavailable", "message": "The event log cannot be read."}, 503)

    async def _found(self, name: str, query: Mapping[str, str], viewer: Viewer, by: str | None) -> Response:
        if name == "openapi.json":
            return _json(document())
        if name == "metrics":
            return _json([described(one) for one in METRICS])
        if name == painpoints.NAME:
            scope, form = read_scope(query, painpoints.NAMES, viewer, datetime.now(UTC))
            grouped = partial(painpoints.told, self._chat, scope, by)
            found = await self._in_turn(grouped, viewer)
            return _written({}, found, scope, form, painpoints.NAME)
        section, _, metric = name.partition("/")
        if section != "metrics":
            raise CannotAnswer(404, "not_found", "There is nothing here; see /api/analytics/openapi.json.")
        asked = read(metric, query, viewer, datetime.now(UTC))
        rows = await self._in_turn(partial(told, self._lake, asked), viewer)
        about = {"metric": asked.metric.name, "unit": asked.metric.unit}
        return _written(about, rows, asked.scope, asked.format, asked.metric.name)

    async def _in_turn(self, work: Callable[[], pl.DataFrame], viewer: Viewer) -> pl.DataFrame:
        if self._waiting.total() >= MOST_WAITING or self._waiting[viewer] >= MOST_OF_ONE:
            raise CannotAnswer(503, "busy", "Too many questions at once; ask again.")
        self._waiting[viewer] += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= Counter((viewer,))  # forgets who asks nothing


def told(lake: Lake, asked: Asked) -> pl.DataFrame:
    """The rows of an answer."""

    def query() -> list[pl.LazyFrame]:
        metric = asked.metric
        rows = measure.rows(metric, measure.frame(lake, asked.scope, metric.grain), asked.scope)
        if asked.axis:
            return [measure.over_time(metric, rows, asked.axis)]
        if asked.by == "channel_id" and metric.grain not in measure.GRAINS_OF_CASES:
            always = replace(asked.scope, since=None, until=None, languages=())
            rows = measure.in_channels(rows, lake.activity(always))
        return [measure.figure(metric, rows, asked.by_columns)]

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


def _written(
    about: Mapping[str, str | None], rows: pl.DataFrame, scope: Scope, form: Format, name: str
) -> Response:
    if form == "csv":
        return _file(exports.csv(rows), "text/csv; charset=utf-8", f"{name}.csv")
    if form == "parquet":
        return _file(exports.parquet(rows), "application/vnd.apache.parquet", f"{name}.parquet")
    told = {"since": scope.since, "until": scope.until, "organisation": scope.organisation}
    return _json({**about, **told, "rows": rows.to_dicts()})


def _file(content: bytes, kind: str, name: str) -> Response:
    kept = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=kind, headers=kept)


def _json(found: object, status: int = 200) -> Response:
    kept = {"cache-control": "no-store"}
    return Response(msgspec.json.encode(found), status, media_type="application/json", headers=kept)
