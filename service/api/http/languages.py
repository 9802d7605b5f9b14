"""`/api/languages`."""

from __future__ import annotations

import msgspec
from litestar import get

from service.api.context import AppContext
from service.api.languages import Languages
from service.api.limits.guard import limited
from service.api.limits.table import LOOKING


@get("/api/languages", tags=["languages"], security=[{}], guards=[limited(LOOKING)])
async def languages(context: AppContext) -> Languages:
    """Languages that can be chosen, and which pairs of them are translated at the moment."""
    seen = context.pipeline.last
    found = (seen if seen.broker else await context.pipeline.look()).languages
    return msgspec.structs.replace(found, provider=context.settings.provider_name)
