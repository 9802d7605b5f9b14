"""Reactions and pins where one side blocks the other: seen by who made them alone, and in nobody's way."""

import pytest
from sqlalchemy import select

from service.errors import Blocked, TooMany
from service.events import MessageChanged
from service.messaging import marks, reacting
from service.messaging.erasure import erase_conversation
from service.messaging.reacting import pin, pinned_in, react
from service.messaging.reading import read_message
from service.messaging.requests import block_conversation, unblock_conversation
from service.store.tables import messages
from tests.store.hearing import Heard


async def seen(world, who, message):
    return await read_message(world.store, who, message.id)


def test_who_is_blocked_cannot_tell_and_who_blocks_sees_nothing(run):
    async def story(world):
        posted = (await world.post(world.ben, "hello")).mine
        await block_conversation(world.store, world.ben, world.talk.id)
        heard = Heard(world.store)
        mine = await react(world.store, world.ana, posted.id, emoji="👍", on=True)
        mine = await pin(world.store, world.ana, posted.id, on=True)
        assert [one.by for one in mine.reactions] == [(world.ana,)] and mine.pinned is not None
        assert {one.person_id for event in heard.of(MessageChanged) for one in event.seen} == {world.ana}
        for mark in (
            react(world.store, world.ben, posted.id, emoji="👍", on=True),
            pin(world.store, world.ben, posted.id, on=True),
        ):
            with pytest.raises(Blocked):
                await mark
        await unblock_conversation(world.store, world.ben, world.talk.id)
        theirs = await seen(world, world.ben, posted)
        assert theirs.reactions == () and theirs.pinned is None
        assert await pinned_in(world.store, world.ben, world.talk.id) == []
        assert [one.id for one in await pinned_in(world.store, world.ana, world.talk.id)] == [posted.id]

    run(story)


def test_who_is_blocked_lets_nothing_loose_for_who_blocks(run):
    async def story(world):
        posted = (await world.post(world.ben, "hello")).mine
        await pin(world.store, world.ben, posted.id, on=True)
        await block_conversation(world.store, world.ben, world.talk.id)
        for on in (False, True, False):
            mine = await pin(world.store, world.ana, posted.id, on=on)
            assert (mine.pinned is not None) is on
            assert bool(await pinned_in(world.store, world.ana, world.talk.id)) is on
            theirs = await seen(world, world.ben, posted)
            assert theirs.pinned is not None and theirs.pinned.by == world.ben
        await unblock_conversation(world.store, world.ben, world.talk.id)
        assert [one.id for one in await pinned_in(world.store, world.ben, world.talk.id)] == [posted.id]
        async with world.store.writing() as connection:
            await erase_conversation(connection, world.ana, world.talk.id)
            kept = await connection.scalar(select(messages.c.pinned).where(messages.c.id == posted.id))
        assert marks.pinned(kept).by == world.ben and world.ana not in kept

    run(story)


def test_what_is_kept_from_a_person_fills_nothing_up_for_them(run, monkeypatch):
    async def story(world):
        monkeypatch.setattr(reacting, "MOST_EMOJI", 2)
        monkeypatch.setattr(reacting, "MOST_REACTIONS", 2)
        monkeypatch.setattr(reacting, "MOST_PINNED", 1)
        first, second = [(await world.post(world.ben, one)).mine for one in ("one", "two")]
        await block_conversation(world.store, world.ben, world.talk.id)
        for emoji in ("👍", "❤️"):
            await react(world.store, world.ana, first.id, emoji=emoji, on=True)
        await pin(world.store, world.ana, first.id, on=True)
        await unblock_conversation(world.store, world.ben, world.talk.id)
        for emoji in ("🎉", "😂"):
            mine = await react(world.store, world.ben, first.id, emoji=emoji, on=True)
        assert [one.emoji for one in mine.reactions] == ["🎉", "😂"]
        await pin(world.store, world.ben, second.id, on=True)
        assert [one.id for one in await pinned_in(world.store, world.ben, world.talk.id)] == [second.id]
        theirs = [one.id for one in await pinned_in(world.store, world.ana, world.talk.id)]
        assert theirs == [first.id, second.id]
        for who in (world.ana, world.ben):
            with pytest.raises(TooMany):
                await react(world.store, who, first.id, emoji="😮", on=True)
            with pytest.raises(TooMany):
                await pin(world.store, who, (await world.post(who, "three")).mine.id, on=True)

    run(story)
