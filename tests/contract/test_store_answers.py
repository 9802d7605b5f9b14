"""Canned answers, and what a person answered before: private, bounded, without secrets, to be forgotten."""

import pytest
from sqlalchemy import select

from service.demo.clear import clear_demo
from service.enrichment.apply import apply_enriched
from service.enrichment.reply_candidates import MOST_CANNED, MOST_OWN, answers_for
from service.errors import InvalidInput, NotFound, NotYours, ShortcutTaken
from service.identity.people import change_me
from service.knowledge import own_answers as own
from service.knowledge.canned import (
    Text,
    add_canned,
    bring_canned_of_installation,
    canned_of_installation,
    read_canned,
    remove_canned,
)
from service.messaging.conversations import set_suggestions
from service.store.tables import canned, own_answers
from tests.contract.test_store_corrections import sent
from tests.store.databases import acquainted, enriched
from wire.contracts.events import Translation
from wire.contracts.ids import new_id


async def answer(world, text, question="Tudo bem?", language="en", **more):
    """Ben answers Ana, and it is understood."""
    await world.post(world.ana, question)
    posted = (await world.post(world.ben, text)).mine
    found = enriched(posted, language=language, suggestions=(), **{"translations": {}, **more})
    await apply_enriched(world.store, found)
    return found


async def offered(world, person=None, language="en"):
    async with world.store.reading() as connection:
        return await answers_for(connection, person or world.ben, language)


async def kept(world):
    async with world.store.reading() as connection:
        return (await connection.execute(select(own_answers))).all()


def test_an_answer_is_remembered_for_the_one_who_gave_it(run):
    async def story(world):
        found = await answer(world, "We open at nine.", "A que horas abrem?")
        [one] = await offered(world)
        assert (one.kind, one.text, one.answered, one.language) == (
            "own",
            "We open at nine.",
            "A que horas abrem?",
            "en",
        )
        assert await offered(world, world.ana) == await offered(world, world.eva) == ()
        assert await offered(world, language="de") == ()
        await apply_enriched(world.store, found)
        await answer(world, "we open  at nine", "Quando abrem?")
        [row] = await kept(world)
        assert (row.uses, row.answered) == (2, "Quando abrem?")
        await world.post(world.ana, "Olá?")
        assert [one.id for one in (await sent(world)).answers] == [row.id]
        await set_suggestions(world.store, world.ben, world.talk.id, False)
        await world.post(world.ana, "E agora?")
        assert (await sent(world)).answers == ()

    run(story)


def test_only_answers_are_remembered(run):
    async def story(world):
        first = (await world.post(world.ana, "Começo eu aqui.")).mine
        second = (await world.post(world.ana, "E continuo eu.")).mine
        for message in (first, second):
            await apply_enriched(world.store, enriched(message))
        await answer(world, "Thanks")
        given = Translation(status="done", text="Abrimos às nove.", engine="reply")
        await answer(world, "We open at nine, always.", translations={"pt": given})
        assert await kept(world) == []

    run(story)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("My number is 912 345 678", "?"),
        ("It is ana@example.org", "?"),
        ("Look at https://example.org please", "?"),
        ("See example.org for that", "?"),
        ("The code is blue seven", "?"),
        ("A senha é batata", "?"),
        ("Use AB12-CD now", "?"),
        ("Yes, that one please", "Is it 4417 or 5?"),
        ("Number ٤٤١٧ it is", "?"),
        ("word " * 80, "?"),
    ],
)
def test_nothing_that_looks_like_a_secret_is_remembered(run, text, question):
    async def story(world):
        await answer(world, text, question)
        assert await kept(world) == []

    run(story)


def test_it_is_switched_off_and_forgotten(run):
    async def story(world):
        late = await answer(world, "We open at nine.")
        assert await own.about_answers(world.store, world.ben) == own.OwnAnswers(on=True, count=1)
        assert await own.switch_answers(world.store, world.ben, False) == own.OwnAnswers(on=False, count=1)
        assert await offered(world) == ()
        await answer(world, "We close at six.")
        assert (await own.forget_answers(world.store, world.ben)).count == 0
        await own.switch_answers(world.store, world.ben, True)
        await change_me(world.store, world.ana, language="de")
        await apply_enriched(world.store, late)
        assert await kept(world) == [], "what was said before is not remembered again"
        await answer(world, "We are closed on Sundays.")
        assert [row.text for row in await kept(world)] == ["We are closed on Sundays."]

    run(story)


def test_the_last_ones_are_kept(run, monkeypatch):
    monkeypatch.setattr(own, "MOST_KEPT", 5)

    async def story(world):
        for name in "abcdefgh":
            await answer(world, f"Answer {name * 3}.")
        assert sorted(row.text[7] for row in await kept(world)) == list("defgh")

    run(story)


def test_canned_answers_of_mine(run):
    async def story(world):
        made = await add_canned(
            world.store, world.ben, Text(shortcut="/Hours", language="en-GB", text=" At nine. ")
        )
        assert (made.shortcut, made.language, made.text) == ("hours", "en", "At nine.")
        with pytest.raises(ShortcutTaken):
            await add_canned(world.store, world.ben, Text(shortcut="hours", language="en", text="x"))
        for bad in (
            Text(shortcut="a b", language="en", text="x"),
            Text(shortcut="a", language="en", text=" "),
        ):
            with pytest.raises(InvalidInput):
                await add_canned(world.store, world.ben, bad)
        assert (await read_canned(world.store, world.ben)).mine == (made,)
        assert (await read_canned(world.store, world.ana)).mine == ()
        assert [one.text for one in await offered(world)] == ["At nine."]
        assert await offered(world, world.ana, "en") == ()
        with pytest.raises(NotYours):
            await remove_canned(world.store, world.ana, made.id)
        await remove_canned(world.store, world.ben, made.id)
        with pytest.raises(NotFound):
            await remove_canned(world.store, world.ben, made.id)

    run(story)


def test_canned_answers_of_the_installation_are_everybodys_the_most_used_first(run):
    async def story(world):
        texts = [
            (n, Text(shortcut=f"a{n}", language="en", text=f"Canned answer {'x' * n}.")) for n in range(1, 41)
        ]
        refused = [(99, Text(shortcut="!", language="en", text="x"))]
        done = await bring_canned_of_installation(world.store, texts + refused)
        assert (done.added, [one.line for one in done.refused]) == (40, [99])
        found = await answer(world, "canned answer xxx")
        await apply_enriched(world.store, found)
        async with world.store.reading() as connection:
            used = select(canned.c.shortcut, canned.c.uses).where(canned.c.uses > 0)
            assert (await connection.execute(used)).all() == [("a3", 1)]
        assert await kept(world) == [], "what is canned is not one's own besides"
        some = [one for one in await offered(world, world.ana) if one.kind == "canned"]
        assert len(some) == MOST_CANNED and some[0].text == "Canned answer xxx."
        changed = await bring_canned_of_installation(
            world.store, [(1, Text(shortcut="a1", language="en", text="Anew."))]
        )
        assert (changed.added, changed.known) == (0, 1)
        with pytest.raises(NotYours):
            await remove_canned(world.store, world.ben, (await canned_of_installation(world.store))[0].id)
        await bring_canned_of_installation(world.store, texts[:1], replace=True)
        assert len(await canned_of_installation(world.store)) == 1

    run(story)


def test_at_most_fifty_go_along(run):
    async def story(world):
        texts = [(n, Text(shortcut=f"a{n}", language="en", text=f"Canned {n}.")) for n in range(60)]
        await bring_canned_of_installation(world.store, texts)
        async with world.store.writing() as connection:
            row = {"person_id": world.ben, "language": "en", "answered": "?", "uses": 1}
            rows = [
                row | {"id": new_id(), "key": str(n), "text": str(n), "last_message_id": new_id()}
                for n in range(60)
            ]
            await connection.execute(own_answers.insert(), rows)
        assert len(await offered(world)) == MOST_CANNED + MOST_OWN == 50

    run(story)


def test_all_goes_with_its_person(run):
    async def story(world):
        guest = await world.stranger("guest", "en", demo=True)
        talk = await acquainted(world.store, world.ana, "guest")
        world.talk, world.ids["ben"] = talk, guest
        await answer(world, "We open at nine.")
        await add_canned(world.store, guest, Text(shortcut="a", language="en", text="x"))
        assert len(await offered(world, guest)) == 2
        await clear_demo(world.store)
        assert await kept(world) == [] and await offered(world, guest) == ()

    run(story)
