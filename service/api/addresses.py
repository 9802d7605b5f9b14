"""Where a request comes from: the peer, or what trusted proxies say of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

SCHEMES = {"http", "https"}
MOST_HOPS = 20
"""Entries of `X-Forwarded-For` that are looked at, from the right."""


class Proxies:
    """ASGI middleware: `client` and `scheme` as trusted proxies tell them; without any, nothing is believed.

    Of `X-Forwarded-For` the right-most address counts that is no trusted proxy: what stands left of it was
    sent by whoever is there, and may be anything. `Forwarded` (RFC 7239) is not read.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[str]) -> None:
        self._app, self._trusted = app, tuple(ip_network(one) for one in trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put them into the scope, and go on."""
        if self._trusted and scope["type"] in (ScopeType.HTTP, ScopeType.WEBSOCKET):
            self._believe(scope)
        await self._app(scope, receive, send)

    def _believe(self, scope: Scope) -> None:
        peer = parsed((scope.get("client") or ("",))[0])
        if peer is None or not is_within(peer, self._trusted):
            return
        hops = _values(scope, b"x-forwarded-for")
        scope["client"] = (str(client_of(peer, hops, self._trusted)), 0)
        for said in _values(scope, b"x-forwarded-proto")[-1:]:
            if said.lower() in SCHEMES:
                socket = scope["type"] == ScopeType.WEBSOCKET
                scope["scheme"] = said.lower().replace("http", "ws") if socket else said.lower()


def client_of(peer: Address, hops: Sequence[str], trusted: Sequence[Network]) -> Address:
    """The client behind a trusted peer: the right-most of `hops` that is not trusted.

    Where all are trusted, or one cannot be read, it is the last that was believed.
    """
    client = peer
    for hop in list(reversed(hops))[:MOST_HOPS]:
        if not is_within(client, trusted):
            break
        said = parsed(hop)
        if said is None:
            break
        client = said
    return client


def parsed(text: str) -> Address | None:
    """An address as proxies write it: with a port, in brackets, with a zone. IPv4 within IPv6 is IPv4."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_within(address: Address, networks: Iterable[Network]) -> bool:
    """Whether an address is in one of these networks."""
    return any(address in network for network in networks)


def neighbourhood(host: str) -> str:
    """What limits count as one address: an IPv4 address, the /64 of an IPv6 one; "" where there is none."""
    address = parsed(host)
    if address is None:
        return ""
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((int(address) >> 64 << 64, 64)))


def _values(scope: Scope, name: bytes) -> list[str]:
    """All values of a header that may come several times, with commas."""
    found = [value.decode("latin-1") for key, value in scope["headers"] if key == name]
    return [one.strip() for value in found for one in value.split(",")]
