"""My password, my sessions and the end of my account, over HTTP and on sockets of two processes."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest

from service.api.device import LONGEST, device_of
from service.api.limits.table import PASSWORDS
from service.identity import sessions
from tests.api.serving import live, opened, serving
from tests.api.test_refusals import refused

pytestmark = pytest.mark.usefixtures("patient")

PASSWORD = "long enough"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def sign_in(served, guest, password=PASSWORD, agent=LINUX):
    body = {"handle": guest.handle, "password": password}
    return httpx.post(f"{served.url}/api/sessions", json=body, headers={"User-Agent": agent})


@pytest.fixture
def second(served):
    """Another process of the same installation."""
    with serving(replace(served.settings)) as one:
        yield one


@asynccontextmanager
async def sockets(*where):
    """A socket at each (served, token)."""
    from contextlib import AsyncExitStack

    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(live(served, token)) for served, token in where]


def test_a_new_password_closes_all_other_sockets_of_all_processes(served, second, ana):
    other = sign_in(served, ana).json()["token"]

    async def story():
        async with sockets((served, other), (second, other), (served, ana.token)) as (here, there, mine):
            answer = ana.http.put("/api/me/password", json={"old": PASSWORD, "new": "quite another"})
            assert answer.status_code == 204
            assert [await one.code() for one in (here, there)] == [4401, 4401]
            await mine.send(type="ping")
            assert await mine.next("pong")

    asyncio.run(story())
    refused(sign_in(served, ana), 401, "wrong_password")
    assert sign_in(served, ana, "quite another").status_code == 201
    headers = {"Authorization": f"Bearer {other}"}
    details = refused(httpx.get(f"{second.url}/api/me", headers=headers), 401, "not_signed_in")
    assert details == {"reason": "ended"}


def test_my_sessions_are_listed_and_ended_one_by_one_or_all(served, ana, bob):
    tokens = [sign_in(served, ana, agent=agent).json()["token"] for agent in (LINUX, "curl/8.0", "")]
    listed = ana.http.get("/api/me/sessions").json()
    assert [one["current"] for one in listed].count(True) == 1
    assert {one["device"] for one in listed} >= {"Firefox, Linux", "curl"}
    assert not any(token in str(listed) for token in tokens)
    [curl] = [one["id"] for one in listed if one["device"] == "curl"]
    refused(bob.http.delete(f"/api/me/sessions/{curl}"), 404, "not_found")

    async def story():
        async with sockets((served, tokens[0]), (served, tokens[1])) as (firefox, curls):
            assert ana.http.delete(f"/api/me/sessions/{curl}").status_code == 204
            assert await curls.code() == 4401
            await firefox.send(type="ping")
            assert await firefox.next("pong")
            assert ana.http.delete("/api/me/sessions").status_code == 204
            assert await firefox.code() == 4401

    asyncio.run(story())
    refused(ana.http.delete(f"/api/me/sessions/{curl}"), 404, "not_found")
    assert [one["current"] for one in ana.http.get("/api/me/sessions").json()] == [True]


def test_a_session_that_ends_while_its_socket_opens_does_not_slip_through(served, ana):
    token = sign_in(served, ana).json()["token"]

    async def story():
        async with opened(served, token) as socket:
            assert ana.http.delete("/api/me/sessions").status_code == 204
            await socket.send(type="hello", positions={})
            assert await socket.code() == 4401

    asyncio.run(story())


def test_a_session_whose_time_is_up_says_so(served, ana, monkeypatch):
    async def expire():
        from datetime import UTC, datetime

        from sqlalchemy import update

        from service.store import Store
        from service.store.tables import sessions as table

        store = await Store.open(served.settings)
        mine = update(table).where(table.c.token_hash == sessions.hash_of(ana.token))
        async with store.writing() as connection:
            await connection.execute(mine.values(expires_at=datetime.now(UTC)))
        await store.close()

    asyncio.run(expire())
    assert refused(ana.http.get("/api/me"), 401, "not_signed_in") == {"reason": "expired"}


def test_a_password_is_not_guessed_at_an_open_screen(served, ana):
    for _ in range(PASSWORDS.amount):
        answer = ana.http.put("/api/me/password", json={"old": "not the one", "new": "quite another"})
        refused(answer, 401, "wrong_password")
    answer = ana.http.post("/api/me/deletion", json={"password": PASSWORD})
    refused(answer, 429, "too_many_tries")
    assert int(answer.headers["retry-after"]) >= 1
    assert ana.http.get("/api/me").status_code == 200


def test_a_deleted_account_is_shown_as_one_and_its_texts_go_from_screens(
    served, second, ana, bob, conversation
):
    sent = ana.post(conversation, "the secret of ana")
    bob.post(conversation, "of bob")
    refused(ana.http.post("/api/me/deletion", json={"password": "not the one"}), 401, "wrong_password")

    async def story():
        async with sockets((second, bob.token), (second, ana.token)) as (bobs, anas):
            answer = ana.http.post("/api/me/deletion", json={"password": PASSWORD})
            assert answer.status_code == 204
            assert await anas.code() == 4401
            shown = (await bobs.next("conversation"))["conversation"]
            assert shown["other"]["deleted"] and not shown["other"]["name"] + shown["other"]["handle"]
            await bobs.send(type="resume", conversation_id=conversation, rev=0)
            page = (await bobs.next("messages"))["messages"]
            assert [one["text"] for one in page if one["id"] == sent["id"]] == [""]
            assert [one["text"] for one in page if one["author_id"] == bob.id] == ["of bob"]

    asyncio.run(story())
    refused(sign_in(served, ana), 401, "wrong_password")
    body = {"text": "hello?", "client_id": "x"}
    refused(bob.http.post(f"/api/conversations/{conversation}/messages", json=body), 410, "person_gone")
    refused(bob.http.delete(f"/api/messages/{sent['id']}/translation"), 410, "person_gone")
    refused(bob.http.get(f"/api/people/{ana.handle}"), 404, "not_found")
    taken = {"handle": ana.handle, "name": "Ana", "password": PASSWORD, "language": "pt"}
    refused(httpx.post(f"{served.url}/api/people", json=taken), 409, "handle_taken")


def test_handles_of_the_installation_are_kept(served):
    body = {"name": "P", "password": PASSWORD, "language": "en"}
    for handle in ("admin", "Support", "4dm1n", "s.u.p.p.o.r.t", "demo.me", "me", "ａｐｉ", "duo1ogue"):
        answer = httpx.post(f"{served.url}/api/people", json=body | {"handle": handle})
        refused(answer, 422, "handle_reserved")


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (LINUX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Version/17.5 Mobile Safari/604.1", "Safari, iPhone"),
        ("python-httpx/0.28.1", "python-httpx"),
        ("", ""),
        ("<script>alert(1)</script>", ""),
        ("x" * 5000, "x" * LONGEST),
        ("\u202eevil", ""),
    ],
)  # fmt: skip
def test_devices_are_described_in_a_few_words(agent, device):
    assert device_of(agent) == device
