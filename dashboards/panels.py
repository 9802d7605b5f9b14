"""The furniture of every page: title, key figures, panels around charts, and what stands in for them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, TypeVar

import polars as pl
import streamlit as st

from dashboards import exports, glossary, words
from dashboards.beside import against
from dashboards.speech import t

Loaded = TypeVar("Loaded")

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
    fresh = t("data as of {moment}", moment=words.moment(as_of, zone)) if as_of else t("no data yet")
    st.caption(f"{line} · {fresh}")
    if as_of is not None and datetime.now(UTC) - as_of > STALE:
        st.warning(
            t(
                "Nothing new since {moment}: the collector does not run. "
                "Start it with `duologue up`, or see its log.",
                moment=words.moment(as_of, zone),
            ),
            icon=":material/schedule:",
        )


def figures(row: Sequence[Figure]) -> None:
    """Key figures side by side; they wrap where there is no room."""
    with st.container(horizontal=True, gap="small", key="figures"):
        for one in row:
            st.metric(
                one.label, words.no_list(one.value), delta=one.context, delta_color="off", delta_arrow="off",
                help=one.means, border=True, height="stretch",
            )  # fmt: skip


def compared(now: float | None, before: float | None) -> str | None:
    """How much more or less than before, in percent; null where that cannot be told."""
    if now is None or not before:
        return None
    return against((now - before) / before)


def downloads(path: str, frames: Mapping[str, pl.DataFrame]) -> None:
    """The numbers of a page, to take away."""
    there = {name: frame for name, frame in frames.items() if frame.width}
    with st.expander(t("Take the figures away"), icon=":material/download:"):
        name = st.selectbox(t("Figures"), list(there), format_func=glossary.table, key=f"take-{path}")
        stem, frame = f"duologue-{path}-{name.replace('_', '-')}", there[name]
        with st.container(horizontal=True):
            st.download_button(
                "CSV", exports.csv(frame), f"{stem}.csv", _own("text/csv"), key=f"csv-{path}",
                on_click="ignore",
            )  # fmt: skip
            st.download_button(
                "Parquet", exports.parquet(frame), f"{stem}.parquet", _own("application/vnd.apache.parquet"),
                key=f"parquet-{path}", on_click="ignore",
            )  # fmt: skip


def _own(kind: str) -> str:
    """A type of a file, with what no other viewer knows: Streamlit answers a file to whoever knows the hash
    of its content and type, and a table of three small numbers is soon guessed.
    """
    return f"{kind}; of={st.session_state.setdefault('own', secrets.token_hex(16))}"


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


def table(
    columns: Mapping[str, Sequence[str]], label: str, links: Sequence[str] = (), own: Collection[int] = ()
) -> None:
    """Rows of words. Where there is no room it scrolls by itself, from the keyboard too. `links`: where the
    first word of each row leads. `own`: columns of somebody's own words, which wrap and have a direction.
    """
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    first, *others = ([escape(one) for one in column] for column in columns.values())
    if links:
        first = [f'<a href="{escape(to)}">{one}</a>' for to, one in zip(links, first, strict=True)]
    rows = "".join(
        "<tr>" + "".join(_cell(one, at in own) for at, one in enumerate(row)) + "</tr>"
        for row in zip(first, *others, strict=True)
    )
    st.html(
        f'<div class="rows" tabindex="0" role="region" aria-label="{escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(text: str, own: bool) -> str:
    return f'<td class="own" dir="auto">{text}</td>' if own else f"<td>{text}</td>"


def nothing(text: str) -> None:
    """In place of a chart."""
    st.markdown(f":gray[:material/horizontal_rule: {text}]")


def no_messages(chat: str, collected: bool) -> None:
    """In place of a page: the lake is empty. `collected`: a collector has run here."""
    with st.container(border=True, key="empty"):
        st.markdown(f"## :material/forum: {t('No messages yet')}")
        if not collected:
            st.markdown(t("No collector has run here so far. Start all parts at once with `duologue up`."))
        st.markdown(
            t(
                "Figures appear seconds after somebody writes: open the chat at [{chat}]({chat}), "
                "or fill it with example conversations:",
                chat=chat,
            )
        )
        st.code("duologue demo", language=None)


def no_cases() -> dict[str, pl.DataFrame]:
    """In place of a page of support work: there was none. Nothing to take away."""
    with st.container(border=True, key="empty"):
        st.markdown(f"## :material/support_agent: {t('No support work yet')}")
        st.markdown(
            t(
                "Cases come from conversations of an organisation with its customers: put the widget on "
                "your site, at **/desk** of the chat, or look at the shop that `duologue demo` brings."
            )
        )
    return {}


def nothing_chosen(origins: pl.DataFrame, demo: bool, zone: str) -> None:
    """In place of a page: there are messages, but none in what was chosen."""
    live = origins.filter(~pl.col("demo"))
    with st.container(border=True, key="empty"):
        st.markdown(f"## :material/filter_alt: {t('Nothing to count here')}")
        if live.is_empty() and not demo:
            st.markdown(t("There is only demo data so far. Switch on **Include demo data** to see it."))
            return
        shown = origins if demo else live
        latest = words.moment(shown.select(pl.col("last_at").max()).item(), zone)
        told = t(
            "The latest message is of **{moment}**. Choose a longer time range, or other languages.",
            moment=latest,
        )
        st.markdown(told)


def shut() -> None:
    """In place of a page: it is not for who looks."""
    st.error(t("Sign in first, then load this page again."), icon=":material/lock:")


def failed(problem: str | None) -> None:
    """In place of a page: the lake cannot be read. `problem`: with paths, for the operator alone."""
    said = t("The event log cannot be read.") + (f" {problem}" if problem else "")
    again = t("This page tries again every few seconds. `duologue doctor` says more.")
    st.error(f"{said}\n\n{again}", icon=":material/error:")


def loading(work: Callable[[], Loaded]) -> Loaded:
    """Do some work; where that takes a moment, something stands in its place."""
    with st.skeleton(height=320):
        return work()
