"""Muting, leaving, reporting, and all of one's data: what is mine alone, and what others learn of it."""

import json

import pytest

from service.errors import InvalidInput, NotFound, NotYours, TextTooLong, TooMany
from service.events import ConversationChanged
from service.identity.people import change_me
from service.messaging import exporting, reporting
from service.messaging.conversations import get_conversation, list_conversations, open_conversation
from service.messaging.editing import edit_message, remove_message
from service.messaging.exporting import files_of
from service.messaging.leaving import leave_conversation, set_muted
from service.messaging.reporting import list_reports, report
from service.messaging.requests import block_conversation
from tests.contract.asking import asked, listed
from tests.contract.test_store_messages import outbox
from tests.store.hearing import Heard
from wire.contracts.activity import Activity
from wire.contracts.contents import NoteContent


async def did(world) -> list[str]:
    return [event.kind for _, event in await outbox(world.store, Activity)]


def test_muting_is_mine_alone(run):
    async def story(world):
        heard = Heard(world.store)
        for _ in range(2):
            assert (await set_muted(world.store, world.ben, world.talk.id, True)).muted
        assert [one.person_ids for one in heard.of(ConversationChanged)] == [(world.ben,)]
        assert not (await get_conversation(world.store, world.ana, world.talk.id)).muted
        assert not (await set_muted(world.store, world.ben, world.talk.id, False)).muted
        assert (await did(world))[-2:] == ["conversation_muted", "conversation_unmuted"]
        with pytest.raises(NotYours):
            await set_muted(world.store, world.eva, world.talk.id, True)

    run(story)


def test_who_leaves_has_it_back_with_the_next_message_or_by_opening_it(run):
    async def story(world):
        talk = world.talk.id
        await world.post(world.ana, "olá")
        for _ in range(2):
            assert (await leave_conversation(world.store, world.ben, talk)).away
        assert await listed(world, world.ben) == [] and await listed(world, world.ben, "left") == [talk]
        assert await listed(world, world.ana) == [talk]
        assert not (await get_conversation(world.store, world.ana, talk)).away, "nobody else is told"
        heard = Heard(world.store)
        await world.post(world.ana, "ainda aí?")
        assert [one.person_ids for one in heard.of(ConversationChanged)] == [(world.ben,)]
        assert await listed(world, world.ben) == [talk] and await listed(world, world.ben, "left") == []
        await leave_conversation(world.store, world.ben, talk)
        back, _ = await open_conversation(world.store, world.ben, "ana")
        assert (back.id, back.away) == (talk, False) and await listed(world, world.ben) == [talk]
        assert (await did(world)).count("conversation_left") == 2

    run(story)


def test_what_who_is_blocked_writes_brings_nothing_back(run):
    async def story(world):
        await leave_conversation(world.store, world.ben, world.talk.id)
        await block_conversation(world.store, world.ben, world.talk.id)
        heard = Heard(world.store)
        await world.post(world.ana, "olá")
        assert heard.of(ConversationChanged) == []

    run(story)


def test_a_report_reaches_the_operator_and_nobody_else(run):
    async def story(world):
        theirs = (await world.post(world.ana, "buy this")).mine
        heard = Heard(world.store)
        await report(world.store, world.ben, world.talk.id, reason="spam", note=" no ", message_id=theirs.id)
        await report(world.store, world.ben, world.talk.id, reason="abuse")
        assert heard.take() == []
        second, first = await list_reports(world.store)
        assert (first.by_handle, first.about_handle, first.reason) == ("ben", "ana", "spam")
        assert (first.note, first.text, second.text) == ("no", "buy this", None)
        await remove_message(world.store, world.ana, theirs.id)
        assert [one.text for one in await list_reports(world.store)] == [None, None]
        assert (await did(world)).count("person_reported") == 2

    run(story)


def test_what_cannot_be_reported_is_refused(run, monkeypatch):
    async def story(world):
        mine = (await world.post(world.ben, "hi")).mine
        elsewhere = await asked(world)
        tries = [
            ({"reason": "nothing"}, InvalidInput),
            ({"reason": "spam", "note": "x" * 1001}, TextTooLong),
            ({"reason": "spam", "message_id": mine.id}, NotFound),
            ({"reason": "spam", "message_id": elsewhere}, NotFound),
        ]
        for said, error in tries:
            with pytest.raises(error):
                await report(world.store, world.ben, world.talk.id, **said)
        with pytest.raises(NotYours):
            await report(world.store, world.eva, world.talk.id, reason="spam")
        monkeypatch.setattr(reporting, "MOST", 1)
        await report(world.store, world.ben, world.talk.id, reason="spam")
        with pytest.raises(TooMany):
            await report(world.store, world.ben, world.talk.id, reason="spam")

    run(story)


def test_all_that_is_mine_is_exported_and_nothing_that_is_kept_from_me(run, monkeypatch):
    async def story(world):
        monkeypatch.setattr(exporting, "MOST", 2)
        for number in range(5):
            message = (await world.post(world.ana, f"olá {number}")).mine
            for text in (f"oi {number}", f"olá {number}") if number == 3 else ():
                await edit_message(world.store, world.settings, world.ana, message.id, text=text)
        await world.post_content(world.ana, NoteContent(), "secret note")
        aside = await asked(world)
        await leave_conversation(world.store, world.ben, world.talk.id)
        await report(world.store, world.ben, world.talk.id, reason="spam")
        me = await change_me(world.store, world.ben, name="Benjamin")
        files = {
            name: b"".join([part async for part in parts]) async for name, parts in files_of(world.store, me)
        }
        assert json.loads(files["me.json"])["name"] == "Benjamin"
        talks = json.loads(files["conversations.json"])
        assert {one["id"] for one in talks} == {world.talk.id, aside}
        said = [json.loads(line) for line in files[f"messages/{world.talk.id}.jsonl"].splitlines()]
        assert [one["text"] for one in said] == [f"olá {number}" for number in range(5)]
        before = [[version["text"] for version in one.get("history", ())] for one in said]
        assert before == [[], [], [], ["olá 3", "oi 3"], []]
        assert json.loads(files["reports.jsonl"])["reason"] == "spam"
        assert "password" not in repr(files) and b"secret note" not in b"".join(files.values())
        assert await list_conversations(world.store, world.ben) != []

    run(story)
