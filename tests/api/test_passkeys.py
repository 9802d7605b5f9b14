"""Passkeys over HTTP: for the address that the page is at, in few tries, and other sessions are over."""

import asyncio

import httpx
import pytest

from service.api.limits.table import PASSKEYS
from tests.api.serving import PLENTY, live, serving
from tests.api.test_refusals import refused
from tests.passkey_device import Device
from wire.contracts.settings import Settings

pytestmark = pytest.mark.usefixtures("patient")

MINE, IN = "/api/me/passkeys", "/api/sessions/passkey"
PROOF = {"password": "long enough"}


@pytest.fixture
def origin(served):
    return served.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(origin):
    """A browser's page at an address with a name, nobody signed in."""
    with httpx.Client(base_url=origin, headers={"Origin": origin}, timeout=120) as client:
        yield client


def asked(answer):
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def add(page, guest, device):
    page.headers["Authorization"] = f"Bearer {guest.token}"
    made = device.make(asked(page.post(f"{MINE}/challenge", json=PROOF)))
    found = asked(page.post(MINE, json=made | {"name": "phone"}))
    del page.headers["Authorization"]
    return found


def test_a_page_adds_one_and_signs_in_with_it(served, ana, page, origin):
    device = Device(origin)

    other = httpx.post(f"{served.url}/api/sessions", json={"handle": ana.handle} | PROOF).json()["token"]

    async def story():
        async with live(served, other) as there:
            made = await asyncio.to_thread(add, page, ana, device)
            assert await there.code() == 4401
        return made

    made = asyncio.run(story())
    assert made["passkey"]["site"] == "localhost" and len(made["codes"]) == 10
    needed = page.post("/api/sessions", json={"handle": ana.handle} | PROOF)
    assert refused(needed, 401, "second_factor_needed") == {"ways": "passkey"}
    known = {"Authorization": f"Bearer {ana.token}"}
    app = page.post("/api/me/second-factor", json=PROOF, headers=known)
    refused(app, 401, "second_factor_needed")  # the password alone adds no way in
    proof = PROOF | {"passkey": device.sign(asked(page.post(f"{IN}/challenge")))}
    asked(page.post("/api/me/second-factor", json=proof, headers=known))
    answer = page.post(IN, json=device.sign(asked(page.post(f"{IN}/challenge"))))
    assert asked(answer)["person"]["id"] == ana.id
    assert "HttpOnly" in answer.headers["set-cookie"]
    page.cookies.clear()
    elsewhere = Device(f"{origin}.evil.example")
    elsewhere.id, elsewhere.key = device.id, device.key
    refused(page.post(IN, json=elsewhere.sign(asked(page.post(f"{IN}/challenge")))), 401, "passkey_refused")
    for made_up in ("\ud800", "\x00", 7, "x" * 5000, None):
        said = device.sign(asked(page.post(f"{IN}/challenge")) | {"challenge": made_up})
        refused(page.post(IN, json=said), 401, "passkey_refused")
    theirs = {"Origin": "https://evil.example"}
    refused(page.post(f"{IN}/challenge", headers=theirs), 403, "origin_not_allowed")
    for broken in ("http://[", "https://", "null", "file://", f"http://{'a' * 300}@localhost"):
        refused(page.post(f"{IN}/challenge", headers={"Origin": broken}), 403, "origin_not_allowed")


def test_few_are_asked_for_from_one_address_and_for_the_addresses_of_the_settings_alone(
    fresh_valkey, tmp_path
):
    limits = (*(one for one in PLENTY), "passkeys=10/3600")
    settings = Settings(home=tmp_path, redis_url=fresh_valkey, sites=("https://chat.example",), limits=limits)
    with serving(settings) as one, httpx.Client(base_url=one.url, timeout=120) as client:
        refused(client.post(f"{IN}/challenge"), 403, "origin_not_allowed")
        known = {"Host": "chat.example", "Origin": "https://chat.example"}
        answers = [client.post(f"{IN}/challenge", headers=known).status_code for _ in range(10)]
    assert answers == [200] * 9 + [429]
    assert PASSKEYS.per == "address"
