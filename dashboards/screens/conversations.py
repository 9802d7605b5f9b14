"""Conversations: the cases behind the figures, each a step away from the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from dashboards import names, words
from dashboards.data import Frames
from dashboards.panels import nothing, panel, table
from dashboards.reading import Said
from dashboards.support import WHICH
from dashboards.view import View

MOST = 100
"""Cases that a page shows; all of them can be taken away."""
LABELS = {
    "all": "All, newest first",
    "waiting": "A customer waits for an answer",
    "slow": "Longest first response",
    "missed": "Missed: resolved without an answer",
    "dropped": "Dropped: the customer had the last word",
    "reopened": "Reopened later",
    "transferred": "Transferred",
    "handed_over": "Handed over by a bot",
    "unhappy": "Rated 1 or 2",
}


WHO = {"contact": "Customer", "account": "Agent", "bot": "Bot", "system": "System"}


def choose() -> str:
    """Draw the choice of cases and give back its key."""
    chosen = st.selectbox(
        "Which cases", list(WHICH), format_func=lambda key: LABELS[key], key="which", bind="query-params",
        persist_state="session",
    )  # fmt: skip
    return chosen if chosen in WHICH else WHICH[0]


def draw(view: View, frames: Frames, known: Mapping[str, str], desk: str) -> None:
    """The table. `known`: names of members by id; `desk`: address of the desk."""
    found = frames["cases"]
    with panel(f"{words.count(found.height)} cases", "By when they began, in the time that is chosen."):
        if found.is_empty():
            nothing("No such case in this time.")
            return
        rows = found.head(MOST).to_dicts()
        zone = view.choice.zone
        table(
            {
                "Began": [words.moment(row["at"], zone) for row in rows],
                "Language": [words.language(row["language"]) for row in rows],
                "Agent": [_agent(row, known) for row in rows],
                "First response": [words.duration(row["first_response_s"]) for row in rows],
                "Resolution": [words.duration(row["total_s"]) for row in rows],
                "State": [_state(row) for row in rows],
                "Rating": [words.count(row["score"]) for row in rows],
            },
            "Cases",
            [f"{desk}#/c/{row['conversation_id']}" for row in rows],
        )
        if found.height > MOST:
            nothing(f"and {words.count(found.height - MOST)} more, which can be taken away below")


def read(view: View, frames: Frames, said: Callable[[str], Sequence[Said] | None]) -> None:
    """A case to read, once one is chosen: reading is noted. `said`: messages by the conversation's id; None:
    not for the viewer.
    """
    rows = {row["conversation_id"]: row for row in reversed(frames["cases"].head(MOST).to_dicts())}
    counted = "The words themselves, from the chat, for who may read them there. That you did is noted."
    zone = view.choice.zone
    with panel("Read", counted):
        chosen = st.selectbox(
            "Conversation", list(rows)[::-1], index=None, placeholder="Choose one", key="read",
            format_func=lambda one: f"{words.moment(rows[one]['at'], zone)} {words.short_id(one)}",
        )  # fmt: skip
        if chosen is None:
            return
        found = said(chosen)
        if found is None:
            nothing("You may not read this conversation, or the chat does not answer.")
        elif not found:
            nothing("Nothing of it is left.")
        else:
            _told(view, found)


def _told(view: View, found: Sequence[Said]) -> None:
    labels = [one.enrichment.sentiment.label if one.enrichment.sentiment else "" for one in found]
    line = [label for label, one in zip(labels, found, strict=True) if label and one.author_kind == "contact"]
    if line:
        st.caption(f"The customer's sentiment: {' → '.join(line)}")
    table(
        {
            "When": [words.moment(one.posted_at, view.choice.zone) for one in found],
            "Who": [WHO.get(one.author_kind, one.author_kind) for one in found],
            "As written": [one.text or words.NOTHING for one in found],
            "Translated": [one.translated or words.NOTHING for one in found],
            "Sentiment": [label or words.NOTHING for label in labels],
        },
        "Messages of the conversation",
    )


def _agent(row: Mapping[str, Any], known: Mapping[str, str]) -> str:
    identity = row["resolver_id"] or row["agent_id"]
    return names.shown(known, identity) if identity else words.NOTHING


def _state(row: Mapping[str, Any]) -> str:
    if row["resolved_at"] is not None:
        return "Resolved, and reopened" if row["reopened"] else "Resolved"
    return "Open: the customer waits" if row["last"] == "asked" else "Open"
