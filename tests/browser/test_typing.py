"""Predictive text in the composer: grey words behind the caret, buttons on a phone, one's own words."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def seat(stage, sams):
    """Sam's, who sends nothing: what is sent is learnt."""
    return opened(stage, sams)


def sit(stage, language, **context):
    return opened(stage, stage.seat(stage.guest("Sam", language), **context))


def opened(stage, seat):
    seat.open(stage.guest("Ana", "pt").talk_to(seat.guest))
    expect(seat.at("connection-state")).to_have_attribute("data-status", "live")
    return seat


def write(seat, text):
    """Type anew; what follows may come a moment later, with the model."""
    seat.at("composer").fill("")
    seat.at("composer").press_sequentially(text)


def test_tab_accepts_what_shows_and_undo_takes_it_back(seat):
    field = seat.at("composer")
    write(seat, "Thank y")
    expect(seat.at("completion")).to_have_text("ou")
    field.press("Tab")
    expect(field).to_be_focused()
    expect(field).to_have_value("Thank you ")
    field.press("Control+z")
    expect(field).to_have_value("Thank y")
    field.press("Control+Shift+z")
    expect(field).to_have_value("Thank you ")


def test_without_a_prediction_tab_moves_on_as_always(seat):
    field = seat.at("composer")
    field.focus()
    field.press("Tab")
    expect(seat.at("send")).to_be_focused()
    write(seat, "Thank you.")
    expect(seat.at("completion")).to_be_hidden()
    field.press("Tab")
    expect(seat.at("send")).to_be_focused()


def test_escape_hides_it_until_the_next_letter(seat):
    field = seat.at("composer")
    write(seat, "Thank y")
    expect(seat.at("completion")).to_be_visible()
    field.press("Escape")
    expect(seat.at("completion")).to_be_hidden()
    expect(field).to_have_value("Thank y")
    field.press("o")
    expect(seat.at("completion")).to_be_visible()
    field.press("Escape")
    field.press("Tab")
    expect(seat.at("send")).to_be_focused()
    expect(field).to_have_value("Thank yo")


def test_shift_tab_moves_back(seat):
    write(seat, "Thank y")
    expect(seat.at("completion")).to_be_visible()
    seat.at("composer").press("Shift+Tab")
    expect(seat.at("composer")).not_to_be_focused()
    expect(seat.at("composer")).to_have_value("Thank y")


def test_nothing_shows_where_the_caret_is_within_the_text(seat):
    field = seat.at("composer")
    write(seat, "Thank y")
    expect(seat.at("completion")).to_be_visible()
    field.press("Home")
    expect(seat.at("completion")).to_be_hidden()
    field.press("a")
    expect(seat.at("completion")).to_be_hidden()
    field.press("End")
    field.press("o")
    expect(seat.at("completion")).to_be_visible()


def test_nothing_shows_while_an_input_method_composes(seat):
    field = seat.at("composer")
    write(seat, "Thank y")
    expect(seat.at("completion")).to_be_visible()
    session = seat.room.devtools
    session.send("Input.imeSetComposition", {"text": "o", "selectionStart": 1, "selectionEnd": 1})
    expect(field).to_have_value("Thank yo")
    expect(seat.at("completion")).to_be_hidden()
    session.send("Input.insertText", {"text": "o"})
    expect(seat.at("completion")).to_be_visible()


def test_a_mark_takes_the_space_back_and_a_space_is_not_doubled(seat):
    field = seat.at("composer")
    write(seat, "Thank y")
    expect(seat.at("completion")).to_be_visible()
    field.press("Tab")
    field.press_sequentially("!")
    expect(field).to_have_value("Thank you!")
    write(seat, "Thank y")
    expect(seat.at("completion")).to_be_visible()
    field.press("Tab")
    field.press_sequentially(" so")
    expect(field).to_have_value("Thank you so")


def test_accents_come_with_the_word(stage):
    seat = sit(stage, "pt")
    write(seat, "Ela nao")
    expect(seat.at("completion")).to_have_text("→ não")
    seat.at("composer").press("Tab")
    expect(seat.at("composer")).to_have_value("Ela não ")


def test_on_a_phone_a_tap_accepts_and_the_keyboard_stays(stage):
    seat = sit(stage, "en", **PHONE)
    field = seat.at("composer")
    field.tap()
    write(seat, "See you ")
    words = seat.at("next-word")
    expect(words).to_have_count(3)
    expect(seat.page.get_by_role("group", name="Next words")).to_be_visible()
    box = words.first.bounding_box()
    assert box["height"] >= 44
    assert box["y"] + box["height"] <= field.bounding_box()["y"]
    second = words.nth(1).inner_text()
    words.nth(1).tap()
    expect(field).to_have_value(f"See you {second} ")
    expect(field).to_be_focused()
    assert seat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_wide_screen_has_no_buttons_in_the_way(seat):
    write(seat, "See you ")
    expect(seat.at("completion")).to_be_visible()
    expect(seat.at("next-word").first).to_be_hidden()


def test_a_reader_of_the_screen_hears_only_what_was_accepted(stage):
    seat = sit(stage, "en")  # nothing has been said there
    write(seat, "Thank y")
    expect(seat.at("completion")).to_be_visible()
    assert seat.page.locator("[aria-live] :text('you')").count() == 0
    assert seat.page.locator(".completion").get_attribute("aria-hidden") == "true"
    seat.at("composer").press("Tab")
    expect(seat.at("announcer")).to_contain_text("you")


def test_own_words_are_learnt_from_what_was_sent_and_forgotten_on_demand(stage):
    seat = sit(stage, "en")
    for text in ("Zorblatt says hi", "Ask Zorblatt about code x4711"):
        seat.say(text)
    expect(seat.bubble(2)).to_be_visible()
    write(seat, "Where is Zorb")
    expect(seat.at("completion")).to_have_text("latt")
    kept = seat.page.evaluate("JSON.stringify(localStorage)")
    assert "Zorblatt" in kept
    assert "4711" not in kept
    seat.at("composer").fill("")
    seat.at("settings-open").click()
    seat.at("typing-forget").click()
    expect(seat.at("typing-forget")).to_be_disabled()
    seat.at("settings-close").click()
    write(seat, "Where is Zorb")
    expect(seat.at("completion")).to_be_hidden()
    assert "Zorblatt" not in seat.page.evaluate("JSON.stringify(Object.keys(localStorage))")
    assert seat.page.evaluate("Object.keys(localStorage).filter((key) => key.includes('.words.'))") == []


def test_it_can_be_switched_off_for_good(stage):
    seat = sit(stage, "en")
    seat.at("settings-open").click()
    seat.at("typing-select").get_by_text("Off").click()
    seat.at("settings-close").click()
    write(seat, "Thank y")
    expect(seat.at("completion")).to_be_hidden()
    seat.page.reload()
    seat.at("composer").focus()
    write(seat, "Thank y")
    expect(seat.at("completion")).to_be_hidden()
    seat.at("composer").press("Tab")
    expect(seat.at("send")).to_be_focused()


def test_a_text_in_the_other_language_is_finished_in_it(seat):
    write(seat, "Obrigado pela sua aj")
    expect(seat.at("completion")).to_have_text("uda")
    expect(seat.page.locator(".completion")).to_have_attribute("lang", "pt")


def test_the_model_comes_once_when_writing_begins_and_is_kept(stage):
    asked: list[str] = []
    seat = sit(stage, "en", **PHONE)  # on a phone the field has no keyboard before a tap
    seat.page.on("request", lambda one: asked.append(one.url) if "/typing/" in one.url else None)
    seat.page.reload()
    expect(seat.at("connection-state")).to_have_attribute("data-status", "live")
    models = [url for url in asked if url.endswith(".bin")]
    assert models == []
    for _ in range(2):
        seat.at("composer").tap()
        write(seat, "Thank y")
        expect(seat.at("completion")).to_be_visible()
        seat.at("composer").blur()
    assert len([url for url in asked if url.endswith(".bin")]) == 1


def test_without_a_model_writing_goes_on(stage):
    seat = sit(stage, "en")
    seat.page.route("**/typing/index.json", lambda route: route.abort())
    seat.page.reload()
    write(seat, "Thank y")
    expect(seat.at("completion")).to_be_hidden()
    seat.say("Thank you")
    expect(seat.bubble(1)).to_be_visible()


ROOM = """field => {
  const [own, shown] = [getComputedStyle(field), getComputedStyle(field, "::placeholder")];
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.font = `${shown.fontSize} ${shown.fontFamily}`;
  const padding = parseFloat(own.paddingLeft) + parseFloat(own.paddingRight);
  return field.clientWidth - padding - canvas.measureText(field.placeholder).width;
}"""


def test_on_a_phone_nothing_moves_away_from_under_a_press(stage):
    seat = sit(stage, "en", viewport={"width": 360, "height": 740})
    seat.say("Hello there")
    toggle = seat.bubble(1).get_by_test_id("bubble-toggle").or_(seat.bubble(1)).first
    write(seat, "Thank y")
    expect(seat.page.locator(".next-words")).to_be_visible()
    write(seat, "")
    expect(seat.page.locator(".next-words")).to_be_hidden()  # an empty stripe says nothing
    assert seat.at("composer").evaluate(ROOM) >= 0, "what the field is for is read whole beside two buttons"
    write(seat, "Thank y")
    expect(seat.page.locator(".next-words")).to_be_visible()
    before = seat.bubble(1).bounding_box()
    box = toggle.bounding_box()
    seat.page.mouse.move(box["x"] + 5, box["y"] + 5)
    seat.page.mouse.down()
    seat.page.wait_for_timeout(150)
    assert seat.bubble(1).bounding_box() == before, "it stays where it was pressed"
    seat.page.mouse.up()
    expect(seat.page.locator(".next-words")).to_be_hidden()
