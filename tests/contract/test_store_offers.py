"""What is offered for a glossary: from articles, corrections and translations; and what people make of it."""

import pytest

from service.enrichment.apply import apply_enriched
from service.errors import NotFound, NotYours, RoleLacks, TermKnown
from service.identity.organisations import create_organisation
from service.knowledge.articles.commands import write_article
from service.knowledge.articles.models import Writing
from service.knowledge.corrections import correct_translation
from service.knowledge.glossary import Entry, add_word, change_word, words_of_organisation
from service.knowledge.offers import commands, queries, rows
from service.knowledge.offers.commands import dismiss
from service.knowledge.offers.models import Dismissed
from service.knowledge.offers.queries import offers
from tests.contract import visiting
from tests.contract.test_store_organisations import company
from tests.store.databases import enriched
from wire.contracts.events import Translation

TEXT = """A gift card is sent by e-mail. You pay with the gift card at the end.

Each gift card holds for a year. Ask at BlueLeaf Club, or on Monday. Members of the BlueLeaf Club know.
"""


async def shop(world):
    where = await company(world, ben="agent")
    said = Writing(title="Cards", language="en", text=TEXT)
    await write_article(world.store, world.ana, where, said)
    return where


async def told(world, where, into="pt", who=None):
    found = await offers(world.store, who or world.ana, where, into)
    return [(one.source, one.why, one.target) for one in found.items]


def test_names_and_terms_of_articles_are_offered_until_somebody_has_settled_them(run):
    async def story(world):
        where = await shop(world)
        assert await told(world, where) == [("BlueLeaf Club", "name", None), ("gift card", "term", None)]
        assert await told(world, where, "en") == [], "what they say in the language of the reader"
        found = (await offers(world.store, world.ana, where)).items[1]
        assert (found.count, found.article, found.source_language) == (3, "Cards", "en")
        assert found.example == "A gift card is sent by e-mail."
        line = Entry(source="Gift Card", target="cartão-presente", target_language="pt")
        await add_word(world.store, world.ana, line, organisation_id=where)
        assert await told(world, where) == [("BlueLeaf Club", "name", None)]
        assert ("gift card", "term", None) in await told(world, where, "fr")
        gone = Dismissed(source="blueleaf club", source_language="en-GB")
        for _ in range(2):
            await dismiss(world.store, world.ana, where, gone)
        assert await told(world, where) == []
        rival = (await create_organisation(world.store, world.eva, name="Rival", language="pt")).id
        assert await told(world, rival, "pt", world.eva) == []

    run(story)


def test_what_agents_correct_and_what_stays_untranslated_is_offered_first(run):
    async def story(world):
        here = await visiting.shop(world)
        said = Writing(title="Cards", language="en", text=TEXT)
        await write_article(here.store, world.ana, here.where, said)
        visitor, talk = await here.writing(language="pt")
        await here.post(visitor.id, talk, "oi")
        for text, was, now in (
            ("My order is late.", "Minha ordem está atrasada.", "Minha encomenda está atrasada."),
            ("That order?", "Essa ordem?", "Essa encomenda?"),
            ("A gift card?", "Um gift card?", None),
            ("The gift card!", "O gift card!", None),
        ):
            posted = await here.post(world.ben, talk, text)
            made = Translation(status="done", text=was, engine="e", route=("en", "pt"), confidence=0.9)
            await apply_enriched(here.store, enriched(posted, language="en", translations={"pt": made}))
            if now:
                await correct_translation(
                    here.store, world.settings, world.ben, posted.id, text=now, client_id="c"
                )
        found = await offers(here.store, world.ana, here.where)
        assert found.into == "pt", "what its customers read"
        assert [(one.source, one.why, one.target, one.count) for one in found.items] == [
            ("order", "corrected", "encomenda", 2),
            ("gift card", "untranslated", None, 2),
            ("BlueLeaf Club", "name", None, 2),
        ]
        assert (found.items[0].article, found.items[0].example) == (None, "That order?")

    run(story)


def test_what_others_push_out_meanwhile_is_offered_all_the_same(run, monkeypatch):
    settled = rows.settled

    async def pushed(*args):
        queries._told.clear()
        return await settled(*args)

    async def story(world):
        where = await shop(world)
        first = await told(world, where)
        monkeypatch.setattr(rows, "settled", pushed)
        assert [await told(world, where) for _ in range(2)] == [first, first] != [[], []]

    run(story)


def test_offers_are_for_who_may_teach(run):
    async def story(world):
        where = await shop(world)
        gone = Dismissed(source="a", source_language="en")
        for who, error in ((world.ben, RoleLacks), (world.eva, NotYours)):
            with pytest.raises(error):
                await told(world, where, "pt", who)
            with pytest.raises(error):
                await dismiss(world.store, who, where, gone)

    run(story)


def test_what_was_dismissed_is_kept_up_to_a_number(run, monkeypatch):
    async def story(world):
        where = await shop(world)
        monkeypatch.setattr(commands, "MOST_DISMISSED", 1)
        for word in ("gift card", "BlueLeaf Club"):
            await dismiss(world.store, world.ana, where, Dismissed(source=word, source_language="en"))
        assert await told(world, where) == [("gift card", "term", None)]

    run(story)


def test_a_line_of_the_glossary_is_changed(run):
    async def story(world):
        where = await shop(world)
        made = await add_word(world.store, world.ana, Entry(source="casa"), organisation_id=where)
        await add_word(world.store, world.ana, Entry(source="bule"), organisation_id=where)
        new = Entry(source="Casa", target="house", target_language="en")
        changed = await change_word(world.store, world.ana, made.id, new, organisation_id=where)
        assert (changed.id, changed.target) == (made.id, "house")
        assert changed in await words_of_organisation(world.store, world.ben, where)
        again = await change_word(world.store, world.ana, made.id, new, organisation_id=where)
        assert again == changed
        for word, entry, error in (
            (made.id, Entry(source="bule"), TermKnown),
            ("none", new, NotFound),
        ):
            with pytest.raises(error):
                await change_word(world.store, world.ana, word, entry, organisation_id=where)
        rival = (await create_organisation(world.store, world.eva, name="Rival", language="pt")).id
        with pytest.raises(NotFound):
            await change_word(world.store, world.eva, made.id, new, organisation_id=rival)

    run(story)
