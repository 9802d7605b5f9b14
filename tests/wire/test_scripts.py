"""Many calls of one script: the same answers on one server and on a cluster, each from its own keys."""

import asyncio

import pytest
import redis

from tests.brokers import Cluster
from wire.broker import scripts
from wire.broker.clients import connect
from wire.broker.scripts import Call, ManyCalls

TAKE = """
local left = tonumber(redis.call('GET', KEYS[1]) or '3')
if left < tonumber(ARGV[1]) then return false end
redis.call('SET', KEYS[1], left - ARGV[1])
redis.call('SET', KEYS[2], ARGV[2])
return true
"""


async def taken(url, calls):
    client = connect(url)
    try:
        answers = await ManyCalls(TAKE).run(client, calls)
        return answers, [await client.get(f"note:{{{name}}}") for name in "abc"]
    finally:
        await client.aclose()


def call(name, cost, note):
    return Call([f"left:{{{name}}}", f"note:{{{name}}}"], (cost, note))


NOTE = b"\xffno text\x00"
CALLS = [call("a", 2, "1"), call("b", 4, "2"), call("a", 2, "3"), call("c", 3, NOTE), call("a", 1, "5")]


@pytest.mark.parametrize("at_once", [1, 2, 128])
def test_each_call_has_its_own_keys_and_answer(broker_url, monkeypatch, at_once):
    monkeypatch.setattr(scripts, "AT_ONCE", at_once)
    assert asyncio.run(taken(broker_url, CALLS)) == ([1, 0, 0, 1, 1], [b"5", None, NOTE])


def test_a_server_that_has_forgotten_its_scripts_is_told_again(broker_url):
    asyncio.run(taken(broker_url, CALLS))
    with redis.Redis.from_url(broker_url) as client:
        client.flushall()
        client.script_flush()
    assert asyncio.run(taken(broker_url, CALLS)) == ([1, 0, 0, 1, 1], [b"5", None, NOTE])


def test_nothing_to_do_asks_nobody():
    assert asyncio.run(ManyCalls(TAKE).run(connect("unix:///nowhere"), [])) == []


def test_a_cluster_is_asked_one_by_one(tmp_path):
    cluster = Cluster(tmp_path, primaries=3)
    try:
        assert asyncio.run(taken(cluster.url, CALLS)) == ([1, 0, 0, 1, 1], [b"5", None, NOTE])
    finally:
        cluster.stop()
