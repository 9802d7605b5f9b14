"""How a visitor rates what was resolved; on both databases."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import select, update

from service.desk.commands import assign, reopen, resolve
from service.desk.errors import RatingNotAsked, RatingOver
from service.desk.queries import desk_conversations
from service.desk.rating import ASKED_FOR, CHANGEABLE_FOR, LONGEST, RatingGiven, ask_of, rate, ratings_of
from service.desk.visiting import forget
from service.errors import InvalidInput, NotFound, NotYours
from service.events import DeskDetailsChanged, RatingAsked
from service.messaging.retention import erase_before
from service.store import tables
from service.store.ops_tables import ratings
from tests.contract.test_store_desk import did
from tests.contract.visiting import shop

HOUR = timedelta(hours=1)


async def resolved(world):
    """A shop, and a visitor whose conversation Ben has resolved."""
    here = await shop(world)
    visitor, talk = await here.writing()
    await here.post(visitor.id, talk)
    await assign(here.store, world.ben, talk)
    await resolve(here.store, world.ben, talk)
    return here, msgspec.structs.replace(visitor, conversation_id=talk), talk


async def asked(here, visitor, later=timedelta()):
    return await here.store.look(lambda one: ask_of(one, visitor, datetime.now(UTC) + later))


def heard(here):
    told = []

    async def hear(event):
        if isinstance(event, RatingAsked):
            told.append(("visitor", event.ask and event.ask.score))
        elif isinstance(event, DeskDetailsChanged):
            told.append(("agents", event.rating.score))

    here.store.subscribers.add(hear)
    return told


def test_what_was_resolved_is_rated_once_and_changed_for_a_day(run):
    async def story(world):
        here, visitor, talk = await resolved(world)
        told = heard(here)
        ask = await asked(here, visitor)
        assert (ask.conversation_id, ask.score) == (talk, None)
        first = await rate(here.store, visitor, talk, RatingGiven(score=2, comment="  lento \n"))
        again = await rate(here.store, visitor, talk, RatingGiven(score=2, comment="lento"))
        assert (first.score, first.comment) == (2, "lento")
        assert again == first, "the same again changes nothing"
        await rate(here.store, visitor, talk, RatingGiven(score=4))
        [known] = await ratings_of(here.store, world.ana, talk)
        assert (known.score, known.comment, known.language, known.assignee) == (4, None, "es", world.ben)
        assert known.rated_at == first.rated_at < known.changed_at
        assert told == [("agents", 2), ("visitor", 2), ("agents", 4), ("visitor", 4)]
        kinds = [kind for kind, _, _ in await did(world)]
        assert kinds[-2:] == ["rated", "rating_changed"]
        [item] = (await desk_conversations(here.store, world.ana, "resolved")).items
        assert item.rating == 4
        assert (await asked(here, visitor, CHANGEABLE_FOR - HOUR)).score == 4
        assert await asked(here, visitor, CHANGEABLE_FOR + HOUR) is None
        async with here.store.writing() as connection:
            ago = datetime.now(UTC) - CHANGEABLE_FOR - HOUR
            await connection.execute(update(ratings).values(rated_at=ago))
        with pytest.raises(RatingOver):
            await rate(here.store, visitor, talk, RatingGiven(score=5))

    run(story)


def test_what_goes_on_is_asked_about_when_it_is_resolved_again(run):
    async def story(world):
        here, visitor, talk = await resolved(world)
        told = heard(here)
        await rate(here.store, visitor, talk, RatingGiven(score=1))
        await reopen(here.store, world.ben, talk)
        assert await asked(here, visitor) is None
        assert told[-1] == ("visitor", None)
        await rate(here.store, visitor, talk, RatingGiven(score=2))
        await resolve(here.store, world.ana, talk)
        assert (await asked(here, visitor)).score is None
        await rate(here.store, visitor, talk, RatingGiven(score=5))
        assert [one.score for one in await ratings_of(here.store, world.ana, talk)] == [5, 2]
        [item] = (await desk_conversations(here.store, world.ana, "resolved")).items
        assert item.rating == 5

    run(story)


def test_nobody_rates_what_was_not_resolved_or_long_ago_or_is_anothers(run):
    async def story(world):
        here, visitor, talk = await resolved(world)
        assert await asked(here, visitor, ASKED_FOR + HOUR) is None
        other, others = await here.writing()
        for _ in range(2):
            with pytest.raises(RatingNotAsked):
                await rate(here.store, other, others, RatingGiven(score=3))
            await resolve(here.store, world.ben, others)  # in which nobody has said anything
        with pytest.raises(NotYours):
            await rate(here.store, other, talk, RatingGiven(score=3))
        for wrong in (
            RatingGiven(score=0),
            RatingGiven(score=6),
            RatingGiven(score=3, comment="x" * (LONGEST + 1)),
        ):
            with pytest.raises(InvalidInput):
                await rate(here.store, visitor, talk, wrong)
        async with here.store.writing() as connection:
            ago = datetime.now(UTC) - ASKED_FOR - HOUR
            await connection.execute(update(tables.desk_states).values(resolved_at=ago))
        with pytest.raises(RatingNotAsked):
            await rate(here.store, visitor, talk, RatingGiven(score=3))
        for who, refused in ((world.eva, NotYours), (visitor.id, NotFound)):
            with pytest.raises(refused):
                await ratings_of(here.store, who, talk)

    run(story)


@pytest.mark.parametrize("erased", [True, False], ids=["forgotten", "kept long enough"])
def test_a_comment_goes_as_messages_do_and_the_score_stays(run, erased):
    async def story(world):
        here, visitor, talk = await resolved(world)
        await rate(here.store, visitor, talk, RatingGiven(score=1, comment="a bad day"))
        if erased:
            await forget(here.store, visitor)
        else:
            await erase_before(here.store, datetime.now(UTC) + HOUR)
        async with here.store.reading() as connection:
            [row] = (await connection.execute(select(ratings))).all()
        assert (row.score, row.comment) == (1, None)

    run(story)
