"""Every error code of docs/protocol.md, on every way there."""

import json
import logging
import secrets
from dataclasses import replace

import httpx
import pytest

from service.api import error_responses
from tests.api.serving import Guest, serving


def refused(answer: httpx.Response, status: int, code: str) -> dict:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert set(answer.json()) == {"code", "message", "details"}
    assert answer.json()["message"]
    return answer.json()["details"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"handle": "x"}, "name"),
        ({"handle": "Not a handle!", "name": "P", "password": "long enough", "language": "en"}, "handle"),
        ({"handle": "pat", "name": "", "password": "long enough", "language": "en"}, "name"),
        ({"handle": "pat", "name": "P", "password": "short", "language": "en"}, "password"),
        ({"handle": "pat", "name": "P", "password": "long enough", "language": "xx"}, "language"),
        ({"handle": "pat", "name": "P", "password": "long enough", "language": 5}, "language"),
    ],
)
def test_a_field_that_is_wrong_or_missing_is_named(served, body, field):
    assert refused(httpx.post(f"{served.url}/api/people", json=body), 400, "invalid_input")["field"] == field


def test_a_query_that_is_wrong_is_named(ana, conversation):
    for query in ("limit=0", "limit=201", "limit=x", "after=-1", "before=x"):
        answer = ana.http.get(f"/api/conversations/{conversation}/messages?{query}")
        assert refused(answer, 400, "invalid_input")["field"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"nope",
        b"\xff\xfe",
        b'{"handle": "\xff", "password": "x"}',
        b'{"handle": "\\ud800", "password": "x"}',
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_not_json_in_utf8(served, body):
    answer = httpx.post(f"{served.url}/api/sessions", content=body)
    refused(answer, 400, "invalid_json")


def test_an_empty_body_and_a_list_are_invalid_input(served):
    refused(httpx.post(f"{served.url}/api/sessions"), 400, "invalid_input")
    refused(httpx.post(f"{served.url}/api/sessions", json=[]), 400, "invalid_input")


def test_a_body_beyond_all_reason(served):
    answer = httpx.post(f"{served.url}/api/sessions", content=b" " * 3_000_000)
    refused(answer, 413, "too_large")


def test_nothing_there_and_wrong_method(served, ana):
    refused(httpx.get(f"{served.url}/api/nothing"), 404, "not_found")
    refused(httpx.put(f"{served.url}/api/me"), 405, "method_not_allowed")
    refused(ana.http.get("/api/people/nobody.here"), 404, "not_found")
    refused(ana.http.post("/api/conversations", json={"with": "nobody.here"}), 404, "not_found")
    unknown = "01900000-0000-7000-8000-000000000000"
    refused(ana.http.get(f"/api/conversations/{unknown}"), 404, "not_found")
    refused(ana.http.get("/api/conversations/not-an-id"), 404, "not_found")
    refused(ana.http.post(f"/api/messages/{unknown}/enrichment"), 404, "not_found")


CALLS = [
    ("GET", "/api/me"),
    ("PATCH", "/api/me"),
    ("DELETE", "/api/sessions"),
    ("GET", "/api/people?search=x"),
    ("GET", "/api/people/x"),
    ("POST", "/api/conversations"),
    ("GET", "/api/conversations"),
    ("GET", "/api/conversations/{conversation}"),
    ("PATCH", "/api/conversations/{conversation}"),
    ("POST", "/api/conversations/{conversation}/messages"),
    ("GET", "/api/conversations/{conversation}/messages"),
    ("POST", "/api/conversations/{conversation}/receipts"),
    ("POST", "/api/messages/{message}/enrichment"),
    ("POST", "/api/messages/{message}/suggestions/shown"),
]
BODIES = {
    "PATCH /api/conversations/{conversation}": {"suggestions": False},
    "POST /api/conversations/{conversation}/messages": {"text": "x", "client_id": "x"},
    "POST /api/conversations/{conversation}/receipts": {"read_seq": 1},
}


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("token", ["", "Bearer wrong", "Bearer", "Basic eDp5"])
def test_without_a_token_that_holds_nothing_is_served(served, method, path, token):
    url = served.url + path.format(conversation="x", message="x")
    headers = {"Authorization": token} if token else {}
    refused(httpx.request(method, url, headers=headers, content=b"not json"), 401, "not_signed_in")


def test_conversations_of_others_are_closed_on_every_route(served, ana, bob, conversation):
    message = ana.post(conversation, "between us")["id"]
    eve = Guest(served, "Eve")
    tried = 0
    for method, path in CALLS:
        if "{" not in path:
            continue
        body = BODIES.get(f"{method} {path}")
        answer = eve.http.request(method, path.format(conversation=conversation, message=message), json=body)
        refused(answer, 403, "not_yours")
        tried += 1
    assert tried == 7
    assert bob.http.get(f"/api/conversations/{conversation}").json()["last_seq"] == 1, "nothing was written"


def test_passwords_handles_and_oneself(served, ana):
    wrong = {"handle": ana.handle, "password": "not the one"}
    refused(httpx.post(f"{served.url}/api/sessions", json=wrong), 401, "wrong_password")
    unknown = {"handle": "nobody.here", "password": "not the one"}
    refused(httpx.post(f"{served.url}/api/sessions", json=unknown), 401, "wrong_password")
    same = {"handle": ana.handle, "name": "P", "password": "long enough", "language": "en"}
    refused(httpx.post(f"{served.url}/api/people", json=same), 409, "handle_taken")
    refused(ana.http.post("/api/conversations", json={"with": ana.handle}), 422, "with_yourself")


def test_texts_and_client_ids(served, ana, conversation):
    path = f"/api/conversations/{conversation}/messages"
    refused(ana.http.post(path, json={"text": " \n", "client_id": "1"}), 422, "text_empty")
    long = ana.http.post(path, json={"text": "é" * 20_000, "client_id": "1"})
    assert refused(long, 422, "text_too_long")["limit"] == served.settings.max_text
    body = json.dumps({"text": "🙂" * served.settings.max_text, "client_id": "escaped"})
    assert ana.http.post(path, content=body).status_code == 201, "the longest text, escaped, is not too large"
    assert ana.http.post(path, json={"text": "one", "client_id": "1"}).status_code == 201
    refused(ana.http.post(path, json={"text": "two", "client_id": "1"}), 409, "client_id_reused")


def test_a_page_of_another_site_changes_nothing(settings):
    with serving(replace(settings, origins=("https://chat.example",))) as served:
        ana = Guest(served, "Ana")
        for origin in ("https://evil.example", "null", f"http://127.0.0.1:{served.settings.port + 1}"):
            answer = ana.http.patch("/api/me", json={"name": "X"}, headers={"Origin": origin})
            refused(answer, 403, "origin_not_allowed")
        cross = ana.http.patch("/api/me", json={"name": "X"}, headers={"Sec-Fetch-Site": "cross-site"})
        refused(cross, 403, "origin_not_allowed")
        for origin in (served.url, "https://chat.example"):
            answer = ana.http.patch("/api/me", json={"name": "Ok"}, headers={"Origin": origin})
            assert answer.status_code == 200
        assert ana.http.get("/api/me", headers={"Origin": "https://evil.example"}).status_code == 200


def test_what_nobody_expected_is_found_in_the_log_without_its_text(caplog):
    secret = secrets.token_hex(8)
    try:
        try:
            raise KeyError(secret)
        except KeyError as error:
            raise ValueError(f"a message said {secret}") from error
    except ValueError as error:
        with caplog.at_level(logging.ERROR):
            told = error_responses.refusal_of(error)
    assert (told.code, told.status) == ("internal", 500)
    assert str(told.details["id"]) in caplog.text
    assert "ValueError" in caplog.text
    assert "KeyError" in caplog.text
    assert __file__ in caplog.text
    assert secret not in caplog.text
    assert secret not in told.message
