"""The OpenAPI document of `/api/analytics/…`, written from the registry and from what `query` takes."""

from __future__ import annotations

from typing import Any, get_args

from analytics.metrics.axis import WIDTHS
from analytics.metrics.registry import METRICS
from dashboards.api.query import RANGE, SLICES, Format

_TEXT: dict[str, Any] = {"type": "string"}
_NUMBER: dict[str, Any] = {"type": ["number", "null"]}
_COUNT: dict[str, Any] = {"type": "integer"}
_COUNTED: dict[str, Any] = {"type": ["integer", "null"]}
_TIME: dict[str, Any] = {"type": "string", "format": "date-time"}

_COLUMNS: dict[str, Any] = {
    "bucket": _TIME | {"description": "With `every`: when the bucket begins; `until`: when the next does."},
    "until": _TIME,
    "total": _COUNTED | {"description": "Of counted things, of different people; null: none of it is known."},
    "numerator": _COUNT | {"description": "Of shares; with `denominator`, and `share` from 0 to 1."},
    "denominator": _COUNT,
    "share": _NUMBER,
    "peak": _COUNT | {"description": "Most at the same time; `mean`: `active_s` / `busy_s`, of all and any."},
    "active_s": {"type": "number"},
    "busy_s": {"type": "number"},
    "count": _COUNT | {"description": "Of all else: how many were measured; with `mean`, `median`, `p90`."},
    "mean": _NUMBER,
    "median": _NUMBER,
    "p90": _NUMBER,
    **{name: {"type": ["string", "null"]} for name in ("language", "reader", "agent_id", "channel_id")},
}

_GROUP: dict[str, Any] = {
    "id": _TEXT | {"description": "The same from night to night."},
    "name": _TEXT | {"description": "Words that several people share and other groups do not."},
    **{name: _COUNT for name in ("messages", "people", "conversations", "scored", "negative")},
    "negative_share": _NUMBER | {"description": "negative / scored."},
    "before": _COUNTED | {"description": "In as much time before; null: not all of it was looked at."},
    "this_week": _COUNTED,
    "week_before": _COUNTED,
    "rising": {"type": ["boolean", "null"]},
    "new": {"type": "boolean"},
    "found_at": _TIME,
    "languages": _TEXT | {"description": "Messages by language: `pt 12, en 3`."},
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
            "/api/analytics/painpoints": {"get": _grouped()},
        },
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "A session of the chat."},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "duologue"},
            },
            "schemas": _schemas(),
        },
    }


def _schemas() -> dict[str, Any]:
    named = ("name", "unit", "measure", "of", "definition")
    about = {"metric": _TEXT, "unit": _TEXT}
    return {
        "Metric": _object({name: _TEXT for name in named}, all_of_it=True),
        "Row": _object(_COLUMNS),
        "Figures": _object(about | _rows("Row"), all_of_it=True),
        "PainPoint": _object(_GROUP, all_of_it=True),
        "PainPoints": _object(_rows("PainPoint"), all_of_it=True),
        "Problem": _object({"code": _TEXT, "message": _TEXT}, all_of_it=True),
    }


def _rows(schema: str) -> dict[str, Any]:
    """Of an answer: what was asked of, and what was found."""
    whose = {"type": ["string", "null"]}
    items = {"type": "array", "items": {"$ref": f"#/components/schemas/{schema}"}}
    return {"since": _TIME, "until": _TIME, "organisation": whose, "rows": items}


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
            *_scope(),
            _parameter("by", {"enum": slices}, "Sliced so; which of them go depends on the metric."),
            _parameter("every", {"enum": [name for name, _ in WIDTHS]}, "Over time, in buckets so wide."),
            _parameter("zone", _TEXT, "IANA time zone in which buckets are cut; UTC unless named."),
        ],
        "responses": _responses(told, "Figures", ("404", "`no_such_metric`")),
    }


def _grouped() -> dict[str, Any]:
    return {
        "operationId": "painPoints",
        "summary": "What customers of an organisation write about: for who is in it, not for the operator.",
        "parameters": _scope(),
        "responses": _responses("One row a group, the largest first.", "PainPoints"),
    }


def _scope() -> list[dict[str, Any]]:
    return [
        _parameter("since", _TIME, f"From then on; {RANGE.days} days before `until` unless named."),
        _parameter("until", _TIME, "Up to then, without it; now unless named."),
        _parameter("organisation", _TEXT, "Its id. The one I may see, unless named."),
        _parameter("language", _TEXT, "Written in one of these, by comma."),
        _parameter("demo", {"enum": ["1", "0"]}, "0: without demo data."),
        _parameter("format", {"enum": list(get_args(Format))}, "JSON unless named."),
    ]


def _responses(told: str, schema: str, *more: tuple[str, str]) -> dict[str, Any]:
    problems = (
        ("400", "`invalid_query`"),
        ("401", "Not signed in."),
        (
            "403",
            "`not_yours`; `role_lacks`: none that sees figures; `second_factor_missing`, "
            "`provider_sign_in_missing`.",
        ),
        *more,
        ("503", "`busy`, `unavailable`, or the chat does not answer."),
    )
    refused = {status: _answer(text, {"$ref": "#/components/schemas/Problem"}) for status, text in problems}
    return {"200": _answer(told, {"$ref": f"#/components/schemas/{schema}"}, files=True), **refused}


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
