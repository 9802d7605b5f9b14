"""Where the broker is: one server, one that Sentinels name, or a cluster. Read from the URL, asking nobody.

    redis://host:6379/0     rediss://…  (TLS)     unix:///path
    redis+sentinel://host:26379,host:26379/service     rediss+sentinel://…
    redis+cluster://host:6379,host:6379     rediss+cluster://…

`user:password@` before the hosts, and options after `?` (`ssl_ca_certs=/path`, …), are what redis-py reads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

Kind = Literal["single", "sentinel", "cluster"]

SCHEMES: dict[str, tuple[Kind, str, int]] = {
    "redis": ("single", "redis", 6379),
    "rediss": ("single", "rediss", 6379),
    "unix": ("single", "unix", 0),
    "redis+sentinel": ("sentinel", "redis", 26379),
    "rediss+sentinel": ("sentinel", "rediss", 26379),
    "redis+cluster": ("cluster", "redis", 6379),
    "rediss+cluster": ("cluster", "rediss", 6379),
}
"""Kind, scheme of one of its servers, usual port."""

SENTINEL_OPTIONS = ("sentinel_username", "sentinel_password")


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """A URL, taken apart."""

    kind: Kind
    url: str = field(repr=False)
    """URL of one server, with the password and options that count for all."""
    nodes: tuple[tuple[str, int], ...] = ()
    """Servers to ask first: of a cluster, or Sentinels. Empty for a single server."""
    service: str = ""
    """The name by which Sentinels know the server."""
    sentinel_login: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """User and password of the Sentinels themselves, where they have any."""


def parse(url: str) -> BrokerAddress:
    """Take a URL apart.

    Raises:
        ValueError: it cannot work; the text says why and holds no password.
    """
    scheme, slashes, rest = url.partition("://")
    if not slashes or scheme not in SCHEMES:
        raise ValueError(f"the URL must begin with one of {', '.join(f'{one}://' for one in SCHEMES)}")
    kind, plain, port = SCHEMES[scheme]
    if kind == "single":
        return BrokerAddress(kind, url)
    authority, path, query = _parts(rest)
    login, at, hosts = authority.rpartition("@")
    nodes = tuple(_node(word.strip(), port) for word in hosts.split(",") if word.strip())
    if not nodes:
        raise ValueError("no host is named")
    options = dict(parse_qsl(query, keep_blank_values=True))
    sentinel = tuple(
        (name.removeprefix("sentinel_"), options.pop(name)) for name in SENTINEL_OPTIONS if name in options
    )
    service, database = _service(path) if kind == "sentinel" else ("", _no_database(path))
    host, first = nodes[0]
    shown = f"[{host}]" if ":" in host else host
    server = f"{plain}://{login}{at}{shown}:{first}/{database}?{urlencode(options)}".rstrip("?")
    return BrokerAddress(kind, server, nodes, service, sentinel)


def _parts(rest: str) -> tuple[str, str, str]:
    before, _, query = rest.partition("?")
    authority, _, path = before.partition("/")
    return authority, path.strip("/"), query


def _node(word: str, port: int) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{word}")
        host, named = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"{word!r} is no host and port") from error
    if not host:
        raise ValueError(f"{word!r} is no host and port")
    return host, named or port


def _service(path: str) -> tuple[str, int]:
    service, _, database = path.partition("/")
    if not service:
        raise ValueError("name the service that the Sentinels watch: redis+sentinel://host:26379/SERVICE")
    if database and not database.isdecimal():
        raise ValueError("the database after the service must be a number")
    return unquote(service), int(database or 0)


def _no_database(path: str) -> int:
    if path not in ("", "0"):
        raise ValueError("a cluster has one database only: leave out what stands after the hosts")
    return 0
