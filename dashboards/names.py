"""What people of an organisation are called, for who may see its members: asked of the chat, as they are.

The event log holds ids alone, so whoever reads it otherwise learns no name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import msgspec
import streamlit as st

from dashboards import words
from dashboards.asking import asked
from dashboards.gate import DOOR, SESSION
from dashboards.viewer import Organisation

KEEP = timedelta(minutes=1)


class _Member(msgspec.Struct, frozen=True):
    account_id: str
    name: str


def of(chat: str, organisation: str | None) -> dict[str, str]:
    """Names by id of who is in an organisation; none where the viewer may not know them, or nobody says."""
    session = st.context.cookies.get(SESSION)
    return _members(chat, organisation, session) if organisation and session else {}


def organisations(chat: str) -> dict[str, str]:
    """Names by id of those whose figures the viewer may see by an account; operators may have one, too."""
    session = st.context.cookies.get(SESSION)
    return _measured(chat, session) if session else {}


def shown(names: Mapping[str, str], identity: str) -> str:
    """A name; the end of the id where there is none, as of who has left."""
    return names.get(identity) or words.short_id(identity)


@st.cache_data(ttl=KEEP, max_entries=64, show_spinner=False)
def _members(chat: str, organisation: str, session: str) -> dict[str, str]:
    found = asked(chat, f"/api/organisations/{organisation}/members", session, tuple[_Member, ...])
    return {one.account_id: one.name for one in found or ()}


@st.cache_data(ttl=KEEP, max_entries=64, show_spinner=False)
def _measured(chat: str, session: str) -> dict[str, str]:
    return {one.id: one.name for one in asked(chat, DOOR, session, tuple[Organisation, ...]) or ()}
