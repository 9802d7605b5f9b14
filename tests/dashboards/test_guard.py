"""A running dashboard refuses what no viewer needs, and who asks by a name that is not its own."""

import asyncio
import re

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage
from starlette.routing import Route, WebSocketRoute
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from dashboards.gate import PASS
from dashboards.guard import MOST_SOCKETS, Guard
from dashboards.place import PATHS
from wire.operator import new_link


@pytest.mark.parametrize("page", ["", *PATHS, "static/js/no.js", "media/no", "_stcore/metrics"])
def test_every_answer_has_the_headers(url, page, entered):
    for sent in ({}, entered):
        _has_the_headers(httpx.get(f"{url}/{page}", headers=sent).headers)


def _has_the_headers(found: httpx.Headers) -> None:
    assert found["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in found["content-security-policy"]
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "no-referrer"
    assert found["cross-origin-resource-policy"] == "same-origin"
    assert "'unsafe-inline'" not in re.search("script-src[^;]*", found["content-security-policy"])[0]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
@pytest.mark.parametrize(
    "path", ["_stcore/upload_file/a/b", "_stcore/metrics", "_stcore/agent/mcp", "auth/login"]
)
def test_what_no_viewer_needs_is_not_there(url, method, path, entered):
    assert httpx.request(method, f"{url}/{path}", content=b"x" * 100, headers=entered).status_code == 404


def test_nothing_but_the_list_of_streamlits_own_routes_is_open(url, entered):
    """Routes of the Streamlit that is installed: a new one is closed until somebody opens it."""
    from unittest.mock import MagicMock

    from streamlit.web.server.starlette.starlette_app import create_streamlit_routes

    routes = create_streamlit_routes(MagicMock())
    plain = {one.path for one in routes if isinstance(one, Route) and "{" not in one.path}
    with httpx.Client(base_url=url, headers=entered) as viewer:
        answered = {path for path in plain if viewer.get(path).status_code != 404}
    assert answered == {"/_stcore/health", "/_stcore/host-config"}
    assert {httpx.get(f"{url}{path}").status_code for path in answered} == {401}
    assert [one.path for one in routes if isinstance(one, WebSocketRoute)] == ["/_stcore/stream"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_pages_are_only_read(url, method, entered):
    assert httpx.request(method, url, content=b"x", headers=entered).status_code == 405


PORT = re.compile(r"\d+$")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{}", 200),
        ("localhost:{}", 200),
        ("[::1]:{}", 200),
        ("board.example", 200),
        ("BOARD.example.:{}", 200),
        ("evil.example:{}", 421),
        ("evil.example@127.0.0.1:{}", 421),
        ("127.0.0.1.evil.example", 421),
        ("127.0.0.1:x", 421),
        ("", 421),
    ],
)
def test_it_is_asked_by_its_own_names_alone(url, host, status, entered):
    sent = entered | {"host": host.format(PORT.search(url)[0])}
    for path in ("/", "/_stcore/health", "/health/live", "/static/js/none.js"):
        found = httpx.get(url + path, headers=sent).status_code
        assert (found == 421) == (status == 421), path


async def opened(
    url: str, origin: str, sent: dict[str, str], host: str = "", path: str = "/_stcore/stream"
) -> int:
    """101 where a socket is opened, else the status of the refusal."""
    port = int(PORT.search(url)[0])
    address = f"ws://{host or f'127.0.0.1:{port}'}{path}"
    try:
        async with connect(
            address, origin=origin, subprotocols=["streamlit"], host="127.0.0.1", port=port,
            additional_headers=sent,
        ):  # fmt: skip
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("{}", 101),
        ("https://board.example", 403),
        ("https://evil.example", 403),
        ("http://localhost:1", 403),
        ("null", 403),
        ("http://127.0.0.1.evil.example", 403),
        ("http://board.example@evil.example", 403),
    ],
)
def test_only_its_own_pages_open_the_socket(url, origin, status, entered):
    assert asyncio.run(opened(url, origin.format(url), entered)) == status


def test_a_stranger_opens_no_socket(url):
    assert asyncio.run(opened(url, url, {})) == 403
    assert asyncio.run(opened(url, url, {"cookie": f"{PASS}=guess"})) == 403


def test_behind_a_proxy_that_keeps_the_name_the_socket_opens(url, entered):
    assert asyncio.run(opened(url, "https://board.example", entered, "board.example")) == 101
    assert asyncio.run(opened(url, "https://evil.example", entered, "evil.example")) == 403


def test_no_other_socket_is_there(url, entered):
    assert asyncio.run(opened(url, url, entered, path="/_stcore/other")) == 403


def test_a_message_larger_than_any_viewers_closes_the_socket(url, entered):
    async def shouted():
        address = url.replace("http", "ws") + "/_stcore/stream"
        async with connect(
            address, subprotocols=["streamlit"], origin=url, max_size=None, additional_headers=entered
        ) as socket:
            with pytest.raises(ConnectionClosed) as closed:
                await socket.send(b"x" * (9 << 20))
                while True:
                    await socket.recv()
            return closed.value.rcvd.code if closed.value.rcvd else 1009

    assert asyncio.run(shouted()) == 1009


def test_viewers_are_counted():
    async def story():
        gone, told = asyncio.Event(), []

        async def app(scope, receive, send):
            await gone.wait()

        async def send(message):
            told.append(message)

        guard = Guard(app, (), ())
        scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [(b"host", b"localhost")]}
        viewers = [asyncio.create_task(guard(scope, None, send)) for _ in range(MOST_SOCKETS)]
        await asyncio.sleep(0)
        await guard(scope, None, send)
        assert [one["code"] for one in told] == [1013]
        gone.set()
        await asyncio.gather(*viewers)
        await guard(scope, None, send)
        assert len(told) == 1, "room again"

    asyncio.run(story())


def _is_of_a_frame(message: ConsoleMessage) -> bool:
    return "frame-ancestors" in message.text or "X-Frame-Options" in message.text


def test_no_page_elsewhere_can_frame_it_and_pages_obey_their_own_policy(chromium: Browser, url, home):
    page, said = chromium.new_page(), []
    try:
        with page.expect_console_message(_is_of_a_frame):
            page.set_content(f"<iframe src='{url}'></iframe>")
        page.on("console", lambda message: said.append(message.text))
        page.goto(new_link(home, url))
        page.locator("[data-testid=stVegaLiteChart] svg").nth(2).wait_for(state="attached", timeout=120_000)
        assert not [one for one in said if "Content Security Policy" in one]
    finally:
        page.close()
