"""What is most urgent at the desk, over all pages, and how many each view has; on both databases."""

from datetime import UTC, datetime

import msgspec
import pytest
from sqlalchemy import update

from service.desk.commands import assign, resolve
from service.desk.counts import desk_counts
from service.desk.models import DeskCounts
from service.desk.queries import desk_conversation, desk_conversations
from service.desk.sought import Facets, Sought, facets
from service.errors import InvalidInput, NotFound, NotYours
from service.messaging.receipts import mark
from service.messaging.sides import CONTACT
from service.store.tables import desk_states, participants
from tests.contract.visiting import shop
from wire.contracts.sentiment_trend import SentimentTrend

NOON = datetime(2400, 6, 17, 12, tzinfo=UTC)
"""Nothing that is due then is late."""


async def waits(here, minutes, due=None, **mood):
    """A conversation whose contact has waited so long before one o'clock of a day to come, in such a mood;
    `due`: minutes after it that an answer is promised, or when."""
    visitor, talk = await here.writing()
    await here.post(visitor.id, talk)
    async with here.store.writing() as connection:
        this = desk_states.c.conversation_id == talk
        since = NOON.replace(minute=60 - minutes)
        due_at = since.replace(hour=13, minute=due) if isinstance(due, int) else due
        await connection.execute(update(desk_states).where(this).values(waiting_since=since, due_at=due_at))
        if mood:
            theirs = (participants.c.conversation_id == talk, participants.c.side == CONTACT)
            trend = msgspec.json.encode(SentimentTrend(**mood)).decode()
            await connection.execute(update(participants).where(*theirs).values(sentiment_trend=trend))
    return talk


def test_what_is_due_next_comes_first_and_a_bad_mood_sooner_over_all_pages(run):
    async def story(world):
        here = await shop(world)
        calm = await waits(here, 25)
        angry = await waits(here, 10, level="bad", direction="worse", since=1)
        turned = await waits(here, 12, direction="worse", since=1)
        same = await waits(here, 12, level="bad")
        glad = await waits(here, 15, level="good", direction="better")
        promised = await waits(here, 1, due=36)
        annoyed = await waits(here, 2, due=53, level="bad", direction="worse", since=1)
        patient = await waits(here, 59, due=59)
        late = [await waits(here, 1, due=datetime(2020, 1, 1, hour, tzinfo=UTC)) for hour in (2, 1)]
        order, cursor = [], None
        for _ in range(10):
            page = await desk_conversations(here.store, world.ana, "waiting", cursor=cursor, limit=1)
            order += [one.conversation.id for one in page.items]
            cursor = page.next
        assert order[:2] == late[::-1], "what is late, before all moods"
        assert order[2:] == [angry, annoyed, calm, promised, turned, same, glad, patient]
        assert cursor is None

    run(story)


def test_each_view_is_counted_for_who_looks(run):
    async def story(world):
        here = await shop(world)
        talks = [await waits(here, 5 + number) for number in range(4)]
        await assign(here.store, world.ben, talks[0])
        await assign(here.store, world.ben, talks[1])
        await resolve(here.store, world.ana, talks[2])
        await here.writing()
        counts = await desk_counts(here.store, world.ben)
        assert counts == DeskCounts(waiting=1, mine=2, all=3, unread=2), "none that nothing was written in"
        item = await desk_conversation(here.store, world.ben, talks[0])
        await mark(here.store, world.ben, talks[0], read_seq=item.conversation.last_seq)
        assert (await desk_counts(here.store, world.ben)).unread == 1
        assert await desk_counts(here.store, world.ana) == DeskCounts(waiting=1, mine=0, all=3, unread=0)
        assert await desk_counts(here.store, world.eva) == DeskCounts(waiting=0, mine=0, all=0, unread=0)
        with pytest.raises(NotYours):
            await desk_counts(here.store, world.eva, sought=Sought(organisation_id=here.where))

    run(story)


def test_they_are_sought_by_what_they_have(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing(language="pt-BR")
        await here.post(visitor.id, talk)
        another, other = await here.writing()
        await here.post(another.id, other)
        came = visitor.channel_id
        for sought, found in (
            (Sought(language="pt"), {talk}),
            (Sought(language="PT-pt"), {talk}),
            (Sought(language="fr"), set()),
            (Sought(channel_id=came), {talk, other}),
            (Sought(channel_id=came, language="es", tag="none"), set()),
            (Sought(queue_id="none"), set()),
            (Sought(channel_id=came, language="es"), {other}),
        ):
            page = await desk_conversations(here.store, world.ben, "all", sought=sought)
            assert {one.conversation.id for one in page.items} == found
            assert (await desk_counts(here.store, world.ben, sought=sought)).all == len(found)
        assert [one.channel for one in page.items] == [came]
        known = await facets(here.store, world.ben)
        assert ([one.id for one in known.channels], known.languages) == ([came], ("es", "pt"))
        assert await facets(here.store, world.eva) == Facets(channels=(), languages=())
        with pytest.raises(InvalidInput):
            await desk_counts(here.store, world.ben, sought=Sought(language="no language"))

    run(story)


def test_one_conversation_is_shown_to_who_serves_it(run):
    async def story(world):
        here = await shop(world)
        talk = await waits(here, 5)
        shown = await desk_conversation(here.store, world.ben, talk)
        assert (shown.conversation.id, shown.state, shown.assignee) == (talk, "open", None)
        assert shown == (await desk_conversations(here.store, world.ben, "waiting")).items[0]
        for who, talk_id, refusal in (
            (world.eva, talk, NotYours),
            (world.ana, world.talk.id, NotFound),
            (world.ana, "none", NotFound),
        ):
            with pytest.raises(refusal):
                await desk_conversation(here.store, who, talk_id)

    run(story)
