"""The HTTP API as docs/protocol.md describes it."""

import re
import secrets
from pathlib import Path

import httpx
import pytest

from service.api.authentication import COOKIE
from tests.api.serving import Guest

PROTOCOL = Path(__file__).parents[2] / "docs" / "protocol.md"
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


def new(handle: str | None = None, **more):
    handle = handle or f"p.{secrets.token_hex(4)}"
    return {"handle": handle, "name": "Pat", "password": "long enough", "language": "en"} | more


def test_signing_up_in_and_out_with_header_and_with_cookie(served):
    with httpx.Client(base_url=served.url) as browser:
        body = new()
        made = browser.post("/api/people", json=body)
        assert made.status_code == 201
        person = made.json()["person"]
        assert ID.fullmatch(person["id"])
        assert person["theme"] == "system"
        kept = made.headers["set-cookie"].lower()
        assert all(word in kept for word in ("httponly", "samesite=strict", "path=/"))
        assert "secure" not in kept, "only where settings say https"

        assert browser.get("/api/me").json() == person, "by cookie"
        assert browser.delete("/api/sessions").status_code == 204
        assert COOKIE not in browser.cookies, "taken away"
        token = made.json()["token"]
        header = {"Authorization": f"Bearer {token}"}
        assert browser.get("/api/me", headers=header).json()["code"] == "not_signed_in", "the token ended"

        again = browser.post("/api/sessions", json={"handle": body["handle"], "password": body["password"]})
        assert again.status_code == 201
        browser.cookies.clear()
        header = {"Authorization": f"Bearer {again.json()['token']}"}
        assert browser.get("/api/me", headers=header).status_code == 200


def test_me_changes_only_what_is_given(ana):
    changed = ana.http.patch("/api/me", json={"name": "Ana Maria", "theme": "dark"})
    assert changed.status_code == 200
    assert (changed.json()["name"], changed.json()["theme"], changed.json()["language"]) == (
        "Ana Maria",
        "dark",
        "pt",
    )
    assert ana.http.patch("/api/me", json={"language": "es"}).json()["language"] == "es"
    assert ana.http.get("/api/me").json()["name"] == "Ana Maria"


def test_people_are_found_by_the_beginning_of_handle_or_name(ana, bob):
    found = ana.http.get("/api/people", params={"search": bob.handle[:6]}).json()
    assert bob.handle in {one["handle"] for one in found}
    one = ana.http.get(f"/api/people/{bob.handle}").json()
    assert one["id"] == bob.id
    assert one["online"] is False
    assert "theme" not in one, "what is only for me is not shown to others"


def test_a_conversation_is_opened_once(ana, bob):
    first = ana.http.post("/api/conversations", json={"with": bob.handle})
    assert first.status_code == 201
    again = bob.http.post("/api/conversations", json={"with": ana.handle})
    assert again.status_code == 200
    assert again.json()["id"] == first.json()["id"]
    assert (first.json()["state"], again.json()["state"]) == ("sent", "accepted")
    assert again.json()["other"]["id"] == ana.id
    assert [one["id"] for one in bob.http.get("/api/conversations").json()] == [first.json()["id"]]
    assert bob.http.get(f"/api/conversations/{first.json()['id']}").json()["suggestions"] is True
    off = bob.http.patch(f"/api/conversations/{first.json()['id']}", json={"suggestions": False})
    assert off.json()["suggestions"] is False
    assert ana.http.get(f"/api/conversations/{first.json()['id']}").json()["suggestions"] is True, "for me"


def test_a_page_of_conversations_says_where_the_next_one_is(served, ana, bob):
    older, newer = ana.talk_to(bob), ana.talk_to(Guest(served, "Carl"))
    first = ana.http.get("/api/conversations", params={"limit": 1})
    last = ana.http.get(first.links["next"]["url"])
    assert [one["id"] for one in (*first.json(), *last.json())] == [newer, older]
    assert "next" not in last.links
    refused = ana.http.get("/api/conversations", params={"cursor": "x"})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_input")


def test_messages_are_numbered_and_read_in_stretches(ana, bob, conversation):
    for number in range(1, 8):
        assert ana.post(conversation, f"text {number}")["seq"] == number
    path = f"/api/conversations/{conversation}/messages"

    def numbers(**query):
        return [one["seq"] for one in bob.http.get(path, params=query).json()["messages"]]

    assert numbers() == [1, 2, 3, 4, 5, 6, 7]
    assert numbers(after=5) == [6, 7]
    assert numbers(before=5, limit=2) == [3, 4]
    page = bob.http.get(path, params={"after": 0, "limit": 3}).json()
    assert page["more"] is True
    assert page["messages"][0]["text"] == "text 1"
    assert page["messages"][0]["enrichment"]["status"] == "pending"


def test_a_message_sent_twice_is_stored_once(ana, conversation):
    body = {"text": "oi", "client_id": "c-1"}
    first = ana.http.post(f"/api/conversations/{conversation}/messages", json=body)
    again = ana.http.post(f"/api/conversations/{conversation}/messages", json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]


def test_receipts_only_grow(ana, bob, conversation):
    for _ in range(3):
        ana.post(conversation, "oi")
    path = f"/api/conversations/{conversation}"
    assert bob.http.get(path).json()["unread"] == 3
    for body in ({"delivered_seq": 3, "read_seq": 2}, {"delivered_seq": 1, "read_seq": 1}):
        assert bob.http.post(f"{path}/receipts", json=body).status_code == 204
    assert ana.http.get(path).json()["theirs"] == {"delivered_seq": 3, "read_seq": 2}
    assert bob.http.get(path).json()["unread"] == 1


def test_languages_are_listed_without_a_worker(served):
    answer = httpx.get(f"{served.url}/api/languages").json()
    assert {"en", "pt", "es", "de"} <= set(answer["languages"])
    assert 55 <= len(answer["languages"]) <= 70
    assert answer["pairs"] == []
    assert answer["worker"] == "absent"


def test_openapi_describes_every_call_of_the_protocol(served):
    described = httpx.get(f"{served.url}/schema/openapi.json").json()
    calls = {
        (method.upper(), path)
        for path, methods in described["paths"].items()
        for method in methods
        if method in {"get", "post", "patch", "delete", "put"}
    }
    text = PROTOCOL.read_text()
    wanted = set()
    for method, path in re.findall(r"^\| `(GET|POST|PUT|PATCH|DELETE) (/[^ `?]*)", text, re.MULTILINE):
        shape = re.sub(r"\{(\w+)\}", lambda found: "{}", path)
        wanted.add((method, shape))
    assert len(wanted) >= 18
    plain = {(method, re.sub(r"\{\w+\}", "{}", path)) for method, path in calls}
    assert plain == wanted, "the table and the app say the same"
    assert described["components"]["schemas"]["Message"]


@pytest.mark.parametrize("path", ["/health/live", "/api/me", "/api/nothing", "/schema/openapi.json"])
def test_every_answer_carries_the_safe_headers(served, path):
    headers = httpx.get(f"{served.url}{path}").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "no-store" in headers["cache-control"]
    assert "server" not in headers
