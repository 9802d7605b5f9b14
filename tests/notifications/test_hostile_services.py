"""Push services that mean ill, or are ill: they cost their own person a push, and nobody else anything."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import contextmanager

import pytest

from service.notifications import sending
from service.notifications.sending import PushSender, new_key
from service.notifications.subscriptions import Subscription
from tests.api.serving import Guest, serving, until
from tests.notifications.browser import Browser, PushService
from wire.contracts.settings import Settings

KEY = new_key()


@pytest.fixture(scope="module")
def service():
    made = PushService()
    yield made
    made.close()


@contextmanager
def speaking(say):
    """A server that takes every connection and lets `say(connection)` answer. Gives address and count."""
    listener = socket.create_server(("127.0.0.1", 0))
    taken: list[socket.socket] = []

    def answer(connection):
        try:
            connection.recv(65536)
            say(connection)
        except OSError:
            pass

    def run():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            taken.append(connection)
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", taken
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for one in taken:
            one.close()


def place(service: PushService, endpoint: str) -> Subscription:
    asked = Browser(service, "x").asks(endpoint=endpoint)
    return Subscription(id="1", person_id="2", hides_text=False, **asked)


def pushed(service, endpoint: str, *, private: bool = True) -> str:
    async def once() -> str:
        sender = PushSender(Settings(vapid_key=KEY, push_private=private))
        try:
            return await sender.send(place(service, endpoint), b"{}")
        finally:
            await sender.close()

    return asyncio.run(once())


def test_of_an_answer_without_end_little_is_read(service):
    sent = []

    def say(connection):
        connection.sendall(b"HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n")
        while len(sent) < 4096:
            connection.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
            sent.append(1)

    with speaking(say) as (url, _):
        assert pushed(service, url) == "taken"
    assert len(sent) < 4096


def test_an_answer_that_drips_is_waited_for_no_longer_than_any(service, monkeypatch):
    monkeypatch.setattr(sending, "WITHIN", 1.0)
    done = threading.Event()

    def say(connection):
        connection.sendall(b"HTTP/1.1 201 Created\r\n")
        while not done.wait(0.2):
            connection.sendall(b"x-more: 1\r\n")

    with speaking(say) as (url, _):
        try:
            assert pushed(service, url) == "later"
        finally:
            done.set()


def test_nothing_is_connected_inside_to_find_out_where_a_name_leads(service):
    with speaking(lambda _: None) as (url, taken):
        assert pushed(service, url.replace("http://127.0.0.1", "https://localhost"), private=False) == "gone"
        assert taken == []


@pytest.mark.parametrize("endpoint", [f"https://{'a' * 64}.example/", "https://ex\u202eample.com/"])
def test_an_endpoint_that_is_no_address_is_given_up(service, endpoint):
    assert pushed(service, endpoint, private=False) == "gone"


def test_people_with_a_push_service_that_hangs_hold_up_nobody(fresh_valkey, tmp_path, service, monkeypatch):
    """Twenty of them: more than were once told at a time. They hang until all is over."""
    monkeypatch.setattr(sending, "WITHIN", 300.0)
    over = threading.Event()

    def hangs(connection):
        over.wait(300)
        connection.shutdown(socket.SHUT_RDWR)

    with (
        speaking(hangs) as (url, taken),
        serving(Settings(home=tmp_path, redis_url=fresh_valkey, vapid_key=KEY, push_private=True)) as served,
    ):
        ana, bob = Guest(served, "Ana"), Guest(served, "Bob")
        browser = Browser(service, bob.handle)
        assert bob.http.put("/api/me/push", json=browser.asks()).status_code == 204
        slow = [Guest(served, f"Slow{n}") for n in range(20)]
        for one in slow:
            asked = Browser(service, one.handle).asks(endpoint=f"{url}/{one.handle}")
            assert one.http.put("/api/me/push", json=asked).status_code == 204
        where = [ana.talk_to(one) for one in slow]
        with_bob = ana.talk_to(bob)
        for one in where:
            ana.post(one, "to who hangs")
        ana.post(with_bob, "to who does not")
        try:
            until(lambda: browser.got, "told")
            until(lambda: taken, "asked of who hangs")  # its server may be told a moment after the other
        finally:
            over.set()
