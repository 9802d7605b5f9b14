"""Pages that mean ill, on a real server of this machine; the guard is opened for it here alone."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
from contextlib import contextmanager
from ipaddress import ip_address

import pytest

from service.outbound import pages
from service.outbound.errors import LinkUnread
from service.outbound.link_preview import DESCRIPTION, TITLE, preview_of
from service.outbound.pages import READ, PageReader
from service.outbound.public import is_public

OK = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/html"
HERE = "127.0.0.1"


@contextmanager
def speaking(say):
    """A server that lets `say(connection, request)` answer each connection. Gives port and requests."""
    listener, asked = socket.create_server((HERE, 0)), []

    def answer(connection):
        with connection:
            try:
                asked.append(connection.recv(65536))
                say(connection, asked[-1])
            except OSError:
                return

    def run():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    try:
        yield listener.getsockname()[1], asked
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


async def leads_here(host: str, port: int) -> list[str]:
    return ["10.0.0.7"] if host.startswith("inside") else [HERE]


def opened(address) -> bool:
    """The server of the test is as good as public; all else is as it is."""
    return str(address) == HERE or is_public(address)


def preview(url: str, **how):
    async def once():
        reader = PageReader(**how) if how else PageReader(leads_here, opened)
        try:
            return (await preview_of(reader, url)).card
        finally:
            await reader.close()

    return asyncio.run(once())


def page(body: bytes, more: bytes = b"; charset=utf-8"):
    def say(connection, _):
        connection.sendall(OK + more + b"\r\n\r\n" + body)

    return say


def shown(body: bytes, more: bytes = b"; charset=utf-8"):
    with speaking(page(body, more)) as (port, _):
        return preview(f"http://example.test:{port}/a?b=c")


def test_a_page_says_what_it_is():
    head = b"""<title>Old</title><meta property="og:title" content="Caf\xc3\xa9 &amp; more">
    <meta name="description" content="Two  \n lines"><meta property="og:site_name" content="The Site">"""
    with speaking(page(head)) as (port, asked):
        found = preview(f"http://example.test:{port}/a?b=c")
    assert (found.title, found.description, found.site) == ("Café & more", "Two lines", "The Site")
    assert (found.url, found.host) == (f"http://example.test:{port}/a?b=c", "example.test")
    assert f"host: example.test:{port}".encode() in asked[0].lower()
    assert b"cookie" not in asked[0].lower()


def test_what_turns_the_direction_or_is_hidden_does_not_get_through():
    found = shown("<title>a\u202eb\u2066c\u200bd <b>x</b></title>".encode())
    assert found.title == "abcd <b>x</b>"


def test_huge_texts_are_cut():
    body = b"<title>" + b"x" * 100_000 + b"</title><meta name=description content='" + b"y" * 90_000 + b"'>"
    found = shown(body)
    assert (len(found.title), len(found.description)) == (TITLE, DESCRIPTION)


@pytest.mark.parametrize("charset", [b"; charset=latin-1", b"; charset=nonsense", b"; charset=rot13", b""])
def test_a_wrong_charset_breaks_nothing(charset):
    assert shown(b"<title>Caf\xc3\xa9 here</title>", charset).title.startswith("Caf")


@pytest.mark.parametrize("body", [b"", b"\x00" * 999, b"<html>", b"<title> </title>", b"<!" * 100_000])
def test_a_page_that_says_nothing_is_refused(body):
    with pytest.raises(LinkUnread):
        shown(body)


def test_of_a_page_without_end_little_is_read():
    sent = []

    def say(connection, _):
        connection.sendall(OK + b"\r\n\r\n<title>here</title>")
        while len(sent) < 4096:
            connection.sendall(b"x" * 0x10000)
            sent.append(1)

    with speaking(say) as (port, _):
        assert preview(f"http://example.test:{port}/").title == "here"
    assert len(sent) * 0x10000 < 64 * READ


def test_a_page_that_drips_is_waited_for_no_longer_than_any(monkeypatch):
    monkeypatch.setattr(pages, "WITHIN", 1.0)
    done = threading.Event()

    def say(connection, _):
        connection.sendall(OK + b"\r\n\r\n")
        while not done.wait(0.2):
            connection.sendall(b"x")

    with speaking(say) as (port, _):
        try:
            with pytest.raises(LinkUnread):
                preview(f"http://example.test:{port}/")
        finally:
            done.set()


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 302 There\r\ncontent-type: text/html",
        b"HTTP/1.1 304 Not Modified",
        b"HTTP/1.1 200 OK\r\ncontent-type: application/zip",
        b"HTTP/1.1 404 None\r\ncontent-type: text/html",
        OK + b"\r\ncontent-encoding: gzip",
        b"nonsense",
    ],
)
def test_what_is_no_plain_page_is_refused(head):
    body = gzip.compress(b"<title>bomb</title>" + b"\0" * 1_000_000)
    answer = head + b"\r\n\r\n" + body
    with speaking(lambda to, _: to.sendall(answer)) as (port, _), pytest.raises(LinkUnread):
        preview(f"http://example.test:{port}/")


def redirect(to: bytes):
    return lambda connection, _: connection.sendall(
        b"HTTP/1.1 302 There\r\nconnection: close\r\nlocation: " + to + b"\r\n\r\n"
    )


@pytest.mark.parametrize(
    "to", [b"/", b"http://10.0.0.1/", b"http://inside.test/", b"http://[::1]/", b"file:///etc/passwd", b""]
)
def test_each_redirect_is_looked_at_and_they_are_few(to):
    with speaking(redirect(to)) as (port, asked), pytest.raises(LinkUnread):
        preview(f"http://example.test:{port}/")
    assert len(asked) == (pages.STEPS if to in (b"/", b"") else 1)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_nothing_is_connected_inside_whatever_it_is_called(host, monkeypatch):
    monkeypatch.setitem(pages.PORTS, "http", 0)
    with speaking(page(b"<title>secret</title>")) as (port, asked):
        pages.PORTS["http"] = port
        with pytest.raises(LinkUnread):
            preview(f"http://{host}:{port}/", allowed=is_public)
        assert asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("2606:4700::1111", True), ("64:ff9b::808:808", True), ("::ffff:8.8.8.8", True), ("8.8.8.8", True),
        ("64:ff9b:1::7f00:1", False), ("64:ff9b::7f00:1", False), ("fec0::1", False), ("::127.0.0.1", False),
        ("2002:7f00:1::", False), ("ff0e::1", False), ("4000::1", False), ("100.64.0.1", False),
    ],
)  # fmt: skip
def test_what_is_some_networks_own_is_not_public(address, public):
    assert is_public(ip_address(address)) is public


def test_a_name_of_which_one_address_is_inside_is_refused_and_one_is_looked_up_once():
    asked = []

    async def both(host: str, port: int) -> list[str]:
        asked.append(host)
        return [HERE, "192.168.0.1"]

    async def turning(host: str, port: int) -> list[str]:
        asked.append(host)
        return [HERE] if len(asked) == 1 else ["192.168.0.1"]

    with speaking(page(b"<title>once</title>")) as (port, _):
        with pytest.raises(LinkUnread):
            preview(f"http://example.test:{port}/", resolver=both, allowed=opened)
        asked.clear()
        assert preview(f"http://example.test:{port}/", resolver=turning, allowed=opened).title == "once"
    assert asked == ["example.test"]


def test_proxies_of_the_environment_are_passed_over(monkeypatch):
    with speaking(page(b"<title>proxy</title>")) as (proxy, through):
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://{HERE}:{proxy}")
        assert shown(b"<title>straight</title>").title == "straight"
    assert through == []


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "http://a:b@example.org/", "http://", "x", "http://example.org:22/", "h" * 3000],
)
def test_only_addresses_of_pages_are_asked(url):
    with pytest.raises(LinkUnread):
        preview(url, allowed=is_public)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
     "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::",
     "2001:0:7f00:1::"],
)  # fmt: skip
def test_addresses_inside(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_addresses_of_everybody(address):
    assert is_public(ip_address(address))


def picture(url: str) -> bytes:
    async def once():
        reader = PageReader(leads_here, opened)
        try:
            return await reader.picture(url)
        finally:
            await reader.close()

    return asyncio.run(once())


def test_of_a_picture_all_is_taken_or_nothing(monkeypatch):
    monkeypatch.setattr(pages, "_PICTURE", pages._Wanted(kinds=("image/png",), most=100, whole=True))
    answers = {b"/good": (b"image/png", 99), b"/large": (b"image/png", 100), b"/page": (b"text/html", 9)}

    def say(connection, request):
        kind, size = answers[request.split(b" ")[1]]
        head = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: " + kind
        connection.sendall(head + b"\r\n\r\n" + b"x" * size)

    with speaking(say) as (port, _):
        assert picture(f"http://example.test:{port}/good") == b"x" * 99
        for refused in ("example.test:{}/large", "example.test:{}/page", "inside.test:{}/good"):
            with pytest.raises(LinkUnread):
                picture("http://" + refused.format(port))


@pytest.mark.parametrize("url", ["http://a.test/b c", "http://a.test/\nb", "http://a.test/\u202eb"])
def test_an_address_with_what_does_not_show_is_none(url):
    with pytest.raises(LinkUnread):
        preview(url)
