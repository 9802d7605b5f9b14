"""The beginning of a page on somebody's server, or a picture: bounded in size, time and redirects.

A name is looked up once for each step, and what is connected to is the address that was looked at: a name
that leads elsewhere a moment later leads nowhere. Proxies of the environment are passed over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec

from service.outbound.errors import LinkUnread
from service.outbound.public import Address, NotPublic, Resolver, is_public, public_addresses, resolve

WITHIN = 6.0
"""Seconds that a link gets in all, however many servers it goes by."""
STEPS = 4
"""Requests: the first, and redirects."""
READ = 256 * 1024
"""Bytes of a page that are read; what is said of it stands at its beginning."""
LARGEST = 4 * 1024 * 1024
"""Bytes of a picture: one that is larger is not taken."""
AT_ONCE = 4
"""Pages that one process reads at the same time."""
WAIT = 3.0
"""Seconds that one waits for its turn."""
LONGEST = 2000
"""Characters of an address."""
PORTS = {"http": 80, "https": 443}
_HTML = ("text/html", "application/xhtml+xml")
_PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
_HEADERS = {"accept-encoding": "identity", "user-agent": "Duologue link preview"}


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What has come of it. `charset`: as the server says; null: it does not."""

    url: str
    body: bytes
    charset: str | None


class _Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for: media types, and how many bytes of it."""

    kinds: tuple[str, ...]
    most: int
    whole: bool
    """The beginning of it will not do."""


_PAGE = _Wanted(kinds=_HTML, most=READ, whole=False)
_PICTURE = _Wanted(kinds=_PICTURES, most=LARGEST, whole=True)


class PageReader:
    """Reads pages. `resolver` and `allowed` are set otherwise by tests alone, and any port is then taken."""

    def __init__(self, resolver: Resolver = resolve, allowed: Callable[[Address], bool] = is_public) -> None:
        self._resolver, self._allowed = resolver, allowed
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._http = httpx.AsyncClient(
            timeout=WITHIN, follow_redirects=False, trust_env=False, headers=_HEADERS,
            limits=httpx.Limits(max_keepalive_connections=0),
        )  # fmt: skip

    async def read(self, url: str) -> Page:
        """The beginning of the page at `url`, wherever redirects lead.

        Raises:
            LinkUnread: it is no page, or cannot be had within the bounds.
        """
        return await self._in_turn(url, _PAGE)

    async def picture(self, url: str) -> bytes:
        """All of the picture at `url`, as it comes: to be written anew before it is shown. LinkUnread."""
        return (await self._in_turn(url, _PICTURE)).body

    async def _in_turn(self, url: str, wanted: _Wanted) -> Page:
        try:
            async with asyncio.timeout(WAIT):
                await self._turns.acquire()
        except TimeoutError as error:
            raise LinkUnread("Too many links are being read. Try again.") from error
        try:
            async with asyncio.timeout(WITHIN):
                return await self._followed(url, wanted)
        except (httpx.HTTPError, httpx.InvalidURL, NotPublic, OSError, ValueError) as error:
            raise LinkUnread("Nothing can be shown of this link.") from error
        finally:
            self._turns.release()

    async def _followed(self, url: str, wanted: _Wanted) -> Page:
        for _ in range(STEPS):
            found = await self._asked(url, wanted)
            if isinstance(found, Page):
                return found
            url = urljoin(url, found)
        raise LinkUnread("This link leads on and on.")

    async def _asked(self, url: str, wanted: _Wanted) -> Page | str:
        """What is there, or where it is to be found."""
        host, port = self._place(url)
        addresses = await public_addresses(host, port, resolver=self._resolver, allowed=self._allowed)
        asked = httpx.URL(url)
        headers = {"host": asked.netloc.decode(), "accept": ",".join(wanted.kinds)}
        pinned = asked.copy_with(host=addresses[0])
        named = {"sni_hostname": host}
        async with self._http.stream("GET", pinned, headers=headers, extensions=named) as answer:
            if answer.has_redirect_location:
                return answer.headers["location"]
            body = await _beginning(answer, wanted)
            return Page(url=url, body=body, charset=answer.charset_encoding)

    def _place(self, url: str) -> tuple[str, int]:
        """Name and port; of the ports of the web alone, so that nothing else is spoken to."""
        parts = urlsplit(url)
        plain = url.isprintable() and " " not in url
        if parts.scheme not in PORTS or parts.username is not None or len(url) > LONGEST or not plain:
            raise LinkUnread("This is no address of a page.")
        usual = PORTS[parts.scheme]
        port = parts.port or usual
        if port != usual and self._resolver is resolve:
            raise LinkUnread("This is no address of a page.")
        return httpx.URL(url).raw_host.decode().strip("[]"), port

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()


async def _beginning(answer: httpx.Response, wanted: _Wanted) -> bytes:
    """What is wanted of it, as it comes; what is compressed was not asked for, and might be a bomb."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    encoded = answer.headers.get("content-encoding", "identity").lower() != "identity"
    if answer.status_code != 200 or kind not in wanted.kinds or encoded:
        raise LinkUnread("Nothing can be shown of this link.")
    body = bytearray()
    async for part in answer.aiter_raw():
        body += part
        if len(body) >= wanted.most:
            break
    if wanted.whole and len(body) >= wanted.most:
        raise LinkUnread("This picture is too large.")
    return bytes(body[: wanted.most])
