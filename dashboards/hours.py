"""Office hours of an organisation, as its desk has them: asked of the chat, for who may see them."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from analytics.metrics.hours import Hours
from dashboards.asking import asked
from dashboards.gate import SESSION
from dashboards.office import Kept, hours_of

KEEP = timedelta(minutes=1)


def of(chat: str, organisation: str | None) -> Hours | None:
    """Those that are set; None where there are none, or the viewer may not know them."""
    session = st.context.cookies.get(SESSION)
    return _kept(chat, organisation, session) if organisation and session else None


@st.cache_data(ttl=KEEP, max_entries=64, show_spinner=False)
def _kept(chat: str, organisation: str, session: str) -> Hours | None:
    return hours_of(asked(chat, f"/api/organisations/{organisation}/hours", session, Kept))
