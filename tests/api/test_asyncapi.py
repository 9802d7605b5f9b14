"""The sockets' document: whole, for anybody, and docs/protocol.md says the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import httpx
import msgspec
import pytest

from service.api.asyncapi import document
from service.realtime.frames import FromClient, FromServer, VisitorHello

PROTOCOL = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text()
DOCUMENT = json.loads(msgspec.json.encode(document()))
FRAMES = (*get_args(FromClient), *get_args(FromServer))


def found(reference: str) -> Any:
    part = DOCUMENT
    for name in reference.removeprefix("#/").split("/"):
        part = part[name]
    return part


def test_all_that_it_names_is_there():
    for reference in re.findall(r'"(#/[^"]+)"', json.dumps(DOCUMENT)):
        assert found(reference), reference


def test_every_frame_is_a_message_with_its_type_and_what_it_is():
    for frame in (*FRAMES, VisitorHello):
        message = DOCUMENT["components"]["messages"][frame.__name__]
        assert message["summary"].endswith((".", "?")), frame
        schema = found(message["payload"]["$ref"])
        assert schema["properties"]["type"] == {"enum": [message["name"]]}
    visitors = DOCUMENT["operations"]["fromVisitor"]["messages"]
    assert {found(found(one["$ref"])["$ref"])["name"] for one in visitors} == {
        "hello", "post", "typing", "receipt", "resume", "ping",
    }  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES, ids=lambda one: one.__name__)
def test_the_table_of_the_protocol_has_every_field(frame):
    theirs = frame in get_args(FromClient)
    _, heading, rest = PROTOCOL.partition("From the client, each a JSON object")
    client, other, server = rest.partition("From the server:\n")
    assert heading and other
    rows = client if theirs else server.partition("\n\nWhen an event")[0]
    tag = msgspec.inspect.type_info(frame).tag
    row = next((one for one in rows.splitlines() if one.startswith(f"| `{tag}` |")), "")
    assert row, f"name {tag} in docs/protocol.md"
    told = re.sub(r"[^\w]", " ", row).split()
    missing = [one.encode_name for one in msgspec.structs.fields(frame) if one.encode_name not in told]
    assert missing == [], f"name them in docs/protocol.md: {missing}"


def test_anybody_may_read_it(served):
    answer = httpx.get(f"{served.url}/schema/asyncapi.json")
    assert answer.json() == DOCUMENT
    assert httpx.get(f"{served.url}/schema/openapi.json").is_success
