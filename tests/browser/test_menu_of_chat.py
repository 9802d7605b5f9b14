"""What is mine alone of a conversation: muted, left, reported; and all my data to take along."""

from __future__ import annotations

import json
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.sound import assert_sound


@pytest.fixture
def pair(stage):
    """Two people in two languages, the second of them at a browser."""
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    stage.translate(ana.post(conversation, "Bom dia"), "en", "Good morning")
    return ana, sam, conversation


def test_muted_is_seen_in_the_list_also_after_a_reload_and_by_nobody_else(stage, pair):
    ana, sam, conversation = pair
    mine = stage.seat(sam)
    mine.open(conversation)
    mine.at("chat-menu").click()
    mine.at("mute").click()
    expect(mine.at("conversation-item")).to_have_attribute("data-muted", "true")
    expect(mine.at("chat-name")).to_contain_text("muted")
    expect(mine.at("chat-menu")).to_be_focused()
    mine.page.reload()
    expect(mine.at("conversation-item")).to_have_attribute("data-muted", "true")
    assert not ana.http.get(f"/api/conversations/{conversation}").json()["muted"]
    mine.at("chat-menu").click()
    expect(mine.at("mute")).to_have_text("Unmute")
    expect(mine.at("address")).to_have_count(0)  # who reads Portuguese is called "você" either way
    mine.at("mute").click()
    expect(mine.at("conversation-item")).to_have_attribute("data-muted", "false")


def test_the_tab_does_not_count_what_is_muted_and_one_says_how_one_speaks(stage, pair):
    ana, sam, conversation = pair
    eva = stage.guest("Eva", "es")
    other = eva.talk_to(sam)
    sam.http.patch(f"/api/conversations/{conversation}", json={"muted": True}).raise_for_status()
    seat = stage.seat(sam)
    seat.page.goto(seat.guest.served.url)
    muted = seat.page.locator(f'[data-conversation-id="{conversation}"]')
    expect(muted).to_have_attribute("data-unread", "1")
    eva.post(other, "Olá")
    expect(seat.page).to_have_title("(1) Duologue")
    ana.post(conversation, "Ainda aí?")
    expect(muted).to_have_attribute("data-unread", "2")
    expect(seat.page).to_have_title("(1) Duologue")
    seat.open(other)
    for label in ("Speak formally", "Speak informally"):
        seat.at("chat-menu").click()
        expect(seat.at("address")).to_have_text(label)
        seat.at("address").click()


def test_what_is_left_comes_back_with_the_next_message(stage, pair):
    ana, sam, conversation = pair
    seat = stage.seat(sam)
    seat.open(conversation)
    seat.at("chat-menu").click()
    seat.at("leave").click()
    expect(seat.at("leaving")).to_contain_text("Ana is not told")
    assert_sound(seat.page)
    seat.at("leave-now").click()
    expect(seat.at("conversation-item")).to_have_count(0)
    expect(seat.at("composer")).to_have_count(0)
    ana.post(conversation, "Ainda aí?")
    expect(seat.at("conversation-item")).to_have_count(1)
    seat.open(conversation)
    expect(seat.bubble(1)).to_be_visible()


def test_a_report_asks_for_a_reason_and_reaches_who_runs_the_place(stage, pair):
    ana, _, conversation = pair
    seat = stage.seat(ana)
    seat.open(conversation)
    seat.at("chat-menu").click()
    seat.at("report").click()
    expect(seat.at("report-sheet")).to_contain_text("Denunciar Sam")
    seat.at("report-send").click()
    expect(seat.at("report-error")).to_have_text("Escolha um motivo.")
    assert_sound(seat.page)
    seat.at("report-spam").check()
    seat.at("report-note").fill("Três vezes por dia.")
    with seat.page.expect_request("**/report") as asked:
        seat.at("report-send").click()
    assert asked.value.post_data_json == {"reason": "spam", "note": "Três vezes por dia."}
    expect(seat.at("report-thanks")).to_be_visible()
    assert asked.value.response().status == 204
    seat.at("report-done").click()
    expect(seat.at("report-sheet")).to_have_count(0)


def test_the_menu_by_keyboard(stage, pair):
    _, sam, conversation = pair
    seat = stage.seat(sam)
    seat.open(conversation)
    keys = seat.page.keyboard
    seat.at("chat-menu").focus()
    keys.press("ArrowDown")
    expect(seat.at("menu-search")).to_be_focused()
    assert_sound(seat.page)
    keys.press("End")
    expect(seat.at("block")).to_be_focused()
    keys.press("ArrowDown")
    expect(seat.at("menu-search")).to_be_focused()
    keys.press("Escape")
    expect(seat.at("mute")).to_have_count(0)
    expect(seat.at("chat-menu")).to_be_focused()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_on_a_phone_name_and_language_are_whole(stage, language):
    """The buttons that had their room are in the menu."""
    other, me = stage.guest("Beatriz", "pt"), stage.guest("Sam", language)
    other.http.patch("/api/me", json={"name": "Beatriz Nunes"})
    conversation = other.talk_to(me)
    stage.translate(other.post(conversation, "Que pena"), "en", "What a pity", sentiment="negative")
    seat = stage.seat(me, viewport={"width": 360, "height": 740}, color_scheme="dark")
    seat.open(conversation)
    for part in (seat.at("chat-name"), seat.page.locator(".speaks")):
        expect(part).to_be_visible()
        cut = "one => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 3"
        assert not part.evaluate(cut)
    expect(seat.at("words-open")).to_be_hidden()
    seat.at("chat-menu").click()
    expect(seat.at("menu-replies")).to_be_visible()
    assert_sound(seat.page)
    seat.at("menu-words").click()
    expect(seat.at("words")).to_be_visible()


def test_all_my_data_is_one_press_away(stage, pair, tmp_path):
    _, sam, _ = pair
    seat = stage.seat(sam)
    seat.page.goto(seat.guest.served.url)
    seat.at("settings-open").click()
    seat.at("settings-account").click()
    assert_sound(seat.page)
    with seat.page.expect_download() as started:
        seat.at("export").click()
    started.value.save_as(tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as archive:
        assert json.loads(archive.read("me.json"))["handle"] == sam.handle
