"""Two steps to sign in, in a browser: set up, asked for, asked of members."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from service.identity import totp
from tests.api.town import join
from tests.authenticator import Authenticator
from tests.browser.sound import assert_sound

PASSWORD = "long enough"
MINE = "/api/me/second-factor"


@pytest.fixture
def app(monkeypatch):
    return Authenticator(monkeypatch)


def asked(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_two_steps_are_set_up_and_asked_for(stage, app):
    seat = stage.seat(stage.guest("Ben", "en"))
    seat.page.goto(f"{stage.served.url}/#/")
    seat.at("settings-open").click()
    seat.at("settings-account").click()
    seat.at("factor-begin").click()
    expect(seat.page.locator("#account-factor-error")).to_have_text("Please fill this in.")
    seat.at("account-factor").fill(PASSWORD)
    seat.at("factor-begin").click()
    expect(seat.at("factor-secret")).to_be_visible()
    app.secret = seat.at("factor-secret").inner_text().replace(" ", "")
    drawn = seat.page.locator(".qr path").last.get_attribute("d")
    assert drawn == totp.picture(totp.address(app.secret, seat.guest.handle)).path
    assert_sound(seat.page)
    seat.at("factor-code").fill(app.wrong())
    seat.at("factor-confirm").click()
    expect(seat.page.locator("#factor-code-error")).to_contain_text("does not fit")
    seat.at("factor-code").fill(app.code())
    seat.at("factor-code").press("Enter")
    expect(seat.at("factor-codes").locator("li")).to_have_count(10)
    recovery = seat.at("factor-codes").locator("li").first.inner_text()
    assert_sound(seat.page)
    seat.at("factor-kept").click()
    expect(seat.at("factor-on")).to_contain_text("On since")
    expect(seat.at("factor")).to_contain_text("10 recovery codes left")
    assert_sound(seat.page)
    seat.at("account-close").click()
    seat.at("settings-open").click()
    seat.at("sign-out").click()
    seat.at("field-handle").fill(seat.guest.handle)
    seat.at("field-password").fill(PASSWORD)
    seat.at("submit").click()
    expect(seat.at("code")).to_be_focused()
    assert_sound(seat.page)
    seat.at("submit").click()
    expect(seat.page.locator("#code-error")).to_have_text("Please fill this in.")
    seat.at("code").fill(app.code())
    seat.at("submit").click()
    expect(seat.page.locator("#code-error")).to_contain_text("used already")
    seat.at("code").fill(recovery)
    seat.at("submit").click()
    expect(seat.at("settings-open")).to_be_visible()


def test_an_owner_asks_for_two_steps_and_who_has_not_set_them_up_is_led_there(stage, app):
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    whose = asked(ana.http.post("/api/organisations", json={"name": "Casa Verde", "language": "pt"}))["id"]
    where = f"/api/organisations/{whose}"
    join(ana.http, where, sam, "agent")
    seat = stage.seat(ana)
    seat.page.goto(f"{ana.served.url}/#/")
    seat.at("settings-open").click()
    seat.at("organisation-open").click()
    seat.at("asking").select_option("7")
    seat.at("asking-save").click()
    expect(seat.at("asking-error")).to_contain_text("Conta e sessões")
    app.secret = asked(ana.http.post(MINE, json={"password": PASSWORD}))["secret"]
    asked(ana.http.put(MINE, json={"code": app.code()}))
    seat.at("asking-save").click()
    expect(seat.at("asking-saved")).to_be_visible()
    expect(seat.at("asking").locator("option[value=as]")).to_contain_text("20")
    seat = stage.seat(sam)
    seat.page.goto(f"{sam.served.url}/#/")
    expect(seat.at("demand")).to_contain_text("Casa Verde")
    day = datetime.now(UTC) + timedelta(days=7)
    expect(seat.at("demand")).to_contain_text(re.compile(f"{day.year}|{(day + timedelta(days=1)).year}"))
    assert_sound(seat.page)
    seat.at("demand-set-up").click()
    expect(seat.at("account-factor")).to_be_visible()
    now = {"second_factor_from": datetime.now(UTC).isoformat()}
    asked(ana.http.patch(where, json=now))
    seat.page.route("**/assets/dialogs-*", lambda route: route.abort())
    seat.page.goto(f"{sam.served.url}/")
    expect(seat.at("unreachable")).to_be_visible()
    expect(seat.page.locator("duo-home")).to_have_count(0)
    seat.page.unroute("**/assets/dialogs-*")
    seat.page.get_by_role("button").click()
    expect(seat.at("held")).to_contain_text("Casa Verde")
    for path in ("/", "/desk"):
        seat.page.goto(f"{sam.served.url}{path}")
        expect(seat.at("held")).to_contain_text("Casa Verde")
    assert_sound(seat.page)
    seat.at("account-factor").fill(PASSWORD)
    seat.at("factor-begin").click()
    app.secret = seat.at("factor-secret").inner_text().replace(" ", "")
    seat.at("factor-code").fill(app.code())
    seat.at("factor-confirm").click()
    seat.at("factor-kept").click()
    expect(seat.at("held")).to_be_hidden()
    expect(seat.page.locator("duo-desk")).to_be_visible()
    token = asked(ana.http.post(f"{where}/invitations", json={"role": "agent"}))["token"]
    seat = stage.seat(stage.guest("Joe", "en"))
    seat.page.goto(f"{ana.served.url}/desk#/join/{token}")
    seat.at("join").click()
    expect(seat.at("held")).to_contain_text("Casa Verde")
    draft = f"duologue.draft.{seat.guest.id}.one"
    seat.page.evaluate("key => localStorage.setItem(key, '{}')", draft)
    seat.at("held-out").click()
    expect(seat.at("signin-form")).to_be_visible()
    assert seat.page.evaluate("key => localStorage.getItem(key)", draft) is None, "nothing is left behind"
