"""Pain points: what customers write about, whatever their languages; what rises, and who writes of what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from analytics.metrics.axis import Axis
from dashboards import charts, words
from dashboards.colours import DEEP, GREY, ORANGE, TEAL, VIOLET
from dashboards.data import Frames
from dashboards.painpoints import Behind, Said, Told
from dashboards.panels import Figure, chart, compared, figures, nothing, panel, table
from dashboards.speech import each, mark, t
from dashboards.view import View

IN_CHART, IN_TABLE, IN_MAP, CUSTOMERS, CONVERSATIONS, SPOKEN = 10, 100, 8, 20, 20, 3
LINES = (TEAL, ORANGE, VIOLET, GREY, DEEP)
SERIES = {"negative": (mark("Negative"), ORANGE), "rest": (mark("Others"), TEAL)}


def empty(told: Told | None, one_organisation: bool, signed_in: bool) -> bool:
    """Say what is missing, and whether something is."""
    if not one_organisation:
        _instead(t("Choose one organisation"), t("What customers write about is grouped for each by itself."))
    elif not signed_in:
        _instead(
            t("These are an organisation’s own words"),
            t(
                "Sign in to the chat as its owner, admin or analyst; then load this page again. Whoever runs "
                "the installation has `duologue painpoints`."
            ),
        )
    elif told is None:
        _instead(t("Nothing can be said now"), t("The chat does not answer, or you may not see this."))
    elif told.looked_at is None:
        _instead(
            t("Nobody has looked yet"),
            t(
                "What customers write is grouped every night, and minutes after the first thirty messages. "
                "`duologue jobs` does it; its state is at `/health`."
            ),
        )
    elif not told.items:
        _instead(
            t("No group in this time"),
            t("A group is five messages about one matter. Choose a longer time range, or all languages."),
        )
    else:
        return False
    return True


def draw(view: View, told: Told, found: Frames) -> None:
    """The page, but for what is behind a group."""
    points = found["painpoints"]
    _looked(view, told)
    figures(_figures(told, points))
    _largest(view, points)
    _table(points, found["languages"])
    _trend(view, told, found["weeks"])
    left, right = st.columns(2)
    with left:
        _languages(view, found["languages"], points)
    with right:
        _customers(found["customers"])


def choose(points: pl.DataFrame) -> str | None:
    """The group to look behind."""
    names = dict(zip(points["id"], points["name"], strict=True))
    chosen = st.selectbox(
        t("Look behind"), list(names), index=None, placeholder=t("Choose a group"), key="painpoint",
        format_func=lambda one: names[one],
    )  # fmt: skip
    return chosen if chosen in names else None


def behind(
    view: View, told: Told, points: pl.DataFrame, desk: str, ask: Callable[[str], Behind | None]
) -> None:
    """Conversations and examples of the group that is chosen."""
    counted = t("Its conversations in the time that is chosen, each a step from the desk.")
    with panel(t("Behind a group"), counted):
        chosen = choose(points)
        if chosen is None:
            return
        found, zone = ask(chosen), view.choice.zone
        if found is None:
            nothing(t("The chat does not answer, or this group is gone."))
            return
        _examples(told, found)
        first = found.conversations[:CONVERSATIONS]
        total = points.filter(pl.col("id") == chosen)["conversations"].item()
        table(
            {
                t("Last"): [words.moment(one.posted_at, zone) for one in first],
                t("Messages"): [words.count(one.messages) for one in first],
                t("Negative"): [words.count(one.negative) for one in first],
            },
            t("Conversations of the group"),
            [f"{desk}#/c/{one.conversation_id}" for one in first],
        )
        if len(found.conversations) > CONVERSATIONS:
            shown = words.count(CONVERSATIONS)
            nothing(t("The {shown} latest of {total} conversations.", shown=shown, total=words.count(total)))


def _examples(told: Told, found: Behind) -> None:
    if not told.keeps_text:
        nothing(
            t(
                "Examples need the organisation’s leave: its owner gives it in the organisation’s settings, "
                "“Words in analytics”. Sizes and shared words need none."
            )
        )
    elif found.examples:
        quoted = "".join(_quoted(one) for one in found.examples)
        st.html(f'<ul class="said" aria-label="{escape(t("Examples"))}">{quoted}</ul>')


def _quoted(one: Said) -> str:
    """As it was written, in its own direction, over what it means."""
    said = f'<p lang="{escape(one.language)}" dir="auto">{escape(one.text)}</p>'
    read = f'<p dir="auto">{escape(one.read)}</p>' if one.read else ""
    return f"<li>{said}{read}</li>"


def _instead(title: str, text: str) -> None:
    with st.container(border=True, key="empty"):
        st.markdown(f"## :material/topic: {title}")
        st.markdown(text)


def _looked(view: View, told: Told) -> None:
    zone = view.choice.zone
    st.caption(
        t(
            "Looked at {when}, messages since {since}. What came later is grouped tonight.",
            when=words.moment(told.looked_at, zone),
            since=words.moment(told.since, zone),
        )
    )


def _figures(told: Told, points: pl.DataFrame) -> list[Figure]:
    every, share = told.grouped + told.others, None
    if every:
        share = t("{share} of all", share=words.share(told.grouped / every))
    fresh, up = (int(points[name].fill_null(False).sum()) for name in ("new", "rising"))
    return [
        Figure(t("Groups"), words.count(points.height), t("Matters of which five messages or more are.")),
        Figure(t("Messages"), words.count(told.grouped), t("Of customers, that are in a group."), share),
        Figure(t("Rising"), words.count(up), t("More this week than chance makes of the week before.")),
        Figure(t("New"), words.count(fresh), t("First there within the last week.")),
    ]


def _largest(view: View, points: pl.DataFrame) -> None:
    counted = t("Messages of customers, negative ones first; named by words that several people share.")
    with panel(t("What customers write about"), counted):
        first = points.head(IN_CHART)
        shown = first.with_columns(
            (pl.col("messages") - pl.col("negative")).alias("rest"),
            each(first.iter_rows(named=True), _note).alias("note"),
        )
        told = "; ".join(f"{row['name']} {words.count(row['messages'])}" for row in shown.to_dicts())
        series = {name: (t(said), colour) for name, (said, colour) in SERIES.items()}
        drawn = charts.ranking(shown, "name", series, t("Messages"), "note", view.mode)
        chart(drawn, t("Bar chart of messages by group: {list}.", list=told), "painpoints")


def _note(row: dict[str, Any]) -> str:
    many = words.count(row["messages"])
    if row["new"]:
        return t("{count} new", count=many)
    return t("{count} rising", count=many) if row["rising"] else many


def _table(points: pl.DataFrame, languages: pl.DataFrame) -> None:
    counted = t("A dash where not all messages of that time were looked at.")
    with panel(t("Side by side"), counted):
        rows, spoken = points.head(IN_TABLE).to_dicts(), _spoken(languages)
        table(
            {
                t("Group"): [row["name"] for row in rows],
                t("Messages"): [words.count(row["messages"]) for row in rows],
                t("Customers"): [words.count(row["people"]) for row in rows],
                t("Negative"): [words.share(row["negative_share"]) for row in rows],
                t("Before"): [compared(row["messages"], row["before"]) or words.NOTHING for row in rows],
                t("This week"): [words.count(row["this_week"]) for row in rows],
                t("Week before"): [words.count(row["week_before"]) for row in rows],
                t("State"): [_state(row) for row in rows],
                t("Languages"): [spoken.get(row["id"], words.NOTHING) for row in rows],
            },
            t("Groups side by side"),
            own=(0, 8),
        )


def _spoken(languages: pl.DataFrame) -> dict[str, str]:
    """Per group the languages that most of it is written in, and how much in each."""
    said: dict[str, list[str]] = {}
    for row in languages.to_dicts():
        written = f"{words.language(row['language'])} {words.count(row['messages'])}"
        said.setdefault(row["id"], []).append(written)
    more = {id_: " …" if len(every) > SPOKEN else "" for id_, every in said.items()}
    return {id_: words.comma(every[:SPOKEN]) + more[id_] for id_, every in said.items()}


def _state(row: dict[str, object]) -> str:
    return t("New") if row["new"] else t("Rising") if row["rising"] else words.NOTHING


def _trend(view: View, told: Told, weeks: pl.DataFrame) -> None:
    first = [one.id for one in told.items[: len(LINES)]]
    counted = t("Messages of the five largest groups, in weeks up to when they were looked at.")
    with panel(t("Week by week"), counted):
        wide = weeks.filter(pl.col("id").is_in(first)).pivot("id", index="bucket", values="messages")
        shown = wide.sort("bucket").filter(pl.any_horizontal(pl.col(first).is_not_null()))
        if shown.is_empty():
            nothing(t("No week was looked at whole so far."))
            return
        until = told.until or datetime.now(UTC)
        axis = Axis(shown["bucket"][0], until, "1w", view.choice.zone)
        called = dict(zip(weeks["id"], weeks["name"], strict=True))
        series = {id_: (called[id_], colour) for id_, colour in zip(first, LINES, strict=False)}
        drawn = charts.lines(shown, axis, series, t("Messages"))
        chart(drawn, t("Line chart of messages a week by group."), "weeks")


def _languages(view: View, languages: pl.DataFrame, points: pl.DataFrame) -> None:
    with panel(t("By language"), t("Messages of each group by the language they were written in.")):
        groups = points["name"].head(IN_MAP).to_list()
        totals = (
            languages.group_by("language").agg(pl.col("messages").sum()).sort("messages", descending=True)
        )
        spoken = totals["language"].head(IN_MAP).to_list()
        there = languages.filter(pl.col("name").is_in(groups), pl.col("language").is_in(spoken))
        cells = there.select(
            "name",
            each(there["language"], words.language).alias("spoken"),
            pl.col("messages").alias("value"),
        )
        told = {"name": t("Group"), "spoken": t("Language"), "value": t("Messages")}
        across = ("spoken", [words.language(one) for one in spoken])
        drawn = charts.heat(cells, across, ("name", groups), told, view.mode)
        chart(drawn, t("Map of messages by group and language."), "spoken")


def _customers(customers: pl.DataFrame) -> None:
    with panel(t("Customers"), t("Who writes most, and what most of it is about.")):
        first = customers.unique("customer_id", keep="first", maintain_order=True).head(CUSTOMERS)
        rows = first.to_dicts()
        table(
            {
                t("Customer"): [row["customer"] for row in rows],
                t("Mostly about"): [row["name"] or words.NOTHING for row in rows],
                t("Messages"): [words.count(row["messages"]) for row in rows],
                t("Of theirs"): [words.share(row["share"]) for row in rows],
            },
            t("Customers and what they write about"),
            own=(1,),
        )
