"""Somebody who signs up and talks over HTTP, whatever the server that is tested."""

from __future__ import annotations

import secrets
from typing import Any

import httpx


class Person:
    """Somebody who is signed up."""

    def __init__(self, url: str, name: str, language: str) -> None:
        self.handle = f"{name.lower()}.{secrets.token_hex(4)}"
        self.http = httpx.Client(base_url=url, timeout=120)
        body = {"handle": self.handle, "name": name, "password": "long enough", "language": language}
        answer = self.http.post("/api/people", json=body)
        assert answer.status_code == 201, answer.text
        self.id = answer.json()["person"]["id"]
        self.token = answer.json()["token"]
        self.http.cookies.clear()
        self.http.headers["Authorization"] = f"Bearer {self.token}"

    def talk_to(self, other: Person) -> str:
        """A conversation that both have opened, so that it is accepted."""
        talk = self.ask(other)
        assert other.ask(self) == talk
        return talk

    def ask(self, other: Person) -> str:
        """A conversation that is a request to the other, unless they have asked too."""
        answer = self.http.post("/api/conversations", json={"with": other.handle})
        assert answer.status_code in {200, 201}, answer.text
        return str(answer.json()["id"])

    def post(self, conversation: str, text: str, client_id: str | None = None, **more: Any) -> dict[str, Any]:
        body = {"text": text, "client_id": client_id or secrets.token_hex(8), **more}
        answer = self.http.post(f"/api/conversations/{conversation}/messages", json=body)
        assert answer.status_code in {200, 201}, answer.text
        found: dict[str, Any] = answer.json()
        return found
