"""A broker that is nearly full, would drop work or is read in part: doctor, health and metrics say so."""

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import redis

from service.supervisor import valkey
from service.supervisor.checks import checks
from tests.api.serving import serving, until
from tests.api.test_health import health
from tests.brokers import started
from wire.broker.layout import KEY


@pytest.fixture
def own(settings):
    """Settings with a server of their own, and a client to set its bounds."""
    with tempfile.TemporaryDirectory(prefix="duo-") as folder:
        server = started(Path(folder))
        try:
            with redis.Redis.from_url(server.connection_url) as client:
                yield replace(settings, redis_url=server.connection_url), client
        finally:
            server.stop()


def broker(settings):
    return next(one for one in asyncio.run(checks(settings)) if one.task == "broker")


def fill(client) -> None:
    client.config_set("maxmemory", client.info("memory")["used_memory"])


def test_the_doctor_says_what_is_wrong_with_its_memory(own):
    settings, client = own
    assert broker(settings).state == "ready" and "without maxmemory" in broker(settings).why
    client.config_set("maxmemory", 2**30)
    assert broker(settings)[2:4] == ("ready", "it is set, and answers")
    client.config_set("maxmemory-policy", "allkeys-lru")
    assert broker(settings).state == "broken" and "throws out" in broker(settings).why
    client.config_set("maxmemory-policy", "noeviction")
    fill(client)
    assert broker(settings).state == "broken" and "MB are used" in broker(settings).why


def test_the_doctor_says_that_fewer_partitions_are_read_than_there_are(own):
    settings, client = own
    client.set(KEY, 4)
    assert broker(replace(settings, partitions=4)).state == "ready"
    assert broker(settings)[1:4] == (
        "DUOLOGUE_PARTITIONS", "broken", "messages lie on 4 partitions, and 1 are read here"
    )  # fmt: skip


def test_health_and_metrics_say_that_memory_is_short(own):
    settings, client = own
    with serving(settings) as served:
        until(lambda: health(served)[1]["parts"]["broker"]["status"] == "ok", "a broker that is well")
        fill(client)
        part = health(served)[1]["parts"]["broker"]
        assert part["status"] == "failing" and "MB are used" in part["detail"]
        assert "duologue_broker_memory_limit_bytes" in httpx.get(f"{served.url}/metrics").text
        client.config_set("maxmemory", 0)


def test_our_own_broker_is_bounded_and_drops_nothing(tmp_path, settings):
    argv = valkey.command(replace(settings, home=tmp_path, broker_memory=64))
    assert argv[argv.index("--maxmemory") + 1] == "64mb"
    assert argv[argv.index("--maxmemory-policy") + 1] == "noeviction"
