"""Links in the chat: what they lead to is shown where their sender wants it, and nobody else is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from service.outbound import pages
from service.outbound.pages import PageReader
from tests.api.serving import Served, serving
from tests.browser.sound import assert_sound
from tests.contract.test_store_links import LONG
from tests.contract.test_store_links import served as site
from tests.outbound.test_pages import leads_here, opened
from wire.contracts.settings import Settings


@pytest.fixture(scope="module")
def served(fresh_valkey: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("links")
    with (
        pytest.MonkeyPatch.context() as patched,
        serving(Settings(home=home, redis_url=fresh_valkey, link_previews=True)) as one,
    ):
        patched.setattr(pages, "WITHIN", LONG)
        links = one.context.links
        links._reader, links._within = PageReader(leads_here, opened), LONG  # type: ignore[union-attr]
        yield one


def test_what_a_link_leads_to_is_offered_shown_translated_and_taken_away(stage, anas):
    ana, sam = anas, stage.seat(stage.guest("Sam", "en"))
    conversation = ana.guest.talk_to(sam.guest)
    for seat in (ana, sam):
        seat.open(conversation)
    asked: list[str] = []
    sam.page.on("request", lambda request: asked.append(request.url))
    with site() as url:
        ana.at("composer").fill(f"Olha {url}")
        expect(ana.at("link-ask")).to_contain_text("shop.test")
        assert_sound(ana.page)
        ana.at("link-ask").click()
        card = ana.at("link-offer").get_by_test_id("link-card")
        expect(card).to_contain_text("Rote Lampe")
        expect(card.locator("img")).to_have_js_property("naturalWidth", 720)
        assert_sound(ana.page)
        ana.page.reload()
        expect(ana.at("composer")).to_have_value(f"Olha {url}")
        expect(card).to_contain_text("Rote Lampe")
        expect(ana.at("connection-state")).to_have_attribute("data-status", "live")
        expect(ana.at("composer")).to_be_focused()
        ana.at("composer").press("Enter")
        expect(ana.at("link-offer")).to_have_count(0)
    shown = sam.bubble(1).get_by_test_id("link-card")
    expect(shown).to_contain_text("Rote Lampe")
    expect(shown).to_contain_text("shop.test")
    expect(shown).to_have_attribute("href", url)
    expect(shown).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(shown.locator("img")).to_have_js_property("naturalWidth", 720)
    assert not [one for one in asked if "shop.test" in one], "who reads asks nobody else"
    message_id = sam.bubble(1).get_attribute("data-message-id")
    message = {"id": message_id, "conversation_id": conversation, "author_id": "", "language": "pt"}
    stage.leads_to(message, "en", "Red lamp", "Made of glass")
    expect(shown.locator(".link-title")).to_have_text("Red lamp")
    expect(shown.locator(".link-title")).to_have_attribute("lang", "en")
    sam.bubble(1).get_by_test_id("bubble-toggle").click()
    expect(sam.bubble(1).get_by_test_id("link-other")).to_have_text(["Rote Lampe", "Aus Glas"])
    assert_sound(sam.page)
    sam.page.reload()
    expect(shown.locator(".link-title")).to_have_text("Red lamp")
    ana.choose(1, "unlink")
    expect(ana.bubble(1).get_by_test_id("link-card")).to_have_count(0)
    expect(shown).to_have_count(0)
    expect(sam.bubble(1)).to_contain_text("shop.test")
    with site() as url:
        ana.choose(1, "edit")
        expect(ana.at("link-ask")).to_contain_text("shop.test")
        ana.at("composer").fill(f"Vê {url}")
        ana.at("link-ask").click()
        expect(card).to_contain_text("Rote Lampe")
        assert_sound(ana.page)
        ana.page.reload()
        expect(ana.at("composer")).to_have_value(f"Vê {url}")
        expect(card).to_contain_text("Rote Lampe")
        expect(ana.at("connection-state")).to_have_attribute("data-status", "live")
        ana.at("composer").press("Enter")
        expect(ana.at("link-offer")).to_have_count(0)
    expect(ana.bubble(1).get_by_test_id("link-card")).to_contain_text("Rote Lampe")
    expect(shown.locator(".link-title")).to_have_text("Rote Lampe")
    expect(shown.locator("img")).to_have_js_property("naturalWidth", 720)
    ana.choose(1, "edit")
    expect(ana.at("composer")).to_have_value(f"Vê {url}")
    expect(ana.at("link-offer")).to_have_count(0)
    ana.at("composer").press("Escape")


def test_it_may_be_declined_and_fails_calmly_and_other_words_let_it_go(stage, anas):
    ana = anas
    ana.open(ana.guest.talk_to(stage.guest("Sam", "en")))
    field = ana.at("composer")
    with site() as url:
        field.fill(f"{url} e")
        ana.at("link-remove").click()
        expect(ana.at("link-offer")).to_have_count(0)
        field.press_sequentially(" mais")
        expect(ana.at("link-offer")).to_have_count(0)
        field.fill("")
        field.fill(url)
        ana.at("link-ask").click()
        expect(ana.at("link-offer").get_by_test_id("link-card")).to_be_visible()
        field.fill("sem")
        expect(ana.at("link-offer")).to_have_count(0)
    field.fill("http://inside.test/a")
    ana.at("link-ask").click()
    expect(ana.at("link-failed")).to_be_visible()
    field.press("Enter")
    expect(ana.at("link-offer")).to_have_count(0)
    expect(ana.bubble(1)).to_have_attribute("data-state", "sent")
    expect(ana.bubble(1)).to_contain_text("inside.test")
    expect(ana.bubble(1).get_by_test_id("link-card")).to_have_count(0)
