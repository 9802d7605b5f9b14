"""How the installation is, as the chat says at `/health`: for its operator's page."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import msgspec
import streamlit as st

from dashboards.gate import PATIENCE_S, is_here

KEEP = timedelta(seconds=4)


class Part(msgspec.Struct, frozen=True):
    """One part. `detail` is for people."""

    status: str
    detail: str = ""


class Job(msgspec.Struct, frozen=True):
    """One job of upkeep: how it is, and how its last whole run went."""

    status: str
    last_run: datetime | None = None
    seconds: float | None = None
    done: int = 0
    failures: int = 0
    error: str = ""


class Health(msgspec.Struct, frozen=True):
    """What the chat says of itself and of all else."""

    status: str
    parts: dict[str, Part]
    jobs: dict[str, Job] = {}


@st.cache_data(ttl=KEEP, max_entries=4, show_spinner=False)
def look(chat: str) -> Health | None:
    """How it is now; None: the chat does not answer."""
    try:
        answer = httpx.get(f"{chat}/health", timeout=PATIENCE_S, trust_env=False, verify=not is_here(chat))
        return msgspec.json.decode(answer.content, type=Health)
    except (httpx.HTTPError, httpx.InvalidURL, msgspec.DecodeError):
        return None
