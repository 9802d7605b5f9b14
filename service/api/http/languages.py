"""`/api/languages`."""

from __future__ import annotations

from litestar import get
from redis.exceptions import RedisError

from service.api.context import AppContext
from service.api.languages import Languages, languages_of
from service.api.limits.guard import limited
from service.api.limits.table import LOOKING
from wire.broker.heartbeats import alive


@get("/api/languages", tags=["languages"], security=[{}], guards=[limited(LOOKING)])
async def languages(context: AppContext) -> Languages:
    """Languages that can be chosen, and which pairs of them are translated at the moment."""
    try:
        return languages_of(await alive(context.client, "worker"))
    except (RedisError, OSError):
        return languages_of(())
