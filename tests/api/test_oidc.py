"""Signing in by an identity provider: a real one, on loopback."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from service.outbound import provider as ours
from service.outbound.errors import ProviderRefused, ProviderUnavailable
from service.outbound.provider import Asked, Document, IdentityProvider
from tests.api.serving import Guest, Served, serving
from tests.api.test_refusals import refused
from tests.oidc.provider import CLIENT, Provider, providing, signed_in_there
from tests.ports import free_port
from wire.contracts.settings import Settings

MINE, PASSWORD = "/api/me/identities", "long enough"


@dataclass
class Town:
    served: Served
    provider: Provider


@pytest.fixture(scope="module")
def town(fresh_valkey, tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("oidc"), free_port()
    issuer = f"http://127.0.0.1:{port}"
    settings = Settings(home=folder, redis_url=fresh_valkey, oidc_issuer=issuer, oidc_name="Casa", **CLIENT)
    with serving(settings) as served, providing(folder, port, [f"{served.url}/api/oidc/callback"]) as one:
        yield Town(served, one)


@pytest.fixture
def page(town):
    """A browser, nobody signed in."""
    with httpx.Client(base_url=town.served.url, headers={"Origin": town.served.url}, timeout=120) as one:
        yield one


def begin(page, **more):
    answer = page.post("/api/oidc", json={"language": "pt"} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()["url"]


def outcome(answer):
    assert answer.status_code == 303, answer.text
    where = urlsplit(answer.headers["location"])
    return where.path, parse_qs(where.query)["oidc"][0]


def enter(page, login, **more):
    return outcome(page.get(signed_in_there(begin(page, **more), login)))


def me(page):
    return page.get("/api/me").json()


def add(page, login, **proof):
    answer = page.post(MINE, json={"password": PASSWORD} | proof)
    assert answer.status_code == 200, answer.text
    return outcome(page.get(signed_in_there(answer.json()["url"], login)))


def test_who_is_new_gets_an_account_with_a_free_handle_and_finds_it_again(town, page):
    assert page.get("/api/languages").json()["provider"] == "Casa"
    Guest(town.served, "Rui", "pt")
    taken = {"handle": "lina", "name": "Lina", "password": PASSWORD, "language": "en"}
    other = page.post("/api/people", json=taken).json()["person"]["id"]
    page.cookies.clear()
    assert enter(page, "lina", back="/desk") == ("/desk", "in")
    lina = me(page)
    assert lina["id"] != other and lina["handle"].startswith("lina") and lina["handle"] != "lina"
    assert (lina["name"], lina["language"]) == ("lina of Casa", "pt")
    known = page.get(MINE).json()
    assert (known["password"], len(known["identities"])) == (False, 1)
    assert known["identities"][0]["name"] == "lina@casa.example"
    page.cookies.clear()
    assert enter(page, "lina") == ("/", "in")
    assert me(page)["id"] == lina["id"]
    refused(
        page.post(f"{MINE}/{known['identities'][0]['id']}/removal", json={"password": ""}), 409, "last_way_in"
    )
    for password in ("", "!", "-"):
        body = {"handle": lina["handle"], "password": password}
        refused(httpx.post(f"{town.served.url}/api/sessions", json=body), 401, "wrong_password")
    assert page.put("/api/me/password", json={"old": "", "new": PASSWORD}).status_code == 204
    refused(page.put("/api/me/password", json={"old": "", "new": PASSWORD}), 401, "wrong_password")
    body = {"handle": lina["handle"], "password": PASSWORD}
    assert httpx.post(f"{town.served.url}/api/sessions", json=body).status_code == 201
    proof = {"password": PASSWORD}
    assert page.post(f"{MINE}/{known['identities'][0]['id']}/removal", json=proof).status_code == 204
    page.cookies.clear()
    assert enter(page, "lina") == ("/", "in")
    assert me(page)["id"] != lina["id"], "what was taken away opens nothing"


def test_what_comes_back_counts_once_soon_and_in_the_browser_that_began(town, page):
    back = signed_in_there(begin(page), "mia")
    with httpx.Client(base_url=town.served.url) as other:
        assert outcome(other.get(back)) == ("/", "provider_refused")
    assert outcome(page.get(back)) == ("/", "in")
    page.cookies.delete("duologue")
    assert outcome(page.get(back)) == ("/", "provider_refused")
    began = begin(page)
    state = parse_qs(urlsplit(began).query)["state"][0]
    for wrong in (
        f"?state={state}x&code=none",
        f"?code=none&state={state}&surprise=1",
        "?error=access_denied",
        "?state=%00",
        "",
    ):
        assert outcome(page.get(f"/api/oidc/callback{wrong}")) == ("/", "provider_refused"), wrong
    for wrong in ({"iss": "https://evil.example"}, {"iss": None}, {"code": "none"}):
        back = httpx.URL(signed_in_there(begin(page), "mia"))
        params = {name: one for name, one in (dict(back.params) | wrong).items() if one is not None}
        assert outcome(page.get(back.copy_with(params=params))) == ("/", "provider_refused"), wrong
    back = signed_in_there(begin(page), "mia")
    with sqlite3.connect(town.served.settings.home / "duologue.db") as store:
        store.execute("UPDATE flows SET expires_at = '2026-01-01 00:00:00.000000'")
    assert outcome(page.get(back)) == ("/", "provider_refused")
    assert "duologue" not in page.cookies


def test_who_has_an_account_adds_it_and_nobody_else_gets_it(town, page):
    guests = [Guest(town.served, name, "en") for name in ("Ben", "Cleo")]
    for guest, outcome_of in zip(guests, ("added", "identity_taken"), strict=True):
        page.cookies.set("duologue", guest.token)
        refused(page.post(MINE, json={"password": "wrong horse"}), 401, "wrong_password")
        assert add(page, "noa") == ("/", outcome_of)
        page.cookies.clear()
    assert enter(page, "noa") == ("/", "in")
    assert me(page)["id"] == guests[0].id
    page.cookies.clear()
    page.cookies.set("duologue", guests[1].token)
    way = page.post(MINE, json={"password": PASSWORD}).json()["url"]
    assert page.delete("/api/sessions").status_code == 204
    assert outcome(page.get(signed_in_there(way, "ola"))) == ("/", "provider_refused"), "the session is over"


def test_keys_are_changed_and_a_provider_that_is_away_stops_nobody(town, page, monkeypatch):
    assert enter(page, "pia") == ("/", "in")
    pia = me(page)["id"]
    monkeypatch.setattr(ours, "KEYS_AGAIN", 0.0)
    town.provider.stop()
    town.provider.start()
    page.cookies.clear()
    assert enter(page, "pia") == ("/", "in")
    assert me(page)["id"] == pia
    page.cookies.clear()
    back = signed_in_there(begin(page), "pia")
    town.provider.stop()
    try:
        assert outcome(page.get(back)) == ("/", "provider_unavailable")
        monkeypatch.setattr(ours, "KEPT", 0.0)
        refused(page.post("/api/oidc", json={"language": "pt"}), 502, "provider_unavailable")
        assert Guest(town.served, "Quim", "pt").http.get("/api/me").status_code == 200
    finally:
        town.provider.start()


def test_without_a_provider_there_is_no_such_way(served, ana):
    refused(httpx.post(f"{served.url}/api/oidc", json={"language": "pt"}), 404, "not_found")
    refused(ana.http.post(MINE, json={"password": PASSWORD}), 404, "not_found")
    assert outcome(httpx.get(f"{served.url}/api/oidc/callback")) == ("/", "not_found")
    assert ana.http.get(MINE).json() == {"password": True, "identities": []}


KEY = RSAKey.generate_key(2048, {"kid": "k"})
OTHER = RSAKey.generate_key(2048, {"kid": "k"})
ISSUER, TIMES = "https://id.example", ("exp", "iat")
ASKED = Asked(redirect="https://chat.example/api/oidc/callback", nonce="n", verifier="v")
DOCUMENT = {"issuer": ISSUER} | {
    name: f"{ISSUER}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
}


def says(claims, key=KEY, alg="RS256", **document):
    """A provider that says this of somebody; times in seconds from now."""
    now = int(time.time())
    claims = {name: now + one if name in TIMES and one is not None else one for name, one in claims.items()}
    whole = {"iss": ISSUER, "aud": "us", "sub": "s", "iat": now, "exp": now + 60, "nonce": "n"} | claims
    token = jwt.encode({"alg": alg, "kid": "k"}, {k: v for k, v in whole.items() if v is not None}, key)
    answers = {
        "/.well-known/openid-configuration": DOCUMENT | document,
        "/jwks_uri": KeySet([KEY]).as_dict(private=False),
        "/token_endpoint": {"id_token": token},
    }
    answers["/jwks_uri"]["keys"] += [{"kty": "new", "kid": "?"}, {"kty": "oct", "k": "AA", "kid": "k"}]
    one = IdentityProvider(Settings(oidc_issuer=ISSUER, oidc_client="us"))
    one._http = httpx.AsyncClient(
        transport=httpx.MockTransport(lambda asked: httpx.Response(200, json=answers[asked.url.path]))
    )
    return one


async def told(one, issuer=None):
    try:
        return (await one.claims(ASKED, "code", issuer)).sub
    finally:
        await one.close()


@pytest.mark.parametrize(
    ("claims", "key", "alg"),
    [
        ({"iss": "https://evil.example"}, KEY, "RS256"),
        ({"aud": "them"}, KEY, "RS256"),
        ({"aud": ["us", "them"]}, KEY, "RS256"),
        ({"aud": ["us", "them"], "azp": "them"}, KEY, "RS256"),
        ({"azp": "them"}, KEY, "RS256"),
        ({"nonce": "another"}, KEY, "RS256"),
        ({"nonce": None}, KEY, "RS256"),
        ({"exp": -3600}, KEY, "RS256"),
        ({"exp": None}, KEY, "RS256"),
        ({"iat": 3600}, KEY, "RS256"),
        ({"sub": None}, KEY, "RS256"),
        ({"sub": ""}, KEY, "RS256"),
        ({"sub": "s" * 256}, KEY, "RS256"),
        ({}, OTHER, "RS256"),
        ({}, OctKey.import_key("known to both of us, and long enough"), "HS256"),
    ],
)
def test_what_does_not_hold_is_refused(claims, key, alg):
    with pytest.raises(ProviderRefused):
        asyncio.run(told(says(claims, key, alg)))


def test_what_holds_is_taken_also_with_clocks_a_little_apart():
    for claims in (
        {},
        {"exp": -1, "iat": -61},
        {"iat": 30},
        {"aud": ["us", "x"], "azp": "us"},
    ):
        assert asyncio.run(told(says(claims))) == "s"
    for issuer in ("https://evil.example", ""):
        with pytest.raises(ProviderRefused):
            asyncio.run(told(says({}), issuer))


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://id.example/"},
        {"token_endpoint": "http://id.example/t"},
        {"jwks_uri": "file:///etc"},
    ],
)
def test_a_document_of_another_or_that_leads_to_no_https_is_not_followed(document):
    with pytest.raises(ProviderUnavailable):
        asyncio.run(told(says({}, **document)))


def test_an_answer_is_read_to_a_bound_and_within_a_time():
    async def story(answer, within=ours.WITHIN):
        one = IdentityProvider(Settings(oidc_issuer=ISSUER, oidc_client="us"), within)
        one._http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        with pytest.raises(ProviderUnavailable):
            await one.way(ASKED, "state")
        await one.close()

    asked = []

    async def slow(request):
        asked.append(request)
        await asyncio.sleep(3600)

    async def several():
        one = IdentityProvider(Settings(oidc_issuer=ISSUER, oidc_client="us"), 0.05)
        one._http = httpx.AsyncClient(transport=httpx.MockTransport(slow))
        told = await asyncio.gather(*(one.way(ASKED, "state") for _ in range(9)), return_exceptions=True)
        await one.close()
        assert {type(each) for each in told} == {ProviderUnavailable}

    asyncio.run(several())
    assert len(asked) == 1, "one waits, and the others with it"
    asyncio.run(story(lambda _: httpx.Response(200, content=b" " * (ours.LARGEST + 1))))
    asyncio.run(story(lambda _: httpx.Response(302, headers={"location": "https://inside.example"})))
    asyncio.run(story(lambda _: httpx.Response(200, content=b"[")))
    asyncio.run(story(slow, 0.05))
    assert Document.__struct_config__.frozen
