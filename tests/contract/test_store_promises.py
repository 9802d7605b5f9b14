"""Office hours and promises: what is due is kept with how a conversation stands, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest

from service.desk.channels import look, visited_at
from service.desk.commands import resolve
from service.desk.queries import desk_conversations
from service.desk.routing.alerts import alert
from service.desk.routing.hours import Holiday, Hours, Opening
from service.desk.routing.promises import Sla
from service.desk.routing.queues import Wanted, change_queue, create_queue, delete_queue
from service.desk.routing.rules import get_hours, get_sla, set_hours, set_sla
from service.desk.routing.transferring import to_queue
from service.errors import InvalidInput, NotYours, RoleLacks
from service.events import DeskChanged
from service.store import outbox
from tests.contract.test_store_routing import stands, waiting
from tests.contract.visiting import shop
from wire.contracts.activity import Activity
from wire.contracts.codec import decoder

HOUR = timedelta(hours=1)
ALWAYS = tuple(Opening(day, "00:00", "24:00") for day in range(1, 8))


async def told_of(world):
    async with world.store.writing() as connection:
        rows = await outbox.oldest(connection, 1000)
    told = [decoder(Activity)(row.body) for row in rows if row.stream.startswith("activity:")]
    kinds = ("sla_warned", "sla_breached", "conversation_missed")
    return [(one.kind, one.due_kind) for one in told if one.kind in kinds]


def test_hours_are_set_by_owners_and_checked(run):
    async def story(world):
        here = await shop(world)
        none = await get_hours(here.store, world.ben, here.where)
        assert (none.week, none.open_now, none.opens_at) == ((), None, None)
        wanted = Hours(
            zone="Europe/Lisbon", week=ALWAYS, holidays=(Holiday(datetime(2020, 1, 1).date(), "x"),)
        )
        found = await set_hours(here.store, world.ana, here.where, wanted)
        assert (found.open_now, found.opens_at) == (True, None)
        assert await get_hours(here.store, world.ben, here.where) == found
        for wrong, field in (
            ({"zone": "Lisbon"}, "zone"),
            ({"zone": "../Lisbon"}, "zone"),
            ({"zone": "localtime"}, "zone"),
            ({"zone": "right/UTC"}, "zone"),
            ({"week": (Opening(0, "09:00", "18:00"),)}, "week"),
            ({"week": (Opening(1, "18:00", "09:00"),)}, "week"),
            ({"week": (Opening(1, "9:00", "18:00"),)}, "week"),
            ({"holidays": (Holiday(datetime(2020, 1, 1).date(), "x" * 81),)}, "holidays"),
        ):
            with pytest.raises(InvalidInput) as refused:
                await set_hours(here.store, world.ana, here.where, Hours(**({"zone": "UTC"} | wrong)))
            assert refused.value.details["field"] == field
        with pytest.raises(RoleLacks):
            await set_hours(here.store, world.ben, here.where, wanted)
        with pytest.raises(NotYours):
            await get_hours(here.store, world.eva, here.where)
        channel, hours, _ = await visited_at(here.store, here.channel.key)
        shown = look(channel, "pt", hours)
        assert (shown.open_now, shown.opens_at) == (True, None)

    run(story)


def test_what_is_promised_is_kept_where_somebody_waits(run):
    async def story(world):
        here = await shop(world)
        promised = Sla(first_response_minutes=60, next_response_minutes=30, resolution_minutes=600)
        assert await get_sla(here.store, world.ben, here.where) == Sla()
        with pytest.raises(RoleLacks):
            await set_sla(here.store, world.ben, here.where, promised)
        for name in ("first_response_minutes", "warn_minutes"):
            with pytest.raises(InvalidInput):
                await set_sla(here.store, world.ana, here.where, Sla(**{name: -1}))
        await set_sla(here.store, world.ana, here.where, promised)
        assert await get_sla(here.store, world.ben, here.where) == promised
        visitor, talk = await here.writing()
        first = await here.post(visitor.id, talk)
        [row] = await stands(here, talk)
        assert (row.due_kind, row.due_at, row.opened_at) == (
            "first_response", first.posted_at + HOUR, first.posted_at,
        )  # fmt: skip
        [item] = (await desk_conversations(here.store, world.ben, "waiting")).items
        assert (item.due_at, item.due_kind, item.breached) == (row.due_at, row.due_kind, False)
        await here.post(world.ben, talk, "hello")
        [row] = await stands(here, talk)
        assert (row.due_kind, row.due_at) == ("resolution", first.posted_at + 10 * HOUR)
        await resolve(here.store, world.ben, talk)
        [row] = await stands(here, talk)
        assert (row.due_kind, row.due_at, row.look_at) == (None, None, None)

    run(story)


def test_agents_are_told_before_and_when_it_is_broken_once_each(run):
    async def story(world):
        here = await shop(world)
        await set_sla(here.store, world.ana, here.where, Sla(first_response_minutes=60, warn_minutes=10))
        talk = await waiting(here)
        told = []

        async def hear(event):
            if isinstance(event, DeskChanged):
                told.append(event.alert)

        here.store.subscribers.add(hear)
        [row] = await stands(here, talk)
        assert await alert(here.store, row.look_at - timedelta(seconds=1)) == 0
        assert await alert(here.store, row.look_at) == 1
        assert await alert(here.store, row.look_at) == 0
        assert await alert(here.store, row.due_at) == 1
        assert await alert(here.store, row.due_at + HOUR) == 0
        assert told == ["warning", "breach"]
        await here.post(world.ben, talk, "sorry")
        assert told == ["warning", "breach", None]
        assert await told_of(world) == [
            ("sla_warned", "first_response"), ("sla_breached", "first_response"),
        ]  # fmt: skip

    run(story)


def test_a_queue_promises_otherwise_until_it_goes(run):
    async def story(world):
        here = await shop(world)
        await set_sla(here.store, world.ana, here.where, Sla(first_response_minutes=60))
        own = Sla(first_response_minutes=10, warn_minutes=5)
        fast = await create_queue(here.store, world.ana, here.where, "Fast", Wanted(sla=own))
        slow = await create_queue(here.store, world.ana, here.where, "Slow", Wanted(languages=("fr",)))
        assert (fast.sla, slow.sla) == (own, None)
        visitor, talk = await here.writing()
        first = await here.post(visitor.id, talk)
        [row] = await stands(here, talk)
        assert (row.queue_id, row.due_at) == (fast.id, first.posted_at + HOUR / 6)
        assert row.look_at == first.posted_at + HOUR / 12, "and warns as it says"
        await to_queue(here.store, world.ben, talk, slow.id)
        [row] = await stands(here, talk)
        assert row.due_at == first.posted_at + HOUR
        await to_queue(here.store, world.ben, talk, fast.id)
        for wanted, due in ((Sla(first_response_minutes=30), HOUR / 2), (None, HOUR), (own, HOUR / 6)):
            await change_queue(here.store, world.ana, here.where, fast.id, Wanted(sla=wanted))
            assert await alert(here.store, datetime.now(UTC)) == 1
            [row] = await stands(here, talk)
            assert row.due_at == first.posted_at + due
        await delete_queue(here.store, world.ana, here.where, fast.id)
        assert await alert(here.store, datetime.now(UTC)) == 1
        [row] = await stands(here, talk)
        assert (row.queue_id, row.due_at) == (None, first.posted_at + HOUR)
        with pytest.raises(InvalidInput) as refused:
            await create_queue(here.store, world.ana, here.where, "No", Wanted(sla=Sla(resolution_minutes=0)))
        assert refused.value.details["field"] == "resolution_minutes"

    run(story)


def test_a_promise_made_later_holds_for_what_is_open(run):
    async def story(world):
        here = await shop(world)
        talk, done = await waiting(here), await waiting(here)
        await resolve(here.store, world.ben, done)
        await set_sla(here.store, world.ana, here.where, Sla(first_response_minutes=60))
        now = datetime.now(UTC)
        assert await alert(here.store, now) == 1
        assert await alert(here.store, now) == 0
        open_, closed = await stands(here, talk, done)
        assert open_.due_at == open_.waiting_since + HOUR
        assert (closed.due_at, closed.look_at) == (None, None)
        await set_sla(here.store, world.ana, here.where, Sla())
        await alert(here.store, datetime.now(UTC))
        assert (await stands(here, talk))[0].due_at is None
        assert await told_of(world) == []

    run(story)


def test_what_comes_while_it_is_closed_waits_until_it_opens(run):
    async def story(world):
        here = await shop(world)
        now = datetime.now(UTC)
        day = (now + timedelta(days=3)).isoweekday()
        hours = Hours(zone="UTC", week=(Opening(day, "09:00", "18:00"),))
        found = await set_hours(here.store, world.ana, here.where, hours)
        assert (found.open_now, found.opens_at.hour) == (False, 9)
        promised = Sla(first_response_minutes=60, clock="business")
        await set_sla(here.store, world.ana, here.where, promised)
        talk = await waiting(here)
        [row] = await stands(here, talk)
        assert row.due_at == found.opens_at + HOUR
        [item] = (await desk_conversations(here.store, world.ben, "waiting")).items
        assert (item.conversation.id, item.after_hours) == (talk, True), "it is in the queue"
        channel, known, _ = await visited_at(here.store, here.channel.key)
        shown = look(channel, None, known)
        assert (shown.open_now, shown.opens_at) == (False, found.opens_at)
        assert await told_of(world) == [("conversation_missed", None)]

    run(story)
