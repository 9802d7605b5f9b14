"""A second factor over HTTP: few guesses, sockets close, who lacks one that is asked for is kept out."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from service.api.authentication import LACKING
from service.api.limits.table import SECOND_FACTOR
from service.api.socket import session
from service.api.socket.session import LACKS_FACTOR
from tests.api.limits.test_every_door import ROUTES
from tests.api.serving import PLENTY, Guest, live, opened, serving
from tests.api.test_refusals import refused
from tests.api.town import join
from tests.authenticator import Authenticator
from wire.contracts.settings import Settings

pytestmark = pytest.mark.usefixtures("patient")

PASSWORD = "long enough"
MINE = "/api/me/second-factor"
KEYS = "/api/me/passkeys"


SPARED = {
    ("GET", "/api/me"),
    ("PUT", "/api/me/password"),
    ("POST", "/api/me/deletion"),
    ("GET", "/api/me/sessions"),
    ("DELETE", "/api/me/sessions"),
    ("DELETE", "/api/me/sessions/{session_id:str}"),
    ("GET", MINE),
    ("POST", MINE),
    ("PUT", MINE),
    ("POST", f"{MINE}/removal"),
    ("POST", f"{MINE}/recovery"),
    ("GET", "/api/me/identities"),
    ("GET", KEYS),
    ("POST", KEYS),
    ("POST", f"{KEYS}/challenge"),
    ("PATCH", f"{KEYS}/{{passkey_id:str}}"),
    ("POST", f"{KEYS}/{{passkey_id:str}}/removal"),
    ("DELETE", "/api/sessions"),
    ("DELETE", "/api/organisations/{organisation_id:str}/members/{account_id:str}"),
}
"""All that is left to who lacks a second factor: with which one sets it up, or leaves."""

PROVEN = {at for at in SPARED if at[1].startswith((MINE, KEYS))} - {("GET", MINE)}
"""Who has not come by the provider proves themselves by nothing else."""
SPARED_BY_PROVIDER = SPARED - PROVEN | {("POST", "/api/me/identities")}


def test_no_other_door_is_open_to_who_lacks_what_is_asked_for():
    for kind, spared in (("second_factor", SPARED), ("provider", SPARED_BY_PROVIDER)):
        assert {at for at, handler in ROUTES.items() if kind in handler.opt.get(LACKING, ())} == spared


@pytest.fixture(scope="module")
def served(fresh_valkey, tmp_path_factory):
    home = tmp_path_factory.mktemp("factors")
    limits = (*PLENTY, "sign_in_here=1000/60")
    with serving(Settings(home=home, redis_url=fresh_valkey, limits=limits)) as one:
        yield one


@pytest.fixture
def app(monkeypatch):
    return Authenticator(monkeypatch)


def switch_on(guest, app):
    """Gives the recovery codes."""
    begun = guest.http.post(MINE, json={"password": PASSWORD})
    assert begun.status_code == 201, begun.text
    app.secret = begun.json()["secret"]
    made = guest.http.put(MINE, json={"code": app.code()})
    assert made.status_code == 200, made.text
    return made.json()["codes"]


def sign_in(served, guest, **more):
    body = {"handle": guest.handle, "password": PASSWORD} | more
    return httpx.post(f"{served.url}/api/sessions", json=body)


def test_few_codes_are_tried_and_a_recovery_code_still_opens(served, ana, app):
    recovery = switch_on(ana, app)
    refused(sign_in(served, ana), 401, "second_factor_needed")
    assert sign_in(served, ana, code=app.fresh()).status_code == 201
    for _ in range(SECOND_FACTOR.amount):
        refused(sign_in(served, ana, code=app.wrong()), 401, "wrong_code")
    told = refused(sign_in(served, ana, code=app.fresh()), 429, "too_many_tries")
    assert told["what"] == SECOND_FACTOR.name
    assert sign_in(served, ana, code=recovery[0]).status_code == 201
    assert ana.http.get(MINE).json()["recovery_left"] == len(recovery) - 1
    assert sign_in(served, ana, code=app.fresh()).status_code == 201, "who came in is forgiven"


def test_other_sockets_close_when_it_is_switched_on_and_off(served, ana, app):
    async def story():
        other = sign_in(served, ana).json()["token"]
        async with live(served, other) as there, live(served, ana.token) as here:
            recovery = switch_on(ana, app)
            assert await there.code() == 4401
            await here.send(type="ping")
            assert await here.next("pong")
        other = sign_in(served, ana, code=app.fresh()).json()["token"]
        async with live(served, other) as there:
            proof = {"password": PASSWORD, "code": recovery[0]}
            assert ana.http.post(f"{MINE}/removal", json=proof).status_code == 204
            assert await there.code() == 4401
        assert sign_in(served, ana).status_code == 201

    asyncio.run(story())


def test_who_lacks_what_is_asked_for_sets_it_up_or_leaves(served, ana, bob, app, monkeypatch):
    made = ana.http.post("/api/organisations", json={"name": "Casa Verde", "language": "pt"}).json()
    where = f"/api/organisations/{made['id']}"
    eva = Guest(served, "Eva", "es")
    for guest in (bob, eva):
        join(ana.http, where, guest, "agent")
    now = datetime.now(UTC)
    ask = {"second_factor_from": now.isoformat()}
    refused(ana.http.patch(where, json=ask), 403, "second_factor_missing")
    refused(bob.http.patch(where, json=ask), 403, "role_lacks")
    switch_on(ana, app)
    soon = {"second_factor_from": (now + timedelta(days=7)).isoformat()}
    assert ana.http.patch(where, json=soon).status_code == 200
    demand = bob.http.get("/api/me").json()["demand"]
    assert (demand["organisation_id"], demand["name"], demand["due"]) == (made["id"], "Casa Verde", False)
    assert bob.http.patch("/api/me", json={"theme": "dark"}).json()["demand"] == demand
    monkeypatch.setattr(session, "LOOK_AGAIN", 0.05)

    async def story():
        async with live(served, bob.token) as socket:
            assert ana.http.patch(where, json=ask).status_code == 200
            assert await socket.code() == LACKS_FACTOR
        async with opened(served, bob.token) as socket:
            assert await socket.code() == LACKS_FACTOR

    asyncio.run(story())
    for path in (where, "/api/conversations", "/api/organisations", "/api/desk/conversations"):
        told = refused(bob.http.get(path), 403, "second_factor_missing")
        assert told == {"organisation": made["id"], "name": "Casa Verde"}
    refused(bob.http.delete(f"{where}/members/{eva.id}"), 403, "second_factor_missing")
    for path in ("/api/me", "/api/me/sessions", MINE):
        assert bob.http.get(path).status_code == 200
    assert eva.http.delete(f"{where}/members/{eva.id}").status_code == 204
    assert eva.http.get("/api/conversations").status_code == 200
    switch_on(bob, app)
    assert bob.http.get(where).status_code == 200
    assert bob.http.get("/api/me").json()["demand"] is None
