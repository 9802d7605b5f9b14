"""What people write, and who they are, is in no log, metric or trace, whatever happens to it on the way."""

import asyncio
import json
import secrets
from pathlib import Path

import httpx
import pytest
import redis
import websockets

from tests.flow.installation import Speaker, until
from wire.broker.streams import BODY, ENRICHMENTS, MESSAGES, stream
from wire.contracts.settings import Settings
from wire.observability.metrics import PORTS

pytestmark = pytest.mark.slow

MARK = "zqx" + secrets.token_hex(4)
"""In every text, name, handle and password below."""


def logs(installation) -> str:
    folder = Path(installation.home) / "logs"
    return "\n".join(path.read_text() for path in sorted(folder.iterdir())) + installation.out.read_text()


def lines(installation, **wanted):
    found = [one for line in logs(installation).splitlines() if line.startswith("{") if (one := whole(line))]
    return [one for one in found if wanted.items() <= one.items()]


def whole(line):
    """What a line says; nothing where it is being written."""
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        return None


def followed(installation, number):
    return {(one["part"], one["event"]) for one in lines(installation, request_id=number)}


def signed_up(installation, name, language):
    body = {
        "handle": f"{name}{MARK}",
        "name": f"{name} {MARK}",
        "password": f"pass {MARK}",
        "language": language,
    }
    answer = httpx.post(f"{installation.url}/api/people", json={**body, "language": language})
    assert answer.status_code == 201
    speaker = Speaker.__new__(Speaker)
    speaker.handle, speaker.id, speaker.token = (
        body["handle"],
        answer.json()["person"]["id"],
        answer.json()["token"],
    )
    speaker.http = httpx.Client(
        base_url=installation.url, timeout=120, headers={"Authorization": f"Bearer {speaker.token}"}
    )
    return speaker


def abuse(installation, ana, talk):
    """What goes wrong with texts in it: refused, malformed, and unreadable on streams."""
    http = ana.http
    http.post("/api/sessions", json={"handle": f"who{MARK}", "password": f"no {MARK}"})
    http.post(
        "/api/people", json={"handle": ana.handle, "name": MARK, "password": f"long {MARK}", "language": "en"}
    )
    http.post(f"/api/conversations/{talk}/messages", content=b'{"text": "' + MARK.encode())
    http.post(f"/api/conversations/{talk}/messages", json={"text": MARK, "client_id": "c", MARK: MARK})
    http.get(f"/api/people?query={MARK}")
    http.get(f"/{MARK}?{MARK}={MARK}", headers={"X-Request-ID": MARK, "User-Agent": MARK})
    url = Settings(home=installation.home).broker_url
    with redis.Redis.from_url(url) as client:
        client.xadd(stream(MESSAGES, 0), {BODY: json.dumps({"type": "message_posted", "text": MARK})})
        client.xadd(stream(ENRICHMENTS, 0), {BODY: f"no json {MARK}".encode()})


async def malformed(installation, ana):
    live = f"{installation.url.replace('http', 'ws')}/api/live"
    headers = {"Authorization": f"Bearer {ana.token}"}
    async with websockets.connect(live, additional_headers=headers, proxy=None) as socket:
        await socket.send(json.dumps({"type": "hello", "positions": {}}))
        await socket.send(json.dumps({"type": "post", "ref": MARK, "text": MARK}))
        await socket.send("{" + MARK)
        await asyncio.wait_for(socket.recv(), 30)


def test_nothing_of_anybody_is_in_logs_or_metrics_and_a_message_can_be_followed(watched):
    installation = watched
    ana, bob = signed_up(installation, "ana", "pt"), signed_up(installation, "bob", "en")
    talk = ana.talk_to(bob)
    answer = ana.http.post(
        f"/api/conversations/{talk}/messages", json={"text": f"Olá {MARK}, tudo bem?", "client_id": "one"}
    )
    number = answer.headers["x-request-id"]
    message = answer.json()["id"]
    abuse(installation, ana, talk)
    asyncio.run(malformed(installation, ana))
    bob.enriched(talk, 60)
    wanted = {("serve", "posted"), *((part, "handled") for part in ("worker", "serve", "collector"))}
    until(lambda: wanted <= followed(installation, number), 90, "handled by all", lambda: logs(installation))
    assert lines(installation, request_id=number, message_id=message, event="handled")
    until(lambda: installation.health()["jobs"].get("reconcile", {}).get("last_run"), 60, "jobs ran")

    port = int(installation.environ["DUOLOGUE_METRICS_PORT"])
    shown = [f"{installation.url}/metrics", *(f"http://127.0.0.1:{port + n}/metrics" for n in PORTS.values())]
    figures = "\n".join(httpx.get(url).text for url in shown)
    told = ("dead_letters_total", "job_failures", "model_memory_bytes{", "dashboard_viewers")
    assert all(f"duologue_{one}" in figures for one in told)
    seen = logs(installation) + figures + json.dumps(installation.health())
    assert MARK not in seen, [line for line in seen.splitlines() if MARK in line][:5]
    assert ana.token not in seen and bob.token not in seen
