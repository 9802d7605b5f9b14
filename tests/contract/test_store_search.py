"""Search: by original and translation, in any script, within what is mine; kept as messages change and go."""

import pytest
from sqlalchemy import text, update

from service.enrichment.apply import apply_batch
from service.errors import NotYours, TextEmpty, TextTooLong
from service.messaging import indexing, searching
from service.messaging.editing import edit_message, remove_message
from service.messaging.erasure import erase_conversation
from service.messaging.indexing import clean, index_some
from service.messaging.requests import block_conversation, ignore_conversation
from service.messaging.searching import LONGEST, search_messages
from service.store import tables
from tests.contract.asking import asked, say
from tests.contract.test_store_messages import outbox
from tests.store.databases import acquainted, enriched
from wire.contracts.activity import Activity
from wire.contracts.contents import NoteContent
from wire.contracts.events import Translation


async def indexed(world) -> None:
    while await index_some(world.store):
        pass


async def found(world, who, text, **options) -> list[str]:
    page = await search_messages(world.store, who, text, **options)
    return [one.text for one in page.messages]


SAID = [
    ("José mora em São Paulo", ["jose", "JOSÉ", "sao paulo", "mora jose", "são", "pau"]),
    ("İstanbul'da Straße", ["istanbul", "strasse", "STRASSE"]),
    ("東京都に住んでいます", ["東京", "東京都", "住んで", "京", "す"]),
    ("我喜欢吃苹果", ["苹果", "喜欢吃苹果", "果"]),
    ("ฉันชอบกินข้าวผัด", ["ข้าว", "กินข้าว"]),
    ("한국어를배워요", ["한국어", "한국", "국어", "어를배", "요"]),
    ("أهلاً وسهلاً", ["اهلا", "أهلا"]),
    ("Привет, как дела?", ["привет", "дел"]),
    ("ｆｕｌｌ ｗｉｄｔｈ ガギグ", ["full width", "ｶﾞｷﾞ", "ガギグ"]),
    ("order 66 is ready 👍", ["66", "👍", "ready 66"]),
    ("don't e-mail me", ["don't", "mail"]),
]


def test_in_any_script_without_accents_and_whole_or_by_its_beginning(run):
    async def story(world):
        for said, _ in SAID:
            await world.post(world.ana, said)
        await indexed(world)
        for said, questions in SAID:
            for question in questions:
                assert said in await found(world, world.ben, question), (said, question)
        for nothing in ("ose", "東大", "苹東", "ガガ", "jose istanbul", "6"):
            assert await found(world, world.ben, nothing) == [], nothing

    run(story)


def test_by_what_it_was_translated_into_and_anew_after_an_edit(run):
    async def story(world):
        posted = (await world.post(world.ana, "Bom dia")).mine
        await indexed(world)
        assert await found(world, world.ben, "hello") == []
        await apply_batch(world.store, [enriched(posted)])
        await indexed(world)
        for who in (world.ana, world.ben):
            assert await found(world, who, "hello") == await found(world, who, "bom") == ["Bom dia"]
        after = await edit_message(world.store, world.settings, world.ana, posted.id, text="Boa noite")
        await indexed(world)
        assert await found(world, world.ben, "hello") == await found(world, world.ben, "dia") == []
        english = {"en": Translation(status="done", text="Good night", engine="firefox")}
        again = enriched(after, translations=english, queued_at=after.edited_at)
        await apply_batch(world.store, [again])
        await indexed(world)
        assert await found(world, world.ben, "night") == ["Boa noite"]
        await remove_message(world.store, world.ana, posted.id)
        assert await found(world, world.ben, "night") == await found(world, world.ana, "boa") == []

    run(story)


def test_nobody_finds_what_is_not_theirs_or_kept_from_them(run):
    async def story(world):
        talk = await asked(world)
        await world.post(world.ana, "segredo aberto")
        await world.post_content(world.ana, NoteContent(), "segredo de casa")
        await indexed(world)
        assert await found(world, world.eva, "segredo") == []
        assert await found(world, world.ben, "segredo") == ["segredo aberto"]
        assert await found(world, world.ana, "segredo") == ["segredo de casa", "segredo aberto"]
        assert await found(world, world.ben, "hola") == ["hola 0"]
        await ignore_conversation(world.store, world.ben, talk)
        assert await found(world, world.ben, "hola") == []
        assert await found(world, world.ben, "hola", conversation_id=talk) == ["hola 0"]
        assert await found(world, world.ben, "segredo", conversation_id=talk) == []
        with pytest.raises(NotYours):
            await found(world, world.eva, "segredo", conversation_id=world.talk.id)
        await block_conversation(world.store, world.ben, world.talk.id)
        await world.post(world.ana, "segredo tardio")
        await indexed(world)
        assert await found(world, world.ben, "segredo") == []
        assert await found(world, world.ben, "segredo", conversation_id=world.talk.id) == ["segredo aberto"]
        assert (await found(world, world.ana, "segredo"))[0] == "segredo tardio"

    run(story)


def test_pages_follow_each_other_also_over_what_is_kept(run):
    async def story(world):
        for number in range(12):
            await world.post(world.ana, f"pão {number}")
            for _ in range(6):
                await world.post_content(world.ana, NoteContent(), "pão secreto")
        await indexed(world)
        seen, before, pages = [], None, 0
        while True:
            page = await search_messages(world.store, world.ben, "pao", before=before, limit=5)
            seen += [one.text for one in page.messages]
            pages += 1
            if (before := page.next) is None:
                break
        assert seen == [f"pão {number}" for number in range(11, -1, -1)]
        assert pages < 12
        told = [one for _, one in await outbox(world.store, Activity) if one.kind == "messages_searched"]
        assert len(told) == 1 and told[0].message_id is None

    run(story)


async def pages(world, who, question, **options) -> list[list[str]]:
    """All pages of what is found, one after the other."""
    found, before = [], None
    while not found or before is not None:
        page = await search_messages(world.store, who, question, before=before, **options)
        found.append([one.text for one in page.messages])
        before = page.next
    return found


@pytest.mark.parametrize("left_out", [searching.PUT_ASIDE, 1])
def test_pages_are_full_also_for_who_has_put_much_aside(run, monkeypatch, left_out):
    """Whether the index leaves it out or what it finds is read over; also what is kept since."""
    monkeypatch.setattr(searching, "PUT_ASIDE", left_out)
    monkeypatch.setattr(searching, "LOOKS", (2, 8))

    async def story(world):
        for number in range(3):
            await world.post(world.ana, f"pão {number}")
        talk = (await acquainted(world.store, world.eva, "ben")).id
        for number in range(19):
            await say(world, world.eva, talk, f"pão dela {number}")
        await indexed(world)
        await block_conversation(world.store, world.ben, talk)
        assert await pages(world, world.ben, "pao", limit=2) == [["pão 2", "pão 1"], ["pão 0"]]
        await block_conversation(world.store, world.ben, world.talk.id)
        assert await pages(world, world.ben, "pao", limit=2) == [[]]
        for number in range(20):
            await world.post(world.ana, f"pão tardio {number}")
        here = {"conversation_id": world.talk.id, "limit": 2}
        for _ in range(2):
            assert await pages(world, world.ben, "pao", **here) == [["pão 2", "pão 1"], ["pão 0"]]
            await indexed(world)
        [first, *_] = await pages(world, world.ana, "pao", limit=2)
        assert first == ["pão tardio 19", "pão tardio 18"]

    run(story)


@pytest.mark.parametrize(
    ("question", "error"), [("", TextEmpty), (" .!'\" ", TextEmpty), ("x" * (LONGEST + 1), TextTooLong)]
)
def test_a_question_names_a_word(run, question, error):
    async def story(world):
        with pytest.raises(error):
            await found(world, world.ana, question)

    run(story)


STRANGE = ('"', "a OR b", "NEAR(a b)", "a* -b", "it's \\ 'x", "(a", "a:b", "@" + "0" * 32)


@pytest.mark.parametrize("question", STRANGE)
def test_no_question_is_taken_for_the_language_of_a_database(run, question):
    async def story(world):
        await world.post(world.ana, "something else")
        await indexed(world)
        try:
            assert await found(world, world.ana, question) == []
        except TextEmpty:
            assert question == '"'

    run(story)


def test_what_there_was_before_the_index_comes_into_it_step_by_step(run, monkeypatch):
    async def story(world):
        monkeypatch.setattr(indexing, "AT_ONCE", 3)
        for number in range(8):
            await world.post(world.ana, f"velho {number}")
        steps = []
        while many := await index_some(world.store):
            steps.append(many)
        assert steps == [3, 3, 2]
        assert len(await found(world, world.ben, "velho")) == 8
        async with world.store.writing() as connection:
            await connection.execute(update(tables.messages).values(in_search=False))
        await indexed(world)
        assert len(await found(world, world.ben, "velho")) == 8, "nothing comes twice"

    run(story)


def test_one_that_changes_while_it_is_taken_up_comes_again(run, monkeypatch):
    async def story(world):
        posted = (await world.post(world.ana, "antes")).mine
        look = world.store.look

        async def slowly(work):
            monkeypatch.setattr(world.store, "look", look)
            seen = await look(work)
            await edit_message(world.store, world.settings, world.ana, posted.id, text="depois")
            return seen

        monkeypatch.setattr(world.store, "look", slowly)
        await index_some(world.store)
        assert await found(world, world.ana, "antes") == []
        await indexed(world)
        assert await found(world, world.ana, "depois") == ["depois"]

    run(story)


def test_no_page_of_the_index_holds_words_that_are_gone(run, database):
    async def story(world):
        for number in range(300):
            await world.post(world.ana, f"palavra{number} comum")
        await world.post(world.ben, "fica")
        await indexed(world)
        async with world.store.writing() as connection:
            await erase_conversation(connection, world.ana, world.talk.id)
        assert await found(world, world.ben, "comum") == []
        assert not await clean(world.store), "others may delete something within these minutes"
        while await clean(world.store, after=0):
            pass
        await indexed(world)
        assert await found(world, world.ben, "fica") == ["fica"]
        if database.kind == "sqlite":
            async with world.store.reading() as connection:
                blocks = (await connection.scalars(text("SELECT block FROM search_index_data"))).all()
                bodies = (await connection.scalars(text("SELECT body FROM search_texts"))).all()
            assert not any(b"palavra" in block or b"comum" in block for block in blocks)
            assert len(bodies) == 1

    run(story)
