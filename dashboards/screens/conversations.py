"""Conversations: the cases behind the figures, each a step away from the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboards import names, words
from dashboards.data import Frames
from dashboards.panels import nothing, panel, table
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


def _agent(row: Mapping[str, Any], known: Mapping[str, str]) -> str:
    identity = row["resolver_id"] or row["agent_id"]
    return names.shown(known, identity) if identity else words.NOTHING


def _state(row: Mapping[str, Any]) -> str:
    if row["resolved_at"] is not None:
        return "Resolved, and reopened" if row["reopened"] else "Resolved"
    return "Open: the customer waits" if row["last"] == "asked" else "Open"
