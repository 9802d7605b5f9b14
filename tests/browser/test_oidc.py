"""Signing in by a real identity provider in a browser: from the first visit to a password of one's own, and
to an organisation that asks for it."""

from __future__ import annotations

import sqlite3

import pytest
from playwright.sync_api import expect

from tests.api.serving import Guest, serving
from tests.browser.sound import assert_sound
from tests.oidc.provider import CLIENT, providing
from tests.ports import free_port
from wire.contracts.settings import Settings

PASSWORD = "long enough"


@pytest.fixture
def there(fresh_valkey, tmp_path):
    """The chat, whose people may sign in by Casa."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    settings = Settings(home=tmp_path, redis_url=fresh_valkey, oidc_issuer=issuer, oidc_name="Casa", **CLIENT)
    with serving(settings) as served, providing(tmp_path, port, [f"{served.url}/api/oidc/callback"]):
        yield served


@pytest.fixture
def page(chromium):
    with chromium.new_context(locale="en-GB", service_workers="block", reduced_motion="reduce") as context:
        yield context.new_page()


def test_who_comes_by_the_provider_is_in_and_may_set_a_password(there, page):
    at = page.get_by_test_id
    page.goto(f"{there.url}/?oidc=provider_unavailable")
    expect(at("page-notice")).to_contain_text("does not answer")
    expect(at("provider-in")).to_have_text("Continue with Casa")
    assert_sound(page)
    at("provider-in").click()
    page.locator("[name=login]").fill("lina")
    page.locator("[name=password]").fill("any")
    page.locator("[type=submit]").click()
    expect(page.locator("[name=prompt]")).to_have_value("consent")
    page.locator("[type=submit]").click()
    expect(at("settings-open")).to_be_visible()
    assert page.url.startswith(f"{there.url}/") and "oidc" not in page.url
    at("settings-open").click()
    at("settings-account").click()
    expect(at("identity")).to_contain_text("lina@casa.example")
    expect(at("elsewhere")).to_contain_text("You have no password")
    expect(at("account-old")).to_have_count(0)
    assert_sound(page)
    at("identity-remove").click()
    at("identity-go").click()
    expect(at("identity-error")).to_contain_text("set a password first")
    at("account-new").fill(PASSWORD)
    at("account-change").click()
    expect(at("account-old")).to_be_visible()
    page.reload()
    at("settings-open").click()
    at("settings-account").click()
    at("identity-remove").click()
    at("account-identity").fill(PASSWORD)
    at("identity-go").click()
    expect(at("identity")).to_have_count(0)
    expect(at("identity-add")).to_be_visible()
    asks_for_it(there, page.request.get(f"{there.url}/api/me").json()["id"])
    page.goto(f"{there.url}/")
    expect(at("held")).to_contain_text("Casa Verde asks you to sign in with Casa")
    assert_sound(page)
    at("held-go").click()
    at("identity-add").click()
    at("account-identity").fill(PASSWORD)
    at("identity-go").click()
    expect(at("settings-open")).to_be_visible()


def asks_for_it(there, member):
    """An organisation of somebody else, by whatever way it came to ask."""
    owner = Guest(there, "Ana", "en")
    made = owner.http.post("/api/organisations", json={"name": "Casa Verde", "language": "en"}).json()
    with sqlite3.connect(there.settings.home / "duologue.db") as store:
        now = "2026-01-01 00:00:00.000000"
        store.execute("UPDATE organisations SET provider_from = ?", (now,))
        store.execute("INSERT INTO memberships VALUES (?, ?, 'agent', ?)", (made["id"], member, now))
