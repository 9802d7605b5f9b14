"""A business with a site: an organisation, its channel, and pages of `examples` at an origin of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import FrameLocator, Page

from tests.api.serving import Guest, Served

EXAMPLES = Path(__file__).parents[2] / "examples"
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css"}
FRAME = "[data-duologue-widget] iframe"
BUBBLE = "[data-duologue-widget] button"


class Shop:
    """The site: pages of `examples`, whose script tag names this service and the channel `key`."""

    def __init__(self, served: Served) -> None:
        self.key = ""
        outer = self

        class Pages(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = EXAMPLES / urlsplit(self.path).path.lstrip("/")
                known = path.is_file()
                text = path.read_text() if known else ""
                text = text.replace("http://127.0.0.1:8000", served.url).replace("KEY", outer.key)
                self.send_response(200 if known else 404)
                self.send_header("Content-Type", TYPES.get(path.suffix, "text/plain"))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: Any) -> None:
                """The test tells what went wrong."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        self.origin = f"http://localhost:{self.server.server_port}"
        self.page = f"{self.origin}/shop.html"


@contextmanager
def shop(served: Served) -> Iterator[Shop]:
    """A site of another origin than the service's, as long as it is open."""
    one = Shop(served)
    thread = threading.Thread(target=one.server.serve_forever)
    thread.start()
    try:
        yield one
    finally:
        one.server.shutdown()
        one.server.server_close()
        thread.join()


def office(owner: Guest, site: Shop, **channel: Any) -> str:
    """An organisation of `owner`, with a channel that `site` may show, and shows. Its id."""
    organisation = made(owner, "/api/organisations", name="Casa Verde", language="en")["id"]
    wanted = {"name": "Casa Verde", "language": "en", "allowed_origins": [site.origin]} | channel
    site.key = made(owner, f"/api/organisations/{organisation}/channels", **wanted)["key"]
    return str(organisation)


def made(guest: Guest, path: str, **body: Any) -> dict[str, Any]:
    answer = guest.http.post(path, json=body or None)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


def chat_of(page: Page) -> FrameLocator:
    """The chat in the frame, after the bubble has been pressed."""
    page.locator(BUBBLE).click()
    return page.frame_locator(FRAME)


def write(chat: FrameLocator, text: str) -> None:
    chat.get_by_test_id("write").fill(text)
    chat.get_by_test_id("write").press("Enter")
