"""Words, corrected translations and answers over HTTP: shapes, refusals, and who may see what."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest
import redis

from tests.api.serving import Guest, until
from wire.broker.streams import ENRICHMENTS, stream
from wire.contracts.codec import encode
from wire.contracts.events import Enriched, Translation
from wire.contracts.ids import new_id


@pytest.fixture
def eva(served) -> Guest:
    """Not in the conversation of Ana and Bob."""
    return Guest(served, "Eva", "es")


@pytest.fixture
def message(served, ana, bob, conversation):
    """A message by Ana that Bob reads in English."""
    posted = ana.post(conversation, "Custa 15 euros.")
    now = datetime.now(UTC)
    done = Translation(status="done", text="It costs 15 euros.", engine="firefox", route=("pt", "en"))
    event = Enriched(
        message_id=posted["id"], conversation_id=conversation, author_id=ana.id, status="done", language="pt",
        translations={"en": done}, posted_at=now, queued_at=now, enriched_at=now,
    )  # fmt: skip
    with redis.Redis.from_url(served.settings.redis_url) as broker:
        broker.xadd(stream(ENRICHMENTS, 0), {b"body": encode(event)})

    def translated():
        [one] = bob.http.get(f"/api/conversations/{conversation}/messages").json()["messages"]
        return one if one["enrichment"]["status"] == "done" else None

    return until(translated, "translated")


def test_correcting_and_going_back(ana, bob, eva, conversation, message):
    path = f"/api/messages/{message['id']}/translation"
    body = {"text": "It's 50 euros.", "client_id": "m1"}
    done = bob.http.put(path, json=body)
    assert done.status_code == 200 and done.json()["warnings"] == ["numbers"]
    enrichment = done.json()["message"]["enrichment"]
    assert enrichment["translations"]["en"]["engine"] == "person"
    assert enrichment["mended"]["en"]["by"] == bob.id
    seen = ana.http.get(f"/api/conversations/{conversation}/messages").json()["messages"][0]
    assert seen["enrichment"]["mended"] == enrichment["mended"]
    assert bob.http.put(path, json=body).json()["message"]["rev"] == done.json()["message"]["rev"]
    assert bob.http.put(path, json={**body, "text": "Other"}).json()["code"] == "client_id_reused"
    file = bob.http.get("/api/corrections")
    assert "attachment" in file.headers["content-disposition"]
    assert file.text.splitlines()[1].split("\t")[:5] == [
        "pt", "en", "Custa 15 euros.", "It's 50 euros.", "It costs 15 euros.",
    ]  # fmt: skip
    assert file.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.content.startswith(b"\xef\xbb\xbf"), "spreadsheets guess otherwise"
    tmx = bob.http.get("/api/corrections?format=tmx")
    assert tmx.headers["content-type"] == "application/x-tmx+xml; charset=utf-8"
    unit = ET.fromstring(bob.http.get("/api/corrections?format=tmx").content).find("body/tu")
    assert unit is not None and [seg.text for seg in unit.iter("seg")] == [
        "Custa 15 euros.",
        "It's 50 euros.",
    ]
    assert len(ana.http.get("/api/corrections").text.splitlines()) == 1
    assert len(ana.http.get(f"/api/corrections?conversation={conversation}").text.splitlines()) == 2
    assert bob.http.get("/api/corrections?format=doc").status_code == 400
    back = bob.http.delete(path)
    assert back.status_code == 200 and back.json()["enrichment"]["mended"] == {}
    assert back.json()["enrichment"]["translations"]["en"]["text"] == "It costs 15 euros."


def test_who_is_not_a_side_is_refused_everywhere(eva, conversation, message):
    path = f"/api/messages/{message['id']}/translation"
    refused = [
        eva.http.put(path, json={"text": "x", "client_id": "1"}),
        eva.http.delete(path),
        eva.http.get(f"/api/corrections?conversation={conversation}"),
        eva.http.get(f"/api/glossary?conversation={conversation}"),
        eva.http.get(f"/api/glossary/file?conversation={conversation}"),
        eva.http.post("/api/glossary", json={"source": "x", "conversation_id": conversation}),
        eva.http.post("/api/glossary/file", json={"text": "x", "conversation_id": conversation}),
    ]
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(403, "not_yours")] * len(refused)
    nowhere = new_id()
    missing = [
        eva.http.put(f"/api/messages/{nowhere}/translation", json={"text": "x", "client_id": "1"}),
        eva.http.delete(f"/api/glossary/{nowhere}"),
        eva.http.delete("/api/glossary/no-id"),
        eva.http.delete(f"/api/canned/{nowhere}"),
        eva.http.get(f"/api/glossary?conversation={nowhere}"),
    ]
    assert [(one.status_code, one.json()["code"]) for one in missing] == [(404, "not_found")] * len(missing)
    eva.http.headers.pop("Authorization")
    for method, url in (
        ("PUT", path), ("GET", "/api/glossary"), ("GET", "/api/canned"), ("GET", "/api/me/answers"),
        ("GET", "/api/corrections"), ("DELETE", "/api/me/answers"),
    ):  # fmt: skip
        assert eva.http.request(method, url).json()["code"] == "not_signed_in"


def test_words_over_http(ana, bob, conversation):
    made = ana.http.post("/api/glossary", json={"source": "Bule", "conversation_id": conversation})
    assert made.status_code == 201 and made.json()["target"] is None
    again = bob.http.post("/api/glossary", json={"source": "bule", "conversation_id": conversation})
    assert (again.status_code, again.json()["code"]) == (409, "term_known")
    empty = bob.http.post("/api/glossary", json={"source": " "})
    assert (empty.status_code, empty.json()["details"]) == (400, {"field": "source"})
    brought = bob.http.post(
        "/api/glossary/file", json={"text": "loja\tshop\t\ten\n\tx\nBule", "conversation_id": conversation}
    )
    assert brought.json() == {"added": 1, "known": 1, "refused": [{"line": 2, "code": "invalid_input"}]}
    swells = bob.http.post("/api/glossary", json={"source": "x", "target": "y" * 42})
    assert (swells.status_code, swells.json()["code"]) == (422, "swells")
    assert swells.json()["details"] == {"limit": 41}
    brought = bob.http.post(
        "/api/glossary/file", json={"text": f"x\t{'y' * 42}", "conversation_id": conversation}
    )
    assert brought.json()["refused"] == [{"line": 1, "code": "swells"}]
    file = ana.http.get(f"/api/glossary/file?conversation={conversation}")
    assert file.text.splitlines()[1:] == ["Bule\t\t\t", "loja\tshop\t\ten"]
    assert bob.http.delete(f"/api/glossary/{made.json()['id']}").status_code == 204
    seen = ana.http.get(f"/api/glossary?conversation={conversation}").json()
    assert [one["source"] for one in seen["conversation"]] == ["loja"]


def test_answers_over_http(bob):
    body = {"shortcut": "hours", "language": "en", "text": "At nine."}
    made = bob.http.post("/api/canned", json=body)
    assert made.status_code == 201
    assert bob.http.post("/api/canned", json=body).json()["code"] == "shortcut_taken"
    assert [one["shortcut"] for one in bob.http.get("/api/canned").json()["mine"]] == ["hours"]
    assert bob.http.delete(f"/api/canned/{made.json()['id']}").status_code == 204
    assert bob.http.get("/api/me/answers").json() == {"on": True, "count": 0}
    assert bob.http.patch("/api/me/answers", json={"on": False}).json()["on"] is False
    assert bob.http.delete("/api/me/answers").status_code == 200


def test_a_glossary_opens_in_a_spreadsheet_and_comes_back_as_it_was(ana, conversation):
    queues = "'=SUM(A1)\t+351\t\t\n'@home\t-5\t\t\n"
    brought = ana.http.post("/api/glossary/file", json={"text": queues, "conversation_id": conversation})
    assert brought.json()["added"] == 2
    words = ana.http.get(f"/api/glossary?conversation={conversation}").json()["conversation"]
    assert {(one["source"], one["target"]) for one in words} == {("=SUM(A1)", "+351"), ("@home", "-5")}
    file = ana.http.get(f"/api/glossary/file?conversation={conversation}")
    assert file.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
    cells = [queue.split("\t")[:2] for queue in file.content.decode("utf-8-sig").splitlines()[1:]]
    assert sorted(cells) == [["'=SUM(A1)", "+351"], ["'@home", "-5"]], "a number is no formula"
    again = ana.http.post("/api/glossary/file", json={"text": file.text, "conversation_id": conversation})
    assert again.json() | {"refused": []} == {"added": 0, "known": 2, "refused": []}
