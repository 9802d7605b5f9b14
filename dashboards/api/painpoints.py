"""`/api/analytics/painpoints`: the table of the page, over HTTP."""

from __future__ import annotations

import polars as pl

from analytics.scope import Scope
from dashboards import painpoints
from dashboards.api.query import CannotAnswer

NAME = "painpoints"
NAMES = ("since", "until", "organisation", "language", "demo", "format")
"""What may be asked."""


def told(chat: str, scope: Scope, by: str | None) -> pl.DataFrame:
    """One row a group, the largest first. CannotAnswer."""
    if not painpoints.is_one(scope.organisation):
        raise CannotAnswer(400, "invalid_query", "Name one organisation: groups are its own.")
    if by is None:
        raise CannotAnswer(403, "not_yours", "Words of an organisation are for who is in it: sign in there.")
    found = painpoints.told_of(chat, scope, by)
    if found is None:
        raise CannotAnswer(503, "unavailable", "The chat does not say.")
    return painpoints.frames(found)["painpoints"]
