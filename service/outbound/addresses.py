"""Addresses on other people's servers, as people write them. Pure."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from service.outbound.public import is_public


def host_of(address: str, schemes: tuple[str, ...], longest: int) -> str | None:
    """Of an address that can be asked, in the signs that a URL has; else None."""
    try:
        parts = urlsplit(address)
        host, _ = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        return None
    signs = address.isascii() and address.isprintable() and not {" ", "\\"} & set(address)
    asked = parts.scheme in schemes and parts.username is None
    return host if host and signs and asked and len(address) <= longest else None


def is_private(host: str) -> bool:
    """Whether it says so itself; what names lead to is looked at when something is sent."""
    try:
        return not is_public(ip_address(host))
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
