"""What is fetched when it is first needed: it says that it does not come, and comes when it can."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_part_that_does_not_come_says_so_and_comes_when_it_can(stage):
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    stage.translate(ana.post(conversation, "Bom dia"), "en", "Good morning")
    seat = stage.seat_in(stage.rooms.new(), sam)
    seat.open(conversation)
    bubble = seat.bubble(1)
    expect(bubble.get_by_test_id("bubble-lead")).to_have_text("Good morning")
    seat.context.set_offline(True)
    seat.at("settings-open").click()
    expect(seat.at("page-notice")).to_contain_text("does not answer")
    bubble.hover()
    bubble.get_by_test_id("message-options").click()
    expect(bubble.get_by_test_id("bubble-error")).to_contain_text("does not answer")
    expect(seat.at("page-notice")).to_have_count(0)
    bubble.get_by_test_id("bubble-toggle").click()
    expect(bubble.get_by_test_id("bubble-other")).to_have_text("Bom dia")

    seat.context.set_offline(False)
    bubble.hover()
    bubble.get_by_test_id("message-options").click()
    expect(seat.at("menu-pin")).to_have_text("Pin")
    seat.page.keyboard.press("Escape")
    bubble.get_by_test_id("bubble-toggle").click()
    bubble.get_by_test_id("bubble-toggle").click()
    expect(bubble.get_by_test_id("correction")).to_be_visible()
    seat.at("settings-open").click()
    expect(seat.at("settings")).to_be_visible()
