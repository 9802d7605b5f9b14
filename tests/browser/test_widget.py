"""A visitor of a site writes in the widget, and is answered in their language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.shop import BUBBLE, FRAME, Shop, chat_of, office, shop, write
from tests.browser.sound import assert_sound


@pytest.fixture
def site(served) -> Iterator[Shop]:
    with shop(served) as one:
        yield one


def test_a_visitor_writes_reads_the_answer_in_their_language_and_is_forgotten(stage, site):
    ana = stage.guest("Ana", "en")
    where = office(ana, site, colour="#1d5b33", greeting={"es": "¡Hola! ¿Qué planta buscas?", "en": "Hello!"})
    opens = datetime.now(UTC) + timedelta(days=3)
    week = [{"day": opens.isoweekday(), "opens": "09:00", "closes": "18:00"}]
    hours = {"zone": "UTC", "week": week, "holidays": []}
    assert ana.http.put(f"/api/organisations/{where}/hours", json=hours).status_code == 200
    room = stage.rooms.take(locale="es-ES", viewport={"width": 360, "height": 640})
    said: list[str] = []
    room.page.on("console", lambda one: said.append(one.text))
    page = room.page
    page.goto(site.page)
    expect(page.locator(BUBBLE)).to_have_accessible_name("Chatear con Casa Verde")
    chat = chat_of(page)
    expect(chat.get_by_text("¡Hola! ¿Qué planta buscas?")).to_be_visible()
    expect(chat.get_by_test_id("closed")).to_contain_text("Volvemos a responder el")
    write(chat, "¿Cuánta agua necesita?")
    expect(chat.get_by_test_id("problem")).to_have_text("Primero hay que aceptar.")
    chat.get_by_test_id("consent").check()
    assert_sound(page)
    assert_sound(page.frames[1])
    chat.get_by_test_id("write").press("Enter")
    mine = chat.locator('[data-testid="said"][data-seq="1"]')
    expect(mine).to_contain_text("¿Cuánta agua necesita?")
    [conversation] = [one["id"] for one in ana.http.get("/api/conversations").json()]
    answer = ana.post(conversation, "Once a month.")
    theirs = chat.locator('[data-testid="said"][data-seq="2"]')
    stage.translate(answer, "es", None, status="unsupported", reason="unsupported_pair")
    expect(theirs.get_by_test_id("standing")).to_have_text("Sin traducir")
    expect(theirs.get_by_test_id("said-lead")).to_have_text("Once a month.")
    stage.translate(answer, "es", "Una vez al mes.")
    expect(theirs.get_by_test_id("said-lead")).to_have_text("Una vez al mes.")
    expect(theirs.get_by_test_id("standing")).to_have_count(0)
    theirs.get_by_test_id("original").click()
    expect(theirs.get_by_test_id("said-behind")).to_have_text("Once a month.")
    assert_sound(page.frames[1])

    page.goto(f"{site.page}?page=delivery")
    other = room.context.new_page()
    other.goto(site.page)
    for one in (page, other):
        expect(chat_of(one).locator('[data-testid="said"][data-seq="2"]')).to_contain_text("Una vez al mes.")
    write(other.frame_locator(FRAME), "Gracias")
    chat = page.frame_locator(FRAME)
    expect(chat.locator('[data-testid="said"][data-seq="3"]')).to_contain_text("Gracias")
    expect(other.frame_locator(FRAME).get_by_test_id("write")).to_have_value("")
    chat.get_by_test_id("forget").click()
    chat.get_by_test_id("forget-yes").click()
    for one in (page, other):
        expect(one.frame_locator(FRAME).get_by_test_id("said")).to_have_count(0)
        expect(one.frame_locator(FRAME).get_by_test_id("consent")).to_be_visible()
    assert [one for one in said if "Content Security Policy" in one] == []
    room.context.close()
