"""Who writes in the storm: each thing said until it is acknowledged, then the next one."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine
from typing import Any

import httpx
import msgspec

from tests.chaos.bringing import bring
from tests.chaos.ledger import Ledger, Said, text_of
from tests.chaos.screen import EXPECTED, Lost, Refused, Screen

RESTS = (0.2, 1.0)
"""Seconds before something is asked again."""


class Identity(msgspec.Struct, frozen=True):
    """Somebody of the installation, as a later run takes them up."""

    id: str
    token: str
    language: str
    role: str
    """"person", "agent" or "visitor"."""
    talks: tuple[str, ...]
    """In which they write."""
    screens: int = 1

    @property
    def doors(self) -> str:
        """Where the HTTP doors of their conversations begin."""
        return "/api/widget/visitors/me" if self.role == "visitor" else "/api"


class Habits(msgspec.Struct, frozen=True):
    """How people are."""

    pauses: tuple[float, float] = (0.05, 0.6)
    """Seconds between two messages of one author in one conversation."""
    over_http: float = 0.15
    twice: float = 0.05
    """Share of what is sent twice at once, as by two taps."""
    notes: float = 0.25
    """Of what agents write."""
    files: float = 0.04
    common: bool = False
    """They say what others say, too, so that what was understood once is known: for many messages."""


class Author:
    """One of them, with screens and an HTTP client on the bad line."""

    def __init__(self, me: Identity, port: int, ledger: Ledger, habits: Habits, seed: object) -> None:
        self.me = me
        self._ledger, self._habits, self._run = ledger, habits, ledger.before
        self._chance = random.Random(f"{seed} {me.id}")
        path = "/api/widget/live" if me.role == "visitor" else "/api/live"
        hello = {"type": "hello"} | ({"token": me.token} if me.role == "visitor" else {})
        url = f"ws://127.0.0.1:{port}{path}"
        self.screens = [
            Screen(url, me.token, hello, ledger, random.Random(f"{seed} {me.id} {number}"))
            for number in range(me.screens)
        ]
        headers = {"Authorization": f"Bearer {me.token}"}
        self.http = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=5, verify=False, trust_env=False
        )

    def work(self, stop: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
        """What they do at the same time, until told to stop."""
        return [self._write(talk, stop) for talk in self.me.talks]

    async def _write(self, talk: str, stop: asyncio.Event) -> None:
        number = self._ledger.next_number(talk, self.me.id)
        while not stop.is_set():
            await self._say(talk, number)
            number += 1
            await asyncio.sleep(self._chance.uniform(*self._habits.pauses))

    async def _say(self, talk: str, number: int) -> None:
        """Until it is acknowledged, or refused for a reason that no weather makes."""
        client_id = f"{self.me.id[-8:]}{talk[-8:]}.{self._run}.{number}"
        kind = self._kind()
        text = text_of(client_id, self.me.language, note=kind == "note", common=self._habits.common)
        body: dict[str, Any] = {"client_id": client_id, "text": text}
        body |= {"note": True} if kind == "note" else {}
        while True:
            try:
                if kind == "file" and "attachment" not in body:
                    body["attachment"] = {"file_id": await bring(self, talk, client_id), "alt": ""}
                message = await self._posted(talk, body)
            except (Lost, Refused) as error:
                if str(error) == "too_many" and kind == "file":
                    kind = "text"  # answers were lost of so many that were begun
                elif self._gives_up(error):
                    return None
                await asyncio.sleep(self._chance.uniform(*RESTS))
            else:
                said = Said(talk, self.me.id, number, client_id, message["seq"], kind)
                return self._ledger.acknowledge(said)

    def _kind(self) -> str:
        drawn = self._chance.random()
        if self.me.role == "agent" and drawn < self._habits.notes:
            return "note"
        return "file" if drawn > 1 - self._habits.files else "text"

    def _gives_up(self, error: Exception) -> bool:
        code = str(error)
        if isinstance(error, Lost) or code in EXPECTED:
            self._ledger.done[f"asked again: {code or 'no answer'}"] += 1
            return False
        self._ledger.fault(f"refused: {code}")
        return True

    async def _posted(self, talk: str, body: dict[str, Any]) -> dict[str, Any]:
        """By any of both ways; asked for again it may take the other one."""
        if self._chance.random() < self._habits.over_http and "note" not in body:
            return await self.call("POST", f"{self.me.doors}/conversations/{talk}/messages", json=body)
        screen = self._chance.choice(self.screens)
        frame = {"type": "post", "ref": body["client_id"], "conversation_id": talk} | body
        if self._chance.random() < self._habits.twice:
            asked = [screen.ask(**frame), screen.ask(**frame | {"ref": f"{body['client_id']} again"})]
            first, second = await asyncio.gather(*asked, return_exceptions=True)
            if isinstance(first, BaseException):
                raise first
            if isinstance(second, dict) and first["message"]["id"] != second["message"]["id"]:
                self._ledger.fault("doubled")
            return dict(first["message"])
        return dict((await screen.ask(**frame))["message"])

    async def call(self, method: str, path: str, **options: Any) -> Any:
        """JSON that HTTP answers with, or its headers where it has no body. Lost, Refused."""
        try:
            answer = await self.http.request(method, path, **options)
            body = (answer.json() if answer.content else None) or dict(answer.headers)
        except (httpx.HTTPError, ValueError) as error:
            raise Lost from error
        if answer.status_code >= 400:
            raise Refused(body.get("code", str(answer.status_code)))
        return body

    async def close(self) -> None:
        await self.http.aclose()
