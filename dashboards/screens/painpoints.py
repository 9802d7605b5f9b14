"""Pain points: what customers write about, whatever their languages; what rises, and who writes of what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape

import polars as pl
import streamlit as st

from analytics.metrics.axis import Axis
from dashboards import charts, words
from dashboards.colours import DEEP, GREY, ORANGE, TEAL, VIOLET
from dashboards.data import Frames
from dashboards.painpoints import Behind, Said, Told
from dashboards.panels import Figure, chart, compared, figures, nothing, panel, table
from dashboards.view import View

IN_CHART, IN_TABLE, IN_MAP, CUSTOMERS, CONVERSATIONS = 10, 100, 8, 20, 20
LINES = (TEAL, ORANGE, VIOLET, GREY, DEEP)
SERIES = {"negative": ("Negative", ORANGE), "rest": ("Others", TEAL)}


def empty(told: Told | None, one_organisation: bool, signed_in: bool) -> bool:
    """Say what is missing, and whether something is."""
    if not one_organisation:
        _instead("Choose one organisation", "What customers write about is grouped for each by itself.")
    elif not signed_in:
        _instead(
            "These are an organisation’s own words",
            "Sign in to the chat as its owner, admin or analyst; then load this page again. Whoever runs the "
            "installation has `duologue painpoints`.",
        )
    elif told is None:
        _instead("Nothing can be said now", "The chat does not answer, or you may not see this.")
    elif told.looked_at is None:
        _instead(
            "Nobody has looked yet",
            "What customers write is grouped every night, and minutes after the first thirty messages. "
            "`duologue jobs` does it; its state is at `/health`.",
        )
    elif not told.items:
        _instead(
            "No group in this time",
            "A group is five messages about one matter. Choose a longer time range, or all languages.",
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
    _table(points)
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
        "Look behind", list(names), index=None, placeholder="Choose a group", key="painpoint",
        format_func=lambda one: names[one],
    )  # fmt: skip
    return chosen if chosen in names else None


def behind(
    view: View, told: Told, points: pl.DataFrame, desk: str, ask: Callable[[str], Behind | None]
) -> None:
    """Conversations and examples of the group that is chosen."""
    with panel("Behind a group", "Its conversations in the time that is chosen, each a step from the desk."):
        chosen = choose(points)
        if chosen is None:
            return
        found, zone = ask(chosen), view.choice.zone
        if found is None:
            nothing("The chat does not answer, or this group is gone.")
            return
        _examples(told, found)
        first = found.conversations[:CONVERSATIONS]
        total = points.filter(pl.col("id") == chosen)["conversations"].item()
        table(
            {
                "Last": [words.moment(one.posted_at, zone) for one in first],
                "Messages": [words.count(one.messages) for one in first],
                "Negative": [words.count(one.negative) for one in first],
            },
            "Conversations of the group",
            [f"{desk}#/c/{one.conversation_id}" for one in first],
        )
        if len(found.conversations) > CONVERSATIONS:
            nothing(f"The {CONVERSATIONS} latest of {words.count(total)} conversations.")


def _examples(told: Told, found: Behind) -> None:
    if not told.keeps_text:
        nothing(
            "Examples need the organisation’s leave: its owner gives it in the organisation’s settings, "
            "“Words in analytics”. Sizes and shared words need none."
        )
    elif found.examples:
        quoted = "".join(_quoted(one) for one in found.examples)
        st.html(f'<ul class="said" aria-label="Examples">{quoted}</ul>')


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
        f"Looked at {words.moment(told.looked_at, zone)}, messages since {words.moment(told.since, zone)}. "
        "What came later is grouped tonight."
    )


def _figures(told: Told, points: pl.DataFrame) -> list[Figure]:
    every, share = told.grouped + told.others, None
    if every:
        share = f"{words.share(told.grouped / every)} of all"
    fresh, up = (int(points[name].fill_null(False).sum()) for name in ("new", "rising"))
    return [
        Figure("Groups", words.count(points.height), "Matters of which five messages or more are."),
        Figure("Messages", words.count(told.grouped), "Of customers, that are in a group.", share),
        Figure("Rising", words.count(up), "More this week than chance makes of the week before."),
        Figure("New", words.count(fresh), "First there within the last week."),
    ]


def _largest(view: View, points: pl.DataFrame) -> None:
    counted = "Messages of customers, negative ones first; named by words that several people share."
    with panel("What customers write about", counted):
        shown = points.head(IN_CHART).with_columns(
            (pl.col("messages") - pl.col("negative")).alias("rest"),
            pl.struct("messages", "rising", "new").map_elements(_note, pl.String).alias("note"),
        )
        told = "; ".join(f"{row['name']} {row['messages']}" for row in shown.to_dicts())
        drawn = charts.ranking(shown, "name", SERIES, "Messages", "note", view.mode)
        chart(drawn, f"Bar chart of messages by group: {told}.", "painpoints")


def _note(row: dict[str, object]) -> str:
    mark = "new" if row["new"] else "rising" if row["rising"] else ""
    return f"{row['messages']} {mark}".strip()


def _table(points: pl.DataFrame) -> None:
    with panel("Side by side", "A dash where not all messages of that time were looked at."):
        rows = points.head(IN_TABLE).to_dicts()
        table(
            {
                "Group": [row["name"] for row in rows],
                "Messages": [words.count(row["messages"]) for row in rows],
                "Customers": [words.count(row["people"]) for row in rows],
                "Negative": [words.share(row["negative_share"]) for row in rows],
                "Before": [compared(row["messages"], row["before"]) or words.NOTHING for row in rows],
                "This week": [words.count(row["this_week"]) for row in rows],
                "Week before": [words.count(row["week_before"]) for row in rows],
                "State": [_state(row) for row in rows],
                "Languages": [row["languages"] for row in rows],
            },
            "Groups side by side",
        )


def _state(row: dict[str, object]) -> str:
    return "New" if row["new"] else "Rising" if row["rising"] else words.NOTHING


def _trend(view: View, told: Told, weeks: pl.DataFrame) -> None:
    first = [one.id for one in told.items[: len(LINES)]]
    with panel(
        "Week by week", "Messages of the five largest groups, in weeks up to when they were looked at."
    ):
        wide = weeks.filter(pl.col("id").is_in(first)).pivot("id", index="bucket", values="messages")
        shown = wide.sort("bucket").filter(pl.any_horizontal(pl.col(first).is_not_null()))
        if shown.is_empty():
            nothing("No week was looked at whole so far.")
            return
        until = told.until or datetime.now(UTC)
        axis = Axis(shown["bucket"][0], until, "1w", view.choice.zone)
        called = dict(zip(weeks["id"], weeks["name"], strict=True))
        series = {id_: (called[id_], colour) for id_, colour in zip(first, LINES, strict=False)}
        chart(
            charts.lines(shown, axis, series, "Messages"), "Line chart of messages a week by group.", "weeks"
        )


def _languages(view: View, languages: pl.DataFrame, points: pl.DataFrame) -> None:
    with panel("By language", "Messages of each group by the language they were written in."):
        groups = points["name"].head(IN_MAP).to_list()
        totals = (
            languages.group_by("language").agg(pl.col("messages").sum()).sort("messages", descending=True)
        )
        spoken = totals["language"].head(IN_MAP).to_list()
        cells = languages.filter(pl.col("name").is_in(groups), pl.col("language").is_in(spoken)).select(
            "name",
            pl.col("language").map_elements(words.language, pl.String).alias("spoken"),
            pl.col("messages").alias("value"),
        )
        told = {"name": "Group", "spoken": "Language", "value": "Messages"}
        across = ("spoken", [words.language(one) for one in spoken])
        drawn = charts.heat(cells, across, ("name", groups), told, view.mode)
        chart(drawn, "Map of messages by group and language.", "spoken")


def _customers(customers: pl.DataFrame) -> None:
    with panel("Customers", "Who writes most, and what most of it is about."):
        first = customers.unique("customer_id", keep="first", maintain_order=True).head(CUSTOMERS)
        rows = first.to_dicts()
        table(
            {
                "Customer": [row["customer"] for row in rows],
                "Mostly about": [row["name"] or words.NOTHING for row in rows],
                "Messages": [words.count(row["messages"]) for row in rows],
                "Of theirs": [words.share(row["share"]) for row in rows],
            },
            "Customers and what they write about",
        )
