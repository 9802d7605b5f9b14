"""`/health`: for people who run this, and for load balancers."""

from __future__ import annotations

from litestar import Response, get

from service.web.health import Health, look
from service.web.house import House
from service.web.limits.guard import limited
from service.web.limits.table import LOOKING


@get("/health", tags=["health"], security=[{}], guards=[limited(LOOKING)])
async def health(house: House) -> Response[Health]:
    """200 where every part is ready, else 503 with what is not."""
    seen = await look(house)
    return Response(seen, status_code=200 if seen.status == "ok" else 503)


@get("/health/live", tags=["health"], security=[{}])
async def live() -> dict[str, str]:
    """200 while this process serves."""
    return {"status": "live"}
