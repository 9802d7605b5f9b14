"""Fields that nobody knows, NUL and halves of surrogate pairs: refused on every door that takes JSON."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any, get_args

import httpx
import msgspec
import pytest

from service.realtime.frames import FromClient
from tests.api import described
from tests.api.doors import RULES, VISITORS
from tests.api.limits.asked import FIELDS
from tests.api.serving import UNBOUNDED, Guest, Served, live, serving
from tests.api.visitors import Visitor
from wire.contracts.settings import Settings

ID = "01900000-0000-7000-8000-000000000000"
SCHEMA = described.schema()


def bodies() -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and schema of the body of every route that takes one."""
    found = []
    for path, methods in SCHEMA["paths"].items():
        for method, about in methods.items():
            content = about.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                found.append((method.upper(), path, resolved(content["application/json"]["schema"])))
    return sorted(found, key=lambda one: one[:2])


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = SCHEMA["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def example(schema: dict[str, Any]) -> Any:
    """A value that fits."""
    schema = resolved(schema)
    for choice in schema.get("oneOf", ()):
        if choice.get("type") != "null":
            return example(choice)
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next(one for one in kind if one != "null")
    if "enum" in schema:
        return schema["enum"][0]
    if kind == "object":
        return {name: example(one) for name, one in schema.get("properties", {}).items()}
    if schema.get("format") == "date-time":
        return "2026-01-01T00:00:00Z"
    return {"string": "en", "integer": 1, "boolean": True, "array": []}[kind]


BODIES = bodies()


def texts() -> list[tuple[str, str, str]]:
    """Every field of text of every body, dotted."""
    return [(method, path, field) for method, path, schema in BODIES for field in fields_of(example(schema))]


def fields_of(value: dict[str, Any], before: str = "") -> list[str]:
    found = []
    for name, one in value.items():
        if isinstance(one, dict):
            found += fields_of(one, f"{before}{name}.")
        elif isinstance(one, str):
            found.append(before + name)
    return found


def put(body: dict[str, Any], field: str, value: Any) -> dict[str, Any]:
    first, _, rest = field.partition(".")
    return body | {first: put(body[first], rest, value) if rest else value}


class Eve(Guest):
    """Somebody with an account, and as a visitor of a channel of theirs."""

    def __init__(self, served: Served) -> None:
        super().__init__(served, "Eve")
        made = self.http.post("/api/organisations", json={"name": "Casa", "language": "pt"}).json()
        channel = {"name": "Shop", "language": "pt"}
        self.key = self.http.post(f"/api/organisations/{made['id']}/channels", json=channel).json()["key"]
        self.visitor = Visitor(served, self.key)

    def at(self, path: str) -> httpx.Client:
        """Signed in as this door wants it."""
        return self.visitor.http if path.startswith(VISITORS) else self.http


@pytest.fixture(scope="module")
def served(fresh_valkey: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(home=tmp_path_factory.mktemp("strict"), redis_url=fresh_valkey, limits=UNBOUNDED)
    with serving(settings) as one:
        yield one


@pytest.fixture(scope="module")
def eve(served) -> Eve:
    return Eve(served)


def ask(guest: Eve, method: str, path: str, body: Any) -> httpx.Response:
    url = path
    while "{" in url:
        url = url[: url.index("{")] + ID + url[url.index("}") + 1 :]
    content = json.dumps(body)
    return guest.at(path).request(method, url, content=content, headers={"Content-Type": "application/json"})


def test_there_are_bodies_and_texts():
    assert len(BODIES) >= 10
    assert len(texts()) >= 15


@pytest.mark.parametrize(
    ("method", "path", "schema"), BODIES, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_field_that_nobody_knows_is_refused_and_named(eve, method, path, schema):
    body = example(schema)
    places = [""] + [f"{name}." for name, one in body.items() if isinstance(one, dict) and one]
    for place in places:
        wrong = {**body, "surprise": 1} if not place else put(body, f"{place}surprise", 1)
        answer = ask(eve, method, path, wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_input"), answer.text
        assert answer.json()["details"]["field"] == f"{place}surprise"


READ_AS_IT_COMES = {
    ("PATCH", "/api/files/{file_id}"),
    ("PATCH", "/api/widget/visitors/me/files/{file_id}"),
    ("POST", "/api/dictations"),
}
"""Their body is not JSON, and the document has no shape for it."""


def routes() -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every route."""
    return [
        (method.upper(), path, about)
        for path, methods in SCHEMA["paths"].items()
        for method, about in methods.items()
        if path.startswith("/api/")
    ]


@pytest.mark.parametrize(
    ("method", "path", "about"), routes(), ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_parameter_or_body_that_nobody_reads_is_refused_and_named(served, eve, method, path, about):
    """What is known is not refused so."""
    url = path
    while "{" in url:
        url = url[: url.index("{")] + ID + url[url.index("}") + 1 :]
    http = (Eve(served) if RULES[method, path].fresh else eve).at(path)
    answer = http.request(method, f"{url}?surprise=1")
    if method == "HEAD":  # its answer has no body that could name anything
        assert answer.status_code == 400
        return
    assert (answer.status_code, answer.json()["details"]) == (400, {"field": "surprise"}), answer.text
    for body in (
        ()
        if "requestBody" in about or (method, path) in READ_AS_IT_COMES
        else (b'{"surprise": 1}', b"[]", b"x")
    ):
        answer = http.request(method, url, content=body)
        assert (answer.status_code, answer.json()["details"]) == (400, {"field": "body"}), answer.text
    known = [one["name"] for one in about.get("parameters", ()) if one["in"] == "query"]
    answer = http.request(method, url, params=dict.fromkeys(known, "1"), content=b"{}")
    assert not (answer.status_code == 400 and ("no parameter" in answer.text or "no body" in answer.text))


BAD = {"nul": "a\x00b", "high": "a\ud800b", "low": "\udfff", "only": "\x00"}


@pytest.mark.parametrize(("method", "path", "field"), texts())
def test_a_text_that_cannot_be_stored_is_refused(eve, method, path, field):
    schema = next(one for *door, one in BODIES if door == [method, path])
    wrong = {}
    for name, bad in BAD.items():
        answer = ask(eve, method, path, put(example(schema), field, bad))
        if not 400 <= answer.status_code < 429 or answer.json()["code"] in {"internal", "unavailable"}:
            wrong[name] = answer.status_code, answer.text
    assert not wrong


@pytest.mark.parametrize("path", [one for one in SCHEMA["paths"] if "{" in one])
def test_addresses_with_such_texts_are_not_found(eve, path):
    wrong = {}
    for bad in ("%00", "a%00b", "%ED%A0%80", "%FF"):
        for method in SCHEMA["paths"][path]:
            body = next((example(s) for m, p, s in BODIES if (m, p) == (method.upper(), path)), None)
            url = path
            while "{" in url:
                url = url[: url.index("{")] + bad + url[url.index("}") + 1 :]
            answer = eve.at(path).request(method.upper(), url, json=body)
            if not 400 <= answer.status_code < 429:
                wrong[method, bad] = answer.status_code, answer.text
    assert not wrong


@pytest.mark.parametrize(
    "query",
    [
        "/api/people?search=",
        "/api/glossary?conversation=",
        "/api/corrections?conversation=",
        "/api/glossary/file?conversation=",
    ],
)
@pytest.mark.parametrize("bad", ["%00", "%ED%A0%80"])
def test_queries_with_such_texts_are_refused_or_find_nothing(eve, query, bad):
    answer = eve.http.get(query + bad)
    assert answer.status_code < 500, answer.text


def structs(kind: Any) -> set[type]:
    """All structs within a type that a client may send."""
    found: set[type] = set()
    waiting = [msgspec.inspect.type_info(kind)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, msgspec.inspect.StructType) and one.cls not in found:
            found.add(one.cls)
            waiting += [field.type for field in one.fields]
        elif isinstance(one, msgspec.inspect.UnionType):
            waiting += one.types
    return found


@pytest.mark.parametrize("kind", sorted(structs(FromClient), key=lambda one: one.__name__))
def test_frames_know_their_fields(kind):
    assert kind.__struct_config__.forbid_unknown_fields


@pytest.mark.parametrize("frame", get_args(FromClient), ids=lambda one: one.__name__)
def test_a_frame_with_a_field_that_nobody_knows_is_refused_and_named(served, eve, frame):
    tag = str(frame.__struct_config__.tag)
    fields = FIELDS.get(tag, {})

    async def flow():
        async with live(served, eve.token) as e:
            await e.send(type=tag, **fields, surprise=1)
            error = await e.next("error")
            assert (error["code"], error["ref"]) == ("invalid_input", fields.get("ref"))
            assert error["details"]["field"] == "surprise"
            for name, value in fields.items():
                if not isinstance(value, str):
                    continue
                for bad in ("\x00", "a\x00b", "a\ud800"):
                    await e.send(type=tag, **{**fields, name: bad})
                    error = await e.next("error")
                    assert error["code"] in {"invalid_input", "invalid_json", "not_found"}, (name, error)
            await e.send(type="ping")
            assert await e.next("pong")

    asyncio.run(flow())


def test_a_field_within_a_frame_is_named_with_its_place(served, eve):
    async def flow():
        async with live(served, eve.token) as e:
            used = {"message_id": ID, "suggestion_id": "s", "edited": False, "why": 1}
            await e.send(type="post", **{**FIELDS["post"], "suggestion": used})
            assert (await e.next("error"))["details"]["field"] == "suggestion.why"

    asyncio.run(flow())
