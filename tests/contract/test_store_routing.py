"""Queues, agents and automatic assignment, on both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from service.desk.commands import assign
from service.desk.queries import desk_conversations
from service.desk.routing import agents, queues
from service.desk.routing.agents import change_agent, list_agents, set_state
from service.desk.routing.queues import change_queue, create_queue, delete_queue, list_queues
from service.desk.routing.transferring import to_queue
from service.desk.sought import Sought
from service.errors import AlreadyAssigned, InvalidInput, NotFound, NotYours, RoleLacks
from service.events import AgentChanged
from service.identity.organisations import change_role, join, remove_member
from service.store import outbox, tables
from tests.contract.test_store_organisations import company
from tests.contract.visiting import shop
from wire.contracts.activity import Activity
from wire.contracts.codec import decoder


async def queue(here, name="Returns", **wanted):
    return await create_queue(here.store, here.world.ana, here.where, name, queues.Wanted(**wanted))


async def agent(here, account_id, **wanted):
    wanted = agents.Wanted(**wanted)
    return await change_agent(here.store, here.world.ana, here.where, account_id, wanted)


async def waiting(here, **said):
    """A conversation in which a visitor has written."""
    visitor, talk = await here.writing(**said)
    await here.post(visitor.id, talk)
    return talk


async def stands(here, *talks):
    async with here.store.reading() as connection:
        query = select(tables.desk_states).where(tables.desk_states.c.conversation_id.in_(talks))
        rows = {row.conversation_id: row for row in await connection.execute(query)}
    return [rows[one] for one in talks]


async def served_by(here, *talks):
    return [row.assignee_id for row in await stands(here, *talks)]


async def did(world):
    """What analytics is told of queues: kind and queue."""
    async with world.store.writing() as connection:
        rows = await outbox.oldest(connection, 1000)
    told = [decoder(Activity)(row.body) for row in rows if row.stream.startswith("activity:")]
    kinds = ("conversation_queued", "conversation_assigned", "conversation_released")
    return [(one.kind, one.queue_id) for one in told if one.kind in kinds]


def test_a_queue_is_made_changed_and_deleted_by_owners(run):
    async def story(world):
        here = await shop(world)
        made = await queue(here, languages=("ES-mx", "es-MX"), skills=(" Retóurs ", "retours"))
        assert (made.languages, made.skills, made.assignment) == (("es-MX",), ("retours",), "manual")
        wanted = queues.Wanted(members=(world.ben,), channels=(here.channel.id,), assignment="automatic")
        changed = await change_queue(here.store, world.ana, here.where, made.id, wanted)
        assert (changed.members, changed.channels) == ((world.ben,), (here.channel.id,))
        assert await list_queues(here.store, world.ben, here.where) == [changed]
        with pytest.raises(InvalidInput, match="name"):
            await queue(here, "RETURNS")
        for wrong in ({"members": (world.eva,)}, {"channels": ("none",)}, {"skills": ("",)}):
            with pytest.raises(InvalidInput):
                await queue(here, "Another", **wrong)
        await change_role(here.store, world.ana, here.where, world.ben, "analyst")
        [left] = await list_queues(here.store, world.ana, here.where)
        assert left.members == (), "who may converse no more serves no queue"
        talk = await waiting(here)
        await delete_queue(here.store, world.ana, here.where, made.id)
        [row] = await stands(here, talk)
        assert (row.queue_id, row.state) == (None, "open")

    run(story)


def test_queues_are_of_one_organisation_and_for_who_converses(run):
    async def story(world):
        here = await shop(world)
        made = await queue(here)
        other = await company(world)
        with pytest.raises(NotFound):
            await change_queue(here.store, world.ana, other, made.id, queues.Wanted(name="Mine"))
        with pytest.raises(NotYours):
            await list_queues(here.store, world.eva, here.where)
        for attempt in (
            create_queue(here.store, world.ben, here.where, "Another", queues.Wanted()),
            delete_queue(here.store, world.ben, here.where, made.id),
            change_agent(here.store, world.ben, here.where, world.ben, agents.Wanted(capacity=9)),
        ):
            with pytest.raises(RoleLacks):
                await attempt
        for nobody in (world.eva, "\x00"):
            with pytest.raises(NotFound):
                await change_agent(here.store, world.ana, here.where, nobody, agents.Wanted(capacity=9))
        with pytest.raises(InvalidInput):
            await desk_conversations(here.store, world.ana, "all", sought=Sought(queue_id="\x00"))
        _, talk = await here.writing()
        there = await create_queue(here.store, world.ana, other, "Theirs", queues.Wanted())
        with pytest.raises(NotFound):
            await to_queue(here.store, world.ana, talk, there.id)

    run(story)


def test_who_comes_back_serves_no_queue_as_before(run):
    async def story(world):
        here = await shop(world)
        await queue(here, members=(world.ana, world.ben))
        for role in ("analyst", "agent"):
            await change_role(here.store, world.ana, here.where, world.ben, role)
        assert len((await list_queues(here.store, world.ana, here.where))[0].members) == 2
        await remove_member(here.store, world.ana, here.where, world.ben)
        async with here.store.writing() as connection:
            await join(connection, here.where, world.ben, "agent", datetime.now(UTC))
        assert (await list_queues(here.store, world.ana, here.where))[0].members == (world.ana,)

    run(story)


def test_a_new_conversation_comes_to_the_queue_that_fits_best(run):
    async def story(world):
        here = await shop(world)
        assert (await stands(here, await waiting(here)))[0].queue_id is None
        anything = await queue(here, "Anything")
        channel = await queue(here, "By channel", channels=(here.channel.id,))
        spanish = await queue(here, "Spanish", languages=("es-MX", "ca"))
        both = await queue(here, "Both", languages=("fr",), channels=(here.channel.id,))
        await queue(here, "Late", languages=("es",))
        talks = [await waiting(here, language=tag) for tag in ("es-AR", "fr", "it")]
        found = [row.queue_id for row in await stands(here, *talks)]
        assert found == [spanish.id, both.id, channel.id]
        await delete_queue(here.store, world.ana, here.where, channel.id)
        assert (await stands(here, await waiting(here, language="it")))[0].queue_id == anything.id
        page = await desk_conversations(here.store, world.ben, "waiting", sought=Sought(queue_id=spanish.id))
        assert [(one.conversation.id, one.queue) for one in page.items] == [(talks[0], spanish.id)]
        assert ("conversation_queued", both.id) in await did(world)

    run(story)


def test_an_agent_is_away_until_they_say_otherwise(run):
    async def story(world):
        here = await shop(world)
        told = []

        async def hear(event):
            if isinstance(event, AgentChanged):
                told.append((event.account_id, event.state, event.capacity, event.told))

        here.store.subscribers.add(hear)
        ana, ben = await list_agents(here.store, world.ben, here.where)
        assert (ben.account_id, ben.state, ben.since, ben.capacity) == (world.ben, "away", None, 5)
        assert (ana.languages, ben.languages) == (("pt",), ("en",))
        both = tuple(sorted((world.ana, world.ben)))
        [mine] = await set_state(here.store, world.ben, "online")
        assert (mine.state, mine.load, mine.since is None) == ("online", 0, False)
        assert await set_state(here.store, world.ben, "online", here.where) == [mine], "said again"
        changed = await agent(here, world.ben, capacity=1, languages=("es", "en"), skills=("Returns",))
        assert (changed.languages, changed.skills) == (("en", "es"), ("returns",))
        assert (changed.capacity, changed.chosen) == (1, "online")
        assert told == [(world.ben, "online", 5, both), (world.ben, "online", 1, both)]
        for wrong in ({"capacity": -1}, {"capacity": 101}, {"skills": ("x" * 41,)}):
            with pytest.raises(InvalidInput):
                await agent(here, world.ben, **wrong)
        assert await set_state(here.store, world.eva, "online") == []
        with pytest.raises(NotYours):
            await set_state(here.store, world.eva, "online", here.where)
        assert [one.state for one in agents.seen([changed], [])] == ["offline"]
        await remove_member(here.store, world.ana, here.where, world.ben)
        assert len(await list_agents(here.store, world.ana, here.where)) == 1

    run(story)


def test_it_is_handed_to_another_queue_and_waits_there(run):
    async def story(world):
        here = await shop(world)
        first, second = await queue(here, "First"), await queue(here, "Second")
        talk = await waiting(here)
        assert (await stands(here, talk))[0].queue_id == first.id
        await assign(here.store, world.ana, talk)
        with pytest.raises(AlreadyAssigned):
            await to_queue(here.store, world.ben, talk, second.id)
        moved = await to_queue(here.store, world.ben, talk, second.id, from_id=world.ana)
        assert (moved.queue_id, moved.assignee_id, moved.state) == (second.id, None, "open")
        assert moved.waiting_since is not None
        assert await to_queue(here.store, world.ben, talk, second.id) == moved
        await assign(here.store, world.ben, talk)
        await to_queue(here.store, world.ana, talk, first.id), "an owner may"
        for wrong in ("none", here.where):
            with pytest.raises(NotFound):
                await to_queue(here.store, world.ana, talk, wrong)
        assert await did(world) == [
            ("conversation_queued", first.id),
            ("conversation_assigned", first.id),
            ("conversation_released", second.id),
            ("conversation_queued", second.id),
            ("conversation_assigned", second.id),
            ("conversation_released", first.id),
            ("conversation_queued", first.id),
        ]

    run(story)
