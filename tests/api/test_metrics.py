"""`/metrics`: what an alarm needs, for those near, without anybody's name."""

import asyncio
from dataclasses import replace

import httpx
from prometheus_client.parser import text_string_to_metric_families

from service.store import Store, leases
from tests.api.serving import live, serving, until


def figures(url, **options):
    answer = httpx.get(f"{url}/metrics", **options)
    assert answer.status_code == 200, answer.text
    families = text_string_to_metric_families(answer.text)
    return {
        (one.name, *sorted(one.labels.values())): one.value for family in families for one in family.samples
    }


def test_what_an_alarm_needs_is_there_and_nobody_is_named(served, ana, bob, conversation):
    async def flow():
        async with live(served, ana.token) as a:
            await a.send(
                type="post", ref="1", conversation_id=conversation, client_id="c", text="canary text"
            )
            await a.next("posted")
            store = await Store.open(served.settings)
            async with store.writing() as connection:
                await leases.ensure(connection, ["trim"])
            await store.close()
            found = await asyncio.to_thread(figures, served.url)
            assert found[("duologue_sockets",)] == 1
            return found

    found = asyncio.run(flow())
    wanted = {
        "duologue_delivery_seconds_count", "duologue_translation_seconds_count", "duologue_workers",
        "duologue_stream_lag", "duologue_outbox_rows", "duologue_outbox_age_seconds", "duologue_dead_letters",
        "duologue_oldest_pending_seconds", "process_resident_memory_bytes",
    }  # fmt: skip
    until(lambda: wanted <= {name for name, *_ in figures(served.url)}, "what the process looks at by itself")
    assert found[("duologue_job_failures", "trim")] == 0
    until(lambda: figures(served.url)[("duologue_delivery_seconds_count",)] >= 1, "delivered")
    text = httpx.get(f"{served.url}/metrics").text
    assert not [one for one in (ana.handle, ana.id, bob.id, conversation, "canary", ana.token) if one in text]


def test_only_those_near_may_read_it(served, settings):
    assert httpx.get(f"{served.url}/metrics").status_code == 200
    passed_on = httpx.get(f"{served.url}/metrics", headers={"X-Forwarded-For": "127.0.0.1"})
    assert passed_on.status_code == 404, "a proxy here that nobody trusts makes nobody near"
    with serving(
        replace(settings, metrics_networks=("10.0.0.0/8",), trusted_proxies=("127.0.0.1/32",))
    ) as one:
        assert httpx.get(f"{one.url}/metrics").status_code == 404
        assert httpx.get(f"{one.url}/metrics", headers={"X-Forwarded-For": "10.1.2.3"}).status_code == 200
        assert httpx.get(f"{one.url}/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
