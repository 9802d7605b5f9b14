"""The furniture of every page: title, key figures, panels around charts, and what stands in for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import streamlit as st

from dashboards import words

STALE = timedelta(seconds=30)
"""After so long without a sign of the collector, figures are called old."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure: what is counted, its value in words, how it is counted, and a word to set it beside."""

    label: str
    value: str
    means: str
    context: str | None = None


def heading(title: str, line: str, as_of: datetime | None, zone: str) -> None:
    """Title of a page, what was chosen, and up to when figures go."""
    st.title(title, anchor=False)
    fresh = f"data as of {words.moment(as_of, zone)}" if as_of else "no data yet"
    st.caption(f"{line} · {fresh}")
    if as_of is not None and datetime.now(UTC) - as_of > STALE:
        st.warning(
            f"Nothing new since {words.moment(as_of, zone)}: the collector does not run. "
            "Start it with `duologue up`, or see its log.",
            icon=":material/schedule:",
        )


def figures(row: Sequence[Figure]) -> None:
    """Key figures side by side; they wrap where there is no room."""
    with st.container(horizontal=True, gap="small", key="figures"):
        for one in row:
            st.metric(
                one.label, one.value, delta=one.context, delta_color="off", delta_arrow="off",
                help=one.means, border=True, height="stretch",
            )  # fmt: skip


@contextmanager
def panel(title: str, counted: str) -> Iterator[None]:
    """A frame with a title, and a line that says what is counted."""
    with st.container(border=True, height="stretch"):
        st.header(title, anchor=False)
        st.caption(counted)
        yield


def chart(drawn: Any, alt: str, key: str) -> None:
    """A chart with its description for those who cannot see it."""
    st.altair_chart(drawn, width="stretch", alt=alt, key=key)


def nothing(text: str) -> None:
    """In place of a chart."""
    st.markdown(f":gray[:material/horizontal_rule: {text}]")


def no_messages(chat: str, collected: bool) -> None:
    """In place of a page: the lake is empty. `collected`: a collector has run here."""
    with st.container(border=True, key="empty"):
        st.markdown("## :material/forum: No messages yet")
        if not collected:
            st.markdown("No collector has run here so far. Start all parts at once with `duologue up`.")
        st.markdown(
            f"Figures appear seconds after somebody writes: open the chat at [{chat}]({chat}), "
            "or fill it with example conversations:"
        )
        st.code("duologue demo", language=None)


def nothing_chosen(origins: pl.DataFrame, demo: bool, zone: str) -> None:
    """In place of a page: there are messages, but none in what was chosen."""
    live = origins.filter(~pl.col("demo"))
    with st.container(border=True, key="empty"):
        st.markdown("## :material/filter_alt: Nothing to count here")
        if live.is_empty() and not demo:
            st.markdown("There is only demo data so far. Switch on **Include demo data** to see it.")
            return
        shown = origins if demo else live
        latest = words.moment(shown.select(pl.col("last_at").max()).item(), zone)
        st.markdown(f"The latest message is of **{latest}**. Choose a longer time range, or other languages.")


def failed(problem: str) -> None:
    """In place of a page: the lake cannot be read."""
    st.error(
        f"The event log cannot be read: {problem}\n\nThis page tries again every few seconds. "
        "`duologue doctor` says more.",
        icon=":material/error:",
    )


def loading(work: Callable[[], Any]) -> Any:
    """Do some work; where that takes a moment, something stands in its place."""
    with st.skeleton(height=320):
        return work()
