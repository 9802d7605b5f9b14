"""Bringing a file over a bad line, by tus: where it broke off is asked for, and it goes on from there."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from tests.chaos.ledger import bytes_of
from tests.chaos.screen import Lost, Refused

if TYPE_CHECKING:
    from tests.chaos.people import Author

TUS = {"Tus-Resumable": "1.0.0"}
PART = TUS | {"Content-Type": "application/offset+octet-stream"}
TRIES = 50
NAME = f"filename {base64.b64encode(b'note.txt').decode()}"


async def bring(author: Author, talk: str, client_id: str) -> str:
    """The id of a file that has come whole. Lost: not in so many tries; Refused."""
    body = bytes_of(client_id)
    headers = TUS | {"Upload-Length": str(len(body)), "Upload-Metadata": NAME}
    begun = await author.call("POST", f"{author.me.doors}/conversations/{talk}/files", headers=headers)
    path = begun["location"]
    for _ in range(TRIES):
        try:
            at = int((await author.call("HEAD", path, headers=TUS))["upload-offset"])
            headers = PART | {"Upload-Offset": str(at)}
            await author.call("PATCH", path, content=body[at:], headers=headers)  # none: is it ready now?
            return str(path.rpartition("/")[2])
        except Lost:
            continue
        except Refused as error:
            if str(error) not in ("offset_differs", "unavailable"):
                raise
    raise Lost
