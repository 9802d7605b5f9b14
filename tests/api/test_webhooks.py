"""Customers, audit, webhooks and the shop over HTTP, with a server of the organisation on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from standardwebhooks.webhooks import Webhook

from tests.api.serving import Guest, Served, serving, until
from tests.api.test_desk import DESK, ask
from tests.api.visitors import ME, Visitor
from tests.jobs.test_webhooks import answer
from tests.outbound.test_pages import speaking
from wire.contracts.settings import Settings


@pytest.fixture(scope="module")
def served(fresh_valkey: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("hooks")
    with serving(Settings(home=home, redis_url=fresh_valkey, webhook_private=True)) as one:
        yield one


def test_an_agent_sees_where_the_customer_is_and_who_looked(
    served: Served,
    ana: Guest,
    bob: Guest,
    visitor: Visitor,
    where: str,
    talk: str,
):
    page = {"url": f"{served.url}/shoes?token=secret", "title": "Red shoes", "time_zone": "America/Lima"}
    assert visitor.http.put(f"{ME}/page", json=page).status_code == 204
    other = visitor.http.put(f"{ME}/page", json={"url": "https://evil.example/"})
    assert other.json()["code"] == "origin_not_allowed"
    noted = bob.http.patch(f"{DESK}/{talk}/customer", json={"attributes": {"size": "42"}}).json()
    assert (noted["page"]["url"], noted["time_zone"]) == (f"{served.url}/shoes", "America/Lima")
    assert bob.http.get(f"{DESK}/{talk}/customer").json() == noted
    ask(bob, talk, "resolve")
    found = ana.http.get(f"{where}/audit", params={"conversation": talk}).json()
    assert [(one["action"], one["account_id"]) for one in found["items"]] == [
        ("conversation_resolved", bob.id), ("customer_read", bob.id), ("customer_changed", bob.id),
    ]  # fmt: skip
    assert bob.http.get(f"{where}/audit").json()["code"] == "role_lacks"


def test_what_the_shop_says_is_shown_and_nonsense_is_not(
    ana: Guest,
    bob: Guest,
    where: str,
    talk: str,
):
    assert bob.http.get(f"{DESK}/{talk}/orders").json()["code"] == "not_found"
    order = {"id": "7", "title": "Shoes" * 99, "url": "javascript:alert(1)", "at": "2026-11-01T10:00:00Z"}
    said = json.dumps({"orders": [order, {"id": "8", "url": "https://shop.example/8"}]}).encode()
    asked: list[bytes] = []
    with speaking(answer(200, said, asked=asked)) as (port, _):
        made = ana.http.put(f"{where}/shop", json={"url": f"http://127.0.0.1:{port}/orders"}).json()
        [first, second] = bob.http.get(f"{DESK}/{talk}/orders").json()["orders"]
    assert (first["id"], len(first["title"]), first["url"]) == ("7", 200, None)
    assert second["url"] == "https://shop.example/8"
    head, _, body = asked[0].partition(b"\r\n\r\n")
    lines = (line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    verified = Webhook(made["secret"]).verify(body, {name.lower(): value for name, value in lines})
    assert (verified["type"], verified["data"]["language"]) == ("customer.orders", "es")
    for say in (
        answer(200, b"<html>"),
        answer(500),
        answer(200, b"x" * 99_999),
        answer(200, b'{"orders": 1}'),
    ):
        with speaking(say) as (port, _):
            ana.http.put(f"{where}/shop", json={"url": f"http://127.0.0.1:{port}/orders"})
            refused = bob.http.get(f"{DESK}/{talk}/orders")
        assert (refused.status_code, refused.json()["code"]) == (502, "shop_unavailable"), refused.text
    assert "secret" not in ana.http.get(f"{where}/shop").json()
    assert ana.http.delete(f"{where}/shop").status_code == 204
    assert ana.http.get(f"{where}/shop").json()["code"] == "not_found"


def test_what_happens_at_the_desk_is_on_its_way_to_who_wants_it(
    ana: Guest, bob: Guest, where: str, talk: str
):
    wanted = {"url": "http://127.0.0.1:1/", "events": ["conversation_resolved"]}
    there = f"{where}/webhooks/{ana.http.post(f'{where}/webhooks', json=wanted).json()['id']}"
    ask(bob, talk, "assign")
    ask(bob, talk, "resolve")
    [one] = until(lambda: ana.http.get(f"{there}/deliveries").json()["items"], "it is noted")
    assert (one["event"], one["state"], one["attempts"]) == ("conversation_resolved", "waiting", 0)


def test_a_webhook_is_set_tried_and_seen(ana: Guest, where: str):
    made = ana.http.post(f"{where}/webhooks", json={"url": "http://127.0.0.1:1/", "events": ["rated"]}).json()
    there = f"{where}/webhooks/{made['id']}"
    trial = ana.http.post(f"{there}/test").json()
    assert (trial["event"], trial["state"], trial["attempts"]) == ("ping", "waiting", 0)
    assert ana.http.get(f"{there}/deliveries", params={"state": "waiting"}).json()["items"] == [trial]
    assert ana.http.get(f"{there}/deliveries", params={"state": "dead"}).json()["items"] == []
    assert ana.http.post(f"{there}/deliveries/{trial['id']}/replay").json()["state"] == "waiting"
    [known] = ana.http.get(f"{where}/webhooks").json()
    assert (known["waiting"], "secret" in known) == (1, False)
    renewed = ana.http.patch(there, json={"new_secret": True}).json()
    assert renewed["secret"] not in ("", made["secret"])
    assert "secret" not in ana.http.patch(there, json={"events": ["*"]}).json()
    wrong = ana.http.patch(there, json={"events": ["nothing"]}).json()
    assert (wrong["code"], wrong["details"]["field"]) == ("invalid_input", "events")
    assert ana.http.delete(there).status_code == 204
    assert ana.http.get(f"{there}/deliveries").json()["code"] == "not_found"
