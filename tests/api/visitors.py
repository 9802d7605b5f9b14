"""Somebody who came by a channel, over HTTP and on the socket of visitors."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.api.serving import Live, Served, opened

ME = "/api/widget/visitors/me"


class Visitor:
    """A new visitor of a channel; what they say of themselves besides is in `said`."""

    def __init__(self, served: Served, key: str, **said: Any) -> None:
        self.http = httpx.Client(base_url=served.url, timeout=120)
        answer = self.http.post(
            f"/api/widget/{key}/visitors", json={"language": "es", "consent": True} | said
        )
        assert answer.status_code == 201, answer.text
        self.made: dict[str, Any] = answer.json()
        self.token, self.id = str(self.made["token"]), str(self.made["contact_id"])
        self.http.headers["Authorization"] = f"Bearer {self.token}"

    def conversation(self) -> str:
        """The one in which they write."""
        answer = self.http.post(f"{ME}/conversations")
        assert answer.status_code in (200, 201), answer.text
        return str(answer.json()["id"])

    def post(self, conversation_id: str, text: str) -> dict[str, Any]:
        body = {"text": text, "client_id": secrets.token_hex(8)}
        answer = self.http.post(f"{ME}/conversations/{conversation_id}/messages", json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())


@asynccontextmanager
async def visiting(
    served: Served, token: str, positions: dict[str, int] | None = None
) -> AsyncIterator[Live]:
    """A visitor's socket after `hello` and `ready`."""
    async with opened(served, None, at="/api/widget/live") as one:
        await one.send(type="hello", token=token, positions=positions or {})
        await one.next("ready")
        yield one
