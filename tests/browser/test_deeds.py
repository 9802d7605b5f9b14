"""Edits, removals, reactions and pins without a line, by two people: shown at once, kept, sent in order."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest
from playwright.sync_api import expect

from tests.api.serving import Guest
from tests.browser.stage import Seat
from tests.browser.staying import Staying
from tests.browser.test_outage import Wire, wire_of

Said: TypeAlias = tuple[dict[str, Any], Seat, Seat]
Told: TypeAlias = tuple[dict[str, Any], Seat, Guest]


STAYS = {"lined": True}


@pytest.fixture(autouse=True)
def wire(house: dict[str, Staying]) -> Wire:
    """Ana's line, before her page is opened. Chromium's network process turns round and round while it keeps
    a socket of a browser that is offline: here that one is closed as well."""
    return wire_of(house["ana"].seat())


def cut(seat: Seat, wire: Wire) -> None:
    """Its line is gone, and it knows. The menu was opened before: no worker keeps its parts here."""
    seat.bubble(1).hover()
    seat.bubble(1).get_by_test_id("message-options").click()
    expect(seat.at("message-menu")).to_be_visible()
    seat.page.keyboard.press("Escape")
    expect(seat.at("message-menu")).to_have_count(0)
    wire.cut()
    seat.context.set_offline(True)
    expect(seat.at("connection-state")).not_to_have_attribute("data-status", "live")


def back(seat: Seat, wire: Wire) -> None:
    wire.up = True
    seat.context.set_offline(False)
    expect(seat.at("connection-state")).to_have_attribute("data-status", "live")


def react(seat: Seat, seq: int) -> None:
    seat.bubble(seq).hover()
    seat.bubble(seq).get_by_test_id("message-options").click()
    seat.at("menu-emoji").first.click()


def edit(seat: Seat, text: str) -> None:
    seat.choose(1, "edit")
    seat.at("composer").fill(text)
    seat.at("composer").press("Enter")
    expect(seat.at("mode")).to_be_hidden()


def test_what_is_done_without_a_line_is_shown_at_once_and_goes_out_in_its_order(
    said: Said, wire: Wire
) -> None:
    message, ana, sam = said
    second = ana.guest.post(message["conversation_id"], "E mais uma.")
    expect(ana.bubble(2)).to_be_visible()
    cut(ana, wire)
    edit(ana, "Chego às 19 horas.")
    edit(ana, "Chego às 20 horas.")
    react(ana, 1)
    ana.choose(1, "pin")
    ana.choose(2, "remove")
    ana.at("menu-remove-sure").click()
    first = ana.bubble(1)
    expect(first.get_by_test_id("bubble-lead")).to_have_text("Chego às 20 horas.")
    expect(first.get_by_test_id("reaction")).to_have_count(1)
    expect(first.get_by_test_id("deed-waits")).to_have_text("À espera da conexão")
    expect(ana.at("pins")).to_contain_text("Chego às 20 horas.")
    expect(ana.bubble(2).get_by_test_id("bubble-lead")).to_have_text("Esta mensagem foi removida.")
    expect(sam.bubble(1).get_by_test_id("bubble-lead")).to_have_text("I arrive at 18 hours.")
    back(ana, wire)
    expect(sam.bubble(1).get_by_test_id("bubble-lead")).to_have_text("Chego às 20 horas.")
    expect(sam.bubble(1).get_by_test_id("reaction")).to_have_count(1)
    expect(sam.at("pins")).to_be_visible()
    expect(sam.bubble(2).get_by_test_id("bubble-lead")).to_have_text("This message was removed.")
    expect(ana.at("deed-waits")).to_have_count(0)
    history = sam.guest.http.get(f"/api/messages/{message['id']}/history").json()
    assert [one["text"] for one in history] == ["Chego às 18 horas."]
    assert sam.guest.http.get(f"/api/messages/{second['id']}").json()["content"]["kind"] == "removed"


def test_what_waits_survives_a_reload(told: Told) -> None:
    message, ana, sam = told
    ana.page.route("**/api/messages/**", lambda route: route.abort())
    react(ana, 1)
    expect(ana.bubble(1).get_by_test_id("deed-waits")).to_be_visible()
    ana.page.reload()
    expect(ana.bubble(1).get_by_test_id("reaction")).to_have_count(1)
    ana.page.unroute("**/api/messages/**")
    expect(ana.at("deed-waits")).to_have_count(0)
    found = sam.http.get(f"/api/messages/{message['id']}").json()["reactions"]
    assert [len(one["by"]) for one in found] == [1]


def test_a_refused_edit_is_undone_says_why_and_can_be_gone_on_with(told: Told, wire: Wire) -> None:
    message, ana, _ = told
    cut(ana, wire)
    edit(ana, "Chego às 19 horas.")
    ana.guest.http.patch(f"/api/messages/{message['id']}", json={"text": "Chego às 21 horas."})
    back(ana, wire)
    failed = ana.bubble(1).get_by_test_id("deed-failed")
    expect(failed).to_contain_text("outro dispositivo")
    expect(ana.bubble(1).get_by_test_id("bubble-lead")).to_have_text("Chego às 21 horas.")
    ana.page.reload()
    expect(failed).to_be_visible()
    ana.at("deed-edit").click()
    expect(failed).to_have_count(0)
    expect(ana.at("composer")).to_have_value("Chego às 19 horas.")
    ana.at("composer").press("Enter")
    expect(ana.bubble(1).get_by_test_id("bubble-lead")).to_have_text("Chego às 19 horas.")


def test_an_edit_whose_time_is_over_says_so_and_can_be_sent_as_a_new_message(told: Told) -> None:
    _, ana, _ = told
    over = {"code": "edit_over", "message": "Too late.", "details": {"limit": 15}}
    ana.choose(1, "edit")
    ana.at("composer").fill("Chego às 19 horas.")
    ana.page.route("**/api/messages/*", lambda route: route.fulfill(status=409, json=over))
    ana.at("composer").press("Enter")
    expect(ana.at("mode-error")).to_contain_text("tarde")
    expect(ana.at("composer")).to_have_value("Chego às 19 horas.")
    ana.page.unroute("**/api/messages/*")
    ana.at("mode-anew").click()
    ana.at("composer").press("Enter")
    expect(ana.bubble(2).get_by_test_id("bubble-lead")).to_have_text("Chego às 19 horas.")
    expect(ana.bubble(1).get_by_test_id("bubble-lead")).to_have_text("Chego às 18 horas.")
