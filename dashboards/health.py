"""How the installation is, as the chat says at `/health`: for its operator's page."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import httpx
import msgspec
import streamlit as st

from dashboards import words
from dashboards.gate import PATIENCE_S, is_here
from dashboards.speech import mark, t

KEEP = timedelta(seconds=4)
DETAILS = {
    r"(?P<count>\d+) running": mark("{count} running"),
    r"no .+ is running": mark("none is running"),
    r"cannot be seen without the broker": mark("cannot be seen without the broker"),
    r"the store does not answer \((?P<error>\w+)\)": mark("the store does not answer ({error})"),
    r"the broker does not answer \((?P<error>\w+)\)": mark("the broker does not answer ({error})"),
    r"the disk or database is full; make room": mark("the disk or database is full; make room"),
    r"listening to the broker is being set up again": mark("listening to the broker is being set up again"),
    r"(?P<count>\d+) events wait in the store, the first for (?P<seconds>\d+) s or more": mark(
        "{count} events wait in the store, the first for {seconds} s or more"
    ),
    r"no progress on (?P<names>.+)": mark("no progress on {names}"),
    r"not well: (?P<names>.+); the log of `jobs` says why": mark("not well: {names}; the log says why"),
    r"(?P<error>.+); it is started again, the log says why": mark(
        "{error}; it is started again, the log says why"
    ),
}
"""What the chat says of a part, in words of ours; all else is shown as it says it."""


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


def detail(part: Part) -> str:
    """What the chat says of a part, in the language that is spoken."""
    for pattern, said in DETAILS.items():
        if found := re.fullmatch(pattern, part.detail):
            return t(said, **found.groupdict())
    return part.detail or words.NOTHING
