"""Automatic assignment, on both databases: who gets what, and never twice."""

import asyncio
from datetime import UTC, datetime

from service.desk.commands import assign, release, resolve
from service.desk.routing import queues
from service.desk.routing.agents import list_agents, set_state
from service.desk.routing.assigning import assign_waiting, candidates, waiting_organisations
from service.desk.routing.queues import change_queue, list_queues
from service.desk.routing.transferring import to_queue
from service.identity.organisations import change_role, remove_member
from tests.contract.test_store_routing import agent, did, queue, served_by, stands, waiting
from tests.contract.visiting import shop


def test_what_waits_is_given_to_who_is_there_up_to_what_they_can(run):
    async def story(world):
        here = await shop(world)
        await queue(here, assignment="automatic", skills=("returns",))
        talks = [await waiting(here) for _ in range(4)]
        everybody = [world.ana, world.ben]
        assert await candidates(here.store, here.where) == []
        await set_state(here.store, world.ben, "online")
        await set_state(here.store, world.ana, "online")
        assert sorted(await candidates(here.store, here.where)) == sorted(everybody)
        assert await assign_waiting(here.store, here.where, []) == 0, "nobody is connected"
        await agent(here, world.ben, capacity=1, languages=("es",))
        await agent(here, world.ana, capacity=2)
        assert await waiting_organisations(here.store) == [here.where]
        assert await assign_waiting(here.store, here.where, everybody) == 3
        assert await served_by(here, *talks) == [world.ben, world.ana, world.ana, None]
        assert await assign_waiting(here.store, here.where, everybody) == 0
        await resolve(here.store, world.ben, talks[0])
        assert await assign_waiting(here.store, here.where, everybody) == 1
        assert await served_by(here, talks[3]) == [world.ben]
        assert await waiting_organisations(here.store) == []
        assert (await list_agents(here.store, world.ana, here.where))[0].load == 2
        await set_state(here.store, world.ben, "away")
        await release(here.store, world.ben, talks[3])
        assert await assign_waiting(here.store, here.where, [world.ben]) == 0, "away"
        assert [kind for kind, _ in await did(world)].count("conversation_assigned") == 4

    run(story)


def test_a_queue_by_hand_and_what_nobody_wrote_in_are_left_alone(run):
    async def story(world):
        here = await shop(world)
        made = await queue(here)
        await set_state(here.store, world.ben, "online")
        talk = await waiting(here)
        assert await assign_waiting(here.store, here.where, [world.ben]) == 0
        automatic = queues.Wanted(assignment="automatic")
        await change_queue(here.store, world.ana, here.where, made.id, automatic)
        _, silent = await here.writing()
        assert await assign_waiting(here.store, here.where, [world.ben]) == 1
        assert await served_by(here, talk, silent) == [world.ben, None]

    run(story)


def test_several_processes_assign_at_once_and_each_conversation_once(run):
    async def story(world):
        here = await shop(world)
        await queue(here, assignment="automatic")
        for one in (world.ana, world.ben):
            await set_state(here.store, one, "online")
            await agent(here, one, capacity=3)
        talks = [await waiting(here) for _ in range(7)]
        present = [world.ana, world.ben]
        tries = (assign_waiting(here.store, here.where, present) for _ in range(3))
        done = await asyncio.gather(*tries, assign(here.store, world.ben, talks[6]))
        found = await served_by(here, *talks)
        assert sum(done[:3]) in (5, 6), "one was taken by hand, before or after"
        assert found.count(world.ana) == 3
        assert found[6] == world.ben
        assert found.count(world.ben) in (3, 4), "taking by hand is not counted against"
        kinds = [kind for kind, _ in await did(world)]
        assert kinds.count("conversation_assigned") == sum(done[:3]) + 1

    run(story)


def test_what_is_given_back_goes_to_somebody_else(run):
    async def story(world):
        here = await shop(world)
        made = await queue(here, assignment="automatic")
        for one in (world.ana, world.ben):
            await set_state(here.store, one, "online")
        talk = await waiting(here)
        assert await assign_waiting(here.store, here.where, [world.ben]) == 1
        await release(here.store, world.ben, talk)
        await release(here.store, world.ben, talk)
        assert await assign_waiting(here.store, here.where, [world.ben]) == 0
        assert await assign_waiting(here.store, here.where, [world.ben, world.ana]) == 1
        assert await served_by(here, talk) == [world.ana]
        await to_queue(here.store, world.ana, talk, made.id)
        assert (await stands(here, talk))[0].left_by == world.ana
        assert await assign_waiting(here.store, here.where, [world.ana]) == 0
        await assign(here.store, world.ana, talk)
        assert (await stands(here, talk))[0].left_by is None, "by hand it may be taken again"

    run(story)


def test_a_queue_that_its_last_member_leaves_becomes_nobody_elses(run):
    async def story(world):
        here = await shop(world)
        made = await queue(here, assignment="automatic", members=(world.ben,))
        await set_state(here.store, world.ana, "online")
        talk = await waiting(here)
        for leaves in (
            change_role(here.store, world.ana, here.where, world.ben, "analyst"),
            remove_member(here.store, world.ana, here.where, world.ben),
        ):
            await leaves
            [left] = await list_queues(here.store, world.ana, here.where)
            assert (left.members, left.everybody) == ((), False)
            assert await assign_waiting(here.store, here.where, [world.ana]) == 0
        renamed = queues.Wanted(name="As it was")
        assert not (await change_queue(here.store, world.ana, here.where, made.id, renamed)).everybody
        everybody = queues.Wanted(members=())
        assert (await change_queue(here.store, world.ana, here.where, made.id, everybody)).everybody
        assert await assign_waiting(here.store, here.where, [world.ana]) == 1
        assert await served_by(here, talk) == [world.ana]

    run(story)


def test_who_was_busy_last_comes_last(run):
    async def story(world):
        here = await shop(world)
        await queue(here, assignment="automatic")
        for one in (world.ana, world.ben):
            await set_state(here.store, one, "online")
        talks = []
        for _ in range(3):
            talks.append(await waiting(here))
            assert await assign_waiting(here.store, here.where, [world.ana, world.ben]) == 1
            await resolve(here.store, world.ana, talks[-1])
        first, second, third = await served_by(here, *talks)
        assert first != second and third == first
        rows = await list_agents(here.store, world.ana, here.where)
        assert [one.load for one in rows] == [0, 0]
        assert datetime.now(UTC) >= rows[0].since

    run(story)
