"""Rounds of the relay keep apart, so that what comes one by one shares them."""

import asyncio
from itertools import pairwise

from service.jobs import relay
from tests.jobs.test_relay import POLL
from tests.jobs.tools import client_of, running
from tests.store.databases import sqlite_database


def test_rows_that_come_one_by_one_share_rounds(monkeypatch, tmp_path, broker_url):
    began, apart = [], 0.1
    once = relay.relay_once

    async def noted(*given):
        began.append(asyncio.get_running_loop().time())
        return await once(*given)

    async def story(store):
        async with (
            client_of(broker_url) as client,
            running(lambda stop: relay.run(store, client, stop=stop, poll=POLL)),
        ):
            while len(began) < 4:
                store.outbox_filled.set()
                await asyncio.sleep(0.001)

    monkeypatch.setattr(relay, "APART", apart)
    monkeypatch.setattr(relay, "relay_once", noted)
    sqlite_database(tmp_path, redis_url=broker_url).run(story)
    assert all(later - earlier > 0.9 * apart for earlier, later in pairwise(began))
