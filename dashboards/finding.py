"""Messages of an organisation that have some words, found by the chat with the viewer's own session.

So the chat decides who may, and notes in whose conversations something was found; the event log has no words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from urllib.parse import quote, urlencode

import msgspec
import streamlit as st

from analytics.layout import NO_ORGANISATION
from dashboards.asking import Refusal, answered
from dashboards.reading import Said

KEEP = timedelta(minutes=1)
"""How long what was found stays, so that a page that is drawn anew does not search again."""
MOST = 50
LONGEST = 200
"""Characters of a question, as the chat takes them."""


class Found(Said, frozen=True, kw_only=True):
    """One message, and where it was said."""

    conversation_id: str


class Page(msgspec.Struct, frozen=True):
    """The newest of what was found. `next`: there is more."""

    messages: tuple[Found, ...]
    next: int | None = None


Search = Callable[[str], Page | Refusal]
"""The newest messages with all these words, in whatever time; or why not."""


def search(chat: str, organisation: str | None, session: str) -> Search | None:
    """How to find them; None: these are not the conversations of one organisation."""
    if organisation in (None, NO_ORGANISATION):
        return None
    return partial(_found, chat, organisation, session)


class _Refused(Exception):
    """Goes past what is kept: who is refused now is not a moment later."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.code)
        self.why = why


def _found(chat: str, organisation: str, session: str, text: str) -> Page | Refusal:
    try:
        return _kept(chat, organisation, session, text)
    except _Refused as refused:
        return refused.why


@st.cache_data(ttl=KEEP, max_entries=64, show_spinner=False)
def _kept(chat: str, organisation: str, session: str, text: str) -> Page:
    query = urlencode({"text": text, "limit": MOST})
    path = f"/api/organisations/{quote(organisation, safe='')}/search?{query}"
    found = answered(chat, path, session, Page)
    if isinstance(found, Refusal):
        raise _Refused(found)
    return found
