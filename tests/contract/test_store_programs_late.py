"""Whom a program in a bot's seat has left without an answer goes to people, and its owner sees that."""

from datetime import UTC, datetime, timedelta

from service.desk.bot import replies
from service.desk.bot.waiting import hand_over_late
from service.enrichment.apply import apply_batch
from service.outbound.bots.commands import delete_bot
from tests.contract.programs import seat


def test_a_bot_that_goes_leaves_what_it_leads_to_people(run):
    async def story(world):
        one = await seat(world)
        made = await one.sits("socket")
        await one.ask()
        await delete_bot(one.store, world.ana, one.here.where, made.id)
        back = datetime.now(UTC) - timedelta(hours=2)
        assert await hand_over_late(one.store, back) == 1, "the clock was set back: nobody waits for it"
        assert (await one.state()).state == "open"

    run(story)


def test_one_that_hears_and_says_nothing_is_known_to_fail_and_rests(run, monkeypatch):
    monkeypatch.setattr(replies, "RESTS_AFTER", 1)

    async def story(world):
        one = await seat(world)
        await one.sits("socket")
        late = datetime.now(UTC) + timedelta(hours=2)
        await one.ask()
        assert await hand_over_late(one.store, late) == 1
        assert (await one.known()).failing_since is None, "no worker was there, and so it was not asked"
        await one.begins()
        await apply_batch(one.store, [one.understood(await one.ask())])
        assert await hand_over_late(one.store, late) == 1
        assert (await one.known()).last_error == "timed_out"
        assert (await one.said())[-1].content.reason == "late"
        await one.begins()
        async with one.calling() as caller:
            caller.hear([one.understood(await one.ask())])
            assert (await one.answered()).content.reason == "failed", "nobody waits for it again so soon"
        assert one.pushed == []

    run(story)
