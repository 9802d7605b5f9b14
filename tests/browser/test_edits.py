"""An edit and a message taken back, by somebody's other device, on two screens in two languages."""

from __future__ import annotations

from playwright.sync_api import expect


def test_both_see_the_new_text_then_nothing_of_it_also_after_a_reload(stage):
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    seats = stage.seat(ana), stage.seat(sam)
    for seat in seats:
        seat.open(conversation)
    message = ana.post(conversation, "Chego às 18 horas.")
    stage.translate(message, "en", "I arrive at 18 hours.")
    expect(seats[1].bubble(1).get_by_test_id("bubble-lead")).to_have_text("I arrive at 18 hours.")
    edited = ana.http.patch(f"/api/messages/{message['id']}", json={"text": "Chego às 19 horas."}).json()
    for seat, said in zip(seats, ("editada", "edited"), strict=True):
        bubble = seat.bubble(1)
        expect(bubble.get_by_test_id("bubble-lead")).to_have_text("Chego às 19 horas.")
        expect(bubble.get_by_test_id("edited")).to_have_text(said)
        expect(bubble).not_to_contain_text("18 ho")  # in either language; the time of day may be 18
    stage.translate(edited, "en", "I arrive at 19 hours.")
    expect(seats[1].bubble(1).get_by_test_id("bubble-lead")).to_have_text("I arrive at 19 hours.")
    ana.http.delete(f"/api/messages/{message['id']}")
    for seat, said in zip(seats, ("Esta mensagem foi removida.", "This message was removed."), strict=True):
        expect(seat.bubble(1).get_by_test_id("bubble-lead")).to_have_text(said)
        seat.page.reload()
        expect(seat.bubble(1).get_by_test_id("bubble-lead")).to_have_text(said)
        expect(seat.bubble(1)).not_to_contain_text("19 ho")
