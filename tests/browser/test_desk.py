"""At the desk: an agent takes who waits and answers in their own language; an owner sets up a channel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.shop import BUBBLE, Shop, chat_of, made, office, shop, write
from tests.browser.sound import assert_sound


@pytest.fixture
def site(served) -> Iterator[Shop]:
    with shop(served) as one:
        yield one


def test_a_spanish_visitor_is_answered_by_an_agent_who_reads_english(stage, served, site):
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    organisation = office(ana, site)
    token = made(ana, f"/api/organisations/{organisation}/invitations", role="agent")["token"]
    made(sam, "/api/invitations/accept", token=token)
    queue = made(ana, f"/api/organisations/{organisation}/queues", name="Returns", languages=["fr"])["id"]
    promised = {"first_response_minutes": 60, "next_response_minutes": None, "resolution_minutes": None}
    promised |= {"clock": "calendar", "warn_minutes": 0}
    assert ana.http.put(f"/api/organisations/{organisation}/sla", json=promised).status_code == 200
    room = stage.rooms.take(locale="es-ES")
    room.page.goto(site.page)
    chat = chat_of(room.page)
    chat.get_by_test_id("consent").check()
    write(chat, "¿Cuánta agua necesita?")
    expect(chat.locator('[data-testid="said"][data-seq="1"]')).to_be_visible()

    seat = stage.seat(sam)
    seat.page.goto(f"{served.url}/desk")
    ticket = seat.at("ticket")
    expect(ticket).to_contain_text("Spanish")
    expect(seat.at("desk-waits")).to_be_visible()
    expect(seat.at("desk-due")).to_have_attribute("data-breached", "false")
    assert_sound(seat.page)
    [conversation] = ana.http.get("/api/conversations").json()
    stage.translate(conversation["last_message"], "en", "How much water does it need?")
    expect(ticket).to_contain_text("How much water does it need?")
    seat.page.keyboard.press("j")
    seat.page.keyboard.press("Enter")
    expect(seat.bubble(1).get_by_test_id("bubble-lead")).to_have_text("How much water does it need?")
    expect(seat.bubble(1).get_by_text("¿Cuánta agua necesita?")).to_be_visible()
    expect(seat.bubble(1).get_by_test_id("bubble-toggle")).to_have_attribute("aria-expanded", "true")
    seat.at("chat-name").focus()
    seat.page.keyboard.press("t")
    expect(seat.at("desk-standing")).to_have_text("You have it")
    expect(seat.at("desk-empty")).to_be_visible()
    seat.say("Once a month.")
    expect(seat.bubble(2)).to_have_attribute("data-state", "read")
    assert_sound(seat.page)

    page = f"/api/conversations/{conversation['id']}/messages?after=1"
    [answer] = sam.http.get(page).json()["messages"]
    stage.translate(answer, "es", "Una vez al mes.")
    expect(chat.get_by_test_id("said-lead").last).to_have_text("Una vez al mes.")
    seat.at("desk-customer").click()
    expect(seat.at("desk-card").get_by_role("link", name="Casa Verde")).to_have_attribute("href", site.page)
    seat.at("card-close").click()
    seat.at("desk-note").click()
    seat.at("desk-note-text").fill("Bought two last year.")
    seat.at("desk-note-keep").click()
    expect(seat.bubble(3)).to_have_attribute("note", "")
    assert_sound(seat.page)
    seat.at("desk-resolve").click()
    expect(seat.at("desk-standing")).to_have_attribute("data-state", "resolved")
    expect(seat.at("desk-reopen")).to_be_focused()
    expect(seat.bubble(1).get_by_test_id("bubble-other")).to_be_visible()
    expect(seat.at("desk-looking")).to_be_empty()
    other = stage.seat(ana)
    other.page.goto(f"{served.url}/desk#/c/{conversation['id']}")
    expect(seat.at("desk-looking")).to_have_text("also here: Ana")
    expect(other.at("desk-looking")).to_contain_text("Sam")
    other.page.close()
    expect(seat.at("desk-looking")).to_be_empty()
    seat.at("desk-view-resolved").click()
    expect(ticket).to_have_attribute("data-state", "resolved")
    write(chat, "Gracias")
    expect(seat.at("desk-standing")).to_have_attribute("data-state", "open")
    expect(chat.get_by_test_id("said-lead")).to_have_text(
        ["¿Cuánta agua necesita?", "Una vez al mes.", "Gracias"]
    )
    seat.at("desk-hand").select_option(f"to {ana.id}")
    seat.at("desk-hand-do").click()
    expect(seat.at("desk-standing")).to_have_text("Ana has it")
    seat.at("desk-take_over").click()
    expect(seat.at("desk-standing")).to_have_text("You have it")
    seat.at("desk-hand").select_option(label="Returns")
    seat.at("desk-hand-note").fill("She wants her money back.")
    assert_sound(seat.page)
    seat.at("desk-hand-do").click()
    expect(seat.at("desk-standing")).to_have_text("Waiting for somebody to take it")
    expect(seat.page.get_by_test_id("bubble-lead").filter(has_text="money back")).to_be_visible()
    seat.at("desk-availability").select_option("online")
    expect(seat.page.locator(".desk-availability")).to_have_attribute("data-state", "online")
    [waits] = sam.http.get("/api/desk/conversations", params={"queue": queue}).json()["items"]
    assert waits["conversation"]["id"] == conversation["id"]
    ana.http.delete(f"/api/organisations/{organisation}/members/{sam.id}").raise_for_status()
    expect(seat.page.get_by_label("Name of the business")).to_be_visible()
    room.context.close()


def test_an_owner_begins_a_desk_and_copies_the_line_for_the_site(stage, served, site):
    ana = stage.guest("Ana", "en")
    seat = stage.seat(ana)
    seat.page.goto(f"{served.url}/desk")
    seat.page.get_by_label("Name of the business").fill("Casa Verde")
    seat.page.keyboard.press("Enter")
    seat.at("channel-new").click()
    seat.at("channel-sites").fill("nonsense")
    seat.at("channel-save").click()
    expect(seat.at("channel-sites")).to_have_attribute("aria-invalid", "true")
    assert_sound(seat.page)
    seat.at("channel-sites").fill(site.origin)
    seat.at("channel-save").click()
    expect(seat.at("channel-tag")).to_be_visible()
    assert_sound(seat.page)
    seat.at("channel-copy").click()
    expect(seat.at("announcer")).to_contain_text("Copied")
    line = seat.page.evaluate("navigator.clipboard.readText()")
    site.key = line.partition('data-duologue="')[2].partition('"')[0]
    assert line == f'<script src="{served.url}/widget.js" data-duologue="{site.key}" async></script>'
    page = seat.context.new_page()
    page.goto(site.page)
    expect(page.locator(BUBBLE)).to_have_accessible_name("Chat with Casa Verde")
    _teach(seat.page)
    _set_up(stage, seat)
    with seat.page.expect_response(lambda one: one.request.method == "PATCH"):
        seat.at("channel-enabled").uncheck()
    with page.expect_response(lambda one: "/widget/" in one.url) as answer:
        page.reload()
    assert answer.value.status == 404


def _set_up(stage, seat) -> None:
    """What is left is told until it is done or put away; a colleague comes by a link."""
    page = seat.page
    page.evaluate("location.hash = '#/'")
    expect(seat.at("setup-hours")).to_be_visible()
    expect(seat.at("setup-channel")).to_have_count(0)
    assert_sound(page)
    seat.at("setup-hours-away").click()
    expect(seat.at("setup-hours")).to_have_count(0)
    seat.at("setup-team").click()
    seat.at("invite-do").click()
    link = seat.at("invite-link").text_content()
    expect(seat.at("invitation")).to_have_count(1)
    assert_sound(page)
    sam = stage.seat(stage.guest("Sam", "en"))
    sam.page.goto(str(link))
    expect(sam.at("join")).to_be_visible()
    assert_sound(sam.page)
    sam.at("join").click()
    expect(sam.at("desk-view-waiting")).to_be_visible()
    assert "join" not in sam.page.evaluate("location.href")
    expect(sam.at("desk-setup")).to_have_count(0)
    sam.page.goto(str(link))
    sam.at("join").click()
    expect(sam.at("join-problem")).to_have_text("This invitation holds no more. Ask for another one.")
    page.goto(f"{seat.guest.served.url}/desk#/")
    page.reload()
    expect(seat.at("setup-article")).to_be_visible()
    expect(seat.at("setup-team")).to_have_count(0)
    page.goto(f"{seat.guest.served.url}/desk#/channels")


def _teach(page: Page) -> None:
    page.goto(page.url.partition("#")[0] + "#/settings/glossary")
    expect(page.get_by_test_id("offers-none")).to_be_visible()
    page.get_by_test_id("settings-new").click()
    page.locator("#settings-source").fill("bule")
    page.locator("#settings-target").fill("teapot")
    page.get_by_test_id("settings-save").click()
    expect(page.get_by_test_id("glossary-target")).to_have_text("teapot")
    assert_sound(page)
