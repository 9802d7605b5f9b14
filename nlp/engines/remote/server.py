"""One LibreTranslate-compatible server: what is asked, how often, and when it is left alone."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from typing import Any

import httpx
import msgspec
from purgatory import SyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from nlp.errors import EngineFailed
from nlp.provisioning.patience import plainly, tries
from wire.contracts.errors import SettingsError

CONNECT_SECONDS, ANSWER_SECONDS, LIST_SECONDS = 3.0, 12.0, 3.0
"""The last two: of a whole answer, however it is spread. One that drips would hold the models."""
LARGEST = 4 * 1024 * 1024
"""Bytes of an answer."""
TRIES, FIRST_WAIT, LONGEST_WAIT = 3, 0.3, 4.0
FAILURES, REST_SECONDS = 3, 30.0
"""Failures in a row after which nothing is asked, and for how long; then one question tests the water. So one
batch of messages waits at most about 40 s, far less than a worker allows it."""

_ABOUT_THE_TEXT = frozenset({400, 413, 422})
"""Answers that blame what was asked: the server itself is well."""


class ServerFailed(EngineFailed):
    """The server gave no translation. The text names no address and no key."""


class TextRefused(ServerFailed):
    """It blames the texts, not itself: fewer or shorter ones may do."""


class Server:
    """Asks questions, each over a connection of its own: whole answers can be given a limit by an event loop
    alone, and none is left behind. Belongs to a thread that runs no other. `transport` is for tests.

    Raises:
        SettingsError: `url` is no http(s) address.
    """

    def __init__(self, url: str, key: str = "", transport: httpx.AsyncBaseTransport | None = None) -> None:
        try:
            address = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise SettingsError("DUOLOGUE_REMOTE_URL cannot be read; write https://…") from error
        if address.scheme not in {"http", "https"} or not address.host:
            raise SettingsError("DUOLOGUE_REMOTE_URL: write an address that begins with http:// or https://")
        self._url, self._key = address.copy_with(username=None, password=None), key
        self._auth = (address.username, address.password) if address.username else None
        self._transport = transport
        self._tls: ssl.SSLContext | None = None
        self._breaker = SyncCircuitBreakerFactory(
            FAILURES, REST_SECONDS, exclude=[(httpx.HTTPStatusError, _about_the_text)]
        ).get_breaker("remote")

    @property
    def host(self) -> str:
        """Its name, for people."""
        return self._url.host

    @property
    def place(self) -> str:
        """Its address without name and password."""
        return f"{self._url.scheme}://{self._url.netloc.decode()}{self._url.path}".rstrip("/")

    def translate(self, codes: tuple[str, str], texts: Sequence[str]) -> list[str]:
        """One translation per text. ServerFailed, TextRefused."""
        question = {"q": list(texts), "source": codes[0], "target": codes[1], "format": "text"}
        found = self._ask("POST", "translate", question | ({"api_key": self._key} if self._key else {}))
        done = found.get("translatedText") if isinstance(found, dict) else None
        if not isinstance(done, list) or len(done) != len(texts) or not all(isinstance(t, str) for t in done):
            raise ServerFailed("its answer is not one translation per text")
        return done

    def languages(self) -> list[Any]:
        """What it says of its languages, asked once and briefly. ServerFailed."""
        found = self._ask("GET", "languages", times=1, seconds=LIST_SECONDS)
        if not isinstance(found, list):
            raise ServerFailed("its list of languages is no list")
        return found

    def _ask(
        self,
        method: str,
        what: str,
        body: dict[str, Any] | None = None,
        times: int = TRIES,
        seconds: float = 0,
    ) -> Any:
        try:
            return tries(times, FIRST_WAIT, LONGEST_WAIT)(self._once, method, what, body, seconds)
        except OpenedState as error:
            raise ServerFailed(
                "it failed several times in a row, and is left alone for half a minute"
            ) from error
        except httpx.HTTPStatusError as error:
            raise (TextRefused if _about_the_text(error) else ServerFailed)(plainly(error)) from error
        except httpx.HTTPError as error:
            raise ServerFailed(plainly(error)) from error

    def _once(self, method: str, what: str, body: dict[str, Any] | None, seconds: float) -> Any:
        address = self._url.copy_with(path=f"{self._url.path.rstrip('/')}/{what}")
        with self._breaker:
            answer = asyncio.run(self._answer(method, address, body, seconds or ANSWER_SECONDS))
        try:
            return msgspec.json.decode(answer)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ServerFailed("its answer is not JSON") from error

    async def _answer(
        self, method: str, address: httpx.URL, body: dict[str, Any] | None, seconds: float
    ) -> bytes:
        """All of it, within so many seconds."""
        whole = bytearray()
        try:
            async with (
                asyncio.timeout(seconds),
                self._client() as client,
                client.stream(method, address, json=body) as answer,
            ):
                answer.raise_for_status()
                async for part in answer.aiter_bytes():
                    whole += part
                    if len(whole) > LARGEST:
                        raise ServerFailed("its answer is too large")
        except TimeoutError as error:
            raise httpx.ReadTimeout("not all of the answer came in time") from error
        return bytes(whole)

    def _client(self) -> httpx.AsyncClient:
        self._tls = self._tls or httpx.create_ssl_context()  # 20 ms, once
        times = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
        return httpx.AsyncClient(timeout=times, auth=self._auth, transport=self._transport, verify=self._tls)


def _about_the_text(error: BaseException) -> bool:
    return isinstance(error, httpx.HTTPStatusError) and error.response.status_code in _ABOUT_THE_TEXT
