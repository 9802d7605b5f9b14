"""In which language a page speaks: as its viewer has chosen here, else as their account of the chat says,
else as their browser does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import msgspec
import streamlit as st

from dashboards import speech
from dashboards.asking import asked
from dashboards.gate import SESSION
from dashboards.speech import LANGUAGES, t

KEEP = timedelta(minutes=1)
KEY = "words"
"""Of the choice, in the URL."""
SPOKEN = "spoken"
"""What the session spoke when it was last drawn."""


class _Me(msgspec.Struct, frozen=True):
    language: str


def settle(chat: str) -> str:
    """Find out what to speak, and speak it from here on."""
    told = st.session_state.get(KEY) or st.query_params.get(KEY)
    chosen = next((code for code, name in LANGUAGES.items() if name == told), None)
    speech.speak(language := chosen or _own(chat))
    return language


def choose(chat: str) -> None:
    """Draw the choice: each language by its own name, so that whoever reads no other finds it."""
    st.sidebar.selectbox(
        f":material/translate: {t('Language')}", list(LANGUAGES.values()),
        index=list(LANGUAGES).index(_own(chat)), key=KEY, bind="query-params", persist_state="session",
    )  # fmt: skip
    st.session_state[SPOKEN] = speech.now()


def carried(key: str, options: Sequence[str], label: Callable[[str], str], several: bool = False) -> None:
    """Before a choice that stands in the URL by its labels, as Streamlit writes them: a link that was made in
    another language is read too, and what was chosen stays when the language is changed.
    """
    if key in st.session_state:
        if st.session_state.get(SPOKEN, speech.now()) != speech.now():
            st.session_state[key] = st.session_state[key]
        return
    labels = {label(one) for one in options}
    told = st.query_params.get_all(key)
    if not told or labels.issuperset(told):
        return
    meant = [one for text in told if (one := _meant(text, options, label)) is not None]
    if meant:
        st.session_state[key] = meant if several else meant[0]


def _meant(text: str, options: Sequence[str], label: Callable[[str], str]) -> str | None:
    for language in LANGUAGES:
        with speech.speaking(language):
            if (found := next((one for one in options if label(one) == text), None)) is not None:
                return found
    return None


def _own(chat: str) -> str:
    session = st.context.cookies.get(SESSION)
    return speech.known(_account(chat, session) if session else None, st.context.locale)


@st.cache_data(ttl=KEEP, max_entries=256, show_spinner=False)
def _account(chat: str, session: str) -> str | None:
    me = asked(chat, "/api/me", session, _Me)
    return me.language if me else None
