"""Sending JSON to servers that organisations name: bounded in time and size, at public addresses alone.

A name is looked up once, and what is connected to is the address that was looked at. Redirects are not
followed, and proxies of the environment are passed over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Literal

import httpx
import msgspec

from service.errors import InvalidInput
from service.outbound.addresses import host_of, is_private
from service.outbound.public import Address, NotPublic, Resolver, is_public, public_addresses, resolve
from service.text import validation
from wire.contracts.settings import Settings

WITHIN = 10.0
"""Seconds that a server gets in all, however it spreads its answer."""
LONGEST = 1000
"""Characters of an address."""
_ENDLESS = 16 * 1024
"""Bytes that are read of an answer which is not wanted."""
_HEADERS = {"accept-encoding": "identity", "user-agent": "Duologue", "content-type": "application/json"}
_PORTS = {"http": 80, "https": 443}

Failure = Literal["not_public", "unreachable", "timed_out", "too_large", "not_answered"]


class HookFailed(Exception):
    """Nothing came of it. `code` says why, to the organisation alone."""

    def __init__(self, code: Failure) -> None:
        super().__init__(code)
        self.code: Failure = code


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a server has answered."""

    status: int
    body: bytes


class HookSender:
    """Sends. `resolver` and `within` are set otherwise by tests alone."""

    def __init__(self, settings: Settings, resolver: Resolver = resolve, within: float = WITHIN) -> None:
        self._resolver, self._within = resolver, within
        self._allowed: Callable[[Address], bool] = (lambda _: True) if settings.webhook_private else is_public
        self._http = httpx.AsyncClient(
            timeout=within, follow_redirects=False, trust_env=False, headers=_HEADERS,
            limits=httpx.Limits(max_keepalive_connections=0),
        )  # fmt: skip

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        within: float | None = None,
        wanted: int = 0,
    ) -> Answer:
        """Send once, within so many seconds in all; of the answer's body up to `wanted` bytes are given back.

        Raises:
            HookFailed: it leads inside, does not answer in time, or with more than is wanted.
        """
        try:
            async with asyncio.timeout(self._within if within is None else within):
                return await self._posted(httpx.URL(url), body, headers, wanted)
        except NotPublic as error:
            raise HookFailed("not_public") from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise HookFailed("timed_out") from error
        except (httpx.NetworkError, OSError) as error:
            raise HookFailed("unreachable") from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise HookFailed("not_answered") from error

    async def _posted(self, url: httpx.URL, body: bytes, headers: Mapping[str, str], wanted: int) -> Answer:
        host = url.raw_host.decode().strip("[]")
        port = url.port or _PORTS[url.scheme]
        [address, *_] = await public_addresses(host, port, resolver=self._resolver, allowed=self._allowed)
        named = dict(headers) | {"host": url.netloc.decode()}
        asked = self._http.stream(
            "POST",
            url.copy_with(host=address),
            content=body,
            headers=named,
            extensions={"sni_hostname": host},
        )
        async with asked as answer:
            return Answer(status=answer.status_code, body=await _body(answer, wanted))

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()


async def _body(answer: httpx.Response, wanted: int) -> bytes:
    """As it comes: what is compressed was not asked for, and might be a bomb."""
    body = bytearray()
    async for part in answer.aiter_raw():
        body += part
        if wanted and len(body) > wanted:
            raise HookFailed("too_large")
        if not wanted and len(body) > _ENDLESS:
            break
    return bytes(body) if wanted else b""


def checked_url(text: str, *, private: bool) -> str:
    """An address to which something may be sent. `private`: any will do, also without https.

    Raises:
        InvalidInput: it is none.
    """
    text = validation.storable(text, "url").strip()
    host = host_of(text, ("https", "http") if private else ("https",), LONGEST)
    if host is None:
        raise InvalidInput("An https address of a server is needed.", field="url")
    if not private and is_private(host):
        raise InvalidInput("The server has to be at a public address.", field="url")
    return text
