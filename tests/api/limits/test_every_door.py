"""Every registered route and every frame has a limit, or stands on the list of those that need none."""

from typing import get_args

import pytest
from litestar.handlers import HTTPRouteHandler

from service.api.authentication import signed_in, visiting
from service.api.limits.guard import Limited
from service.api.limits.table import FRAMES, LIMITS, UNLIMITED, Limit
from service.realtime.frames import FromClient
from tests.api.described import app


def handlers() -> dict[tuple[str, str], HTTPRouteHandler]:
    return {
        (method, route.path): handler
        for route in app().routes
        if route.scope_type.value == "http"
        for handler in route.route_handlers
        for method in handler.http_methods
        if method != "OPTIONS"
    }


ROUTES = dict(sorted(handlers().items()))


def spared(path: str, handler: HTTPRouteHandler) -> bool:
    return path in UNLIMITED or handler.name in UNLIMITED


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_route_has_a_limit_or_a_reason(method, path):
    handler = ROUTES[method, path]
    guards = [one for one in handler.resolve_guards() if isinstance(one, Limited)]
    if spared(path, handler):
        assert not guards
        return
    assert guards, f"{method} {path} has no limit: add guards=[limited(…)], see service/api/limits/table.py"
    for guard in guards:
        assert LIMITS[guard.limit.name] == guard.limit
        assert guard.limit.seconds > 0
    if any(one.limit.per == "person" for one in guards):
        order = list(handler.resolve_guards())
        signs = order.index(visiting if visiting in order else signed_in)
        assert all(order.index(one) > signs for one in guards), "the person is known when a limit counts them"


def test_the_list_of_routes_without_limits_names_real_routes():
    paths = {path for _, path in ROUTES}
    assert {one for one in UNLIMITED if one.startswith("/")} <= paths


@pytest.mark.parametrize("frame", get_args(FromClient))
def test_a_frame_has_a_limit_or_a_reason(frame):
    assert frame in FRAMES, "add it to FRAMES in service/api/limits/table.py"
    limit = FRAMES[frame]
    assert limit is None or (limit.per == "person" and limit.seconds > 0)


@pytest.mark.parametrize("limit", LIMITS.values(), ids=list(LIMITS))
def test_limits_let_a_little_through_and_say_why(limit: Limit):
    assert limit.amount >= 10
    assert limit.what
    assert limit.why
