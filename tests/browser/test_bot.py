"""A visitor is answered by the bot, chooses what is meant, asks for a person, and gets one."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from service.desk.bot import waiting
from tests.browser.shop import chat_of, made, office, shop, write
from wire.contracts.shelf import FoundPassage

KEPT = re.compile("^(sent|delivered|read)$")
"""States of a message that the service has; the desk may have it already."""


def test_a_visitor_asks_the_bot_and_is_handed_over_to_an_agent(stage, monkeypatch):
    monkeypatch.setattr(
        waiting, "LATE", timedelta(hours=1)
    )  # here no worker is late, however slow the machine
    ana = stage.guest("Ana", "en")
    with shop(stage.served) as site:
        where = f"/api/organisations/{office(ana, site)}"
        titles = {"Returns": "Devoluciones", "Refunds": "Reembolsos"}
        articles = {
            title: made(ana, f"{where}/articles", title=title, language="en", text=f"{title}: 30 days.")["id"]
            for title in titles
        }
        assert ana.http.patch(f"{where}/bot", json={"enabled": True}).status_code == 200
        room = stage.rooms.take(locale="es-ES", viewport={"width": 360, "height": 640})
        page = room.page
        page.goto(site.page)
        chat = chat_of(page)
        chat.get_by_test_id("consent").check()

        def said(seq):
            return chat.locator(f'[data-testid="said"][data-seq="{seq}"]')

        def asked(seq, text):
            write(chat, text)
            expect(said(seq)).to_have_attribute("data-state", KEPT)
            [talk] = ana.http.get("/api/desk/conversations", params={"view": "all"}).json()["items"]
            assert talk["state"] == "pending"
            path = f"/api/conversations/{talk['conversation']['id']}/messages"
            return ana.http.get(path).json()["messages"][-1]

        found = tuple(
            FoundPassage(id="-", article_id=articles[title], title=shown) for title, shown in titles.items()
        )
        stage.finds(asked(1, "quiero devolver algo"), "offer", found)
        expect(said(2).get_by_test_id("said-lead")).to_contain_text("¿A cuál de estos temas se refiere?")
        said(2).get_by_role("button", name="Reembolsos").click()
        expect(said(3)).to_contain_text("Reembolsos")
        expect(said(2).get_by_test_id("offers")).to_have_count(0)
        [item] = ana.http.get("/api/desk/conversations", params={"view": "all"}).json()["items"]
        path = f"/api/conversations/{item['conversation']['id']}/messages"
        expect(said(3)).to_have_attribute("data-state", KEPT)
        stage.finds(ana.http.get(path).json()["messages"][-1], "none")
        expect(said(4).get_by_test_id("source")).to_have_text("Fuente: Reembolsos")
        stage.translate(ana.http.get(path).json()["messages"][-1], "es", "Reembolsos: 30 días.")
        expect(said(4).get_by_test_id("said-lead")).to_have_text("Reembolsos: 30 días.")
        seat = stage.seat(ana)
        seat.page.goto(f"{stage.served.url}/desk#/c/{item['conversation']['id']}")
        expect(seat.bubble(4).get_by_test_id("bubble-source")).to_have_text("From: Reembolsos")
        stage.finds(asked(5, "una persona, por favor"), "human")
        expect(said(6)).to_contain_text("Le paso con una persona")
        [waits] = ana.http.get("/api/desk/conversations").json()["items"]
        assert (waits["state"], waits["first_reply_at"]) == ("open", None)
        answer = ana.post(item["conversation"]["id"], "I am here.")
        stage.translate(answer, "es", "Aquí estoy.")
        expect(said(7).get_by_test_id("said-lead")).to_have_text("Aquí estoy.")
        room.context.close()
