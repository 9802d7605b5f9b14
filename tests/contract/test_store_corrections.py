"""Corrected translations: at once for both sides, never overwritten, reused in scope, taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.enrichment.apply import apply_enriched
from service.enrichment.attach_context import attach_context
from service.enrichment.commands import retry_enrichment
from service.errors import ClientIdReused, NotFound, NothingToCorrect, NotYours, TextEmpty
from service.identity.people import change_me
from service.knowledge.corrections import CORRECTIONS_KEPT, correct_translation, undo_correction
from service.messaging.messages import post_message
from service.messaging.reading import read_messages
from service.store.outbox import oldest
from service.store.tables import corrections
from tests.contract.test_store_messages import decode, outbox
from tests.store.databases import acquainted, enriched
from wire.contracts.activity import Activity
from wire.contracts.events import MessagePosted, Sentiment, Translation
from wire.contracts.ids import new_id


async def translated(world, text="Oi. Tudo bem?", english="Hello. All well?"):
    """A message by Ana as Ben reads it."""
    posted = (await world.post(world.ana, text)).mine
    found = enriched(
        posted,
        translations={"en": Translation(status="done", text=english, engine="firefox", route=("pt", "en"))},
        sentiment=Sentiment(
            label="positive",
            scores={"positive": 1.0},
            engine="e",
            model="m",
            translated="negative",
            disagrees=True,
        ),
    )
    await apply_enriched(world.store, found)
    return posted, found


async def correction(world, message, text, who=None, client_id="correction-1"):
    return await correct_translation(
        world.store, world.settings, who or world.ben, message.id, text=text, client_id=client_id
    )


async def seen_by(world, person_id):
    return (await read_messages(world.store, person_id, world.talk.id)).messages[-1]


async def sent(world):
    """The last message as it goes to workers."""
    async with world.store.writing() as connection:
        rows = await attach_context(connection, await oldest(connection, 100))
    return [event for row in rows if isinstance(event := decode(row.body), MessagePosted)][-1]


async def remembered(world, current=True):
    query = select(func.count()).select_from(corrections).where(corrections.c.current == current)
    async with world.store.reading() as connection:
        return await connection.scalar(query)


def test_a_correction_is_seen_by_both_sides_at_once(run):
    async def story(world):
        message, _ = await translated(world)
        done = await correction(world, message, " Hi. How are you? ")
        assert done.changed and done.rev == 3
        for person, view in ((world.ana, done.author_view), (world.ben, done.reader_view)):
            assert await seen_by(world, person) == view
            text = view.enrichment.translations["en"]
            assert (text.text, text.engine, text.confidence) == ("Hi. How are you?", "person", 1.0)
            assert view.enrichment.corrected["en"].by == world.ben
            sentiment = view.enrichment.sentiment
            assert (sentiment.label, sentiment.translated, sentiment.disagrees) == ("positive", None, False)
        [told] = [
            one for _, one in await outbox(world.store, Activity) if one.kind == "translation_corrected"
        ]
        assert (told.person_id, told.message_id) == (world.ben, message.id)
        assert "Hi." not in repr(told)

    run(story)


def test_the_same_segment_brings_it_along_at_once(run):
    async def story(world):
        message, _ = await translated(world)
        await correction(world, message, "Hi. How are you?")
        await world.post(world.ana, "  OI, tudo  bem!")
        [known] = (await sent(world)).memory
        assert (known.source, known.target) == ("Oi. Tudo bem?", "Hi. How are you?")
        assert (known.source_language, known.target_language) == ("pt", "en")
        await world.post(world.ana, "Tudo bem? E a família?")
        assert [(one.source, one.target) for one in (await sent(world)).memory] == [
            ("Tudo bem?", "How are you?")
        ]
        await world.post(world.ana, "Tudo bem com o pedido?")
        assert (await sent(world)).memory == ()

    run(story)


def test_it_holds_in_the_correctors_other_conversations_but_not_in_others(run):
    async def story(world):
        message, _ = await translated(world)
        await correction(world, message, "Hi. How are you?")
        rui = await world.stranger("rui", "pt")
        await world.stranger("zoe", "en")
        for reader, known in (("ben", True), ("zoe", False)):
            talk = await acquainted(world.store, rui, reader)
            await post_message(
                world.store, world.settings, rui, talk.id, text="Oi. Tudo bem?", client_id=f"to {reader}"
            )
            assert bool((await sent(world)).memory) == known

    run(story)


def test_nothing_that_a_worker_says_later_takes_a_correction_away(run):
    async def story(world):
        message, found = await translated(world)
        done = await correction(world, message, "Hi. How are you?")
        assert await apply_enriched(world.store, found) is None
        later = enriched(message, enriched_at=found.enriched_at + timedelta(hours=1), language="gl")
        again = await apply_enriched(world.store, later)
        assert again.reader_view.enrichment.translations == done.reader_view.enrichment.translations
        assert again.reader_view.enrichment.corrected == done.reader_view.enrichment.corrected
        assert again.reader_view.enrichment.language == "gl"

    run(story)


def test_a_correction_travels_when_the_message_is_queued_again(run):
    async def story(world):
        message, found = await translated(world)
        await correction(world, message, "Hi. How are you?")
        await change_me(world.store, world.ben, language="de")
        event = await sent(world)
        assert event.targets == ("de",) and event.given["en"].text == "Hi. How are you?"
        german = Translation(status="done", text="Hallo. Alles gut?", engine="firefox")
        later = enriched(
            message,
            translations={**event.given, "de": german},
            enriched_at=found.enriched_at + timedelta(hours=1),
        )
        seen = (await apply_enriched(world.store, later)).reader_view.enrichment.translations
        assert (seen["en"].text, seen["de"].text) == ("Hi. How are you?", "Hallo. Alles gut?")

    run(story)


def test_the_newest_correction_wins_and_one_sent_again_changes_nothing(run):
    async def story(world):
        message, _ = await translated(world)
        await correction(world, message, "Hi. How are you?")
        await correction(world, message, "Hey. All good?", who=world.ana, client_id="correction-2")
        late = await correction(world, message, "Hi. How are you?")
        assert not late.changed
        view = await seen_by(world, world.ben)
        assert view.enrichment.translations["en"].text == "Hey. All good?"
        assert view.enrichment.corrected["en"].by == world.ana
        await world.post(world.ana, "Oi. Tudo bem?")
        assert [one.target for one in (await sent(world)).memory if one.source == message.text] == [
            "Hey. All good?"
        ]
        with pytest.raises(ClientIdReused):
            await correction(world, message, "Something else.")

    run(story)


def test_what_is_there_already_is_no_correction(run):
    async def story(world):
        message, _ = await translated(world)
        assert not (await correction(world, message, "Hello. All well?")).changed
        assert await remembered(world) == 0

    run(story)


def test_taking_it_back_brings_the_engines_text_and_forgets(run):
    async def story(world):
        message, found = await translated(world)
        await correction(world, message, "Hi. How are you?")
        await correction(world, message, "Hey. How are you?", client_id="correction-2")
        given = (await seen_by(world, world.ben)).enrichment.translations
        back = await undo_correction(world.store, world.settings, world.ben, message.id)
        assert back.reader_view.enrichment.translations["en"].text == "Hello. All well?"
        assert back.author_view.enrichment.corrected == {}
        assert back.reader_view.enrichment.status == "pending"
        assert await remembered(world) == await remembered(world, current=False) == 0
        event = await sent(world)
        assert (event.message_id, event.memory, event.given) == (message.id, (), {})
        stale = enriched(message, translations=given, enriched_at=found.enriched_at + timedelta(hours=1))
        seen = (await apply_enriched(world.store, stale)).reader_view
        assert seen.enrichment.translations["en"].text == "Hello. All well?"
        assert not (await undo_correction(world.store, world.settings, world.ana, message.id)).changed

    run(story)


def test_a_correction_survives_a_retry(run):
    async def story(world):
        message, _ = await translated(world)
        await correction(world, message, "Hi. How are you?")
        seen = await retry_enrichment(world.store, world.settings, world.ben, message.id)
        assert seen.enrichment.translations["en"].text == "Hi. How are you?"

    run(story)


def test_only_sides_correct_and_only_what_is_translated(run):
    async def story(world):
        message, _ = await translated(world)
        with pytest.raises(NotYours):
            await correction(world, message, "Mine now.", who=world.eva)
        with pytest.raises(NotYours):
            await undo_correction(world.store, world.settings, world.eva, message.id)
        with pytest.raises(TextEmpty):
            await correction(world, message, "  \n ")
        fresh = (await world.post(world.ana, "Ainda não.")).mine
        with pytest.raises(NothingToCorrect):
            await correction(world, fresh, "Not yet.")
        fresh_id = new_id()
        with pytest.raises(NotFound):
            await undo_correction(world.store, world.settings, world.ben, fresh_id)

    run(story)


def test_only_the_last_corrections_of_a_message_are_kept(run):
    async def story(world):
        message, _ = await translated(world)
        for number in range(CORRECTIONS_KEPT + 5):
            await correction(world, message, f"Number {number}.", client_id=f"correction-{number}")
        assert await remembered(world) == 1
        assert await remembered(world, current=False) == CORRECTIONS_KEPT - 1
        back = await undo_correction(world.store, world.settings, world.ben, message.id)
        assert back.reader_view.enrichment.translations["en"].text == "Hello. All well?"

    run(story)
