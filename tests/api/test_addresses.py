"""Who asks: forged chains, proxies behind proxies, IPv6."""

import asyncio

import pytest

from service.api.addresses import Proxies, neighbourhood
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings

PROXIES = ("10.0.0.0/8", "192.168.1.7/32", "fd00::/8")


def seen(peer, trusted=PROXIES, kind="http", **headers):
    """`client` and `scheme` that the app sees; header values may be lists."""
    pairs = [
        (name.replace("_", "-").encode(), value.encode())
        for name, values in headers.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    scope = {
        "type": kind,
        "client": (peer, 1) if peer else None,
        "scheme": {"http": "http", "websocket": "ws"}[kind],
        "headers": pairs,
    }
    found = {}

    async def app(scope, receive, send):
        found.update(scope)

    asyncio.run(Proxies(app, trusted)(scope, None, None))
    return found["client"] and found["client"][0], found["scheme"]


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "203.0.113.9", None])
def test_nobody_is_believed_unless_named(peer):
    headers = {
        "x_forwarded_for": "1.2.3.4",
        "x_forwarded_proto": "https",
        "forwarded": "for=1.2.3.4;proto=https",
    }
    assert seen(peer, (), **headers) == (peer, "http")
    assert seen(peer, PROXIES, **headers) == (peer, "http")


@pytest.mark.parametrize(
    ("said", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("6.6.6.6,7.7.7.7 ,203.0.113.9,10.2.3.4", "203.0.113.9"),
        (["6.6.6.6", "203.0.113.9, 192.168.1.7"], "203.0.113.9"),
        ("6.6.6.6, 192.168.1.8", "192.168.1.8"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::5]:4711", "2001:db8::5"),
        ("2001:db8::5", "2001:db8::5"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, ::ffff:10.9.9.9", "203.0.113.9"),
        ("6.6.6.6, fd12::1", "6.6.6.6"),
        ("10.1.1.1, 10.2.2.2", "10.1.1.1"),
        ("6.6.6.6, unknown", "10.0.0.1"),
        ("6.6.6.6, _hidden, 10.7.7.7", "10.7.7.7"),
        ("", "10.0.0.1"),
        (", ,", "10.0.0.1"),
        ("6.6.6.6, " + "x" * 5000, "10.0.0.1"),
        ("6.6.6.6, ;DROP", "10.0.0.1"),
    ],
)
def test_behind_a_trusted_proxy_the_right_most_untrusted_address_counts(said, client):
    assert seen("10.0.0.1", x_forwarded_for=said)[0] == client
    assert seen("::ffff:10.0.0.1", x_forwarded_for=said)[0] in {client, "10.0.0.1"}


def test_the_scheme_is_believed_of_trusted_proxies_only():
    assert seen("10.0.0.1", x_forwarded_proto="https")[1] == "https"
    assert seen("10.0.0.1", x_forwarded_proto="HTTPS")[1] == "https"
    assert seen("10.0.0.1", x_forwarded_proto="http, https")[1] == "https", "the nearest proxy's word"
    assert seen("10.0.0.1", x_forwarded_proto="gopher")[1] == "http"
    assert seen("10.0.0.1", kind="websocket", x_forwarded_proto="https")[1] == "wss"
    assert seen("172.16.0.1", x_forwarded_proto="https")[1] == "http"
    assert seen("10.0.0.1", forwarded="for=6.6.6.6;proto=https") == ("10.0.0.1", "http")


@pytest.mark.parametrize(
    ("host", "counted_as"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("a socket", ""),
    ],
)
def test_limits_count_a_whole_64_as_one(host, counted_as):
    assert neighbourhood(host) == counted_as


def test_proxies_are_set_as_addresses_and_networks():
    settings = Settings.load({"DUOLOGUE_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.7/8 ,fd00::/8,::1"})
    assert list(settings.trusted_proxies) == [
        "127.0.0.1/32",
        "10.0.0.0/8",
        "fd00::/8",
        "::1/128",
    ]
    assert Settings.load({}).trusted_proxies == ()
    for text in ("*", "proxy.local", "10.0.0.0/99"):
        with pytest.raises(SettingsError, match="DUOLOGUE_TRUSTED_PROXIES"):
            Settings.load({"DUOLOGUE_TRUSTED_PROXIES": text})
