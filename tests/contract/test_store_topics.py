"""What is understood to be about a topic comes to the queue for it, while nobody serves it."""

import pytest

from service.desk.commands import assign, release
from service.desk.routing.queues import Wanted, create_queue
from service.desk.routing.transferring import to_queue
from service.errors import InvalidInput
from service.jobs.apply import Handler
from tests.contract.test_store_routing import stands
from tests.contract.visiting import shop
from tests.store.databases import enriched
from wire.broker.consumer import Delivery
from wire.contracts.events import Annotation


async def understood(here, message, label):
    """A worker's word on a message, applied as the consumer does."""
    topic = Annotation(task="topic", model="m", label=label)
    one = enriched(message, annotations=(topic,), organisation_id=here.where)
    await Handler(here.store).handle([Delivery("1-0", "enrichments:{0}", one, 1)])


def test_it_comes_there_once_and_stays(run):
    async def story(world):
        here = await shop(world)

        async def made(name, **wanted):
            return (await create_queue(here.store, world.ana, here.where, name, Wanted(**wanted))).id

        other = await made("Everything")
        parcels = await made("Parcels", topics=("delivery", "travel"))
        french = await made("French parcels", topics=("delivery",), languages=("fr",))
        money = await made("Money", topics=("payment",))
        visitor, talk = await here.writing()
        first = await here.post(visitor.id, talk)
        assert [row.queue_id for row in await stands(here, talk)] == [other], "nothing is known of it yet"
        await understood(here, first, None)
        assert [row.queue_id for row in await stands(here, talk)] == [other]
        for _ in range(2):
            await understood(here, first, "delivery")
            assert [row.queue_id for row in await stands(here, talk)] == [parcels], french
        await understood(here, await here.post(visitor.id, talk, "y pagar"), "payment")
        assert [row.queue_id for row in await stands(here, talk)] == [parcels], money

    run(story)


def test_what_somebody_serves_or_has_served_stays_where_it_is(run):
    async def story(world):
        here = await shop(world)
        topics = Wanted(topics=("delivery",))
        await create_queue(here.store, world.ana, here.where, "Parcels", topics)
        visitor, talk = await here.writing()
        message = await here.post(visitor.id, talk)
        await assign(here.store, world.ben, talk)
        await understood(here, message, "delivery")
        assert [row.queue_id for row in await stands(here, talk)] == [None]
        await release(here.store, world.ben, talk)
        await understood(here, message, "delivery")
        assert [row.queue_id for row in await stands(here, talk)] == [None]
        with pytest.raises(InvalidInput):
            await create_queue(here.store, world.ana, here.where, "No", Wanted(topics=("weather",)))

    run(story)


def test_what_somebody_has_put_into_a_queue_stays_there(run):
    async def story(world):
        here = await shop(world)
        made = [
            await create_queue(here.store, world.ana, here.where, name, wanted)
            for name, wanted in (
                ("Everything", Wanted()),
                ("Insured", Wanted(languages=("fr",))),
                ("Parcels", Wanted(topics=("delivery",))),
            )
        ]
        visitor, talk = await here.writing()
        message = await here.post(visitor.id, talk)
        assert [row.queue_id for row in await stands(here, talk)] == [made[0].id]
        await to_queue(here.store, world.ben, talk, made[1].id)
        await understood(here, message, "delivery")
        assert [row.queue_id for row in await stands(here, talk)] == [made[1].id]

    run(story)
