"""Editing within its time, what was said before, and what is kept from whom; taking back leaves nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from service.enrichment.apply import apply_batch
from service.errors import EditedMeanwhile, EditOver, NotFound, TooMany
from service.messaging import editing
from service.messaging.editing import edit_message, remove_message
from service.messaging.history import history_of
from service.messaging.reading import read_message, read_messages
from service.messaging.requests import block_conversation
from service.messaging.retention import erase_before
from service.messaging.taken_back import noted, over
from service.store import tables
from tests.contract.test_store_contents import all_stored
from tests.contract.test_store_messages import outbox
from tests.store.databases import enriched
from wire.contracts.activity import Activity
from wire.contracts.contents import REMOVED


def edit(world, message, text, who=None, **options):
    return edit_message(world.store, world.settings, who or world.ana, message.id, text=text, **options)


async def did(world) -> list[str]:
    return [event.kind for _, event in await outbox(world.store, Activity)]


def test_all_that_a_message_said_is_there_for_both(run):
    async def story(world):
        posted = (await world.post(world.ana, "um")).mine
        second = await edit(world, posted, "dois")
        third = await edit(world, posted, "três", edited_at=second.edited_at)
        for who in (world.ana, world.ben):
            said = await history_of(world.store, who, posted.id)
            assert [one.text for one in said] == ["um", "dois"]
            assert [one.written_at for one in said] == [posted.posted_at, second.edited_at]
            assert (await read_message(world.store, who, posted.id)).text == "três"
        assert (await did(world)).count("message_edited") == 2
        assert third.edited_at > second.edited_at

    run(story)


def test_an_edit_that_knows_nothing_of_another_is_refused(run):
    async def story(world):
        posted = (await world.post(world.ana, "um")).mine
        first = await edit(world, posted, "dois", edited_at=None)
        with pytest.raises(EditedMeanwhile):
            await edit(world, posted, "três", edited_at=None)
        again = await edit(world, posted, "dois", edited_at=None)
        assert again == first, "the same edit, whose answer was lost, is no other"
        assert (await edit(world, posted, "três", edited_at=first.edited_at)).text == "três"

    run(story)


def test_a_message_can_be_edited_so_long_and_so_often(run, monkeypatch):
    async def story(world):
        posted = (await world.post(world.ana, "um")).mine
        long_ago = datetime.now(UTC) - timedelta(minutes=61)
        async with world.store.writing() as connection:
            await connection.execute(update(tables.messages).values(posted_at=long_ago))
        short, always = (replace(world.settings, edit_minutes=one) for one in (60, 0))
        with pytest.raises(EditOver) as refused:
            await edit_message(world.store, short, world.ana, posted.id, text="dois")
        assert refused.value.details == {"limit": 60}
        monkeypatch.setattr(editing, "MOST_EDITS", 2)
        for text in ("dois", "três"):
            await edit_message(world.store, always, world.ana, posted.id, text=text)
        with pytest.raises(TooMany):
            await edit_message(world.store, always, world.ana, posted.id, text="quatro")
        assert (await remove_message(world.store, world.ana, posted.id)).content == REMOVED, "at any time"

    run(story)


def test_what_is_edited_while_blocked_is_kept_from_who_blocks(run):
    async def story(world):
        posted = (await world.post(world.ana, "um")).mine
        await block_conversation(world.store, world.ben, world.talk.id)
        assert (await edit(world, posted, "something nasty")).text == "something nasty"
        assert [
            one.text for one in (await read_messages(world.store, world.ana, world.talk.id)).messages
        ] == ["something nasty"]
        assert (await read_messages(world.store, world.ben, world.talk.id)).messages == ()
        for ask in (history_of, read_message):
            with pytest.raises(NotFound):
                await ask(world.store, world.ben, posted.id)

    run(story)


@pytest.mark.parametrize("how", ["removed", "retention"])
def test_with_a_message_goes_what_it_said_before(run, how):
    async def story(world):
        posted = (await world.post(world.ana, "Olá segredo")).mine
        await apply_batch(world.store, [enriched(posted)])
        await edit(world, posted, "Olá mundo")
        if how == "removed":
            await remove_message(world.store, world.ana, posted.id)
            assert (await did(world))[-1] == "message_removed"
        else:
            await erase_before(world.store, datetime.now(UTC) + timedelta(hours=1))
        kept = await all_stored(world)
        assert "segredo" not in kept and "mundo" not in kept
        assert await history_of(world.store, world.ben, posted.id) == []

    run(story)


def test_what_is_taken_back_is_noted_until_it_is_over(run):
    async def story(world):
        posted = (await world.post(world.ana, "um")).mine
        for _ in range(2):
            await remove_message(world.store, world.ana, posted.id)
        [one] = await noted(world.store)
        assert (one.message_id, one.relayed) == (posted.id, False), "the outbox still has it"
        async with world.store.writing() as connection:
            await connection.execute(tables.outbox.delete())
        assert [one.relayed for one in await noted(world.store)] == [True]
        await over(world.store, [posted.id])
        assert await noted(world.store) == []
        async with world.store.reading() as connection:
            assert await connection.scalar(select(func.count()).select_from(tables.taken_back)) == 0

    run(story)
