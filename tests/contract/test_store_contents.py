"""What a message is besides its text; the same command twice; messages that are edited or taken back."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from service.enrichment.apply import apply_batch
from service.errors import ClientIdReused, InvalidInput, NotFound, NotYours, TextEmpty, TextTooLong
from service.events import MessageAdded, MessageChanged
from service.knowledge.corrections import correct_translation
from service.messaging.command import MOST_CONTENT
from service.messaging.conversations import get_conversation
from service.messaging.editing import edit_message, remove_message
from service.messaging.erasure import erase_conversation
from service.messaging.history import history_of
from service.messaging.reading import changed_since, read_messages
from service.messaging.replay import known_after, recalled
from service.models import SuggestionUse
from service.store import tables
from tests.contract.test_store_messages import outbox
from tests.store.databases import enriched
from tests.store.hearing import Heard
from wire.contracts.contents import (
    REMOVED,
    TEXT,
    AttachmentContent,
    CallContent,
    NoteContent,
    RemovedContent,
    SealedContent,
    SystemContent,
    VoiceContent,
)
from wire.contracts.events import MessagePosted
from wire.contracts.ids import first_id

FILE = AttachmentContent(file_id="f1", name="menu.pdf", media_type="application/pdf", size=1234)
VOICE = VoiceContent(file_id="f2", media_type="audio/ogg", size=9, seconds=1.5)
SEALED = SealedContent(scheme="mls", key_id="k1", ciphertext=b"\x00secret\xff")


async def work(world) -> list[MessagePosted]:
    return [event for _, event in await outbox(world.store) if isinstance(event, MessagePosted)]


async def all_stored(world) -> str:
    async with world.store.reading() as connection:
        rows = [
            (await connection.execute(select(table))).all()
            for table in (
                tables.messages,
                tables.enrichments,
                tables.findings,
                tables.message_changes,
                tables.corrections,
            )
        ]
    return repr(rows)


@pytest.mark.parametrize("content", [FILE, VOICE, SEALED], ids=lambda one: one.kind)
def test_a_message_of_any_kind_is_stored_and_read_as_it_was(run, content):
    async def story(world):
        posted = (await world.post_content(world.ana, content)).mine
        assert (posted.content, posted.text, posted.enrichment.status) == (content, "", "done")
        page = await read_messages(world.store, world.ben, world.talk.id)
        assert page.messages == (posted,)
        assert (await get_conversation(world.store, world.ben, world.talk.id)).unread == 1
        [event] = await work(world)
        assert (event.kind, event.text, event.elsewhere) == (content.kind, "", True), "counted, no work"

    run(story)


def test_a_caption_is_understood_like_any_text(run):
    async def story(world):
        posted = (await world.post_content(world.ana, FILE, "O menu de hoje")).mine
        assert posted.enrichment.status == "pending"
        [event] = await work(world)
        assert (event.kind, event.text, event.elsewhere) == ("attachment", "O menu de hoje", False)
        [done] = await apply_batch(world.store, [enriched(posted)])
        assert done.reader_view.content == FILE and done.reader_view.enrichment.translations

    run(story)


def test_a_note_is_for_the_authors_side_alone(run):
    async def story(world):
        heard = Heard(world.store)
        posted = (await world.post_content(world.ana, NoteContent(), "is he a regular?")).mine
        [added] = heard.of(MessageAdded)
        assert [one.person_id for one in added.seen] == [world.ana]
        mine = await read_messages(world.store, world.ana, world.talk.id)
        theirs = await read_messages(world.store, world.ben, world.talk.id)
        assert mine.messages == (posted,) and theirs.messages == ()
        seen = await get_conversation(world.store, world.ben, world.talk.id)
        assert (seen.unread, seen.last_message) == (0, None)
        assert [one.elsewhere for one in await work(world)] == [True]
        await world.post(world.ana, "Bom dia")
        assert (await work(world))[-1].context == (), "no worker reads it, not even as context"

    run(story)


@pytest.mark.parametrize(
    ("content", "said", "error"),
    [
        (CallContent(outcome="missed"), "", InvalidInput),
        (SystemContent(code="joined"), "", InvalidInput),
        (RemovedContent(), "", InvalidInput),
        (SEALED, "and in plain", InvalidInput),
        (NoteContent(), " ", TextEmpty),
        (TEXT, "", TextEmpty),
        (SealedContent(scheme="mls", key_id="k", ciphertext=b"x" * MOST_CONTENT), "", TextTooLong),
    ],
    ids=["call", "system", "removed", "sealed with text", "note", "text", "large"],
)
def test_what_people_cannot_write_is_refused(run, content, said, error):
    async def story(world):
        with pytest.raises(error):
            await world.post_content(world.ana, content, said)
        assert await work(world) == []

    run(story)


def test_a_client_id_stands_for_the_whole_command(run):
    async def story(world):
        use = SuggestionUse(message_id=world.talk.id, suggestion_id="greet", edited=False)
        first = await world.post(world.ana, "olá", client_id="one", suggestion=use)
        again = await world.post(world.ana, "olá", client_id="one", suggestion=use)
        assert (again.created, again.mine) == (False, first.mine)
        for other in ({}, {"suggestion": SuggestionUse(message_id="m", suggestion_id="x", edited=True)}):
            with pytest.raises(ClientIdReused):
                await world.post(world.ana, "olá", client_id="one", **other)
        with pytest.raises(ClientIdReused):
            await world.post(world.ana, "olá", client_id="one", suggestion=use, content=FILE)
        with pytest.raises(ClientIdReused):
            await world.post(world.ana, "adeus", client_id="one", suggestion=use)

    run(story)


def test_of_messages_from_before_commands_were_kept_the_text_is_compared(run):
    async def story(world):
        await world.post(world.ana, "olá", client_id="one")
        async with world.store.writing() as connection:
            await connection.execute(update(tables.messages).values(command=None))
        assert not (await world.post(world.ana, "olá", client_id="one")).created
        with pytest.raises(ClientIdReused):
            await world.post(world.ana, "adeus", client_id="one")

    run(story)


def test_an_edited_message_is_understood_anew_and_nothing_of_before_stays(run):
    async def story(world):
        before = (await world.post(world.ana, "Olá segredo", client_id="one")).mine
        await world.post(world.ben, "hm")
        late = enriched(before)
        await apply_batch(world.store, [late])
        await correct_translation(
            world.store, world.settings, world.ben, before.id, text="Hello secret", client_id="c"
        )
        heard = Heard(world.store)
        after = await edit_message(world.store, world.settings, world.ana, before.id, text="Olá mundo")
        assert (after.text, after.seq, after.enrichment.status) == ("Olá mundo", before.seq, "pending")
        assert after.edited_at is not None and after.enrichment.translations == {}
        said = await history_of(world.store, world.ben, before.id)
        assert [(one.text, one.written_at) for one in said] == [("Olá segredo", before.posted_at)]
        assert "secret" not in await all_stored(world), "nor is anything kept of its translations"
        [changed] = heard.of(MessageChanged)
        assert {one.person_id for one in changed.seen} == {world.ana, world.ben}
        page = await changed_since(world.store, world.ben, world.talk.id, after.rev - 1)
        assert page.messages == (after,) and page.rev == after.rev, "whoever missed it finds it by rev"
        assert ((await work(world))[-1].text, (await work(world))[-1].targets) == ("Olá mundo", ("en",))
        [done] = await apply_batch(world.store, [late])
        assert not done.changed, "what a worker found of the text before comes too late"
        fresh = enriched(after, queued_at=after.edited_at, enriched_at=datetime.now(UTC))
        [done] = await apply_batch(world.store, [fresh])
        assert done.changed
        assert (await edit_message(world.store, world.settings, world.ana, before.id, text="Olá mundo")).rev
        again = await world.post(world.ana, "Olá segredo", client_id="one")
        assert (again.created, again.mine.text) == (False, "Olá mundo"), "sent again it is no other message"

    run(story)


def test_a_message_taken_back_leaves_its_place_and_nothing_else(run):
    async def story(world):
        posted = (await world.post_content(world.ana, FILE, "Olá segredo", client_id="one")).mine
        await apply_batch(world.store, [enriched(posted)])
        gone = await remove_message(world.store, world.ana, posted.id)
        assert (gone.text, gone.content, gone.seq) == ("", REMOVED, posted.seq)
        assert gone.enrichment.status == "done" and gone.enrichment.translations == {}
        assert gone.rev > posted.rev
        kept = await all_stored(world)
        assert "segredo" not in kept and "menu.pdf" not in kept and "Hello!" not in kept
        assert await remove_message(world.store, world.ana, posted.id) == gone
        assert await apply_batch(world.store, [enriched(posted)]) == []
        again = await world.post(world.ana, "Olá segredo", client_id="one", content=FILE)
        assert not again.created and again.mine.text == ""
        with pytest.raises(NotFound):
            await edit_message(world.store, world.settings, world.ana, posted.id, text="x")
        async with world.store.reading() as connection:
            [change] = (await connection.execute(select(tables.message_changes))).all()
        assert (change.message_id, change.rev, change.change) == (posted.id, gone.rev, "removed")

    run(story)


def test_only_its_author_changes_a_message(run):
    async def story(world):
        posted = (await world.post(world.ana, "olá")).mine
        for me in (world.ben, world.eva):
            with pytest.raises(NotYours):
                await edit_message(world.store, world.settings, me, posted.id, text="x")
            with pytest.raises(NotYours):
                await remove_message(world.store, me, posted.id)
        sealed = (await world.post_content(world.ana, SEALED)).mine
        with pytest.raises(InvalidInput):
            await edit_message(world.store, world.settings, world.ana, sealed.id, text="x")

    run(story)


def test_edits_at_the_same_time_each_get_their_rev(run):
    async def story(world):
        posted = (await world.post(world.ana, "olá")).mine
        texts = [f"olá {number}" for number in range(6)]
        done = await asyncio.gather(
            *(edit_message(world.store, world.settings, world.ana, posted.id, text=one) for one in texts)
        )
        assert sorted(one.rev for one in done) == list(range(posted.rev + 1, posted.rev + 7))

    run(story)


def test_erasing_an_account_takes_contents_of_all_kinds(run):
    async def story(world):
        for content in (FILE, SEALED):
            await world.post_content(world.ana, content)
        await world.post_content(world.ana, NoteContent(), "a note")
        for _ in range(2):
            async with world.store.writing() as connection:
                await erase_conversation(connection, world.ana, world.talk.id)
        kept = await all_stored(world)
        assert "menu.pdf" not in kept and "a note" not in kept and "ciphertext" not in kept
        page = await read_messages(world.store, world.ana, world.talk.id)
        assert {one.content for one in page.messages} == {REMOVED}

    run(story)


def test_the_event_log_is_told_of_kinds_again(run):
    async def story(world):
        posted = (await world.post_content(world.ana, FILE)).mine
        page = await known_after(world.store, "", datetime.now(UTC) + timedelta(hours=1))
        assert [(one.message_id, one.enriched) for one in page.known] == [(posted.id, True)]
        assert page.upto == posted.id
        back = await known_after(world.store, "", datetime.now(UTC) - timedelta(hours=1))
        assert back.known == page.known, "the clock was set back: nothing waits for it an hour"
        assert back.upto == "", "but messages of now, whose ids are smaller, are still looked at"
        mark = first_id(datetime.now(UTC) + timedelta(hours=2))
        behind = await known_after(world.store, mark, datetime.now(UTC) + timedelta(minutes=2))
        assert (behind.known, behind.after, behind.upto) == (page.known, mark, mark), (
            "of a clock that was ahead"
        )
        message, understood = await recalled(world.store, [posted.id])
        assert (message.kind, message.elsewhere, understood.status) == ("attachment", True, "done")

    run(story)


def test_a_message_from_before_contents_is_a_text(run):
    async def story(world):
        posted = (await world.post(world.ana, "olá")).mine
        async with world.store.reading() as connection:
            row = (await connection.execute(text("SELECT kind, content FROM messages"))).one()
        assert (row.kind, row.content) == ("text", None), "as a migrated row has it"
        assert posted.content == TEXT

    run(story)
