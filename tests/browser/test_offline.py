"""Without a network: the page opens, shows what was read, and sends what was written when it is back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.api.serving import Guest, until
from tests.browser.visits import at_port, kept, settle, sits
from wire.contracts.settings import Settings


@pytest.fixture
def home(tmp_path, fresh_valkey: str) -> Settings:
    return Settings(home=tmp_path / "home", redis_url=fresh_valkey)


def test_what_was_read_is_there_and_what_was_written_goes_out_in_its_order(chromium, home):
    with at_port(home) as first:
        port = first.settings.port
        ana, sam = Guest(first, "Ana", "pt"), Guest(first, "Sam", "en")
        conversation = ana.talk_to(sam)
        ana.post(conversation, "O que foi lido")
        seat = sits(chromium, sam)
        seat.open(conversation)
        expect(seat.bubble(1)).to_be_visible()
        settle(seat.page, "O que foi lido")
    page = seat.page
    page.reload()
    expect(seat.bubble(1)).to_contain_text("O que foi lido")
    seat.say("written first")
    page.evaluate("Date.now = ((before) => () => before() - 86400000)(Date.now)")
    seat.say("written second, at an earlier hour")
    page.reload()
    expect(seat.at("log").get_by_text("written second")).to_be_visible()
    seat.at("settings-open").click()  # never opened before, and kept all the same
    expect(seat.at("settings")).to_contain_text("Text size")
    page.keyboard.press("Escape")
    seat.say("written third")
    with at_port(home, port) as again:
        expect(seat.at("connection-state")).to_have_attribute("data-status", "live", timeout=60_000)
        expect(seat.bubble(4)).to_contain_text("written third", timeout=60_000)
        found = ana.at(again).get(f"/api/conversations/{conversation}/messages").json()["messages"]
        assert [one["text"] for one in found] == [
            "O que foi lido",
            "written first",
            "written second, at an earlier hour",
            "written third",
        ]
        seat.context.close()
    assert seat.problems == []


def test_nothing_of_it_stays_when_the_session_is_over(chromium, home):
    with at_port(home) as served:
        ana, sam = Guest(served, "Ana", "pt"), Guest(served, "Sam", "en")
        conversation = ana.talk_to(sam)
        ana.post(conversation, "Um segredo")
        seat = sits(chromium, sam)
        seat.open(conversation)
        settle(seat.page, "Um segredo")
        own = next(one for one in sam.http.get("/api/me/sessions").json() if one["current"])
        sam.http.delete(f"/api/me/sessions/{own['id']}")
        until(lambda: "segredo" not in kept(seat.page), "nothing is kept of it")
        expect(seat.page.locator("form")).to_be_visible()
        seat.context.close()

        signing = sits(chromium, Guest(served, "Eva", "en"))
        eva = signing.guest
        other = ana.talk_to(eva)
        ana.post(other, "Outro segredo")
        signing.open(other)
        settle(signing.page, "Outro segredo")
        signing.at("settings-open").click()
        signing.at("sign-out").click()
        until(lambda: "segredo" not in kept(signing.page), "nothing is kept of it")
        signing.context.close()


def test_one_who_was_here_before_leaves_nothing_to_the_next(chromium, home):
    with at_port(home) as served:
        ana, sam, eva = Guest(served, "Ana", "pt"), Guest(served, "Sam", "en"), Guest(served, "Eva", "en")
        conversation = ana.talk_to(sam)
        ana.post(conversation, "Um segredo")
        seat = sits(chromium, sam)
        seat.open(conversation)
        settle(seat.page, "Um segredo")
        seat.context.add_cookies([{"name": "duologue", "value": eva.token, "url": served.url}])
        with seat.page.expect_navigation(wait_until="load"):  # the page that is open sees who comes back
            seat.page.evaluate("() => void document.querySelector('duo-home').session.live.restart()")
        until(lambda: "segredo" not in kept(seat.page), "nothing is kept of it")
        expect(seat.page.get_by_text("Um segredo")).to_have_count(0)
        seat.context.close()


def test_it_can_be_installed(chromium, home):
    with at_port(home) as served:
        page = chromium.new_page()
        page.goto(served.url)
        manifest = page.evaluate("fetch('/manifest.webmanifest').then((answer) => answer.json())")
        for icon in manifest["icons"]:
            answer = page.request.get(served.url + icon["src"])
            assert answer.headers["content-type"] == icon["type"], icon
        errors = page.context.new_cdp_session(page).send("Page.getAppManifest")["errors"]
        assert errors == []
        page.close()
