"""Conversations that are asked for: what becomes of one, what each side is told, and what is bounded."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from service.enrichment.apply import apply_enriched
from service.enrichment.commands import retry_enrichment
from service.errors import (
    AcceptFirst,
    Blocked,
    NotARequest,
    NotFound,
    NotYours,
    RequestsFull,
    RequestUnanswered,
)
from service.identity.people import change_me, find_person, partners_of, search_people
from service.identity.presence import presence_ended
from service.knowledge.corrections import correct_translation, undo_correction
from service.knowledge.glossary import Entry, add_word, bring_words, read_glossary, remove_word
from service.messaging.conversations import get_conversation, list_conversations, open_conversation
from service.messaging.listing import MOST_REQUESTS, MOST_UNANSWERED
from service.messaging.messages import post_message
from service.messaging.reading import changed_since, read_messages
from service.messaging.receipts import mark
from service.messaging.requests import (
    ASKED_FOR,
    MOST_ASKED,
    accept_conversation,
    block_conversation,
    ignore_conversation,
    unblock_conversation,
)
from service.store import tables
from tests.store.databases import acquainted, enriched
from wire.contracts.sentiment_trend import QUIET


async def asked(world, messages=1):
    """Eva asks Ben."""
    talk, news = await open_conversation(world.store, world.eva, "ben")
    assert news == "opened"
    for number in range(messages):
        await say(world, world.eva, talk.id, f"hola {number}")
    return talk.id


async def say(world, author_id, talk_id, text, client_id=None):
    return await post_message(
        world.store, world.settings, author_id, talk_id, text=text, client_id=client_id or text
    )


async def state(world, me_id, talk_id):
    return (await get_conversation(world.store, me_id, talk_id)).state


async def listed(world, me_id, aside=None):
    return [one.id for one in await list_conversations(world.store, me_id, aside)]


def test_who_is_asked_accepts_and_both_talk(run):
    async def story(world):
        talk = await asked(world, 2)
        assert await state(world, world.ben, talk) == "request"
        mine = await get_conversation(world.store, world.eva, talk)
        assert (mine.state, mine.left) == ("sent", MOST_UNANSWERED - 2)
        assert mine.theirs.read_seq == 0 and mine.mood == QUIET
        assert (await get_conversation(world.store, world.ben, talk)).unread == 2
        done = await accept_conversation(world.store, world.ben, talk)
        assert done.shown and done.mine.state == "accepted"
        assert await state(world, world.eva, talk) == "accepted"
        assert (await get_conversation(world.store, world.eva, talk)).left is None
        assert not (await accept_conversation(world.store, world.ben, talk)).shown, "once"
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
            posted = await say(world, world.ben, talk, "hi")
            assert posted.accepted and posted.reaches and posted.read.told
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
        posted = await say(world, world.eva, talk, "hola")
        assert posted.asks and posted.reaches
        assert await listed(world, world.ben) == [talk, world.talk.id]

    run(story)


def test_ignoring_takes_it_out_of_the_list_and_is_not_told(run):
    async def story(world):
        talk = await asked(world)
        before = await get_conversation(world.store, world.eva, talk)
        await ignore_conversation(world.store, world.ben, talk)
        await ignore_conversation(world.store, world.ben, talk)
        assert await get_conversation(world.store, world.eva, talk) == before
        assert not (await say(world, world.eva, talk, "are you there?")).reaches
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
        done = await block_conversation(world.store, world.ben, talk)
        assert done.mine.state == "blocked" and not done.shown
        seen = await get_conversation(world.store, world.ana, talk)
        assert (seen.state, seen.left) == ("accepted", None)
        posted = await world.post(world.ana, "after")
        assert posted.created and not posted.reaches
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


def test_a_block_ends_as_it_began(run):
    async def story(world):
        for first in ("request", "ignored", "accepted"):
            who = await world.stranger(f"who-{first}")
            talk, _ = await open_conversation(world.store, who, "ben")
            if first != "request":
                decide = ignore_conversation if first == "ignored" else accept_conversation
                await decide(world.store, world.ben, talk.id)
            for _ in range(2):
                assert (await block_conversation(world.store, world.ben, talk.id)).mine.state == "blocked"
            assert await state(world, who, talk.id) == ("accepted" if first == "accepted" else "sent")
            for decide in (accept_conversation, ignore_conversation):
                with pytest.raises(Blocked):
                    await decide(world.store, world.ben, talk.id)
            for _ in range(2):
                done = await unblock_conversation(world.store, world.ben, talk.id)
                assert done.mine.state == first

    run(story)


def test_who_asks_may_block_and_accepting_that_shows_nothing(run):
    async def story(world):
        talk = await asked(world)
        await block_conversation(world.store, world.eva, talk)
        assert await state(world, world.ben, talk) == "request"
        done = await accept_conversation(world.store, world.ben, talk)
        assert done.mine.state == "accepted" and not done.shown and not done.after.talking
        assert await partners_of(world.store, world.ben) == [world.ana]

    run(story)


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


SIDES = ("sent", "request", "ignored", "blocked request", "is blocked", "blocks")


async def stranger_to(world, side):
    """A conversation that is not both sides' (any more), and who of it is looked at."""
    if side in ("is blocked", "blocks"):
        await block_conversation(world.store, world.ben, world.talk.id)
        return world.talk.id, (world.ana if side == "is blocked" else world.ben)
    talk = await asked(world)
    if side == "ignored":
        await ignore_conversation(world.store, world.ben, talk)
    if side == "blocked request":
        await block_conversation(world.store, world.ben, talk)
    return talk, (world.ben if side in ("request", "ignored") else world.eva)


@pytest.mark.parametrize("side", SIDES)
def test_presence_and_positions_are_told_to_whom_i_talk_with_alone(run, side):
    async def story(world):
        talk, me = await stranger_to(world, side)
        other = (await get_conversation(world.store, me, talk)).other
        before = await get_conversation(world.store, me, talk)
        found = await find_person(world.store, me, other.handle)
        for _ in range(2):
            await presence_ended(world.store, other.id, datetime.now(UTC) + timedelta(hours=1))
            change = await mark(world.store, other.id, talk, read_seq=9, delivered_seq=9)
            assert change is None or not change.told
        assert await get_conversation(world.store, me, talk) == before
        assert await find_person(world.store, me, other.handle) == found
        assert other.id not in await partners_of(world.store, me)
        assert me not in await partners_of(world.store, other.id)
        frozen = side == "is blocked"
        assert (found.last_seen_at is not None) == frozen, "to whom I block I left when I blocked them"
        assert [one.last_seen_at for one in await search_people(world.store, me, other.handle)] == [
            found.last_seen_at
        ]
        assert before.other.last_seen_at == found.last_seen_at

    run(story)


@pytest.mark.parametrize("side", ["sent", "request", "ignored", "blocked request", "blocks"])
def test_what_both_would_see_wants_both(run, side):
    async def story(world):
        talk, me = await stranger_to(world, side)
        message = await a_message(world, talk, side)
        calls = (
            lambda: correct_translation(
                world.store, world.settings, me, message.id, text="Hi there.", client_id="m"
            ),
            lambda: undo_correction(world.store, world.settings, me, message.id),
            lambda: add_word(world.store, me, Entry(source="bule"), talk),
            lambda: bring_words(world.store, me, [(1, Entry(source="bule"))], talk),
            *([lambda: retry_enrichment(world.store, world.settings, me, message.id)] if mine(side) else ()),
        )
        for call in calls:
            with pytest.raises(Blocked if side == "blocks" else AcceptFirst):
                await call()
        assert (await read_glossary(world.store, me, talk)).conversation == ()

    def mine(side):
        return side in ("request", "ignored", "blocks")

    run(story)


async def a_message(world, talk, side):
    if side == "blocks":
        await unblock_conversation(world.store, world.ben, talk)
        posted = await world.post(world.ana)
        await block_conversation(world.store, world.ben, talk)
    else:
        posted = await say(world, world.eva, talk, "Oi.")
    await apply_enriched(world.store, enriched(posted.mine))
    return posted.mine


def test_who_is_blocked_mends_and_notes_words_as_ever(run):
    """A refusal would tell them."""

    async def story(world):
        message = (await world.post(world.ana)).mine
        await apply_enriched(world.store, enriched(message))
        word = await add_word(world.store, world.ana, Entry(source="bule"), world.talk.id)
        await block_conversation(world.store, world.ben, world.talk.id)
        done = await correct_translation(
            world.store, world.settings, world.ana, message.id, text="Hey!", client_id="m"
        )
        assert done.author_told and not done.reader_told
        await undo_correction(world.store, world.settings, world.ana, message.id)
        await add_word(world.store, world.ana, Entry(source="chá"), world.talk.id)
        await remove_word(world.store, world.ana, word.id)
        with pytest.raises(Blocked):
            await remove_word(world.store, world.ben, (await words(world))[0])

    async def words(world):
        return [one.id for one in (await read_glossary(world.store, world.ben, world.talk.id)).conversation]

    run(story)


def test_a_new_language_tells_a_stranger_no_more_than_anybody(run):
    """Requests are translated anew for who is asked, the same whether ignored or blocked."""

    async def story(world):
        seen = []
        for number, decide in enumerate((None, ignore_conversation, block_conversation)):
            reader = await world.stranger(f"reader{number}")
            talk, _ = await open_conversation(world.store, world.eva, f"reader{number}")
            posted = await say(world, world.eva, talk.id, "hola")
            await apply_enriched(world.store, enriched(posted.mine))
            if decide:
                await decide(world.store, reader, talk.id)
            await change_me(world.store, reader, language="de")
            page = await read_messages(world.store, world.eva, talk.id)
            seen.append((page.rev, page.messages[0].enrichment))
        assert seen[0] == seen[1] == seen[2]

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
        posted = await world.post(world.ben)
        assert (posted.read.read_seq, posted.read.delivered_seq, posted.read.told) == (2, 2, True)
        assert (await get_conversation(world.store, world.ben, world.talk.id)).unread == 0
        assert (await get_conversation(world.store, world.ana, world.talk.id)).theirs.read_seq == 2
        assert (await world.post(world.ben)).read is None, "nothing new was read"
        await mark(world.store, world.ana, world.talk.id, delivered_seq=4)
        assert (await world.post(world.ana)).read.delivered_seq == 4, "never back"

    run(story)


def test_accepted_conversations_know_each_other(run):
    async def story(world):
        talk = await acquainted(world.store, world.eva, "ben")
        assert talk.state == "accepted"
        assert sorted(await partners_of(world.store, world.ben)) == sorted([world.ana, world.eva])

    run(story)
