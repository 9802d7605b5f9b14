"""Reading the text of one setting: each gives a value, or raises ValueError saying what to write instead."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from wire.contracts import broker_address

DOMAINS = ("shop", "clinic", "lesson")
"""Trades whose words ship: nlp/tasks/translation/knowledge/data/domains.toml."""

APART = ("late", "always", "never")
"""Until when a worker leaves a processor to the chat beside it: until it is late; for good; not at all."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

PERIODS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


def flag(text: str) -> bool:
    """1 or 0."""
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("write 1 or 0")


def apart(text: str) -> str:
    """One of `APART`; 1 and 0 as they were before there were three."""
    word = {"1": "late", "0": "never"}.get(text, text.lower())
    if word not in APART:
        raise ValueError("write late, always or never")
    return word


def secret(text: str) -> str:
    """Long enough that nobody tries it through; or empty."""
    if text and len(text) < 32:
        raise ValueError("write at least 32 random characters")
    return text


def path(text: str) -> Path:
    """A path, whole."""
    return Path(text).expanduser().resolve()


def port(text: str) -> int:
    """1 to 65535."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise ValueError("write a port from 1 to 65535")
    return number


def positive(text: str) -> int:
    """A whole number of at least 1."""
    number = int(text)
    if number < 1:
        raise ValueError("write a whole number of at least 1")
    return number


def count(text: str) -> int:
    """A whole number of at least 0."""
    return 0 if text.strip() == "0" else positive(text)


def domains(text: str) -> tuple[str, ...]:
    """Some of `DOMAINS`; of none where it is empty."""
    found = words(text)
    if unknown := [one for one in found if one not in DOMAINS]:
        raise ValueError(f"no {', '.join(unknown)}; there are {', '.join(DOMAINS)}")
    return found


def limits(text: str) -> tuple[str, ...]:
    """`name=60/minute` as `name=60/60`; `name=20` as it is. Which names there are, the web knows."""
    found = []
    for word in words(text):
        name, _, rate = word.partition("=")
        amount, slash, period = (one.strip() for one in rate.partition("/"))
        seconds = f"/{PERIODS[period]}" if period in PERIODS else ""
        if not name.strip() or bool(slash) != bool(seconds):
            raise ValueError(f"write {word!r} as name=60/minute; periods are {', '.join(PERIODS)}")
        found.append(f"{name.strip()}={positive(amount)}{seconds}")
    return tuple(found)


def networks(text: str) -> tuple[str, ...]:
    """Addresses or networks, by comma."""
    return tuple(str(ip_network(word, strict=False)) for word in words(text))


def broker(text: str) -> str:
    """A URL of `broker_address`; empty: none."""
    url = text.strip()
    if url:
        broker_address.parse(url)
    return url


def address(text: str) -> str:
    """`HOST:PORT`; empty: none."""
    found = text.strip()
    host, _, number = found.rpartition(":")
    if found and not host:
        raise ValueError("write HOST:PORT")
    if found:
        port(number)
    return found


def web(text: str) -> str:
    """An address of the web; empty: none."""
    found = text.strip()
    parts = urlsplit(found)
    if found and (parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0):
        raise ValueError("write an address that begins with http:// or https://")
    return found


def issuer(text: str) -> str:
    """An identity provider: with https, or on this machine; empty: none."""
    found = web(text)
    parts = urlsplit(found)
    if found and (
        parts.query or parts.fragment or not (parts.scheme == "https" or parts.hostname in LOOPBACK)
    ):
        raise ValueError("write its https address, without a query")
    return found


def sites(text: str) -> tuple[str, ...]:
    """Origins of the web, by comma, as browsers write them: in small letters, the usual port left out."""
    return tuple(_origin(web(word)) for word in words(text))


def origins(text: str) -> tuple[str, ...]:
    """Origins of pages, those of apps and browser extensions too, as `capacitor://localhost`."""
    return tuple(_origin(word) for word in words(text))


def _origin(address: str) -> str:
    found = address.lower().rstrip("/")
    parts = urlsplit(found)
    more = parts.path or parts.query or parts.fragment or "@" in parts.netloc
    if more or not (parts.scheme and parts.hostname):
        raise ValueError("write scheme and host alone, as https://chat.example.com")
    return found.removesuffix({"https": ":443", "http": ":80"}.get(parts.scheme, "/"))


def token(text: str) -> str:
    """What a header can carry: visible ASCII; empty: none."""
    found = text.strip()
    if not found.isascii() or any(one.isspace() or not one.isprintable() for one in found):
        raise ValueError("write letters, digits and signs of ASCII, without blanks")
    return found


def words(text: str) -> tuple[str, ...]:
    """Words, by comma."""
    return tuple(word.strip() for word in text.split(",") if word.strip())
