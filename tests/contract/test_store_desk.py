"""The desk of an organisation: who serves which conversation, and how it stands; on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from service.desk.commands import LONGEST_SNOOZE, assign, release, reopen, resolve, snooze
from service.desk.queries import desk_conversations
from service.desk.releasing import release_vacant, serving, wake
from service.desk.sought import Sought
from service.errors import AlreadyAssigned, InvalidInput, NotFound, NotYours, RoleLacks
from service.events import DeskChanged
from service.identity.organisations import change_role, remove_member
from service.store import outbox, tables
from tests.contract.test_store_organisations import company
from tests.contract.visiting import shop
from wire.contracts.activity import Activity
from wire.contracts.codec import decoder
from wire.contracts.contents import NoteContent
from wire.contracts.events import MessagePosted

SOON = timedelta(minutes=5)


async def did(world):
    """What analytics is told of desks: kind, who did it, who serves from then on."""
    async with world.store.writing() as connection:
        rows = await outbox.oldest(connection, 1000)
    told = [decoder(Activity)(row.body) for row in rows if row.stream.startswith("activity:")]
    known = {world.ana: "ana", world.ben: "ben", None: None}
    return [
        (one.kind, known.get(one.person_id, "visitor"), known[one.assignee_id])
        for one in told
        if one.organisation_id and one.kind not in ("conversation_opened", "organisation_removed")
    ]


async def stands(here, talk):
    async with here.store.reading() as connection:
        query = select(tables.desk_states).where(tables.desk_states.c.conversation_id == talk)
        return (await connection.execute(query)).one()


async def view(here, who, name="waiting", **options):
    page = await desk_conversations(here.store, who, name, **options)
    return [one.conversation.id for one in page.items]


def test_a_conversation_waits_is_answered_resolved_and_asked_again(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        assert await view(here, world.ben) == [], "nobody has written yet"
        first = await here.post(visitor.id, talk)
        await here.post(visitor.id, talk)
        [item] = (await desk_conversations(here.store, world.ben, "waiting")).items
        assert (item.state, item.assignee, item.waiting_since) == ("open", None, first.posted_at)
        assert (item.conversation.unread, item.conversation.other.language) == (2, "es")
        await here.post(world.ben, talk, "for us alone", content=NoteContent())
        assert (await stands(here, talk)).waiting_since == first.posted_at, "a note answers nobody"
        answered = await here.post(world.ben, talk, "hello")
        row = await stands(here, talk)
        assert (row.assignee_id, row.waiting_since) == (world.ben, None), "who answers serves"
        assert row.first_reply_at == row.assigned_at == answered.posted_at
        assert await view(here, world.ben) == await view(here, world.ana, "mine") == []
        assert await view(here, world.ben, "mine") == await view(here, world.ana, "all") == [talk]
        await resolve(here.store, world.ben, talk)
        assert await view(here, world.ben, "mine") == await view(here, world.ben, "all") == []
        assert await view(here, world.ana, "resolved") == [talk]
        again = await here.post(visitor.id, talk, "one more thing")
        row = await stands(here, talk)
        assert (row.state, row.waiting_since, row.resolved_at) == ("open", again.posted_at, None)
        assert (row.assignee_id, row.first_reply_at) == (world.ben, answered.posted_at)
        assert await did(world) == [
            ("conversation_assigned", "ben", "ben"),
            ("first_reply", "ben", "ben"),
            ("conversation_resolved", "ben", "ben"),
            ("conversation_reopened", "visitor", "ben"),
        ]
        async with world.store.writing() as connection:
            rows = await outbox.oldest(connection, 1000)
        kinds = [decoder(MessagePosted)(row.body) for row in rows if row.stream.startswith("messages:")]
        wrote = ["contact", "contact", "account", "account", "contact"]
        assert [one.author_kind for one in kinds] == wrote and kinds[2].kind == "note"
        told = [decoder(Activity)(row.body) for row in rows if row.stream.startswith("activity:")]
        opened = [(one.organisation_id, one.channel_id) for one in told if one.kind == "conversation_opened"]
        assert opened == [(None, None), (here.where, here.channel.id)]

    run(story)


def test_of_two_who_take_it_at_once_one_is_told_who_has_it(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        await here.post(visitor.id, talk)
        told = []

        async def hear(event):
            if isinstance(event, DeskChanged):
                told.append((event.handling.assignee_id, event.told))

        here.store.subscribers.add(hear)
        both = await asyncio.gather(
            *(assign(here.store, one, talk) for one in (world.ana, world.ben)), return_exceptions=True
        )
        [refused] = [one for one in both if isinstance(one, AlreadyAssigned)]
        [taken] = [one for one in both if not isinstance(one, Exception)]
        names = {world.ana: "Ana", world.ben: "Ben"}
        assert refused.details == {"assignee": taken.assignee_id, "name": names[taken.assignee_id]}
        await assign(here.store, taken.assignee_id, talk)
        assert told == [(taken.assignee_id, tuple(sorted(names)))], "again tells nobody"

    run(story)


def test_it_is_handed_on_and_given_back(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        await here.post(visitor.id, talk)
        await assign(here.store, world.ben, talk)
        with pytest.raises(AlreadyAssigned):
            await assign(here.store, world.ana, talk)
        await assign(here.store, world.ana, talk, from_id=world.ben)
        with pytest.raises(AlreadyAssigned):
            await assign(here.store, world.ben, talk, from_id=world.ben)
        with pytest.raises(AlreadyAssigned):
            await release(here.store, world.ben, talk)
        await assign(here.store, world.ana, talk, to_id=world.ben)
        await release(here.store, world.ana, talk)
        await release(here.store, world.ana, talk)
        assert await view(here, world.ana) == [talk]
        for wrong in (world.eva, visitor.id, "nobody"):
            with pytest.raises(NotFound):
                await assign(here.store, world.ana, talk, to_id=wrong)
        assert [(kind, whose) for kind, _, whose in await did(world)] == [
            ("conversation_assigned", "ben"),
            ("conversation_transferred", "ana"),
            ("conversation_transferred", "ben"),
            ("conversation_released", None),
        ]

    run(story)


def test_what_is_put_aside_comes_back_by_its_time_or_with_a_message(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        await here.post(visitor.id, talk)
        now = datetime.now(UTC)
        for wrong in (now - SOON, now + LONGEST_SNOOZE + SOON):
            with pytest.raises(InvalidInput):
                await snooze(here.store, world.ben, talk, wrong)
        await snooze(here.store, world.ben, talk, now + SOON)
        assert await view(here, world.ben) == []
        assert await wake(here.store, now) == 0
        assert await wake(here.store, now + SOON) == 1
        assert await wake(here.store, now + SOON) == 0
        assert await view(here, world.ben) == [talk]
        await snooze(here.store, world.ben, talk, now + SOON)
        await here.post(visitor.id, talk)
        assert (await stands(here, talk)).state == "open"
        await snooze(here.store, world.ben, talk, now + SOON)
        await reopen(here.store, world.ben, talk)
        assert (await stands(here, talk)).snoozed_until is None

    run(story)


def test_the_desk_is_for_who_may_converse(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        await here.post(visitor.id, talk)
        with pytest.raises(NotFound):
            await assign(here.store, world.ana, world.talk.id)
        other = await company(world)
        assert await view(here, world.ana, sought=Sought(organisation_id=other)) == []
        assert await view(here, world.eva) == []
        for attempt in (assign, release, resolve, reopen):
            with pytest.raises(NotYours):
                await attempt(here.store, world.eva, talk)
        with pytest.raises(NotYours):
            await view(here, world.eva, sought=Sought(organisation_id=here.where))
        await change_role(here.store, world.ana, here.where, world.ben, "analyst")
        with pytest.raises(RoleLacks):
            await resolve(here.store, world.ben, talk)
        assert await view(here, world.ben) == []

    run(story)


def test_a_visitor_does_nothing_at_the_desk(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        await here.post(visitor.id, talk)
        for attempt in (assign, release, resolve, reopen):
            with pytest.raises(NotFound):
                await attempt(here.store, visitor.id, talk)

    run(story)


@pytest.mark.parametrize("leave", [remove_member, lambda *who: change_role(*who, "analyst")])
def test_an_agent_who_goes_leaves_what_they_served_to_others(run, leave):
    async def story(world):
        here = await shop(world)
        talks = []
        for _ in range(3):
            visitor, talk = await here.writing()
            await here.post(visitor.id, talk)
            await assign(here.store, world.ben, talk)
            talks.append(talk)
        await resolve(here.store, world.ben, talks[2])
        await leave(here.store, world.ana, here.where, world.ben)
        assert await view(here, world.ana) == talks[:2]
        assert (await stands(here, talks[2])).assignee_id is None
        assert [kind for kind, _, _ in await did(world)].count("conversation_released") == 2

    run(story)


def test_what_an_absent_agent_serves_waits_for_another(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        await here.post(visitor.id, talk)
        await assign(here.store, world.ben, talk)
        now = datetime.now(UTC) + SOON
        before, later = now - 2 * SOON, now + SOON
        assert await serving(here.store, before) == [], "taken a moment ago"
        assert await serving(here.store, now) == [world.ben]
        assert await release_vacant(here.store, [], now, later) == 0
        assert await release_vacant(here.store, [world.ben], before, later) == 0
        assert await release_vacant(here.store, [world.ben], now, later) == 1
        assert await release_vacant(here.store, [world.ben], now, later) == 0
        assert await view(here, world.ana) == [talk]
        await assign(here.store, world.ben, talk)
        async with here.store.writing() as connection:
            ben = tables.accounts.c.id == world.ben
            await connection.execute(update(tables.accounts).where(ben).values(last_seen_at=later))
        assert await serving(here.store, now) == [], "seen since"
        async with here.store.writing() as connection:
            await connection.execute(update(tables.desk_states).values(assignee_id=world.eva))
        assert await release_vacant(here.store, [], before, later) == 1, "no member"

    run(story)


def test_who_waits_longest_comes_first_page_by_page(run):
    async def story(world):
        here = await shop(world)
        talks = []
        for _ in range(5):
            visitor, talk = await here.writing()
            await here.post(visitor.id, talk)
            talks.append(talk)
        await here.post(world.ben, talks[0], "hello")
        await release(here.store, world.ben, talks[0])
        order = [*talks[1:], talks[0]]
        assert await view(here, world.ana) == order
        found, cursor = [], None
        while True:
            page = await desk_conversations(here.store, world.ana, "waiting", cursor=cursor, limit=2)
            found += [one.conversation.id for one in page.items]
            cursor = page.next
            if cursor is None:
                break
        assert found == order
        for talk in talks:
            await resolve(here.store, world.ana, talk)
        page = await desk_conversations(here.store, world.ana, "resolved", limit=3)
        rest = await desk_conversations(here.store, world.ana, "resolved", limit=3, cursor=page.next)
        assert [one.conversation.id for one in (*page.items, *rest.items)] == talks[::-1]
        for wrong in ("x", "W10=", "ünsinn", "WyJhIiwiYiJd"):
            with pytest.raises(InvalidInput):
                await desk_conversations(here.store, world.ana, "waiting", cursor=wrong)

    run(story)
