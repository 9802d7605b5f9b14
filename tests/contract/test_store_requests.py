"""Conversations that are asked for: what becomes of one, and who decides it."""

from datetime import UTC, datetime, timedelta

import pytest

from service.enrichment.apply import apply_enriched
from service.enrichment.commands import retry_enrichment
from service.errors import (
    Blocked,
    NotARequest,
    NotFound,
    NotYours,
)
from service.events import ConversationChanged, ReceiptMoved
from service.identity.people import partners_of
from service.identity.presence import presence_ended
from service.messaging.conversations import get_conversation, list_conversations, open_conversation
from service.messaging.listing import MOST_UNANSWERED
from service.messaging.reading import changed_since, read_messages
from service.messaging.receipts import mark
from service.messaging.requests import (
    accept_conversation,
    block_conversation,
    ignore_conversation,
    unblock_conversation,
)
from tests.contract.asking import added, asked, listed, say, state
from tests.contract.test_store_enrichment import kinds
from tests.store.databases import acquainted, enriched
from tests.store.hearing import Heard
from wire.contracts.sentiment_trend import QUIET


def test_who_is_asked_accepts_and_both_talk(run):
    async def story(world):
        talk = await asked(world, 2)
        assert await state(world, world.ben, talk) == "request"
        mine = await get_conversation(world.store, world.eva, talk)
        assert (mine.state, mine.left) == ("sent", MOST_UNANSWERED - 2)
        assert mine.theirs.read_seq == 0 and mine.sentiment == QUIET
        assert (await get_conversation(world.store, world.ben, talk)).unread == 2
        heard = Heard(world.store)
        done = await accept_conversation(world.store, world.ben, talk)
        assert done.state == "accepted"
        both = ConversationChanged(conversation_id=talk, person_ids=(world.eva, world.ben))
        assert heard.take() == [both]
        assert await state(world, world.eva, talk) == "accepted"
        assert (await get_conversation(world.store, world.eva, talk)).left is None
        await accept_conversation(world.store, world.ben, talk)
        assert heard.of(ConversationChanged)[0].person_ids == (world.ben,), "the other side once"
        with pytest.raises(NotARequest):
            await ignore_conversation(world.store, world.ben, talk)

    run(story)


@pytest.mark.parametrize("first", ["request", "ignored"])
@pytest.mark.parametrize("how", ["answers", "opens", "accepts"])
def test_answering_and_opening_accept_too(run, first, how):
    async def story(world):
        talk = await asked(world)
        if first == "ignored":
            await ignore_conversation(world.store, world.ben, talk)
        assert await state(world, world.ben, talk) == first
        if how == "answers":
            heard = Heard(world.store)
            posted = await say(world, world.ben, talk, "hi")
            assert heard.take() == [
                ConversationChanged(conversation_id=talk, person_ids=(world.eva, world.ben)),
                added(posted.mine, world.eva, world.ben),
                ReceiptMoved(
                    conversation_id=talk,
                    person_id=world.ben,
                    delivered_seq=1,
                    read_seq=1,
                    told=(world.eva, world.ben),
                ),
            ]
        elif how == "opens":
            assert (await open_conversation(world.store, world.ben, "eva"))[1] == "accepted"
        else:
            await accept_conversation(world.store, world.ben, talk)
        assert await state(world, world.ben, talk) == await state(world, world.eva, talk) == "accepted"

    run(story)


def test_a_request_shows_from_its_first_message_on(run):
    async def story(world):
        talk = await asked(world, 0)
        assert talk in await listed(world, world.eva)
        assert talk not in await listed(world, world.ben)
        heard = Heard(world.store)
        posted = await say(world, world.eva, talk, "hola")
        shown = ConversationChanged(conversation_id=talk, person_ids=(world.ben,))
        assert heard.take() == [shown, added(posted.mine, world.ben, world.eva)]
        assert await listed(world, world.ben) == [talk, world.talk.id]

    run(story)


def test_ignoring_takes_it_out_of_the_list_and_is_not_told(run):
    async def story(world):
        talk = await asked(world)
        before = await get_conversation(world.store, world.eva, talk)
        await ignore_conversation(world.store, world.ben, talk)
        await ignore_conversation(world.store, world.ben, talk)
        assert await get_conversation(world.store, world.eva, talk) == before
        heard = Heard(world.store)
        posted = await say(world, world.eva, talk, "are you there?")
        assert heard.take() == [added(posted.mine, world.eva)], "it does not reach who ignores"
        assert await listed(world, world.ben) == [world.talk.id]
        assert await listed(world, world.ben, "ignored") == [talk]
        assert await listed(world, world.ben, "blocked") == []
        assert (await list_conversations(world.store, world.ben, "ignored"))[0].unread == 2, "it can be read"
        await accept_conversation(world.store, world.ben, talk)
        assert (await read_messages(world.store, world.ben, talk)).messages[-1].text == "are you there?"

    run(story)


def test_nothing_of_who_is_blocked_arrives_and_they_cannot_tell(run):
    async def story(world):
        await world.post(world.ana, "before")
        talk, now = world.talk.id, datetime.now(UTC)
        await presence_ended(world.store, world.ben, now - timedelta(hours=1))
        heard = Heard(world.store)
        done = await block_conversation(world.store, world.ben, talk)
        assert done.state == "blocked"
        left, shown = heard.take()
        assert (left.person_id, left.other_id, left.talking) == (world.ben, world.ana, False)
        assert shown == ConversationChanged(conversation_id=talk, person_ids=(world.ben,))
        seen = await get_conversation(world.store, world.ana, talk)
        assert (seen.state, seen.left) == ("accepted", None)
        posted = await world.post(world.ana, "after")
        assert posted.created and heard.take() == [added(posted.mine, world.ana)]
        found = await apply_enriched(world.store, enriched(posted.mine))
        assert found.author_told and not found.reader_told
        assert found.author_view.enrichment.translations, "it is translated as ever"

        def texts(page):
            return [one.text for one in page.messages]

        assert texts(await read_messages(world.store, world.ana, talk)) == ["before", "after"]
        assert texts(await read_messages(world.store, world.ben, talk)) == ["before"]
        assert texts(await changed_since(world.store, world.ben, talk, 0)) == ["before"]
        mine = await get_conversation(world.store, world.ben, talk)
        assert (mine.last_message.text, mine.last_seq, mine.unread) == ("before", 1, 1)
        with pytest.raises(NotFound):
            await retry_enrichment(world.store, world.settings, world.ben, posted.mine.id)
        with pytest.raises(Blocked):
            await world.post(world.ben, "I cannot")
        assert (await open_conversation(world.store, world.ben, "ana"))[0].state == "blocked"
        assert await open_conversation(world.store, world.ana, "ben") == (
            await get_conversation(world.store, world.ana, talk),
            None,
        )
        await unblock_conversation(world.store, world.ben, talk)
        await world.post(world.ana, "again")
        assert texts(await read_messages(world.store, world.ben, talk)) == ["before", "again"]
        assert (await get_conversation(world.store, world.ben, talk)).unread == 2

    run(story)


def test_a_receipt_beyond_the_end_does_not_say_that_what_was_withheld_was_read(run):
    async def story(world):
        talk = world.talk.id
        await world.post(world.ana, "before")
        await block_conversation(world.store, world.ben, talk)
        await world.post(world.ana, "while blocked")
        await unblock_conversation(world.store, world.ben, talk)
        moved = await mark(world.store, world.ben, talk, read_seq=9, delivered_seq=9)
        assert (moved.read_seq, moved.delivered_seq) == (1, 1)
        assert (await get_conversation(world.store, world.ana, talk)).theirs.read_seq == 1
        await world.post(world.ana, "again")
        assert (await mark(world.store, world.ben, talk, read_seq=9)).read_seq == 3
        assert (await mark(world.store, world.ana, talk, read_seq=9)).read_seq == 3, "one's own can be seen"

    run(story)


def test_a_block_ends_as_it_began(run):
    async def story(world):
        for first in ("request", "ignored", "accepted"):
            who = await world.stranger(f"who-{first}")
            talk, _ = await open_conversation(world.store, who, "ben")
            if first != "request":
                decide = ignore_conversation if first == "ignored" else accept_conversation
                await decide(world.store, world.ben, talk.id)
            for _ in range(2):
                assert (await block_conversation(world.store, world.ben, talk.id)).state == "blocked"
            assert await state(world, who, talk.id) == ("accepted" if first == "accepted" else "sent")
            for decide in (accept_conversation, ignore_conversation):
                with pytest.raises(Blocked):
                    await decide(world.store, world.ben, talk.id)
            for _ in range(2):
                done = await unblock_conversation(world.store, world.ben, talk.id)
                assert done.state == first
        told = [one for one in await kinds(world) if one.endswith("blocked")]
        assert told == ["person_blocked", "person_unblocked"] * (len(told) // 2) and told, "again is none"

    run(story)


def test_who_asks_may_block_and_accepting_that_shows_nothing(run):
    async def story(world):
        talk = await asked(world)
        await block_conversation(world.store, world.eva, talk)
        assert await state(world, world.ben, talk) == "request"
        heard = Heard(world.store)
        done = await accept_conversation(world.store, world.ben, talk)
        assert done.state == "accepted"
        assert heard.take() == [ConversationChanged(conversation_id=talk, person_ids=(world.ben,))]
        assert await partners_of(world.store, world.ben) == [world.ana]

    run(story)


def test_decisions_are_for_the_sides_alone(run):
    async def story(world):
        decisions = (
            accept_conversation,
            ignore_conversation,
            block_conversation,
            unblock_conversation,
        )
        for decide in decisions:
            with pytest.raises(NotYours):
                await decide(world.store, world.eva, world.talk.id)
            with pytest.raises(NotFound):
                await decide(world.store, world.eva, "nothing")
        talk = await asked(world)
        for decide in (accept_conversation, ignore_conversation):
            with pytest.raises(NotARequest):
                await decide(world.store, world.eva, talk)
        assert await state(world, world.ben, talk) == "request"

    run(story)


def test_who_answers_has_read_what_came_before(run):
    async def story(world):
        for _ in range(2):
            await world.post(world.ana)
        heard = Heard(world.store)
        await world.post(world.ben)
        [read] = heard.of(ReceiptMoved)
        assert (read.read_seq, read.delivered_seq, read.told) == (2, 2, (world.ana, world.ben))
        assert (await get_conversation(world.store, world.ben, world.talk.id)).unread == 0
        assert (await get_conversation(world.store, world.ana, world.talk.id)).theirs.read_seq == 2
        await world.post(world.ben)
        assert heard.of(ReceiptMoved) == [], "nothing new was read"
        await mark(world.store, world.ana, world.talk.id, delivered_seq=4)
        await world.post(world.ana)
        assert heard.of(ReceiptMoved)[-1].delivered_seq == 4, "never back"

    run(story)


def test_accepted_conversations_know_each_other(run):
    async def story(world):
        talk = await acquainted(world.store, world.eva, "ben")
        assert talk.state == "accepted"
        assert sorted(await partners_of(world.store, world.ben)) == sorted([world.ana, world.eva])

    run(story)
