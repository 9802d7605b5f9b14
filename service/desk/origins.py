"""Sites that may show a channel's widget: origins, as browsers write them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from service.errors import InvalidInput, TooMany
from service.text import validation

MOST = 50
LONGEST = 260
_PORTS = {"http": 80, "https": 443}
_ANY = "*."


def origins(texts: Iterable[str]) -> tuple[str, ...]:
    """As they are stored, each once: scheme, host and port where it is not the usual one.

    "https://*.example.com" stands for every host below that one.

    Raises:
        InvalidInput: one is no origin.
        TooMany.
    """
    found = tuple(dict.fromkeys(_origin(one) for one in texts))
    if len(found) > MOST:
        raise TooMany(f"A channel has at most {MOST} sites.", limit=MOST)
    return found


def allowed(origin: str, known: Iterable[str]) -> bool:
    """Whether a page of this origin, as its browser says it, is one of those."""
    scheme, _, host = origin.lower().partition("://")
    return any(_fits(scheme, host, one) for one in known)


def _fits(scheme: str, host: str, known: str) -> bool:
    wanted, _, place = known.partition("://")
    if scheme != wanted:
        return False
    return host.endswith(place[1:]) and len(host) >= len(place) if place.startswith(_ANY) else host == place


def _origin(text: str) -> str:
    text = validation.storable(text, "allowed_origins").strip().lower()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    name = host.removeprefix(_ANY)
    whole = not (parts.query or parts.fragment or parts.username) and parts.path in ("", "/")
    if parts.scheme not in _PORTS or not _is_host(name) or not whole or len(text) > LONGEST:
        raise InvalidInput(
            "A site is given as its address, such as https://shop.example.com.", field="allowed_origins"
        )
    usual = port is None or port == _PORTS[parts.scheme]
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if usual else f":{port}")


def _is_host(name: str) -> bool:
    """Letters, digits, hyphens and dots, or an IPv6 address: what is safe to name in a header."""
    return bool(name) and name.isascii() and all(one.isalnum() or one in "-.:" for one in name)
