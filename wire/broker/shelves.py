"""Passages of organisations on the broker, where workers find them: written anew whenever they are not there.

A hash of `rev` and `body`, so that whoever has them already asks for a number alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wire.broker.clients import Client
from wire.contracts.codec import encode
from wire.contracts.shelf import Shelf

LIFETIME = 3600
"""Seconds that a shelf stays which nobody keeps: its organisation is gone."""

REV, SHELF = "rev", "body"


def shelf_key(organisation_id: str) -> str:
    """Key of an organisation's shelf."""
    return f"shelf:{{{organisation_id}}}"


async def standing(client: Client, organisation_ids: Iterable[str]) -> dict[str, int]:
    """The `rev` of those that are there, which stay for another `LIFETIME`."""
    asked = list(organisation_ids)
    pipeline = client.pipeline(transaction=False)
    for one in asked:
        pipeline.hget(shelf_key(one), REV)
        pipeline.expire(shelf_key(one), LIFETIME)
    answers = await pipeline.execute() if asked else []
    return {one: int(rev) for one, rev in zip(asked, answers[::2], strict=True) if rev is not None}


async def put(client: Client, shelf: Shelf) -> None:
    """Replace what is there."""
    key, fields = shelf_key(shelf.organisation_id), dict[Any, Any]()
    fields |= {REV: str(shelf.rev), SHELF: encode(shelf)}
    await client.hset(key, mapping=fields)
    await client.expire(key, LIFETIME)


def revs(found: Mapping[str, int], wanted: Mapping[str, int]) -> list[str]:
    """Organisations whose shelf is missing or old."""
    return [one for one, rev in wanted.items() if found.get(one) != rev]
