"""Conversations: the cases behind the figures, each a step away from the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from dashboards import names, tongue, words
from dashboards.data import Frames
from dashboards.panels import nothing, panel, table
from dashboards.reading import Said
from dashboards.speech import mark, n, t
from dashboards.support import WHICH
from dashboards.view import View

MOST = 100
"""Cases that a page shows; all of them can be taken away."""
LABELS = {
    "all": mark("All, newest first"),
    "waiting": mark("A customer waits for an answer"),
    "slow": mark("Longest first response"),
    "missed": mark("Missed: resolved without an answer"),
    "dropped": mark("Dropped: the customer had the last word"),
    "reopened": mark("Reopened later"),
    "transferred": mark("Transferred"),
    "handed_over": mark("Handed over by a bot"),
    "unhappy": mark("Rated 1 or 2"),
}


WHO = {"contact": mark("Customer"), "account": mark("Agent"), "bot": mark("Bot"), "system": mark("System")}
FELT = {"positive": mark("Positive"), "neutral": mark("Neutral"), "negative": mark("Negative")}


def choose() -> str:
    """Draw the choice of cases and give back its key."""

    def name(key: str) -> str:
        return t(LABELS[key])

    tongue.carried("which", WHICH, name)
    chosen = st.selectbox(
        t("Which cases"), list(WHICH), format_func=name, key="which", bind="query-params",
        persist_state="session",
    )  # fmt: skip
    return chosen if chosen in WHICH else WHICH[0]


def draw(view: View, frames: Frames, known: Mapping[str, str], desk: str) -> None:
    """The table. `known`: names of members by id; `desk`: address of the desk."""
    found = frames["cases"]
    counted = t("By when they began, in the time that is chosen.")
    with panel(n("{count} case", "{count} cases", found.height), counted):
        if found.is_empty():
            nothing(t("No such case in this time."))
            return
        rows = found.head(MOST).to_dicts()
        zone = view.choice.zone
        table(
            {
                t("Began"): [words.moment(row["at"], zone) for row in rows],
                t("Language"): [words.language(row["language"]) for row in rows],
                t("Agent"): [_agent(row, known) for row in rows],
                t("First response"): [words.duration(row["first_response_s"]) for row in rows],
                t("Resolution"): [words.duration(row["total_s"]) for row in rows],
                t("State"): [_state(row) for row in rows],
                t("Rating"): [words.count(row["score"]) for row in rows],
            },
            t("Cases"),
            [f"{desk}#/c/{row['conversation_id']}" for row in rows],
        )
        if found.height > MOST:
            more = n(
                "and {count} more, which can be taken away below",
                "and {count} more, which can be taken away below",
                found.height - MOST,
            )
            nothing(more)


def read(view: View, frames: Frames, said: Callable[[str], Sequence[Said] | None]) -> None:
    """A case to read, once one is chosen: reading is noted. `said`: messages by the conversation's id; None:
    not for the viewer.
    """
    rows = {row["conversation_id"]: row for row in reversed(frames["cases"].head(MOST).to_dicts())}
    counted = t("The words themselves, from the chat, for who may read them there. That you did is noted.")
    zone = view.choice.zone
    with panel(t("Read"), counted):
        chosen = st.selectbox(
            t("Conversation"), list(rows)[::-1], index=None, placeholder=t("Choose one"), key="read",
            format_func=lambda one: f"{words.moment(rows[one]['at'], zone)} {words.short_id(one)}",
        )  # fmt: skip
        if chosen is None:
            return
        found = said(chosen)
        if found is None:
            nothing(t("You may not read this conversation, or the chat does not answer."))
        elif not found:
            nothing(t("Nothing of it is left."))
        else:
            _told(view, found)


def _told(view: View, found: Sequence[Said]) -> None:
    labels = [_felt(one) for one in found]
    line = [label for label, one in zip(labels, found, strict=True) if label and one.author_kind == "contact"]
    if line:
        st.caption(t("The customer's sentiment: {line}", line=words.steps(line)))
    table(
        {
            t("When"): [words.moment(one.posted_at, view.choice.zone) for one in found],
            t("Who"): [t(WHO[one.author_kind]) if one.author_kind in WHO else words.NOTHING for one in found],
            t("As written"): [one.text or words.NOTHING for one in found],
            t("Translated"): [one.translated or words.NOTHING for one in found],
            t("Sentiment"): [label or words.NOTHING for label in labels],
        },
        t("Messages of the conversation"),
        own=(2, 3),
    )


def _felt(one: Said) -> str:
    label = one.enrichment.sentiment.label if one.enrichment.sentiment else ""
    return t(FELT[label]) if label in FELT else label


def _agent(row: Mapping[str, Any], known: Mapping[str, str]) -> str:
    identity = row["resolver_id"] or row["agent_id"]
    return names.shown(known, identity) if identity else words.NOTHING


def _state(row: Mapping[str, Any]) -> str:
    if row["resolved_at"] is not None:
        return t("Resolved, and reopened") if row["reopened"] else t("Resolved")
    return t("Open: the customer waits") if row["last"] == "asked" else t("Open")
