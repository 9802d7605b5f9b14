"""What was said in a conversation, read through the chat with the viewer's own session.

So the chat decides who may, and notes that they did; nothing of it comes from the event log.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import streamlit as st

from dashboards.asking import asked
from dashboards.gate import SESSION

KEEP = timedelta(minutes=1)
"""How long what was read stays, so that a page that is drawn anew does not read again."""
MOST = 200


class Translation(msgspec.Struct, frozen=True):
    """In one language."""

    status: str
    text: str | None = None


class Sentiment(msgspec.Struct, frozen=True):
    """How it was meant."""

    label: str


class Enrichment(msgspec.Struct, frozen=True):
    """What is understood of it."""

    translations: dict[str, Translation] = {}
    sentiment: Sentiment | None = None


class Said(msgspec.Struct, frozen=True):
    """One message, as far as a page shows it."""

    text: str
    author_kind: str
    language: str
    posted_at: datetime
    enrichment: Enrichment = msgspec.field(default_factory=Enrichment)

    @property
    def translated(self) -> str | None:
        """The first translation that there is into another language."""
        done = (one.text for to, one in self.enrichment.translations.items() if to != self.language)
        return next((text for text in done if text), None)


class _Page(msgspec.Struct, frozen=True):
    messages: tuple[Said, ...]


def signed_in() -> bool:
    """Whether the viewer has come with a session of the chat, so that there is somebody who reads."""
    return bool(st.context.cookies.get(SESSION))


def of(chat: str, conversation_id: str) -> tuple[Said, ...] | None:
    """Its last messages; None where the viewer may not read it, or nobody says."""
    session = st.context.cookies.get(SESSION)
    return _read(chat, conversation_id, session) if session else None


@st.cache_data(ttl=KEEP, max_entries=64, show_spinner=False)
def _read(chat: str, conversation_id: str, session: str) -> tuple[Said, ...] | None:
    path = f"/api/conversations/{conversation_id}/messages?limit={MOST}"
    found = asked(chat, path, session, _Page)
    return None if found is None else found.messages
