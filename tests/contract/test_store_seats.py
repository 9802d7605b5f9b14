"""Which bot answers where: a queue's, a channel's, that of all; and what becomes of one whose place goes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.desk.bot import waiting
from service.desk.bot.seats import asked_of, asked_of_programs
from service.desk.bot.shapes import BotWanted
from service.desk.bot.shelving import asked_of_bots
from service.desk.channels import delete_channel
from service.desk.commands import assign
from service.desk.routing.queues import Wanted, create_queue, delete_queue
from service.errors import InvalidInput, NotSignedIn
from service.identity.bots import bot_of
from service.jobs.apply import Handler
from service.knowledge.articles.commands import write_article
from service.knowledge.articles.seat import switch_bot
from service.messaging.lookup import conversation_state
from service.outbound.bots import caller as calls
from service.outbound.bots.commands import change_bot
from service.store import outbox
from tests.contract.bots import RETURNS
from tests.contract.programs import at, says, seat
from tests.jobs.test_webhooks import answer
from tests.outbound.test_pages import speaking
from wire.broker.consumer import Delivery
from wire.contracts.events import Annotation


@pytest.fixture(autouse=True)
def nobody_is_late(monkeypatch):
    """However slow the machine, the customer has time."""
    monkeypatch.setattr(waiting, "LATE", timedelta(hours=1))
    monkeypatch.setattr(calls, "WITHIN", 100.0)


async def _sits(one, message):
    async with one.store.reading() as connection:
        state = await conversation_state(connection, one.talk)
        found = await asked_of_programs(connection, [message.id])
    assert state is not None
    return state.program, found[0].id if found else None


async def _turned(one, bot, **wanted):
    where = one.here.world.ana, one.here.where
    return await change_bot(one.store, *where, bot.id, BotWanted(**wanted), one.settings)


async def _queue(one, name, **wanted):
    return (await create_queue(one.store, one.here.world.ana, one.here.where, name, Wanted(**wanted))).id


async def _understood(one, message, topic):
    about = (Annotation(task="topic", model="m", label=topic),)
    found = one.understood(message, annotations=about)
    await Handler(one.store).handle([Delivery("1-0", "enrichments:{0}", found, 1)])


def test_who_sits_where_is_said_alike_by_both_who_ask(run):
    async def story(world):
        one = await seat(world)
        here, asked = one.here, await one.ask()
        assert await _sits(one, asked) == (None, None)
        everywhere = await one.sits(url=at(1), language="de")
        await one.begins()
        asked = await one.ask()
        assert await _sits(one, asked) == ("de", everywhere.id)
        mine = await one.sits("socket", channel_id=here.channel.id, language="fr")
        assert await _sits(one, asked) == ("fr", mine.id)
        queue, other = await _queue(one, "Spanish", languages=("es",)), await _queue(one, "Other")
        await one.begins()
        asked = await one.ask()
        elsewhere = await one.sits(url=at(1), queue_id=other, language="it")
        assert await _sits(one, asked) == ("fr", mine.id), f"{elsewhere.id} is for others"
        theirs = await one.sits(url=at(1), queue_id=queue, language="nl")
        assert await _sits(one, asked) == ("nl", theirs.id)
        await _turned(one, theirs, enabled=False)
        await _turned(one, mine, enabled=False)
        assert await _sits(one, asked) == ("de", everywhere.id)
        async with one.store.reading() as connection:
            for sent in ("\0", "none", mine.id):
                assert await asked_of(connection, everywhere.id, sent) is None
        await assign(one.store, world.ben, one.talk)
        assert (await _sits(one, asked))[1] is None

    run(story)


def test_one_sits_in_one_place_of_ours_where_no_other_does(run):
    async def story(world):
        one, other = await seat(world), await seat(world)
        queue, theirs = await _queue(one, "Spanish"), await _queue(other, "Theirs")
        await one.sits(url=at(1), queue_id=queue)
        wrong = [
            ("queue_id", {"queue_id": queue}),
            ("queue_id", {"queue_id": theirs}),
            ("queue_id", {"queue_id": "none"}),
            ("channel_id", {"channel_id": queue}),
            ("queue_id", {"queue_id": queue, "channel_id": one.here.channel.id, "enabled": False}),
        ]
        for field, wanted in wrong:
            with pytest.raises(InvalidInput) as refused:
                await one.sits(url=at(1), **wanted)
            assert refused.value.details["field"] == field, wanted
        moved = await one.sits(url=at(1))
        assert (await _turned(one, moved, channel_id=one.here.channel.id)).queue_id is None

    run(story)


def test_what_is_understood_to_be_for_a_queue_is_answered_by_its_bot(run):
    async def story(world):
        one = await seat(world)
        asked: list[bytes] = []
        with speaking(answer(200, says(say="On its way."), asked=asked)) as (port, _):
            await _queue(one, "Everything")
            parcels = await _queue(one, "Parcels", topics=("delivery",))
            one.article = await write_article(one.store, world.ana, one.here.where, RETURNS)
            await switch_bot(one.store, world.ana, one.here.where, enabled=True)
            await one.sits(url=at(port), queue_id=parcels)
            await one.begins()
            message = await one.ask()
            async with one.store.reading() as connection:
                rows = [row for row in await outbox.oldest(connection, 1000) if row.posted]
                shelved = {
                    row.posted.message_id: row.posted.shelf for row in await asked_of_bots(connection, rows)
                }
            assert shelved[message.id] is not None, "the built-in one could be left to answer"
            await _understood(one, message, "delivery")
            async with one.calling() as caller:
                found = one.understood(message, annotations=await one.annotations("answer"))
                await Handler(one.store).handle([Delivery("1-0", "enrichments:{0}", found, 1)])
                assert await one.said() == [], "the built-in one is not asked there"
                caller.hear([found])
                assert (await one.answered()).text == "On its way."
        assert len(asked) == 1

    run(story)


def test_what_comes_from_a_queue_with_a_bot_to_one_without_goes_to_people_at_once(run):
    async def story(world):
        one = await seat(world)
        everything = await _queue(one, "Everything")
        parcels = await _queue(one, "Parcels", topics=("delivery",))
        await one.sits("socket", queue_id=everything)
        await one.begins()
        message = await one.ask()
        assert ((await one.state()).state, (await one.state()).queue_id) == ("pending", everything)
        await _understood(one, message, "delivery")
        assert ((await one.state()).state, (await one.state()).queue_id) == ("open", parcels)
        assert "handed_over" in await one.counted()

    run(story)


@pytest.mark.parametrize("place", ["channel_id", "queue_id"])
def test_one_whose_place_goes_stays_switched_off_and_answers_nowhere_else(run, place):
    async def story(world):
        one = await seat(world)
        queue = await _queue(one, "Spanish")
        where = {"channel_id": one.here.channel.id, "queue_id": queue}
        made = await one.sits("socket", **{place: where[place]})
        gone = (one.store, world.ana, one.here.where, where[place])
        await (delete_channel(*gone) if place == "channel_id" else delete_queue(*gone))
        left = await one.known()
        assert (left.id, left.enabled, left.channel_id, left.queue_id) == (made.id, False, None, None)
        with pytest.raises(NotSignedIn):
            await bot_of(one.store, made.token)
        assert (await _turned(one, left, enabled=True)).enabled
        assert (await bot_of(one.store, made.token)).id == made.id, "with the token that it had"

    run(story)


def test_a_model_that_has_nothing_to_word_says_so_and_people_go_on_at_once(run):
    async def story(world):
        one = await seat(world)
        named = replace(one.settings, bot_model_url="http://127.0.0.1:1/v1", bot_model="small")
        one.settings, unnamed = named, one.settings
        assert (await one.sits("model")).idle == "built_in_off"
        await one.begins()
        await one.ask()
        assert (await one.state()).state == "open"
        await write_article(one.store, world.ana, one.here.where, RETURNS)
        await switch_bot(one.store, world.ana, one.here.where, enabled=True)
        assert (await one.known()).idle is None
        one.settings = unnamed
        assert (await one.known()).idle == "no_model"
        assert (await _turned(one, one.bot, enabled=False)).idle is None

    run(story)
