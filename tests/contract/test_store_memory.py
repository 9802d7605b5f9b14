"""The memory as a file: out for training, into the installation's, and used from there."""

import asyncio

import pytest

from service.enrichment.context import language_context
from service.errors import NotYours
from service.knowledge.memory import Pair, all_pairs, bring_pairs, my_pairs
from service.knowledge.scopes import TranslationContext
from tests.contract.test_store_corrections import correction, translated


def pair(source, target, of="pt", to="en"):
    return Pair(source=source, target=target, source_language=of, target_language=to)


async def everything(world, whose="all"):
    return [(one.source, one.target, one.was) async for one in all_pairs(world.store, whose)]


async def recalled(world, text):
    async with world.store.reading() as connection:
        found = await language_context(
            connection, TranslationContext(world.talk.id, world.ana, world.ben), text, "en"
        )
    return [(one.source, one.target) for one in found.memory]


def test_what_was_corrected_goes_out_once_with_what_the_engine_had(run):
    async def story(world):
        message, _ = await translated(world)
        await correction(world, message, "Hi. How are you?")
        await correction(world, message, "Hey. How are you?", client_id="correction-2")
        await bring_pairs(world.store, [(1, pair("Obrigado.", "Thanks."))])
        corrected = ("Oi. Tudo bem?", "Hey. How are you?", "Hello. All well?")
        assert await everything(world) == [corrected, ("Obrigado.", "Thanks.", None)]
        assert await everything(world, "people") == [corrected]
        assert await everything(world, "installation") == [("Obrigado.", "Thanks.", None)]
        assert [one.target for one in await my_pairs(world.store, world.ben)] == ["Hey. How are you?"]
        assert await my_pairs(world.store, world.ana) == []
        assert len(await my_pairs(world.store, world.ana, world.talk.id)) == 1
        with pytest.raises(NotYours):
            await my_pairs(world.store, world.eva, world.talk.id)

    run(story)


def test_what_is_brought_in_serves_everybody_whole_and_by_sentences(run):
    async def story(world):
        done = await bring_pairs(
            world.store,
            [
                (2, pair("Bom dia. Já enviámos.", "Good morning. It is on its way.", "pt-PT", "en-GB")),
                (3, pair(" ", "x")),
                (4, pair("ok", "ok", "pt", "pt-BR")),
                (5, pair("!", "?")),
            ],
        )
        assert (done.added, done.known, [one.line for one in done.refused]) == (1, 0, [3, 4, 5])
        assert await recalled(world, "já enviámos!") == [("Já enviámos.", "It is on its way.")]
        assert ("Bom dia.", "Good morning.") in await recalled(world, "Bom dia. E agora?")
        again = await bring_pairs(world.store, [(1, pair("Bom dia. Já enviámos.", "Morning. Sent."))])
        assert (again.added, again.known) == (0, 1)
        assert await recalled(world, "Já enviámos.") == [("Já enviámos.", "Sent.")]
        assert len(await everything(world)) == 1

    run(story)


def test_what_people_corrected_goes_before_what_was_brought_in(run):
    async def story(world):
        message, _ = await translated(world)
        await correction(world, message, "Hi. How are you?")
        await asyncio.sleep(0.002)
        many = [(n, pair(f"Oi. Tudo bem? Frase {n}.", f"House. Says. Sentence {n}.")) for n in range(100)]
        await bring_pairs(world.store, [*many, (100, pair("Oi. Tudo bem?", "House says."))])
        assert [
            target for source, target in await recalled(world, "Oi. Tudo bem?") if source == message.text
        ] == ["Hi. How are you?"]

    run(story)


def test_many_pages(run):
    async def story(world):
        lines = [(n, pair(f"Frase {n}.", f"Sentence {n}.")) for n in range(1203)]
        assert (await bring_pairs(world.store, lines)).added == 1203
        found = await everything(world)
        assert [one[0] for one in found] == [one.source for _, one in lines]

    run(story)
