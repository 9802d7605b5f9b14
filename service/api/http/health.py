"""`/health`: for people who run this, and for load balancers."""

from __future__ import annotations

from litestar import Response, get

from service.api.context import AppContext
from service.api.health import Health, look
from service.api.limits.guard import limited
from service.api.limits.table import LOOKING


@get("/health", tags=["health"], security=[{}], guards=[limited(LOOKING)])
async def health(context: AppContext) -> Response[Health]:
    """200 where every part is ready, else 503 with what is not."""
    seen = await look(context)
    return Response(seen, status_code=200 if seen.status == "ok" else 503)


@get("/health/live", tags=["health"], security=[{}])
async def live() -> dict[str, str]:
    """200 while this process serves."""
    return {"status": "live"}
