"""Files in the chat: picked, let fall or pasted, with pauses; and as their reader sees them."""

from __future__ import annotations

import base64

import blurhash
import pytest
from playwright.sync_api import Route, expect

from tests.browser.sound import assert_sound
from tests.files import pictures

PUT = """(target, [kind, name, type, body]) => {
  const bytes = Uint8Array.from(atob(body), (one) => one.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  const event = kind === "paste"
    ? new ClipboardEvent(kind, { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
  target.dispatchEvent(event);
}"""


@pytest.fixture
def hers(stage, anas):
    """Ana looks at the chat, and Sam is elsewhere."""
    sam = stage.guest("Sam", "en")
    conversation = anas.guest.talk_to(sam)
    anas.open(conversation)
    return conversation, anas, sam


@pytest.fixture
def chat(stage, hers):
    """Both look at it."""
    conversation, anas, sam = hers
    seat = stage.seat(sam)
    seat.open(conversation)
    return conversation, anas, seat


def picked(name: str, kind: str, body: bytes) -> dict:
    return {"name": name, "mimeType": kind, "buffer": body}


def let_fall(seat, place: str, kind: str, name: str, body: bytes, media_type: str = "image/png") -> None:
    said = [kind, name, media_type, base64.b64encode(body).decode()]
    seat.page.locator(place).evaluate(PUT, said)


def test_several_go_at_a_time_and_are_seen_by_the_other(chat):
    _, ana, sam = chat
    ana.at("file-picker").set_input_files(
        [picked("praia.jpg", "image/jpeg", pictures.photo()), picked("menu.txt", "text/plain", b"arroz")]
    )
    expect(ana.at("tray-item")).to_have_count(2)
    ana.at("tray-alt").first.fill("Uma praia vermelha e azul")
    expect(ana.at("tray").locator("progress:visible")).to_have_count(0)
    ana.say("Olha")
    expect(ana.at("tray")).to_be_hidden()
    image = sam.bubble(1).locator("img")
    expect(image).to_have_attribute("alt", "Uma praia vermelha e azul")
    assert (image.get_attribute("width"), image.get_attribute("height")) == ("280", "210")
    expect(image).to_have_js_property("naturalWidth", 720)
    expect(sam.bubble(1)).to_contain_text("Olha")
    line = sam.bubble(2).get_by_test_id("attachment")
    expect(line).to_contain_text("menu.txt")
    with sam.page.expect_download() as taken:
        line.click()
    assert taken.value.path().read_bytes() == b"arroz"
    expect(sam.at("conversation-item")).to_contain_text("menu.txt")
    ana.page.reload()
    expect(ana.bubble(1).locator("img")).to_be_visible()
    assert_sound(sam.page)


def test_what_an_image_shows_is_in_the_readers_language_with_the_original_behind_it(stage, chat):
    conversation, ana, sam = chat
    ana.at("file-picker").set_input_files([picked("praia.jpg", "image/jpeg", pictures.photo())])
    ana.at("tray-alt").fill("Uma praia vermelha")
    expect(ana.at("tray").locator("progress:visible")).to_have_count(0)
    ana.at("send").click()
    image = sam.bubble(1).locator("img")
    expect(image).to_have_attribute("alt", "Uma praia vermelha")
    message_id = sam.bubble(1).get_attribute("data-message-id")
    message = {"id": message_id, "conversation_id": conversation, "author_id": "", "language": "pt"}
    stage.shows(message, "en", "A red beach", confidence=0.9)
    expect(image).to_have_attribute("alt", "A red beach")
    expect(image).to_have_attribute("lang", "en")
    expect(sam.at("conversation-item")).to_contain_text("A red beach")
    sam.bubble(1).get_by_test_id("bubble-toggle").click()
    behind = sam.bubble(1).get_by_test_id("alt-other")
    expect(behind).to_have_text("Uma praia vermelha")
    expect(behind).to_have_attribute("lang", "pt")
    assert_sound(sam.page)
    expect(ana.bubble(1).locator("img")).to_have_attribute("alt", "Uma praia vermelha")
    ana.bubble(1).get_by_test_id("bubble-toggle").click()
    expect(ana.bubble(1).get_by_test_id("alt-other")).to_have_text("A red beach")


def test_one_pauses_goes_on_and_comes_back_after_an_outage(hers):
    conversation, ana, sam = hers
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route) if route.request.method == "PATCH" else route.continue_()

    ana.page.route("**/api/files/*", hold)
    body = b"words and more words\n" * 60_000
    ana.at("file-picker").set_input_files(picked("long.txt", "text/plain", body))
    expect(ana.at("tray-press")).to_have_attribute("title", "Pausar")
    ana.page.wait_for_timeout(300)
    ana.at("tray-press").click()
    expect(ana.at("tray-state")).to_contain_text("Em pausa")
    ana.at("composer").press("Enter")
    expect(ana.at("tray-item")).to_have_count(1)
    ana.page.unroute("**/api/files/*", hold)
    lost: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method == "PATCH" and len(lost) < 2:
            lost.append(route.request.headers["upload-offset"])
            route.abort()
        else:
            route.continue_()

    ana.page.route("**/api/files/*", lose)
    ana.at("tray-press").click()
    expect(ana.at("tray-press")).to_be_hidden(timeout=60_000)
    assert len(lost) == 2
    ana.at("composer").press("Enter")
    expect(ana.bubble(1)).to_have_attribute("data-state", "sent")
    [message] = sam.http.get(f"/api/conversations/{conversation}/messages").json()["messages"]
    assert sam.http.get(f"/api/files/{message['content']['file_id']}").content == body


def test_what_is_dropped_or_pasted_comes_along_and_what_is_refused_says_why(hers):
    _, ana, _ = hers
    let_fall(ana, "duo-chat .chat-body", "drop", "dropped.png", pictures.png())
    let_fall(ana, "[data-testid=composer]", "paste", "pasted.png", pictures.png(60, 20))
    expect(ana.at("tray-item")).to_have_count(2)
    let_fall(ana, "duo-chat .chat-body", "drop", "lie.png", pictures.PDF)
    expect(ana.at("tray-state").nth(2)).to_contain_text("não é o que o nome diz")
    ana.at("composer").press("Enter")
    expect(ana.at("tray-item")).to_have_count(3)
    ana.at("tray-remove").nth(2).click()
    expect(ana.at("tray").locator("progress:visible")).to_have_count(0)
    ana.at("composer").press("Enter")
    expect(ana.bubble(1).locator("img")).to_have_attribute("alt", "dropped.png")
    expect(ana.bubble(2).locator("img")).to_have_attribute("width", "60")


def test_the_colour_of_an_image_is_known_before_it_has_come(module):
    hash_of = "import('/modules/features/chat/attachment.js').then((m) => m.average({}))"
    made = blurhash.encode([[[200, 60, 20]] * 8] * 8, 4, 3)
    assert module(hash_of.format(f"'{made}'")) == "rgb(200 60 20)"
    assert module(hash_of.format("''")) == ""
