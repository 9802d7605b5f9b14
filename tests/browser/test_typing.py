"""Predictive text in the composer: grey words behind the caret, buttons on a phone, one's own words."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def seat(stage):
    return sit(stage, "en")


def sit(stage, language, **context):
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", language)
    conversation = ana.talk_to(sam)
    seat = stage.seat(sam, **context)
    seat.open(conversation)
    expect(seat.at("connection-state")).to_have_attribute("data-status", "live")
    seat.at("composer").focus()
    return seat


def test_tab_accepts_what_shows_and_undo_takes_it_back(seat):
    field = seat.at("composer")
    field.press_sequentially("Thank y")
    expect(seat.at("ghost")).to_contain_text("ou")
    field.press("Tab")
    expect(field).to_be_focused()
    text = field.input_value()
    assert text.startswith("Thank you ")
    field.press("Control+z")
    expect(field).to_have_value("Thank y")
