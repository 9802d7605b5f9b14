"""Nothing acknowledged is lost, nothing is doubled, whatever dies or is said: more of it in tests/chaos."""

import httpx
import pytest
import redis

from tests.flow.installation import Installation, Speaker, until
from wire.broker import streams

pytestmark = pytest.mark.slow


def two(installation: Installation) -> tuple[Speaker, Speaker, str]:
    joana, sam = Speaker(installation.url, "Joana", "pt"), Speaker(installation.url, "Sam", "en")
    return joana, sam, joana.talk_to(sam)


def test_a_broker_killed_while_people_write_loses_nothing(installation):
    joana, sam, talk = two(installation)
    for number in range(40):
        joana.post(talk, f"Mensagem {number}, escrita durante a tempestade.")
        if number == 20:
            installation.kill("valkey-server")
    found = sam.enriched(talk, 120)
    assert [one["seq"] for one in found] == list(range(1, 41))
    until(lambda: installation.health()["status"] == "ok", 240, "health again")


def test_an_undecodable_entry_goes_to_dead_and_holds_nobody(installation):
    joana, sam, talk = two(installation)
    broker = redis.Redis(unix_socket_path=str(installation.home / "broker" / "valkey.sock"))
    broker.xadd(streams.stream(streams.MESSAGES, 0), {streams.BODY: b"\xff\xfenot json"})
    broker.xadd(streams.stream(streams.MESSAGES, 0), {b"nonsense": b"1"})
    joana.post(talk, "Isto chega mesmo assim.")
    sam.enriched(talk)
    dead = until(lambda: broker.xlen(streams.DEAD) >= 2 and broker.xrange(streams.DEAD), 240, "dead letters")
    assert any(b"nlp" in entry[1][streams.BODY] for entry in dead)


def test_bad_input_is_refused_with_a_code_and_loses_nothing(installation):
    joana, sam, talk = two(installation)
    path = f"/api/conversations/{talk}/messages"
    long = joana.http.post(path, json={"text": "a" * 20_000, "client_id": "long"})
    assert (long.status_code, long.json()["code"]) == (422, "text_too_long")
    assert long.json()["details"]["limit"] == 5000
    bad = joana.http.post(path, content=b'{"text": "\xff\xfe", "client_id": "x"}')
    assert (bad.status_code, bad.json()["code"]) == (400, "invalid_json")
    wrong = httpx.get(f"{installation.url}/api/me", headers={"Authorization": "Bearer wrong"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "not_signed_in")
    joana.post(talk, "Ainda estou aqui.")
    assert [one["text"] for one in sam.messages(talk)] == ["Ainda estou aqui."]
