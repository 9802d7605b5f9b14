"""The example shop as a site of its own, whose script tag names the demo's channel."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

PORT = 8188
ORIGINS = (f"http://127.0.0.1:{PORT}", f"http://localhost:{PORT}")
PAGE = f"{ORIGINS[0]}/shop.html"

EXAMPLES = Path(__file__).parents[3] / "examples"
TYPES = {"shop.html": "text/html; charset=utf-8", "shop.css": "text/css"}


def page(name: str, chat_url: str, key: str) -> bytes | None:
    """A page with address and key filled in; null: there is none of this name."""
    if name not in TYPES:
        return None
    text = (EXAMPLES / name).read_text("utf-8")
    return text.replace("http://127.0.0.1:8000", chat_url).replace('"KEY"', f'"{key}"').encode()


def site(chat_url: str, key: str, port: int = PORT) -> ThreadingHTTPServer:
    """The site, on this machine alone; whoever called runs and closes it. OSError: the port is taken."""

    class Pages(BaseHTTPRequestHandler):
        """What a browser asks for."""

        def do_GET(self) -> None:
            """One page."""
            name = urlsplit(self.path).path.lstrip("/") or "shop.html"
            body = page(name, chat_url, key)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", TYPES.get(name, "text/plain"))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    return ThreadingHTTPServer(("127.0.0.1", port), Pages)
