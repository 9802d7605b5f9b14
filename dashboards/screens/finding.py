"""What was said with some words, on the page Conversations: for who may read conversations in the chat."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards import words
from dashboards.asking import SILENT, Refusal
from dashboards.finding import LONGEST, Found, Search
from dashboards.panels import nothing, panel, table
from dashboards.speech import mark, t
from dashboards.view import View

REFUSED = {
    "role_lacks": mark(
        "Your role sees figures, not words. Owners, admins and agents search here; you can ask an owner for "
        "such a role, or look at **{page}** for what many write about."
    ),
    "not_yours": mark("You are no member of this organisation."),
    SILENT.code: mark("The chat does not answer. Try again in a moment."),
    "text_empty": mark("Write a word to search for."),
    "too_many_tries": mark("You have searched very often. Try again in a minute."),
}
OTHERWISE = mark("The chat does not answer, or you may not see this.")


def draw(view: View, search: Search | None, desk: str) -> None:
    """The panel. `search` asks the chat; None: an organisation has to be chosen. `desk`: its address."""
    counted = t(
        "Messages with all of these words, as written or as translated, the newest first, whenever they were "
        "written. That you read what is found is noted."
    )
    with panel(t("Search what was said"), counted):
        if search is None:
            return nothing(t("Choose one organisation to search in what its customers and agents wrote."))
        text = st.text_input(
            t("Words"), key="words-said", max_chars=LONGEST, icon=":material/search:"
        ).strip()
        if not text:
            return None
        found = search(text)
        if isinstance(found, Refusal):
            return nothing(t(REFUSED.get(found.code, OTHERWISE), page=t("Pain points")))
        if not found.messages:
            return nothing(t("Nothing was found. New messages can be found after a few seconds."))
        _rows(view, found.messages, desk)
        return nothing(t("There is more: add a word to find it.")) if found.next is not None else None


def _rows(view: View, found: Sequence[Found], desk: str) -> None:
    table(
        {
            t("Written at"): [words.moment(one.posted_at, view.choice.zone) for one in found],
            t("Language"): [words.language(one.language) for one in found],
            t("The words"): [one.text or words.NOTHING for one in found],
            t("In translation"): [one.translated or words.NOTHING for one in found],
        },
        t("What was found"),
        [f"{desk}#/c/{one.conversation_id}" for one in found],
        own=(2, 3),
    )
