"""What the chat tells a viewer of an organisation, asked with the session that the viewer came by."""

from __future__ import annotations

from typing import TypeVar

import httpx
import msgspec

from dashboards.gate import PATIENCE_S, is_here

Told = TypeVar("Told")


def asked(chat: str, path: str, session: str, kind: type[Told]) -> Told | None:
    """The answer to a GET; None where the viewer may not know, or nobody says."""
    try:
        answer = httpx.get(
            f"{chat}{path}",
            headers={"authorization": f"Bearer {session}"},
            timeout=PATIENCE_S,
            trust_env=False,
            verify=not is_here(chat),
        )
        return msgspec.json.decode(answer.raise_for_status().content, type=kind)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, msgspec.DecodeError):
        return None
