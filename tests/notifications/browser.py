"""A push service of our own, and browsers that read what it got: as they do, with their private key."""

from __future__ import annotations

import base64
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Browser:
    """Keys of one browser, for an endpoint of its own."""

    def __init__(self, service: PushService, name: str) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        self.path = f"/push/{name}"
        self.service = service
        point = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        self.point = self.private.public_key().public_bytes(*point)

    def asks(self, **more: Any) -> dict[str, Any]:
        endpoint = f"{self.service.url}{self.path}"
        return {"endpoint": endpoint, "p256dh": encoded(self.point), "auth": encoded(self.auth)} | more

    @property
    def got(self) -> list[dict[str, Any]]:
        return [
            msgspec.json.decode(
                http_ece.decrypt(body, private_key=self.private, auth_secret=self.auth, version="aes128gcm")
            )
            for path, _, body in list(self.service.requests)
            if path == self.path
        ]


class PushService:
    """Answers with `status`, or with what `refuses` has left, one a request."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 201
        self.refuses: list[int] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                status = owner.refuses.pop(0) if owner.refuses else owner.status
                if status < 300:
                    owner.requests.append((self.path, dict(self.headers), body))
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
