"""Requests are bounded: in messages until they are answered, in number per person, and in the list."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from service.errors import (
    RequestsFull,
    RequestUnanswered,
)
from service.messaging.conversations import get_conversation, list_conversations, open_conversation
from service.messaging.listing import MOST_REQUESTS, MOST_UNANSWERED
from service.messaging.requests import (
    ASKED_FOR,
    MOST_ASKED,
    accept_conversation,
    block_conversation,
    ignore_conversation,
)
from service.store import tables
from tests.contract.asking import asked, say


@pytest.mark.parametrize("aside", ["", "ignored", "blocked"])
def test_an_unanswered_request_has_few_messages_whatever_the_other_side_does(run, aside):
    async def story(world):
        talk = await asked(world, MOST_UNANSWERED)
        if aside:
            decide = ignore_conversation if aside == "ignored" else block_conversation
            await decide(world.store, world.ben, talk)
        with pytest.raises(RequestUnanswered) as refused:
            await say(world, world.eva, talk, "one more")
        assert refused.value.details == {"limit": MOST_UNANSWERED}
        assert not (await say(world, world.eva, talk, "hola 0")).created, "sent again is no more"
        assert (await get_conversation(world.store, world.eva, talk)).left == 0

    run(story)


def test_requests_of_one_person_are_bounded_until_they_are_answered_or_old(run):
    async def story(world):
        talks = []
        for number in range(MOST_ASKED):
            await world.stranger(f"p{number}")
            talks.append((await open_conversation(world.store, world.eva, f"p{number}"))[0])
        with pytest.raises(RequestsFull) as refused:
            await open_conversation(world.store, world.eva, "ben")
        assert refused.value.details == {"limit": MOST_ASKED}
        assert (await open_conversation(world.store, world.eva, "p0"))[1] is None, "that one is there"
        await ignore_conversation(world.store, talks[1].other.id, talks[1].id)
        with pytest.raises(RequestsFull):
            await open_conversation(world.store, world.eva, "ben")
        await accept_conversation(world.store, talks[0].other.id, talks[0].id)
        await open_conversation(world.store, world.eva, "ben")
        with pytest.raises(RequestsFull):
            await open_conversation(world.store, world.eva, "ana")
        old = tables.conversations.c.id == talks[2].id
        async with world.store.writing() as connection:
            past = datetime.now(UTC) - ASKED_FOR - timedelta(minutes=1)
            await connection.execute(update(tables.conversations).where(old).values(created_at=past))
        await open_conversation(world.store, world.eva, "ana")

    run(story)


def test_a_flood_of_requests_pushes_no_conversation_out_of_the_list(run):
    async def story(world):
        for number in range(MOST_REQUESTS + 2):
            who = await world.stranger(f"p{number}")
            talk, _ = await open_conversation(world.store, who, "ben")
            await say(world, who, talk.id, "buy")
        found = await list_conversations(world.store, world.ben)
        assert found[-1].id == world.talk.id
        assert [one.state for one in found].count("request") == MOST_REQUESTS

    run(story)
