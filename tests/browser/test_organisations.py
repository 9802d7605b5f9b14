"""An agent answers an organisation's contact in the chat page, beside a colleague."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.sound import assert_sound

LACKS = {"code": "role_lacks", "message": "No.", "details": {"role": "admin"}}


@pytest.fixture
def office(anas, sams):
    """Ana (pt) owns Casa Verde, of which Sam (en) is an agent; Zoë (fr) is its contact."""
    ana, sam = anas.guest, sams.guest
    if not ana.http.get("/api/organisations").json():
        _post(ana, "/api/organisations", name="Casa Verde", language="pt")
    where = f"/api/organisations/{_mine(ana)['id']}"
    if not sam.http.get("/api/organisations").json():
        token = _post(ana, f"{where}/invitations", role="agent")["token"]
        _post(sam, "/api/invitations/accept", token=token)
    contact = _post(ana, f"{where}/contacts", name="Zoë", language="fr")
    conversation = _post(ana, f"{where}/contacts/{contact['id']}/conversations")
    return ana, sam, conversation["id"]


def _post(guest, path, **body):
    answer = guest.http.post(path, json=body or None)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def test_an_agent_answers_a_contact(stage, office, sams):
    ana, sam, conversation = office
    seat = sams
    said = _post(ana, f"/api/conversations/{conversation}/contact/messages", text="Bonjour", client_id="1")
    seat.page.goto(f"{sam.served.url}/#/")
    line = seat.page.locator(f'[data-testid="conversation-item"][data-conversation-id="{conversation}"]')
    expect(line).to_contain_text("Zoë")
    expect(line).to_contain_text("Casa Verde")
    expect(line).to_have_attribute("data-unread", "1")
    line.click()
    expect(seat.at("chat-name")).to_have_text("Zoë")
    expect(seat.at("organisation")).to_have_text("Casa Verde")
    expect(seat.at("block")).to_be_hidden()
    expect(seat.bubble(1)).to_have_attribute("data-side", "theirs")
    stage.translate(said, "en", "Good day")
    expect(seat.bubble(1).get_by_test_id("bubble-lead")).to_have_text("Good day")
    seat.say("Hello Zoë")
    expect(seat.bubble(2)).to_have_attribute("data-side", "mine")
    ana.post(conversation, "Olá")
    expect(seat.bubble(3)).to_have_attribute("data-side", "mine")
    expect(seat.bubble(3)).to_contain_text("Casa Verde")


def test_an_organisations_answers_are_offered_after_a_slash_in_its_conversations_alone(office, sams):
    ana, sam, conversation = office
    [whose] = [one["id"] for one in ana.http.get("/api/organisations").json()]
    body = {"shortcut": "hours", "text": "We open at nine.", "language": "en"}
    _post(ana, f"/api/organisations/{whose}/canned", **body)
    direct = ana.talk_to(sam)
    seat = sams
    seat.open(conversation)
    seat.at("composer").press_sequentially("/ho")
    expect(seat.at("shortcut")).to_have_count(1)
    expect(seat.at("shortcut")).to_contain_text("We open at nine.")
    expect(seat.at("shortcut")).to_contain_text("Casa Verde")
    seat.at("composer").press("Enter")
    expect(seat.at("composer")).to_have_value("We open at nine.")
    seat.open(direct)
    mine = {"shortcut": "home", "text": "To your home.", "language": "en"}
    _post(sam, "/api/canned", **mine)
    seat.page.reload()
    seat.at("composer").press_sequentially("/ho")
    expect(seat.at("shortcut")).to_have_count(1)
    expect(seat.at("shortcut")).to_contain_text("To your home.")


def test_a_colleague_is_seen_typing_by_the_name_of_the_organisation(office, anas, sams):
    _, _, conversation = office
    for seat in (anas, sams):
        seat.open(conversation)
    sams.at("composer").press_sequentially("Bon")
    expect(anas.at("typing")).to_be_visible()
    expect(anas.at("typing")).to_contain_text("Casa Verde")


def _opened(seat) -> None:
    seat.page.goto(f"{seat.guest.served.url}/#/")
    seat.at("settings-open").click()
    seat.at("organisation-open").click()
    expect(seat.at("office")).to_contain_text("Casa Verde")


def _mine(guest) -> dict:
    [mine] = guest.http.get("/api/organisations").json()
    return mine


def test_an_owner_says_how_people_speak_and_how_large_and_how_many_files_may_be(office, anas):
    ana, seat = anas.guest, anas
    _opened(seat)
    size, count = seat.at("limits-file_mb"), seat.at("limits-files_count")
    expect(size).to_have_value("")
    for wrong in ("0", "1.5", "100001", "viele"):
        size.fill(wrong)
        seat.at("limits-save").click()
        expect(size).to_have_attribute("aria-invalid", "true")
        expect(size).to_be_focused()
    assert _mine(ana)["file_mb"] is None
    size.fill("10")
    count.fill("500")
    seat.at("limits-save").click()
    expect(seat.at("limits-saved")).to_be_visible()
    assert_sound(seat.page)
    assert (_mine(ana)["file_mb"], _mine(ana)["files_mb"], _mine(ana)["files_count"]) == (10, None, 500)
    size.fill("")
    seat.page.route("**/api/organisations/*", lambda route: route.fulfill(status=403, json=LACKS))
    seat.at("limits-save").click()
    expect(seat.at("limits-error")).to_contain_text("função")
    seat.page.unroute("**/api/organisations/*")
    seat.at("limits-save").click()
    expect(seat.at("limits-saved")).to_be_visible()
    assert _mine(ana)["file_mb"] is None
    assert _mine(ana)["address"] is None
    seat.at("address").select_option("informal")
    seat.at("address-save").click()
    expect(seat.at("address-saved")).to_be_visible()
    assert _mine(ana)["address"] == "informal"


def test_colleagues_are_seen_to_come_and_to_be_there(office, anas, sams):
    """The last one, because Sam is dismissed: his page is not open when it begins."""
    ana, sam, _ = office
    sams.page.goto(f"{sam.served.url}/favicon.svg")
    _opened(anas)
    people = anas.at("member")
    expect(people).to_have_count(2)
    colleague = people.filter(has_text=f"@{sam.handle}")
    expect(people.filter(has_text=f"@{ana.handle}")).to_have_attribute("data-online", "true")
    expect(colleague).to_have_attribute("data-online", "false")
    expect(colleague).to_contain_text("Agente")
    _opened(sams)
    expect(colleague).to_have_attribute("data-online", "true")
    expect(colleague).to_contain_text("online")
    assert_sound(anas.page)
    expect(sams.at("member")).to_have_count(2)
    expect(sams.at("limits-save")).to_have_count(0)
    anas.guest.http.delete(f"/api/organisations/{_mine(ana)['id']}/members/{sam.id}")
    expect(people).to_have_count(1)
