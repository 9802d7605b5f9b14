"""Words: who may keep which, what travels with a text, and which scope wins."""

import pytest
from sqlalchemy import select

from service.demo.clear import clear_demo
from service.enrichment.context import MOST_TERMS, language_context
from service.errors import InvalidInput, NotFound, NotYours, TermKnown, TooMany
from service.knowledge.glossary import (
    LONGEST_WORD,
    MOST_WORDS,
    Entry,
    add_word,
    bring_words,
    bring_words_of_installation,
    read_glossary,
    remove_word,
    words_of_installation,
)
from service.knowledge.scopes import TranslationContext
from service.messaging.conversations import open_conversation
from service.store.tables import terms
from tests.store.databases import acquainted
from wire.contracts.ids import new_id


def entry(source, target=None, to=None, of=None):
    return Entry(source=source, target=target, target_language=to, source_language=of)


async def add(world, who, word, here=True):
    return await add_word(world.store, who, word, world.talk.id if here else None)


async def travelling(world, text, target="en", author=None):
    """(word, what it becomes) of what goes along with a text by Ana, in order."""
    author = author or world.ana
    reader = world.ben if author == world.ana else world.ana
    async with world.store.reading() as connection:
        found = await language_context(
            connection, TranslationContext(world.talk.id, author, reader), text, target
        )
    return [(one.source, one.target) for one in found.terms]


def test_either_side_keeps_the_conversations_words_and_nobody_else_does(run):
    async def story(world):
        made = await add(world, world.ana, entry(" Bule   azul ", "teapot", "en-GB"))
        assert (made.source, made.target, made.target_language, made.by) == (
            "Bule azul",
            "teapot",
            "en",
            world.ana,
        )
        for person in (world.ana, world.ben):
            seen = await read_glossary(world.store, person, world.talk.id)
            assert seen.conversation == (made,) and seen.mine == ()
        for refused in (
            add(world, world.eva, entry("x")),
            read_glossary(world.store, world.eva, world.talk.id),
            remove_word(world.store, world.eva, made.id),
            bring_words(world.store, world.eva, [(1, entry("x"))], world.talk.id),
        ):
            with pytest.raises(NotYours):
                await refused
        await remove_word(world.store, world.ben, made.id)
        with pytest.raises(NotFound):
            await remove_word(world.store, world.ben, made.id)
        with pytest.raises(NotFound):
            await read_glossary(world.store, world.ben, new_id())

    run(story)


def test_my_own_words_are_seen_and_removed_by_me_alone(run):
    async def story(world):
        made = await add(world, world.ana, entry("Bule"), here=False)
        await bring_words_of_installation(world.store, [(1, entry("Duologue"))])
        mine = await read_glossary(world.store, world.ana)
        assert mine.mine == (made,) and [one.source for one in mine.installation] == ["Duologue"]
        assert (await read_glossary(world.store, world.ben, world.talk.id)).mine == ()
        for word in (made, mine.installation[0]):
            with pytest.raises(NotYours):
                await remove_word(world.store, world.ben, word.id)

    run(story)


def test_a_word_is_there_once_for_its_languages_whatever_its_writing(run):
    async def story(world):
        await add(world, world.ana, entry("Café", "coffee", "en"))
        for same in (entry("CAFE\u0301", "x", "en"), entry(" café ", None, "en-US")):
            with pytest.raises(TermKnown):
                await add(world, world.ben, same)
        await add(world, world.ben, entry("Café", "Kaffee", "de"))
        await add(world, world.ben, entry("Café"), here=False)
        for bad in (
            entry(" "),
            entry("x" * (LONGEST_WORD + 1)),
            entry("x", "y" * 101),
            entry("x", "\u200b"),
            entry("a\0"),
            entry("a", to="no!"),
        ):
            with pytest.raises(InvalidInput):
                await add(world, world.ana, bad)

    run(story)


def test_a_list_is_bounded_and_a_file_says_which_lines_were_left_out(run):
    async def story(world):
        lines = [(number, entry(f"word {number}")) for number in range(MOST_WORDS - 1)]
        lines += [(900, entry("word 1")), (901, entry("")), (902, entry("one")), (903, entry("two"))]
        done = await bring_words(world.store, world.ana, lines)
        assert (done.added, done.known) == (MOST_WORDS, 1)
        assert [(one.line, one.code) for one in done.refused] == [(901, "invalid_input"), (903, "too_many")]
        with pytest.raises(TooMany):
            await add(world, world.ana, entry("three"), here=False)
        again = await bring_words(world.store, world.ana, lines[:5])
        assert (again.added, again.known, again.refused) == (0, 5, ())

    run(story)


def test_only_words_that_stand_in_the_text_travel(run):
    async def story(world):
        words = ("Duo", "bule azul", "東京", "서울", "C++", "don't", "café")
        await bring_words(world.store, world.ana, list(enumerate(map(entry, words))), world.talk.id)

        async def found(text):
            return {source for source, _ in await travelling(world, text)}

        assert await found("O duo chegou? Um BULE\n azul!") == {"Duo", "bule azul"}
        assert await found("Duologue, duos, bules azuis") == set()
        assert await found("私は東京に行く, 서울에서") == {"東京", "서울"}
        assert await found("Sei C++ e c, don’t") == {"C++", "don't"}
        assert await found("um CAFE\u0301") == {"café"}

    run(story)


def test_a_conversations_word_goes_before_a_readers_before_an_authors_before_the_installations(run):
    async def story(world):
        await bring_words_of_installation(
            world.store, [(1, entry("Bule", "house")), (2, entry("Loja", "shop"))]
        )
        assert await travelling(world, "O bule da loja") == [("Bule", "house"), ("Loja", "shop")]
        await add(world, world.ana, entry("bule", "author"), here=False)
        assert ("bule", "author") in await travelling(world, "O bule")
        await add(world, world.ben, entry("bule", "reader"), here=False)
        assert await travelling(world, "O bule") == [("bule", "reader")]
        await add(world, world.ben, entry("bule", "here"))
        assert await travelling(world, "O bule") == [("bule", "here")]
        await add(world, world.ben, entry("bule", "pair", "en"))
        assert await travelling(world, "O bule") == [("bule", "pair")]
        assert await travelling(world, "O bule", "de") == [("bule", "here")]
        other, _ = await open_conversation(world.store, world.ben, "eva")
        setting = TranslationContext(other.id, world.ben, world.eva)
        async with world.store.reading() as connection:
            found = await language_context(connection, setting, "O bule", "es")
        assert [one.target for one in found.terms] == ["reader"], "the other's words stay with the other"

    run(story)


def test_what_travels_is_bounded(run):
    async def story(world):
        words = [f"w{number}" for number in range(MOST_TERMS * 2)]
        await bring_words_of_installation(world.store, list(enumerate(map(entry, words))))
        assert len(await travelling(world, " ".join(words))) == MOST_TERMS

    run(story)


def test_the_installation_may_start_anew_and_words_go_with_their_people(run):
    async def story(world):
        await bring_words_of_installation(world.store, [(1, entry("old"))])
        await bring_words_of_installation(world.store, [(1, entry("new"))], replace=True)
        assert [one.source for one in await words_of_installation(world.store)] == ["new"]
        guest = await world.stranger("guest", "en", demo=True)
        talk = await acquainted(world.store, guest, "ana")
        await add_word(world.store, guest, entry("mine"))
        await add_word(world.store, world.ana, entry("ours"), talk.id)
        await clear_demo(world.store)
        async with world.store.reading() as connection:
            left = (await connection.execute(select(terms.c.source))).scalars().all()
        assert left == ["new"]

    run(story)
