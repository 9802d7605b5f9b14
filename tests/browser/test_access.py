"""For everybody: no rule of axe broken on any screen, read out once, everything by keyboard, any size."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.sound import assert_sound

SIZES = {"phone": (360, 740), "tablet": (768, 1024), "wide": (1440, 900)}
REPLIES = (("thanks", "Thank you!", "Obrigado!"),)
PAPER = "getComputedStyle(document.body).backgroundColor"
TYPING = re.compile("/typing/|/assets/writer-")
LIGHT, DARK = "rgb(241, 244, 245)", "rgb(13, 19, 22)"


@pytest.fixture
def written(stage):
    """A conversation with a bubble of every kind."""
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    stage.translate(ana.post(conversation, "Bom dia"), "en", "Good morning", sentiment="positive")
    stage.translate(ana.post(conversation, "Que pena"), "en", "What a pity", sentiment="negative", rough=True)
    stage.translate(ana.post(conversation, "Ok"), "en", None, status="unsupported")
    stage.fail(ana.post(conversation, "Falhou"))
    stage.translate(sam.post(conversation, "Fine"), "pt", "Tudo bem")
    ana.post(conversation, "Ainda não")
    return ana, sam, conversation


def assert_sound_in_both(page):
    """In light and in dark, which the page takes from the system while it is open."""
    papers = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert_sound(page)
        papers.append(page.evaluate(PAPER))
    assert papers == [LIGHT, DARK]


def assert_sound_at_any_size(page):
    """A screen that is there, made as large as each of `SIZES`."""
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        assert_sound_in_both(page)


def test_every_screen_is_sound(stage, written):
    ana, sam, conversation = written
    seat = stage.seat(sam)
    seat.page.goto(seat.guest.served.url)
    expect(seat.at("conversation-item")).to_have_count(1)
    assert_sound_at_any_size(seat.page)
    seat.at("find-input").fill(ana.handle)
    expect(seat.at("find-result")).to_have_count(1)
    assert_sound_at_any_size(seat.page)
    seat.open(conversation)
    expect(seat.bubble(1).get_by_test_id("bubble-lead")).to_have_text("Good morning")
    seat.bubble(1).get_by_test_id("bubble-toggle").click()
    stage.translate(ana.post(conversation, "Obrigada"), "en", "Thanks", replies=REPLIES)
    expect(seat.at("suggestion")).to_have_count(1)
    assert_sound_at_any_size(seat.page)
    seat.at("settings-open").click()
    assert_sound_at_any_size(seat.page)


@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_the_way_in_is_sound(stage, chromium, language):
    page = chromium.new_page(viewport={"width": 360, "height": 740}, locale=language)
    page.goto(stage.served.url)
    expect(page.get_by_test_id("signup-form")).to_be_visible()
    assert_sound(page)
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("field-handle")).to_be_focused()
    expect(page.get_by_test_id("field-handle")).to_have_attribute("aria-invalid", "true")
    assert_sound(page)
    page.close()


def test_the_largest_text_in_high_contrast_at_double_zoom_fits_a_phone(stage, written):
    _, sam, conversation = written
    seat = stage.seat(sam, viewport={"width": 320, "height": 640})
    seat.context.add_init_script(
        """localStorage["duologue.prefs"] = '{"text": "huge", "contrast": "more", "theme": "dark"}'"""
    )
    seat.open(conversation)
    expect(seat.bubble(6)).to_be_visible()
    assert_sound(seat.page)
    assert seat.at("log").bounding_box()["height"] > 200
    assert seat.page.locator(".chat-head .name").bounding_box()["width"] > 100


def test_a_new_message_is_read_out_once_in_my_language(stage, written):
    ana, sam, conversation = written
    seat = stage.seat(sam)
    seat.open(conversation)
    expect(seat.at("connection-state")).to_have_attribute("data-status", "live")
    seat.page.evaluate(
        """() => {
          window.said = [];
          new MutationObserver((changes) => {
            for (const { addedNodes } of changes) for (const node of addedNodes) {
              const region = node.parentElement?.closest("[aria-live=polite], [role=status], [role=alert]");
              if (region && node.textContent.trim()) window.said.push([node.textContent, node.lang]);
            }
          }).observe(document.body, { childList: true, subtree: true });
        }"""
    )
    message = ana.post(conversation, "Chego às seis")
    expect(seat.bubble(7)).to_be_visible()
    assert seat.page.evaluate("said") == []
    stage.translate(message, "en", "I arrive at six")
    expect(seat.bubble(7).get_by_test_id("bubble-lead")).to_have_text("I arrive at six")
    expect(seat.at("announcer")).to_have_text("Ana: I arrive at six")
    assert seat.page.evaluate("said") == [["Ana: I arrive at six", "en"]]
    expect(seat.at("log")).to_have_attribute("aria-live", "off")


def test_the_whole_way_by_keyboard(stage):
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    seat = stage.seat(sam)
    seat.page.goto(seat.guest.served.url)
    keys = seat.page.keyboard
    seat.at("empty-find").focus()
    keys.press("Enter")
    expect(seat.at("find-input")).to_be_focused()
    keys.type(ana.handle)
    expect(seat.at("find-result")).to_have_count(1)
    keys.press("ArrowDown")
    expect(seat.at("find-result")).to_be_focused()
    keys.press("Enter")
    expect(seat.at("composer")).to_be_focused()
    keys.type("Hello")
    keys.press("Enter")
    expect(seat.bubble(1)).to_be_visible()
    seat.at("settings-open").focus()
    keys.press("Enter")
    expect(seat.at("settings")).to_be_visible()
    keys.press("Escape")
    expect(seat.at("settings-open")).to_be_focused()


def test_a_change_of_language_changes_the_interface_and_keeps_the_place(stage, written):
    _, sam, conversation = written
    seat = stage.seat(sam)
    seat.open(conversation)
    expect(seat.bubble(6)).to_be_visible()
    seat.at("settings-open").click()
    seat.at("settings-language").select_option("pt")
    expect(seat.page.locator("html")).to_have_attribute("lang", "pt")
    expect(seat.at("settings")).to_have_count(0)
    expect(seat.at("composer")).to_have_attribute("placeholder", "Mensagem para Ana")
    expect(seat.bubble(1).get_by_test_id("bubble-lead")).to_have_text("Bom dia")
    seat.page.reload()
    expect(seat.page.locator("html")).to_have_attribute("lang", "pt")


def test_theme_stays(stage):
    seat = stage.seat(stage.guest("Sam", "en"))
    seat.page.goto(seat.guest.served.url)
    seat.at("settings-open").click()
    with seat.page.expect_response("**/api/me"):
        seat.at("theme-select").get_by_text("Dark").click()
    dark = seat.page.evaluate(PAPER)
    seat.page.reload()
    assert seat.page.evaluate(PAPER) == dark == DARK


def test_unread_shows_in_the_title_and_falls_when_read(stage, written):
    _, sam, conversation = written
    seat = stage.seat(sam)
    seat.page.goto(seat.guest.served.url)
    expect(seat.page).to_have_title("(1) Duologue")  # of five, four came before an answer
    seat.page.bring_to_front()
    seat.open(conversation)
    expect(seat.page).to_have_title("Duologue")


def test_a_first_visit_asks_for_little(stage, chromium, served):
    """Ten requests and 80 KB at most, on the way in and in a conversation; no file is asked for twice.

    Predictive text and its models come later, while the page idles, and once for good.
    """
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    seat = stage.seat_in(stage.rooms.new(), sam)
    for page, address in ((chromium.new_page(), ""), (seat.page, f"/#/c/{conversation}")):
        cdp = page.context.new_cdp_session(page)
        cdp.send("Network.enable")
        asked: dict[str, str] = {}
        sizes: dict[str, float] = {}
        cdp.on(
            "Network.requestWillBeSent",
            lambda event, asked=asked: asked.update({event["requestId"]: event["request"]["url"]}),
        )
        cdp.on(
            "Network.loadingFinished",
            lambda event, sizes=sizes: sizes.update({event["requestId"]: event["encodedDataLength"]}),
        )
        page.goto(f"{served.url}{address}")
        page.get_by_test_id("composer" if address else "submit").wait_for()
        page.wait_for_load_state("networkidle")
        first = {key: url for key, url in asked.items() if not TYPING.search(url)}
        assert len(first) <= (11 if address else 10), sorted(first.values())  # a chat asks for its pins
        files = [url for url in first.values() if "/api/" not in url]
        assert len(files) == len(set(files)), files
        assert 20_000 < sum(sizes.get(key, 0) for key in first) <= 80_000, sizes
    cdp.detach()


def test_what_is_named_by_its_content_is_kept_for_good(served):
    """And what is not is asked for again, and answered with nothing where it is as it was."""
    with httpx.Client(base_url=served.url) as client:
        page = client.get("/")
        assets = re.findall(r'"(/assets/[^"]+)"', page.text)
        assert len(assets) >= 3
        assert all("immutable" in client.get(one).headers["cache-control"] for one in assets)
        assert client.get("/", headers={"if-none-match": page.headers["etag"]}).status_code == 304
