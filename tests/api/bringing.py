"""Bringing files by tus, as a client does: begin, send parts, send with a message."""

from __future__ import annotations

import base64
import secrets
from typing import Any

import httpx

from tests.api.serving import Guest
from tests.api.visitors import ME, Visitor

TUS = {"Tus-Resumable": "1.0.0"}
PART = {"Content-Type": "application/offset+octet-stream"}


Bringing = Guest | Visitor


def talks(who: Bringing) -> str:
    """Where the doors of somebody's conversations are."""
    return f"{ME}/conversations" if isinstance(who, Visitor) else "/api/conversations"


def shelf(who: Bringing) -> str:
    """Where those of their files are."""
    return f"{ME}/files" if isinstance(who, Visitor) else "/api/files"


def encoded(**said: str) -> str:
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}".strip() for key, value in said.items()
    )


def begin(
    guest: Bringing, conversation: str, size: Any, name: str = "a.txt", kind: str = ""
) -> httpx.Response:
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": encoded(filename=name, filetype=kind)}
    return guest.http.post(f"{talks(guest)}/{conversation}/files", headers=headers)


def begun(guest: Bringing, conversation: str, size: int, name: str = "a.txt", kind: str = "") -> str:
    answer = begin(guest, conversation, size, name, kind)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"].rpartition("/")[2]


def part(guest: Bringing, file_id: str, offset: int, body: Any, **headers: str) -> httpx.Response:
    said = TUS | PART | {"Upload-Offset": str(offset)} | headers
    return guest.http.patch(f"{shelf(guest)}/{file_id}", content=body, headers=said)


def brought(guest: Bringing, conversation: str, body: bytes, name: str = "a.txt", kind: str = "") -> str:
    """The id of a file that has come, whole and in one part."""
    file_id = begun(guest, conversation, len(body), name, kind)
    answer = part(guest, file_id, 0, body)
    assert answer.status_code == 204, answer.text
    return file_id


def send(guest: Bringing, conversation: str, file_id: str, text: str = "", **more: Any) -> httpx.Response:
    alt = more.pop("alt", "")
    body = {"text": text, "client_id": secrets.token_hex(8)} | more
    body["attachment"] = {"file_id": file_id, "alt": alt}
    return guest.http.post(f"{talks(guest)}/{conversation}/messages", json=body)


def sent_file(guest: Bringing, conversation: str, body: bytes = b"hello", name: str = "a.txt") -> str:
    """The id of a file that was sent."""
    file_id = brought(guest, conversation, body, name)
    answer = send(guest, conversation, file_id)
    assert answer.status_code == 201, answer.text
    return file_id
