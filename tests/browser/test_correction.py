"""Correcting a translation in the browser: at once for both sides, with a gentle warning, and back again."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_reader_corrects_with_the_keyboard_and_both_sides_see_it(stage, said):
    message, ana, sam = said
    bubble, keys = sam.bubble(1), sam.page.keyboard
    expect(bubble.get_by_test_id("correction")).to_be_hidden()
    bubble.get_by_test_id("bubble-toggle").focus()
    keys.press("Enter")
    bubble.get_by_test_id("correction").focus()
    keys.press("Enter")
    field = bubble.get_by_label("Translation into English")
    expect(field).to_be_focused()
    expect(field).to_have_value("I arrive at 18 hours.")
    field.fill("I'll be there at 6 pm.")
    expect(bubble.get_by_test_id("correction-numbers")).to_contain_text("The numbers differ")
    field.fill("I'll be there at 18:00.")
    expect(bubble.get_by_test_id("correction-numbers")).to_have_text("")
    keys.press("Enter")
    expect(bubble.get_by_test_id("bubble-lead")).to_have_text("I'll be there at 18:00.")
    expect(bubble.get_by_test_id("translation-state")).to_have_text("corrected by you")
    expect(bubble.get_by_test_id("correction")).to_be_focused()
    mine = ana.bubble(1)
    expect(mine.get_by_test_id("translation-state")).to_have_text("corrigida por Sam")
    mine.get_by_test_id("bubble-toggle").click()
    expect(mine.get_by_test_id("bubble-other")).to_have_text("I'll be there at 18:00.")
    stage.translate(message, "en", "I arrive at 18 hours again.")
    stage.translate(message, "en", "I arrive at 18 hours again.", sentiment="positive")
    expect(bubble.get_by_test_id("sentiment")).to_be_visible()
    expect(bubble.get_by_test_id("bubble-lead")).to_have_text("I'll be there at 18:00.")


def test_going_back_to_the_automatic_translation(said):
    _, ana, sam = said
    bubble = sam.bubble(1)
    bubble.get_by_test_id("bubble-toggle").click()
    bubble.get_by_test_id("correction").click()
    bubble.get_by_test_id("correction-text").fill("At 18.")
    bubble.get_by_test_id("correction-save").click()
    expect(bubble.get_by_test_id("bubble-lead")).to_have_text("At 18.")
    bubble.get_by_test_id("correction-undo").click()
    expect(bubble.get_by_test_id("bubble-lead")).to_have_text("I arrive at 18 hours.")
    expect(bubble.get_by_test_id("correction-undo")).to_have_count(0)
    expect(bubble.get_by_test_id("correction")).to_be_focused()
    expect(ana.bubble(1).get_by_test_id("translation-state")).to_have_count(0)


def test_what_is_being_corrected_stays_when_something_else_happens(stage, heard):
    message, ana, sam = heard
    bubble = sam.bubble(1)
    bubble.get_by_test_id("bubble-toggle").click()
    bubble.get_by_test_id("correction").click()
    bubble.get_by_test_id("correction-text").fill("Half a sentence")
    ana.post(message["conversation_id"], "E trago pão.")
    stage.translate(message, "en", "I arrive at 18 hours.", sentiment="positive")
    expect(sam.bubble(2)).to_be_visible()
    expect(bubble.get_by_test_id("sentiment")).to_be_visible()
    expect(bubble.get_by_test_id("correction-text")).to_have_value("Half a sentence")
    bubble.get_by_test_id("correction-text").press("Escape")
    expect(bubble.get_by_test_id("correction-text")).to_have_count(0)
    expect(bubble.get_by_test_id("bubble-lead")).to_have_text("I arrive at 18 hours.")


def test_a_refusal_is_said_beside_the_text_which_stays(heard):
    _, _, sam = heard
    bubble = sam.bubble(1)
    bubble.get_by_test_id("bubble-toggle").click()
    bubble.get_by_test_id("correction").click()
    bubble.get_by_test_id("correction-text").fill("x" * 601)
    bubble.get_by_test_id("correction-save").click()
    expect(bubble.get_by_test_id("correction-error")).to_have_text("This text is too long.")
    sam.context.set_offline(True)
    bubble.get_by_test_id("correction-text").fill("At six.")
    bubble.get_by_test_id("correction-save").click()
    expect(bubble.get_by_test_id("correction-error")).to_contain_text("does not answer")
    sam.context.set_offline(False)
    bubble.get_by_test_id("correction-save").click()
    expect(bubble.get_by_test_id("bubble-lead")).to_have_text("At six.")


def test_numbers_are_compared_however_they_are_written(module):
    differ = module("""
    async () => {
      const { numbersDiffer } = await import("/modules/text/text.js");
      return [["R$ 1.250,50", "R$ 1,250.50"], ["às 10h30", "at 10:30"], ["٣ كتب", "3 books"], ["sim", "yes"],
        ["12", "21"], ["3 e 4", "4 and 3"], ["três 3", "three"], ["às 18", "at 18:00"]]
        .map(([one, two]) => numbersDiffer(one, two));
    }
    """)
    assert differ == [False, False, False, False, True, False, True, False]
