"""The OpenAPI document of `/api/analytics/…`, written from the registry and from what `query` takes."""

from __future__ import annotations

from typing import Any, get_args

from analytics.metrics.axis import WIDTHS
from analytics.metrics.registry import METRICS
from dashboards.api.query import RANGE, SLICES, Format

_TEXT: dict[str, Any] = {"type": "string"}
_NUMBER: dict[str, Any] = {"type": ["number", "null"]}
_COUNT: dict[str, Any] = {"type": "integer"}
_TIME: dict[str, Any] = {"type": "string", "format": "date-time"}

_COLUMNS: dict[str, Any] = {
    "bucket": _TIME | {"description": "With `every`: when the bucket begins; `until`: when the next does."},
    "until": _TIME,
    "total": _COUNT | {"description": "Of counted things."},
    "numerator": _COUNT | {"description": "Of shares; with `denominator`, and `share` from 0 to 1."},
    "denominator": _COUNT,
    "share": _NUMBER,
    "count": _COUNT | {"description": "Of all else: how many were measured; with `mean`, `median`, `p90`."},
    "mean": _NUMBER,
    "median": _NUMBER,
    "p90": _NUMBER,
    **{name: {"type": ["string", "null"]} for name in ("language", "reader", "agent_id", "channel_id")},
}


def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Duologue analytics",
            "version": "1",
            "description": "Figures of the dashboard's pages. Null is what cannot be told, never 0.",
        },
        "security": [{"bearer": []}, {"cookie": []}],
        "paths": {
            "/api/analytics/metrics": {"get": _listed()},
            "/api/analytics/metrics/{name}": {"get": _asked()},
        },
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "A session of the chat."},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "duologue"},
            },
            "schemas": {
                "Metric": _object(
                    {name: _TEXT for name in ("name", "unit", "measure", "of", "definition")},
                    all_of_it=True,
                ),
                "Row": _object(_COLUMNS),
                "Figures": _object(
                    {
                        "metric": _TEXT,
                        "unit": _TEXT,
                        "since": _TIME,
                        "until": _TIME,
                        "organisation": {"type": ["string", "null"]},
                        "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
                    },
                    all_of_it=True,
                ),
                "Problem": _object({"code": _TEXT, "message": _TEXT}, all_of_it=True),
            },
        },
    }


def _listed() -> dict[str, Any]:
    every = {"type": "array", "items": {"$ref": "#/components/schemas/Metric"}}
    return {
        "operationId": "listMetrics",
        "summary": "All metrics, with their definitions.",
        "responses": {"200": _answer("Metrics.", every)},
    }


def _asked() -> dict[str, Any]:
    slices = sorted({one for some in SLICES.values() for one in some})
    told = "One row; with `by` one a slice, most first; with `every` one a bucket."
    return {
        "operationId": "measure",
        "summary": "A metric: one figure, sliced, or over time.",
        "parameters": [
            {"name": "name", "in": "path", "required": True, "schema": {"enum": list(METRICS)}},
            _parameter("since", _TIME, f"From then on; {RANGE.days} days before `until` unless named."),
            _parameter("until", _TIME, "Up to then, without it; now unless named."),
            _parameter("organisation", _TEXT, "Its id. The one I may see, unless named."),
            _parameter("language", _TEXT, "Written in one of these, by comma."),
            _parameter("by", {"enum": slices}, "Sliced so; which of them go depends on the metric."),
            _parameter("every", {"enum": [name for name, _ in WIDTHS]}, "Over time, in buckets so wide."),
            _parameter("zone", _TEXT, "IANA time zone in which buckets are cut; UTC unless named."),
            _parameter("demo", {"enum": ["1", "0"]}, "0: without demo data."),
            _parameter("format", {"enum": list(get_args(Format))}, "JSON unless named."),
        ],
        "responses": {
            "200": _answer(told, {"$ref": "#/components/schemas/Figures"}, files=True),
            **{
                status: _answer(text, {"$ref": "#/components/schemas/Problem"})
                for status, text in (
                    ("400", "`invalid_query`"),
                    ("401", "Not signed in."),
                    ("403", "`not_yours`; `role_lacks`: none that sees figures; `second_factor_missing`."),
                    ("404", "`no_such_metric`"),
                    ("503", "`busy`, `unavailable`, or the chat does not answer."),
                )
            },
        },
    }


def _parameter(name: str, schema: dict[str, Any], text: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": text}


def _answer(text: str, schema: dict[str, Any], files: bool = False) -> dict[str, Any]:
    kinds = {"application/json": {"schema": schema}}
    if files:
        kinds |= {"text/csv": {"schema": _TEXT}, "application/vnd.apache.parquet": {"schema": {}}}
    return {"description": text, "content": kinds}


def _object(properties: dict[str, Any], all_of_it: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object", "properties": properties}
    return found | {"required": list(properties)} if all_of_it else found
