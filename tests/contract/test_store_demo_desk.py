"""The demo's desk on both databases: what is there afterwards, once and twice, and who sees it."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from service.demo.clear import clear_demo
from service.demo.desk.book import book
from service.demo.desk.demo import bring_desk
from service.demo.desk.shop import page
from service.demo.desk.tickets import LATELY, SPAN, UNDER_WAY, tickets
from service.desk.channels import look_at
from service.desk.queries import desk_conversations
from service.errors import NotYours
from service.identity.organisations import get_organisation
from service.identity.people import find_person
from service.store import outbox, tables
from service.store.ops_tables import conversation_tags, ratings
from wire.broker.streams import BULK, MESSAGES
from wire.contracts.activity import Activity
from wire.contracts.codec import decoder
from wire.contracts.events import MessagePosted

SOME = 30
FEW = 6
NOW = datetime(2026, 6, 17, 15, 0, tzinfo=UTC)
COUNTED = (
    tables.organisations, tables.memberships, tables.channels, tables.contacts, tables.messages,
    tables.conversations, tables.canned, tables.articles, conversation_tags, ratings,
)  # fmt: skip


class Stopped(Exception):
    """Somebody pressed Ctrl-C."""


async def bring(world):
    return await bring_desk(world.store, world.settings, book(), "a password", lambda _: None, count=SOME)


async def rows(world):
    async with world.store.reading() as connection:
        found = [await connection.scalar(select(func.count()).select_from(one)) for one in COUNTED]
    return dict(zip([one.name for one in COUNTED], found, strict=True))


async def told(world):
    async with world.store.writing() as connection:
        return await outbox.oldest(connection, 10_000)


def test_weeks_of_a_desk_are_there_once_and_for_its_own_people_alone(run):
    async def story(world):
        before = await rows(world)
        shown = await bring(world)
        after = await rows(world)
        assert shown.fresh == SOME
        new = {name: after[name] - before[name] for name in after}
        assert new["organisations"] == new["channels"] == 1
        assert (new["memberships"], new["contacts"], new["conversations"]) == (3, SOME, SOME)
        assert min(new.values()) > 0, new
        made = (await look_at(world.store, shown.key)).created_at
        past = tickets(book(), SOME, made)
        said = sum(step.kind == "say" for one in past for step in one.steps)
        assert new["messages"] == said

        posted = [one for one in await told(world) if one.stream.startswith((MESSAGES, BULK))]
        events = [decoder(MessagePosted)(one.body) for one in posted]
        assert (len(events), {one.demo for one in events}) == (said, {True})
        late = {one.message_id: one.posted_at > made - timedelta(days=1) for one in events}
        urgent = [
            one.message_id for row, one in zip(posted, events, strict=True) if row.stream.startswith(MESSAGES)
        ]
        assert {one for one in late if late[one]} <= set(urgent), "what is of today is not left for later"
        assert len(urgent) < said, "what was said weeks ago is"

        happened = [decoder(Activity)(one.body) for one in await told(world) if "activity" in one.stream]
        kinds = Counter(one.kind for one in happened if one.organisation_id == shown.organisation_id)
        wanted = Counter(step.kind for one in past for step in one.steps)
        assert kinds["conversation_opened"] == SOME
        assert (kinds["conversation_resolved"], kinds["rated"]) == (wanted["resolve"], wanted["rate"])
        work = [one for one in happened if one.conversation_id and one.organisation_id]
        assert all(one.demo and made - SPAN <= one.at <= made for one in work), "when it is to have been"

        assert (await bring(world)).fresh == 0
        assert await rows(world) == after

        with pytest.raises(NotYours):
            await get_organisation(world.store, world.ana, shown.organisation_id)
        assert not (await desk_conversations(world.store, world.ana, "all")).items
        nora = (await find_person(world.store, "", next(iter(book().agents)))).id
        async with world.store.reading() as connection:
            query = select(tables.accounts.c.last_seen_at).where(tables.accounts.c.id == nora)
            assert await connection.scalar(query) >= made, "who is long gone keeps nothing in hand"
        assert (await desk_conversations(world.store, nora, "waiting")).items

        assert await clear_demo(world.store) == said
        assert await rows(world) == before

    run(story)


def test_a_run_that_was_stopped_is_gone_on_with(run):
    async def story(world):
        steps = 0

        def stop(done):
            nonlocal steps
            steps = done
            raise Stopped

        with pytest.raises(ExceptionGroup):
            await bring_desk(world.store, world.settings, book(), "a password", stop, count=FEW)
        assert 0 < steps <= FEW
        shown = await bring_desk(world.store, world.settings, book(), "a password", lambda _: None, count=FEW)
        past = tickets(book(), FEW, (await look_at(world.store, shown.key)).created_at)
        found = (await rows(world))["messages"]
        assert found == sum(step.kind == "say" for one in past for step in one.steps)

    run(story)


def test_what_happens_is_believable_and_never_the_same_twice():
    past = tickets(book(), 300, NOW)
    assert past == tickets(book(), 300, NOW)
    assert len({one.steps[0].text for one in past}) == 300
    assert {one.language for one in past} == {"en", "pt", "es", "fr", "it"}
    for one in past:
        times = [step.at for step in one.steps]
        assert times == sorted(times) and times[0] >= NOW - SPAN and times[-1] <= NOW
        assert not any("{" in step.text for step in one.steps)
    open_now = [one for one in past if one.steps[-1].kind == "say"]
    assert any(one.steps[0].at > NOW - LATELY and len(one.steps) == 1 for one in open_now)
    in_hand = [one for one in open_now if NOW - UNDER_WAY < one.steps[0].at < NOW - LATELY]
    assert in_hand
    assert all(one.steps[-1].by is None for one in in_hand), "somebody is to answer"
    assert any(sum(step.kind == "resolve" for step in one.steps) == 2 for one in past), "asked again"
    assert any(step.kind == "assign" for one in past for step in one.steps), "handed on"


def test_every_language_of_ours_is_greeted():
    assert set(book().greeting) == {"en", "pt", "es", "fr", "de", "it", "nl", "ca"}


def test_the_shop_names_the_channel_and_nothing_else_is_served():
    shop = page("shop.html", "http://127.0.0.1:9000", "abc")
    assert shop is not None
    assert b'src="http://127.0.0.1:9000/widget.js" data-duologue="abc"' in shop
    assert b"127.0.0.1:8000" not in shop
    assert page("../README.md", "http://127.0.0.1:9000", "abc") is None
