"""`/api/languages`."""

from __future__ import annotations

from litestar import get
from redis.exceptions import RedisError

from service.web.house import House
from service.web.languages import Languages, languages_of
from service.web.limits.guard import limited
from service.web.limits.table import LOOKING
from service.wire.parts import alive


@get("/api/languages", tags=["languages"], security=[{}], guards=[limited(LOOKING)])
async def languages(house: House) -> Languages:
    """Languages that can be chosen, and which pairs of them are translated at the moment."""
    try:
        return languages_of(await alive(house.client, "worker"))
    except (RedisError, OSError):
        return languages_of(())
