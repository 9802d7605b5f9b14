"""Which addresses the service may be sent to by people: public ones, by whatever form or name they come."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Awaitable[list[str]]]
"""A name and a port to addresses, as text. Raises OSError."""

_NAT64, _GLOBAL = IPv6Network("64:ff9b::/96"), IPv6Network("2000::/3")
"""What carries an address of IPv4, and what is given to anybody: all else is some network's own, also where
Python knows nothing against it (64:ff9b:1::/48, fec0::/10, ::/96)."""


class NotPublic(Exception):
    """It leads inside, or somewhere that is nowhere."""


def is_public(address: Address) -> bool:
    """Whether it is anybody's to reach, also where it carries an IPv4 address within."""
    if isinstance(address, IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inner.append(IPv4Address(address.packed[-4:]))
        if any(one is not None and not is_public(one) for one in inner):
            return False
        if address.ipv4_mapped is not None:
            return True
        if address not in _GLOBAL and address not in _NAT64:
            return False
    return address.is_global and not address.is_multicast


async def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name, as the system knows it; decimal and octal forms are names to it."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]).partition("%")[0] for *_, address in found]


async def public_addresses(
    host: str, port: int, *, resolver: Resolver = resolve, allowed: Callable[[Address], bool] = is_public
) -> list[str]:
    """Addresses of a name, looked up once; nothing is connected to find out where it leads.

    Raises:
        NotPublic: any of them is not, or there is none.
        OSError: the name is not known.
    """
    found = await resolver(host, port)
    if not found or not all(allowed(ip_address(one)) for one in found):
        raise NotPublic(host)
    return found
