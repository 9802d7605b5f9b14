"""The service as its OpenAPI document has it, made once in a process for all that is generated from it."""

from __future__ import annotations

from functools import cache
from typing import Any

from litestar import Litestar

from service.api.app import create_app
from wire.contracts.settings import Settings


@cache
def app() -> Litestar:
    """Every route; it was never started."""
    return create_app(Settings())


@cache
def schema() -> dict[str, Any]:
    """The document."""
    return app().openapi_schema.to_schema()
