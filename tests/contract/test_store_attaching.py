"""What the relay attaches: to messages that have nothing yet, never in the way of anything else."""

from service.enrichment.attach_context import attach_context
from service.knowledge.glossary import Entry, bring_words_of_installation
from service.store.outbox import Row
from service.store.tables import conversations
from tests.contract.test_store_messages import decode, outbox
from wire.contracts.codec import encode
from wire.contracts.events import Term, Turn


async def attached(world, rows):
    async with world.store.reading() as connection:
        return await attach_context(connection, rows)


async def one_message(world, number=1):
    await world.post(world.ana, "O bule chegou.")
    stream, event = (await outbox(world.store))[-1]
    return Row(number, stream, encode(event))


def test_only_bare_messages_get_something(run):
    async def story(world):
        await bring_words_of_installation(world.store, [(1, Entry(source="bule"))])
        fresh = await one_message(world)
        [full] = await attached(world, [fresh])
        assert decode(full.body).terms == (Term(source="bule"),)
        broken = Row(3, fresh.stream, b"{")
        foreign = Row(4, fresh.stream, encode(Turn(author_id="a", text="bule")))
        activity = Row(5, "activity:{0}", fresh.body)
        rows = [full, broken, foreign, activity]
        assert await attached(world, rows) == rows
        assert [row.id for row in await attached(world, [broken, fresh, activity])] == [3, 1, 5]

    run(story)


def test_nothing_is_looked_up_where_nobody_has_taught_anything(run):
    async def story(world):
        fresh = await one_message(world)
        assert await attached(world, [fresh]) == [fresh]

    run(story)


def test_a_message_whose_conversation_is_gone_goes_on_as_it_is(run):
    async def story(world):
        await bring_words_of_installation(world.store, [(1, Entry(source="bule"))])
        fresh = await one_message(world)
        async with world.store.writing() as connection:
            await connection.execute(conversations.delete())
        assert await attached(world, [fresh]) == [fresh]

    run(story)
