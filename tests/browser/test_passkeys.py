"""Passkeys in a browser, with an authenticator of the browser's own: added, signed in with, removed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.sound import assert_sound

PASSWORD = "long enough"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def address(stage):
    """Where passkeys hold: a name. By its number, as tests come else, they do not."""
    return stage.served.url.replace("127.0.0.1", "localhost")


def sign_in(seat):
    seat.at("field-handle").fill(seat.guest.handle)
    seat.at("field-password").fill(PASSWORD)
    seat.at("submit").click()


def open_account(seat):
    seat.at("settings-open").click()
    seat.at("settings-account").click()


def sign_out(seat):
    seat.at("account-close").click()
    seat.at("settings-open").click()
    seat.at("sign-out").click()


def test_a_passkey_is_added_and_signs_in_alone_and_as_the_second_step(stage, address):
    seat = stage.seat(stage.guest("Ben", "en"))
    seat.page.goto(f"{stage.served.url}/#/")
    open_account(seat)
    expect(seat.at("keys")).to_contain_text("a name and https")
    expect(seat.at("passkey-add")).to_be_hidden()
    devtools = seat.context.new_cdp_session(seat.page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    seat.page.goto(f"{address}/")
    seat.at("to-signin").or_(seat.at("signin-form")).first.wait_for()
    if seat.at("to-signin").is_visible():
        seat.at("to-signin").click()
    sign_in(seat)
    open_account(seat)
    seat.at("passkey-add").click()
    seat.at("passkey-go").click()
    expect(seat.page.locator("#passkey-name-error")).to_have_text("Please fill this in.")
    seat.at("passkey-name").fill("My phone")
    seat.at("account-passkey").fill("wrong horse")
    seat.at("passkey-go").click()
    expect(seat.page.locator("#account-passkey-error")).to_have_text("This is not your password.")
    seat.at("account-passkey").fill(PASSWORD)
    assert_sound(seat.page)
    seat.at("passkey-go").click()
    expect(seat.at("factor-codes").locator("li")).to_have_count(10)
    seat.at("factor-kept").click()
    expect(seat.at("passkey")).to_contain_text("My phone")
    expect(seat.at("passkey")).to_contain_text("localhost")
    assert_sound(seat.page)
    seat.at("passkey-rename").click()
    seat.at("passkey-name").fill("Blue phone")
    seat.at("passkey-go").click()
    expect(seat.at("passkey")).to_contain_text("Blue phone")
    sign_out(seat)
    seat.at("passkey-in").click()
    open_account(seat)
    expect(seat.at("passkey")).to_contain_text("last used")
    sign_out(seat)
    sign_in(seat)
    expect(seat.at("code")).to_be_focused()
    assert_sound(seat.page)
    devtools.send("WebAuthn.setUserVerified", {**made, "isUserVerified": False})
    seat.at("code-passkey").click()
    expect(seat.at("form-error")).to_contain_text("Nothing was signed")
    devtools.send("WebAuthn.setUserVerified", {**made, "isUserVerified": True})
    seat.at("code-passkey").click()
    open_account(seat)
    seat.at("passkey-remove").click()
    seat.at("account-passkey").fill(PASSWORD)
    boxes = [seat.at(one).evaluate("one => one.offsetWidth") for one in ("account-passkey", "passkey")]
    assert boxes[0] > 0.8 * boxes[1], "the form has the width of its line"
    seat.at("passkey-go").click()
    expect(seat.at("passkey")).to_have_count(0)
    sign_out(seat)
    sign_in(seat)
    expect(seat.at("settings-open")).to_be_visible()
