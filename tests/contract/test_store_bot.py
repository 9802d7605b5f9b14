"""The bot leads a visitor's conversation until people do: what it says, once, and when it hands over."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import select, update

from service.desk.bot import acting, waiting
from service.desk.bot.shelving import asked_of_bots, revs, shelf_of
from service.desk.bot.waiting import hand_over_late, settle_quiet
from service.desk.commands import assign, resolve
from service.desk.queries import desk_conversations
from service.desk.summary import MOST_LINES, summary
from service.errors import NotFound, NotYours
from service.identity.contacts import create_contact
from service.identity.suspension import suspend
from service.knowledge.articles.commands import remove_article, write_article
from service.knowledge.articles.models import Writing
from service.knowledge.articles.seat import switch_bot
from service.messaging.service_conversations import open_service_conversation
from service.notifications.news import news_for
from service.store import outbox, tables
from tests.contract.bots import RETURNS, SPANISH, led
from tests.contract.visiting import shop
from wire.contracts.contents import NoteContent
from wire.contracts.events import Sentiment


def test_it_answers_in_the_visitors_language_with_its_source_and_once(run):
    async def story(world):
        one = await led(world)
        asked = await one.ask()
        row = await one.state()
        assert (row.state, row.assignee_id, row.waiting_since) == ("pending", None, asked.posted_at)
        assert (await desk_conversations(one.store, world.ben, "waiting")).items == ()
        assert [await one.found(asked, "answer", translation=SPANISH) for _ in range(2)] == [1, 0]
        [said] = await one.said()
        assert (said.text, said.language, said.author_id) == (RETURNS.text, "en", one.here.where)
        assert said.content.source.title == "Devoluciones"
        assert said.enrichment.translations["es"] == SPANISH
        [shown] = await one.said(world.ben)
        assert shown.content == said.content
        row = await one.state()
        assert (row.state, row.waiting_since, row.first_reply_at) == ("pending", asked.posted_at, None)
        assert await one.counted() == ["bot_answered"]
        [item] = (await desk_conversations(one.store, world.ben, "all")).items
        assert (item.state, item.first_reply_at) == ("pending", None)

    run(story)


def test_it_hands_over_with_everything_and_is_silent_from_then_on(run):
    async def story(world):
        one = await led(world)
        first = await one.ask()
        await one.found(first, "none", passages=())
        assert await news_for(one.store, world.ben, first.id) is None, "a bot leads it"
        second = await one.ask("¿y entonces?")
        await one.found(second, "none", passages=())
        assert [each.content.outcome for each in await one.said()] == ["unknown", "handed_over"]
        assert (await one.said())[-1].language == "es"
        assert (await news_for(one.store, world.ben, (await one.said())[-1].id)).news.title.startswith("#")
        assert await news_for(one.store, world.ben, (await one.said())[0].id) is None
        row = await one.state()
        assert (row.state, row.assignee_id, row.waiting_since) == ("open", None, first.posted_at)
        [item] = (await desk_conversations(one.store, world.ben, "waiting")).items
        assert item.conversation.id == one.talk
        third = await one.ask("¿hola?")
        assert await one.found(third, "answer") == 0
        assert await one.found(second, "answer") == 0
        assert len(await one.said()) == 2
        assert await one.counted() == ["handed_over"]

    run(story)


@pytest.mark.parametrize("way", ["assign", "write"])
def test_who_takes_it_from_the_bot_serves_it(run, way):
    async def story(world):
        one = await led(world)
        asked = await one.ask()
        if way == "assign":
            await assign(one.store, world.ben, one.talk)
        else:
            await one.here.post(world.ben, one.talk, "note", content=NoteContent())
            assert (await one.state()).state == "pending", "a note answers nobody"
            await one.here.post(world.ben, one.talk, "hello")
        row = await one.state()
        assert (row.state, row.assignee_id) == ("open", world.ben)
        assert await one.found(asked, "answer") == 0
        assert await one.said() == []
        await one.ask("¿y?")
        assert (await one.state()).state == "open"
        kinds = await one.counted()
        assert "handed_over" not in kinds and kinds[0] == "conversation_assigned"

    run(story)


def test_whom_agents_speak_for_is_led_by_no_bot(run):
    async def story(world):
        one = await led(world)
        zoe, _ = await create_contact(one.store, world.ben, one.here.where, name="Zoë", language="fr")
        talk = await open_service_conversation(one.store, world.ben, one.here.where, zoe.id)
        one.talk = talk.id
        await one.here.post(world.ben, one.talk, "salut", for_contact=True)
        assert (await one.state()).state == "open"
        [item] = (await desk_conversations(one.store, world.ben, "waiting")).items
        assert item.conversation.id == one.talk

    run(story)


def test_only_the_last_message_is_answered_and_a_title_that_was_offered_is_understood(run):
    async def story(world):
        one = await led(world)
        first = await one.ask()
        second = await one.ask("me refiero a la lámpara")
        assert await one.found(first, "answer") == 0
        await one.found(second, "offer")
        [offer] = await one.said()
        assert "Devoluciones" in offer.text
        third = await one.ask("Devoluciones")
        await one.found(third, "none", passages=())
        said = (await one.said())[-1]
        assert (said.text, said.content.outcome) == (RETURNS.text, "answered")

    run(story)


def test_an_article_that_went_meanwhile_is_not_quoted_and_anger_is_for_people(run):
    async def story(world):
        one = await led(world)
        await write_article(one.store, world.ana, one.here.where, Writing(title="B", language="en", text="b"))
        passage, asked = await one.passage(), await one.ask()
        await remove_article(one.store, world.ana, one.here.where, one.article.id)
        await one.found(asked, "answer", passages=(passage,))
        assert [each.content.outcome for each in await one.said()] == ["unknown"]
        angry = Sentiment(label="negative", scores={"negative": 0.99}, engine="own", model="m")
        await one.found(await one.ask("¡es un robo!"), "none", passages=(), sentiment=angry)
        assert (await one.said())[-1].content.reason == "anger"

    run(story)


def test_what_waits_in_suspended_organisations_is_in_nobodys_way(run, monkeypatch):
    monkeypatch.setattr(waiting, "AT_ONCE", 1)

    async def story(world):
        first, second = await led(world), await led(world)
        for one in (first, second):
            await one.ask()
        await suspend(first.store, first.here.where, on=True)
        late = datetime.now(UTC) + timedelta(hours=2)
        assert await hand_over_late(first.store, late) == 1
        assert (await second.state()).state == "open"
        await suspend(first.store, first.here.where, on=False)
        assert await hand_over_late(first.store, late) == 1, "it goes on"

    run(story)


def test_without_a_worker_people_are_asked_and_after_a_quiet_day_it_is_done(run):
    async def story(world):
        one = await led(world)
        await one.ask()
        await one.here.post(world.ben, one.talk, "a regular", content=NoteContent())
        now = datetime.now(UTC)
        assert await settle_quiet(one.store, now + timedelta(days=2)) == 0, "a note answers nobody"
        assert await hand_over_late(one.store, now) == 0
        assert await hand_over_late(one.store, now + waiting.LATE + timedelta(seconds=5)) == 1
        assert await hand_over_late(one.store, now + waiting.LATE + timedelta(seconds=5)) == 0
        [said] = await one.said()
        assert (said.content.reason, (await one.state()).state) == ("late", "open")
        await resolve(one.store, world.ben, one.talk)
        again = await one.ask("otra cosa")
        assert (await one.state()).state == "pending", "it begins anew"
        await one.found(again, "answer")
        assert await hand_over_late(one.store, now + timedelta(days=2)) == 0
        assert await settle_quiet(one.store, now + timedelta(hours=1)) == 0
        assert await settle_quiet(one.store, now + timedelta(days=2)) == 1
        assert (await one.state()).state == "resolved"
        assert (await one.counted())[-2:] == ["bot_answered", "conversation_resolved"]

    run(story)


def test_workers_get_what_a_message_is_to_be_answered_from(run):
    async def story(world):
        one = await led(world)
        await one.ask()
        async with one.store.reading() as connection:
            [(where, rev)] = (await revs(connection)).items()
            shelf = await shelf_of(connection, where, rev)
            rows = await outbox.oldest(connection, 1000)
            attached = await asked_of_bots(connection, rows)
        assert [(each.title, each.text, each.language) for each in shelf.passages] == [
            ("Returns", RETURNS.text, "en")
        ]
        posted = [each.posted for each in attached if each.posted is not None]
        assert [each.shelf for each in posted] == [rev]
        assert [row.id for row in attached] == [row.id for row in rows]
        await assign(one.store, world.ben, one.talk)
        async with one.store.reading() as connection:
            assert await asked_of_bots(connection, rows) == rows
        await switch_bot(one.store, world.ana, where, enabled=False)
        async with one.store.reading() as connection:
            assert await revs(connection) == {}

    run(story)


def test_while_the_bot_is_off_or_people_are_waited_for_it_leads_nothing(run):
    async def story(world):
        here = await shop(world)
        await write_article(here.store, world.ana, here.where, RETURNS)
        visitor, talk = await here.writing()
        await here.post(visitor.id, talk)
        await switch_bot(here.store, world.ana, here.where, enabled=True)
        await here.post(visitor.id, talk)
        async with here.store.reading() as connection:
            row = (await connection.execute(select(tables.desk_states))).one()
        assert row.state == "open", "it waits for people since before"

    run(story)


def test_a_summary_is_for_agents_in_their_language_and_short(run):
    async def story(world):
        one = await led(world)
        asked = await one.ask("¿Puedo devolver la lámpara que compré la semana pasada?")
        await one.found(asked, "answer", translation=SPANISH)
        for number in range(8):
            await one.ask(f"Además la lámpara número {number} no funciona, ¿qué hago?")
        await one.here.post(world.ben, one.talk, "for us", content=NoteContent())
        query = update(tables.enrichments).where(tables.enrichments.c.message_id == asked.id)
        known = {"en": {"status": "done", "text": "Can I return the lamp that I bought last week?"}}
        body = msgspec.json.encode({"status": "done", "language": "es", "translations": known}).decode()
        async with one.store.writing() as connection:
            await connection.execute(query.values(body=body))
        found = await summary(one.store, world.ben, one.talk, "en")
        assert len(found.lines) == MOST_LINES
        assert [line.seq for line in found.lines] == sorted(line.seq for line in found.lines)
        first = found.lines[0]
        assert (first.text, first.language, first.translated, first.author) == (
            known["en"]["text"], "en", True, "contact",
        )  # fmt: skip
        assert found.lines[-1].language == "es" and not found.lines[-1].translated
        assert "for us" not in [line.text for line in found.lines]
        with pytest.raises(NotYours):
            await summary(one.store, world.eva, one.talk, "en")
        with pytest.raises((NotFound, NotYours)):
            await summary(one.store, one.visitor.id, one.talk, "en")
        with pytest.raises(NotFound):
            await summary(one.store, world.ana, world.talk.id, "en")

    run(story)


def test_it_says_only_so_much_in_an_hour(run, monkeypatch):
    monkeypatch.setattr("service.desk.bot.decide.MOST_SAID", 2)

    async def story(world):
        one = await led(world)
        for _ in range(3):
            await one.found(await one.ask(), "answer")
        assert [each.content.outcome for each in await one.said()] == ["answered", "answered", "handed_over"]
        assert acting.LOOKS_BACK > 30

    run(story)
