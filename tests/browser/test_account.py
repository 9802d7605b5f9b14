"""My account in a browser: password, sessions, its end; and what a browser keeps when a session is over."""

import asyncio
import time
from datetime import UTC, datetime

import httpx
import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from service.identity.sessions import hash_of
from service.store import Store
from service.store.tables import accounts, sessions
from tests.api.serving import until

PASSWORD = "long enough"


@pytest.fixture
def chat(stage):
    """Ana writes with Ben; Ben's conversation is open in a browser."""
    ana, ben = stage.guest("Ana", "pt"), stage.guest("Ben", "en")
    conversation = ana.talk_to(ben)
    seat = stage.seat(ben)
    seat.open(conversation)
    return ana, conversation, seat


def account(seat):
    seat.at("settings-open").click()
    seat.at("settings-account").click()
    expect(seat.at("session").first).to_be_visible()


def kept(seat):
    """What this browser keeps of people: keys of drafts, unsent messages and changes, and learnt words."""
    return seat.page.evaluate(
        "Object.keys(localStorage).filter((key) => /^duologue\\.(draft|edit|unsent|deed|words)\\./.test(key))"
    )


def write_something(seat):
    """A draft, an unsent message and a learnt word."""
    seat.at("composer").fill("half a thou")
    me = seat.guest.id
    seat.page.evaluate(f"localStorage['duologue.words.{me}.en'] = '{{\"\": {{\"xylophone\": 3}}}}'")
    until(lambda: len(kept(seat)) == 2, "the draft is kept")


def sign_in(seat, guest):
    seat.at("field-handle").fill(guest.handle)
    seat.at("field-password").fill(PASSWORD)
    seat.at("submit").click()


def in_store(served, query):
    async def story():
        store = await Store.open(served.settings)
        async with store.writing() as connection:
            await connection.execute(query)
        await store.close()

    # Playwright keeps a loop in this thread.
    import threading

    thread = threading.Thread(target=lambda: asyncio.run(story()))
    thread.start()
    thread.join()


def expire(served, token):
    in_store(
        served,
        update(sessions).where(sessions.c.token_hash == hash_of(token)).values(expires_at=datetime.now(UTC)),
    )


def test_the_password_is_changed_and_wrong_ones_are_named(chat, served):
    _, _, seat = chat
    account(seat)
    seat.at("account-change").click()
    expect(seat.page.locator("#account-old-error")).to_have_text("Please fill this in.")
    for old, new, field, says in (
        ("wrong", "quite another", "old", "not your password"),
        (PASSWORD, "short", "new", "at least 8"),
    ):
        seat.at("account-old").fill(old)
        seat.at("account-new").fill(new)
        seat.at("account-new").press("Enter")
        expect(seat.page.locator(f"#account-{field}-error")).to_contain_text(says)
        expect(seat.at(f"account-{field}")).to_be_focused()
    seat.at("account-new").fill("quite another")
    seat.at("account-change").click()
    expect(seat.at("account-error")).to_have_text("Your password is changed.")
    body = {"handle": seat.guest.handle, "password": "quite another"}
    assert httpx.post(f"{served.url}/api/sessions", json=body).status_code == 201


def test_sessions_are_listed_and_ended_from_the_keyboard(chat, served):
    _, _, seat = chat
    for agent in ("Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0", "curl/8.0", "wget/1"):
        body = {"handle": seat.guest.handle, "password": PASSWORD}
        httpx.post(f"{served.url}/api/sessions", json=body, headers={"User-Agent": agent})
    account(seat)
    expect(seat.at("session")).to_have_count(4)
    expect(seat.page.locator('[data-testid="session"][data-current="true"]')).to_contain_text("here, now")
    seat.page.get_by_label("Sign out: curl").press("Enter")
    expect(seat.at("session")).to_have_count(3)
    expect(seat.at("announcer")).to_contain_text("Signed out: curl")
    seat.at("sessions-end-others").press("Enter")
    expect(seat.at("session")).to_have_count(1)
    expect(seat.at("sessions-end-others")).to_be_hidden()


def test_an_account_is_deleted_after_its_password_and_nothing_stays_in_the_browser(chat):
    ana, conversation, seat = chat
    seat.say("the last words")
    expect(seat.bubble(1)).to_have_attribute("data-state", "sent")
    write_something(seat)
    account(seat)
    seat.page.locator(".deletion summary").press("Enter")
    expect(seat.at("deletion")).to_contain_text("This cannot be undone")
    seat.at("account-confirm").fill("not the one")
    seat.at("delete-for-good").click()
    expect(seat.page.locator("#account-confirm-error")).to_contain_text("not your password")
    seat.at("account-confirm").fill(PASSWORD)
    seat.at("account-confirm").press("Enter")
    expect(seat.page.get_by_text("Your account is deleted.")).to_be_visible()
    assert kept(seat) == []
    [message] = ana.http.get(f"/api/conversations/{conversation}/messages").json()["messages"]
    assert message["text"] == ""


def test_the_push_that_ends_my_session_may_come_before_the_answer_to_deleting_it(chat):
    """My socket closes when the account is gone. A page that asked why would say that it ended elsewhere."""
    _, _, seat = chat
    asked = []

    def late(route):
        answer = route.fetch()
        time.sleep(1)
        route.fulfill(response=answer)

    def why(route):
        asked.append(route.request.method)
        route.continue_()

    seat.context.route("**/api/me/deletion", late)
    seat.context.route("**/api/me", why)
    account(seat)
    seat.page.locator(".deletion summary").press("Enter")
    seat.at("account-confirm").fill(PASSWORD)
    seat.at("account-confirm").press("Enter")
    expect(seat.page.get_by_text("Your account is deleted.")).to_be_visible()
    seat.page.wait_for_timeout(300)
    assert asked == [] and kept(seat) == []


def test_a_partner_whose_account_goes_is_shown_as_that_at_once(chat):
    ana, conversation, seat = chat
    ana.post(conversation, "soon gone")
    expect(seat.bubble(1)).to_contain_text("soon gone")
    ana.http.post("/api/me/deletion", json={"password": PASSWORD})
    expect(seat.at("chat-name")).to_have_text("Deleted account")
    expect(seat.bubble(1)).to_contain_text("went with its author’s account")
    expect(seat.at("conversation-item")).to_contain_text("Deleted account")
    expect(seat.at("chat-gone")).to_be_visible()
    expect(seat.at("composer")).to_be_hidden()


def test_a_session_ended_elsewhere_takes_drafts_and_words_along(chat):
    _, _, seat = chat
    write_something(seat)
    seat.guest.http.delete("/api/sessions")
    expect(seat.page.get_by_text("signed out from another place")).to_be_visible()
    seat.page.wait_for_function("Object.keys(localStorage).every((key) => !key.startsWith('duologue.draft'))")
    assert kept(seat) == []
    sign_in(seat, seat.guest)
    expect(seat.at("composer")).to_have_value("")


def test_a_session_ended_while_the_page_was_closed_takes_them_along_too(chat, served):
    _, _, seat = chat
    write_something(seat)
    seat.page.goto(f"{served.url}/favicon.svg")
    seat.guest.http.delete("/api/sessions")
    seat.page.goto(served.url)
    expect(seat.at("signin-form")).to_be_visible()
    assert kept(seat) == []


@pytest.mark.parametrize("closed", [True, False])
def test_what_was_not_sent_waits_for_the_same_person_when_the_time_was_up(chat, served, closed):
    _, conversation, seat = chat
    write_something(seat)
    if closed:
        seat.page.goto(f"{served.url}/favicon.svg")
    expire(served, seat.guest.token)
    if closed:
        seat.page.goto(f"{served.url}/#/c/{conversation}")
    else:
        served.context.connections.close_all(4401)
    expect(seat.page.get_by_text("nothing you wrote is lost")).to_be_visible()
    seat.page.wait_for_function("Object.keys(localStorage).every((key) => !key.startsWith('duologue.words'))")
    assert len(kept(seat)) == 1, "the draft waits"
    sign_in(seat, seat.guest)
    expect(seat.at("composer")).to_have_value("half a thou")


def test_it_does_not_wait_where_somebody_else_signs_in(chat, stage, served):
    _, _, seat = chat
    write_something(seat)
    eve = stage.guest("Eve", "en")
    expire(served, seat.guest.token)
    served.context.connections.close_all(4401)
    expect(seat.at("signin-form")).to_be_visible()
    sign_in(seat, eve)
    expect(seat.at("settings-open")).to_be_visible()
    assert kept(seat) == []


def test_a_name_from_before_that_turns_text_turns_nothing(chat, served):
    ana, conversation, seat = chat
    in_store(served, update(accounts).where(accounts.c.id == ana.id).values(name="\u202eevil\u2066"))
    ana.post(conversation, "abc \u202egnp.exe")
    seat.page.reload()
    expect(seat.at("chat-name")).to_have_text("evil")
    assert "\u202e" not in seat.page.content()
    expect(seat.bubble(1).locator(".turner")).to_be_visible()
    expect(seat.at("conversation-item")).to_contain_text("abc gnp.exe")
    in_store(served, update(accounts).where(accounts.c.id == ana.id).values(name="\u3164"))
    seat.page.reload()
    expect(seat.at("chat-name")).to_have_text(f"@{ana.handle}")


def test_links_say_where_they_lead(chat):
    ana, conversation, seat = chat
    ana.post(conversation, "https://good.example@evil.example/x https://аррӏе.com/ https://example.com/ok")
    links = seat.bubble(1).locator("[data-testid=bubble-lead] a")
    expect(links).to_have_count(3)
    expect(links.nth(0)).to_contain_text("→ evil.example")
    expect(links.nth(1)).to_contain_text("→ xn--80ak6aa92e.com")
    expect(links.nth(2)).to_have_text("https://example.com/ok")
    for link in links.all():
        assert link.get_attribute("rel") == "noopener noreferrer nofollow"
        assert link.get_attribute("target") == "_blank"


def test_each_kind_of_address_is_taken_apart(module):
    script = """async () => {
      const { pieces } = await import("/modules/text/text.js");
      const links = (text) => pieces(text).filter(({ href }) => href);
      const of = (text) => links(text).map(({ href, host }) => [new URL(href).host, host]);
      return ["https://a.example/", "HTTPS://A.Example:8443/x", "http://a.example?x", "https://u:p@a.example",
        "http://0x7f.1/", "https://ex\\u00e4mple.com", "https://a.example\\\\@b.example", "https://a.example\\u202e/x",
        "https://[::1]/x", "https://a%2eexample/", "javascript:alert(1)", "https://a.example."].map(of);
    }"""
    assert module(script) == [
        [["a.example", None]],
        [["a.example:8443", None]],
        [["a.example", None]],
        [["a.example", "a.example"]],
        [["127.0.0.1", "127.0.0.1"]],
        [["xn--exmple-cua.com", "xn--exmple-cua.com"]],
        [["a.example", "a.example"]],
        [["a.example", None]],
        [["[::1]", None]],
        [["a.example", "a.example"]],
        [],
        [["a.example", None]],
    ]
