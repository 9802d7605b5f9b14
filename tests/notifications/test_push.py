"""Web Push: who is told, in which words, and who no more; against a push service that keeps what it gets."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
import redis
from py_vapid import Vapid02

from service.notifications import notifier
from service.notifications.sending import new_key
from tests.api.bringing import brought, send
from tests.api.serving import Guest, serving, until
from tests.api.test_voice import recorded
from tests.files import pictures, sounds
from tests.notifications.browser import Browser, PushService
from wire.broker.streams import ENRICHMENTS, stream
from wire.contracts.codec import encode
from wire.contracts.events import ALT, Annotation, Enriched, Translation
from wire.contracts.settings import Settings

KEY = new_key()


@pytest.fixture(scope="module")
def service():
    made = PushService()
    yield made
    made.close()


@pytest.fixture(scope="module")
def served(fresh_valkey, tmp_path_factory):
    home = tmp_path_factory.mktemp("push")
    with serving(Settings(home=home, redis_url=fresh_valkey, vapid_key=KEY, push_private=True)) as one:
        yield one


@pytest.fixture
def talk(served):
    ana, bob = Guest(served, "Ana", "pt"), Guest(served, "Bob", "en")
    return ana, bob, ana.talk_to(bob)


@pytest.fixture
def soon(monkeypatch):
    """Nobody translates: who waits for it, and who is asked again, waits for two looks and no longer."""
    monkeypatch.setattr(notifier, "LONGEST", 1.3)
    monkeypatch.setattr(notifier, "AGAIN", 0.4)


def subscribed(guest: Guest, service: PushService, **more) -> Browser:
    browser = Browser(service, guest.handle)
    answer = guest.http.put("/api/me/push", json=browser.asks(**more))
    assert answer.status_code == 204, answer.text
    return browser


def forgotten(guest: Guest) -> bool:
    """Asked a few times a second: more would be too many tries before the wait for a translation is over."""
    time.sleep(0.2)
    return guest.http.get("/api/me/push").json()["on"] is False


def translate(served, message, text: str | None, alt: str = "") -> None:
    now = datetime.now(UTC)
    done = Translation(status="done", text=text, engine="e", route=("pt", "en"))
    found = {"en": done if text else Translation(status="not_needed")}
    fields = {"message_id": message["id"], "conversation_id": message["conversation_id"]}
    fields |= {"author_id": message["author_id"], "status": "done", "language": "pt", "translations": found}
    shows = [Annotation(task=ALT, target="en", model="m", detail={"text": alt})] if alt else []
    fields |= {"annotations": tuple(shows)}
    event = Enriched(**fields, posted_at=now, queued_at=now, enriched_at=now)
    with redis.Redis.from_url(served.settings.redis_url) as broker:
        broker.xadd(stream(ENRICHMENTS, 0), {b"body": encode(event)})


def test_a_reader_is_told_in_the_readers_language(served, service, talk):
    ana, bob, where = talk
    browser = subscribed(bob, service)
    message = ana.post(where, "Olá, Bob")
    translate(served, message, "Hello, Bob")
    [news] = until(lambda: browser.got, "told")
    assert news == {
        "conversation_id": where,
        "message_id": message["id"],
        "title": "Ana",
        "body": "Hello, Bob",
        "language": "en",
    }
    _, headers, body = next(one for one in service.requests if one[0] == browser.path)
    assert b"Hello" not in body
    assert headers["Content-Encoding"] == "aes128gcm" and int(headers["TTL"]) > 0
    assert Vapid02.verify(headers["Authorization"])
    key = served.context.push.public_key
    assert headers["Authorization"].endswith(f"k={key}")
    assert bob.http.get("/api/me/push").json() == {"key": key, "on": True, "hides_text": False}


def test_it_is_told_as_written_where_no_translation_comes(service, talk, soon):
    ana, bob, where = talk
    browser = subscribed(bob, service)
    ana.post(where, "Sem tradução")
    [news] = until(lambda: browser.got, "told")
    assert (news["body"], news["language"]) == ("Sem tradução", "pt")


def test_text_is_hidden_from_whom_wants_so(service, talk, soon):
    ana, bob, where = talk
    browser = subscribed(bob, service, hides_text=True)
    ana.post(where, "segredo")
    [news] = until(lambda: browser.got, "told")
    assert (news["title"], news["body"], news["language"]) == ("Ana", None, "en")


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("voice.wav", sounds.wav(1.0), {"body": None, "kind": "voice", "language": "en"}),
        ("a.png", pictures.png(), {"body": None, "kind": "image", "language": "en"}),
        ("a.txt", b"arroz", {"body": "a.txt", "kind": "file", "language": "en"}),
    ],
)
def test_what_has_no_text_is_told_by_what_it_is(service, talk, monkeypatch, name, body, said):
    monkeypatch.setattr(notifier, "LONGEST", 0.0)  # nobody listens here, and nobody translates
    ana, bob, where = talk
    browser = subscribed(bob, service)
    voice = name == "voice.wav"
    file_id = recorded(ana, where, body, name)[1] if voice else brought(ana, where, body, name)
    assert send(ana, where, file_id).status_code == 201
    [news] = until(lambda: browser.got, "told")
    assert news.items() >= said.items()


def test_what_an_image_shows_is_told_in_the_readers_language(served, service, talk):
    ana, bob, where = talk
    browser = subscribed(bob, service)
    message = send(ana, where, brought(ana, where, pictures.png(), "a.png"), alt="Uma praia").json()
    translate(served, message, None, alt="A beach")
    [news] = until(lambda: browser.got, "told")
    assert (news["body"], news["language"]) == ("A beach", "en")


def test_who_has_read_it_or_wrote_it_is_not_told(service, talk, soon):
    ana, bob, where = talk
    mine, theirs = subscribed(ana, service), subscribed(bob, service)
    ana.post(where, "read at once")
    bob.http.post(f"/api/conversations/{where}/receipts", json={"read_seq": 1})
    ana.post(where, "not read")
    got = until(lambda: theirs.got, "told")
    assert [one["body"] for one in got] == ["not read"]
    assert mine.got == []


def test_a_request_tells_no_words_and_who_is_blocked_tells_nothing(served, service):
    ana, bob, eva = (Guest(served, name, "en") for name in ("Ana", "Bob", "Eva"))
    browser = subscribed(bob, service)
    asked = ana.ask(bob)
    ana.post(asked, "words of a stranger")
    [news] = until(lambda: browser.got, "told")
    assert (news["title"], news["body"]) == ("Ana", None)
    bob.http.post(f"/api/conversations/{asked}/block")
    ana.post(asked, "words of who is blocked")
    where = eva.talk_to(bob)
    eva.post(where, "later")
    until(lambda: any(one["title"] == "Eva" for one in browser.got), "told of Eva's")
    assert len(browser.got) == 2


def test_a_muted_conversation_tells_nothing(served, service, talk):
    ana, bob, where = talk
    eva = Guest(served, "Eva")
    other = eva.talk_to(bob)
    browser = subscribed(bob, service)
    assert bob.http.patch(f"/api/conversations/{where}", json={"muted": True}).status_code == 200
    ana.post(where, "unheard")
    eva.post(other, "heard")
    until(lambda: browser.got, "told of the other one")
    assert [one["title"] for one in browser.got] == ["Eva"]


def test_it_ends_with_the_session(served, service, talk, soon):
    ana, bob, where = talk
    browser = subscribed(bob, service)
    other = Guest(served, "Other")
    there = other.talk_to(ana)
    theirs = subscribed(ana, service)
    bob.http.delete("/api/sessions")
    ana.post(where, "nobody hears")
    other.post(there, "somebody does")
    until(lambda: theirs.got, "told of the later one")
    assert browser.got == []


def test_one_place_is_one_persons(service, talk):
    """A browser that two people use, one after the other, tells the second alone."""
    ana, bob, _ = talk
    browser = subscribed(bob, service)
    assert ana.http.put("/api/me/push", json=browser.asks()).status_code == 204
    assert bob.http.get("/api/me/push").json()["on"] is False
    assert ana.http.delete("/api/me/push").status_code == 204
    assert ana.http.get("/api/me/push").json()["on"] is False


def test_a_service_that_cannot_now_is_asked_again(service, talk, soon):
    ana, bob, where = talk
    browser = subscribed(bob, service)
    service.refuses = [503, 429]
    ana.post(where, "at the third try")
    assert until(lambda: browser.got, "told")[0]["body"] == "at the third try"
    assert service.refuses == []


def test_a_place_that_is_gone_is_forgotten(service, talk, soon):
    ana, bob, where = talk
    subscribed(bob, service)
    service.refuses = [410]
    ana.post(where, "into nothing")
    until(lambda: forgotten(bob), "forgotten")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"endpoint": "ftp://push.example/x"}, "endpoint"),
        ({"endpoint": "https://me:secret@push.example/x"}, "endpoint"),
        ({"endpoint": "https://push.example/" + "x" * 1000}, "endpoint"),
        ({"endpoint": "not an address"}, "endpoint"),
        ({"endpoint": f"https://{'a' * 64}.example/"}, "endpoint"),
        ({"endpoint": "https://push..example/"}, "endpoint"),
        ({"endpoint": "https://push.example:99999/"}, "endpoint"),
        ({"endpoint": "https://ex\u202eample.com/"}, "endpoint"),
        ({"endpoint": "https://push example/"}, "endpoint"),
        ({"endpoint": "https://[::1/"}, "endpoint"),
        ({"p256dh": "AAAA"}, "p256dh"),
        ({"p256dh": "BA" + "A" * 85}, "p256dh"),
        ({"auth": "!"}, "auth"),
    ],
)
def test_what_is_no_place_is_refused(service, talk, wrong, field):
    _, bob, _ = talk
    answer = bob.http.put("/api/me/push", json=Browser(service, "x").asks() | wrong)
    assert (answer.status_code, answer.json()["details"]["field"]) == (400, field), answer.text


@pytest.fixture
def public(settings):
    from dataclasses import replace

    with serving(replace(settings, vapid_key=KEY)) as one:
        yield one


@pytest.mark.parametrize(
    "endpoint",
    ["http://push.example/x", "https://127.0.0.1/x", "https://10.0.0.1/x", "https://[::1]/x",
     "https://localhost/x", "https://169.254.169.254/x"],
)  # fmt: skip
def test_private_addresses_are_refused_where_they_say_so(public, service, endpoint):
    bob = Guest(public, "Bob")
    answer = bob.http.put("/api/me/push", json=Browser(service, "x").asks(endpoint=endpoint))
    assert answer.json()["details"] == {"field": "endpoint"}


def test_a_name_that_leads_to_a_private_address_is_not_spoken_to(public, service, monkeypatch):
    """As a name that looked well when it was given, and leads elsewhere by the time of a push."""
    from service.notifications import subscriptions

    monkeypatch.setattr(subscriptions, "is_private", lambda _: False)
    ana, bob = Guest(public, "Ana"), Guest(public, "Bob")
    talk = ana.talk_to(bob)
    port = service.server.server_port
    browser = Browser(service, bob.handle)
    asked = browser.asks(endpoint=f"https://localhost:{port}{browser.path}")
    assert bob.http.put("/api/me/push", json=asked).status_code == 204
    ana.post(talk, "anybody there?")
    until(lambda: forgotten(bob), "given up")
    assert browser.got == []


def test_without_keys_nobody_is_told(settings, service):
    with serving(settings) as one:
        bob = Guest(one, "Bob")
        assert bob.http.get("/api/me/push").json() == {"key": None, "on": False, "hides_text": False}
        asked = bob.http.put("/api/me/push", json=Browser(service, "x").asks())
        assert asked.json()["code"] == "not_found"
