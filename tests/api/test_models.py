"""Models from the chat: by whoever runs the installation, one language at a time; and of whom they speak."""

from datetime import UTC, datetime

import pytest
import redis

from tests.api.serving import Guest, serving, until
from wire.broker.streams import ENRICHMENTS, MESSAGES, stream
from wire.contracts.codec import decoder, encode
from wire.contracts.events import Enriched, MessagePosted, Translation
from wire.contracts.settings import Settings


@pytest.fixture(scope="module")
def first(served) -> Guest:
    """Who came first."""
    return Guest(served, "First", "en")


@pytest.fixture(autouse=True)
def came(first):
    """Before all others."""


def test_whoever_came_first_has_models_fetched_one_language_at_a_time(served, first, bob):
    nobody = {"operator": False, "pull": None}
    assert bob.http.get("/api/models").json() == nobody
    assert bob.http.post("/api/models/pull", json={"language": "de"}).json()["code"] == "not_yours"
    assert bob.http.delete("/api/models/pull").json()["code"] == "not_yours"
    asked = first.http.post("/api/models/pull", json={"language": "de"})
    assert asked.status_code == 202 and asked.json()["operator"]
    assert asked.json()["pull"] | {"id": ""} == {
        "id": "", "language": "de", "state": "waiting", "file": "", "done": 0, "total": None, "reason": None,
        "detail": "",
    }  # fmt: skip
    again = first.http.post("/api/models/pull", json={"language": "nl"})
    assert (again.status_code, again.json()["code"]) == (409, "already_fetching")
    assert bob.http.get("/api/models").json() == nobody
    assert first.http.delete("/api/models/pull").status_code == 204
    assert first.http.get("/api/models").json()["pull"]["state"] == "cancelled"
    assert first.http.delete("/api/models/pull").status_code == 204, "nothing to stop is no fault"


@pytest.mark.parametrize("language", ["en", "xx", "../de", ""])
def test_what_is_no_language_to_fetch_is_refused(first, language):
    refused = first.http.post("/api/models/pull", json={"language": language})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_input")


def test_settings_name_who_runs_it(fresh_valkey, tmp_path):
    with serving(Settings(home=tmp_path, redis_url=fresh_valkey, operators=("nobody",))) as one:
        assert not Guest(one, "Early", "en").http.get("/api/models").json()["operator"]


def test_a_message_says_how_its_writer_is_spoken_of_and_nobody_else_is_told(served, ana, bob, conversation):
    def said(text: str) -> MessagePosted:
        bob.post(conversation, text)
        read = decoder(MessagePosted)
        with redis.Redis.from_url(served.settings.redis_url) as broker:
            entries = lambda: [read(one[b"body"]) for _, one in broker.xrange(stream(MESSAGES, 0))]  # noqa: E731
            return until(lambda: next((one for one in entries() if one.text == text), None), text)

    assert said("I am tired.").writer is None
    me = bob.http.patch("/api/me", json={"gender": "feminine"}).json()
    assert me["gender"] == "feminine" and bob.http.patch("/api/me", json={}).json() == me
    assert said("I am busy.").writer == "feminine"
    assert "gender" not in ana.http.get(f"/api/conversations/{conversation}").json()["other"]
    assert bob.http.patch("/api/me", json={"gender": "other"}).status_code == 400
    assert bob.http.patch("/api/me", json={"gender": None}).json()["gender"] is None
    assert said("I am late.").writer is None


@pytest.mark.parametrize(("reason", "after"), [("unsupported_pair", "pending"), (None, "done")])
def test_what_lacked_a_translator_may_be_asked_for_again(served, ana, bob, conversation, reason, after):
    posted, now = ana.post(conversation, "Custa 15 euros."), datetime.now(UTC)
    status = "unsupported" if reason else "done"
    made = Translation(status=status, reason=reason, text=None if reason else "It costs 15 euros.")
    event = Enriched(
        message_id=posted["id"], conversation_id=conversation, author_id=ana.id, status="done", language="pt",
        translations={"en": made}, posted_at=now, queued_at=now, enriched_at=now,
    )  # fmt: skip
    with redis.Redis.from_url(served.settings.redis_url) as broker:
        broker.xadd(stream(ENRICHMENTS, 0), {b"body": encode(event)})

    def status_of() -> str:
        [one] = bob.http.get(f"/api/conversations/{conversation}/messages").json()["messages"]
        return str(one["enrichment"]["status"])

    until(lambda: status_of() == "done", "translated")
    bob.http.post(f"/api/messages/{posted['id']}/enrichment")
    assert status_of() == after
