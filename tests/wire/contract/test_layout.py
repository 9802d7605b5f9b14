"""Messages go to more partitions when the old ones are drained, and not before; on every kind of broker."""

import asyncio

from tests.wire.consuming import broker, post
from wire.broker.clients import ensure_group
from wire.broker.layout import LOOK_EVERY, Layout, partitions_in_force
from wire.broker.streams import ENRICHMENTS, GROUP_APPLY, GROUP_NLP, MESSAGES, stream


async def worked(client, name: str, group: str) -> None:
    """All that lies on the first partition is handled."""
    key = stream(name, 0)
    for _, entries in await client.xreadgroup(group, "one", {key: ">"}):
        await client.xack(key, group, *[entry_id for entry_id, _ in entries])


def test_the_first_number_holds_until_what_lies_there_is_worked_on_and_applied(broker_url, caplog):
    async def flow():
        async with broker(broker_url) as client:
            assert await Layout(client, 2).partitions() == 2
            for name, group in ((MESSAGES, GROUP_NLP), (ENRICHMENTS, GROUP_APPLY)):
                await ensure_group(client, stream(name, 0), group)
                await post(client, "x", stream=stream(name, 0))
            raised = Layout(client, 5)
            assert await raised.partitions() == 2
            await worked(client, MESSAGES, GROUP_NLP)
            await asyncio.sleep(LOOK_EVERY)
            assert await raised.partitions() == 2
            await worked(client, ENRICHMENTS, GROUP_APPLY)
            await asyncio.sleep(LOOK_EVERY)
            assert await raised.partitions() == 5
            assert await partitions_in_force(client, 2) == 5
            assert "messages stay on 2 until" in caplog.text

    asyncio.run(flow())


def test_a_host_that_is_set_to_fewer_follows_the_others_and_says_so(broker_url, caplog):
    async def flow():
        async with broker(broker_url) as client:
            assert await Layout(client, 8).partitions() == 8
            assert await Layout(client, 2).partitions() == 8
            assert "is 2 here, and 8 elsewhere" in caplog.text

    asyncio.run(flow())
