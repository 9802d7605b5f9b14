"""What the chat tells a viewer of an organisation, asked with the session that the viewer came by."""

from __future__ import annotations

from typing import TypeVar

import httpx
import msgspec

from dashboards.gate import PATIENCE_S, is_here

Told = TypeVar("Told")


class Refusal(msgspec.Struct, frozen=True):
    """Why the chat does not say it: a code of `docs/protocol.md`; `SILENT` where it does not answer."""

    code: str


SILENT = Refusal("silent")


def asked(chat: str, path: str, session: str, kind: type[Told]) -> Told | None:
    """The answer to a GET; None where the viewer may not know, or nobody says."""
    found = answered(chat, path, session, kind)
    return None if isinstance(found, Refusal) else found


def answered(chat: str, path: str, session: str, kind: type[Told]) -> Told | Refusal:
    """The same, for a page that says why not."""
    try:
        answer = httpx.get(
            f"{chat}{path}",
            headers={"authorization": f"Bearer {session}"},
            timeout=PATIENCE_S,
            trust_env=False,
            verify=not is_here(chat),
        )
        if answer.is_success:
            return msgspec.json.decode(answer.content, type=kind)
        return msgspec.json.decode(answer.content, type=Refusal)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, msgspec.DecodeError):
        return SILENT
