"""The dashboard: Streamlit runs this file for every viewer. See `dashboards.run` for how it is started."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import streamlit as st

from analytics.errors import AnalyticsError
from analytics.lake import Lake
from dashboards import data, panels
from dashboards.data import Frames, Question
from dashboards.filters import Choice, choose
from dashboards.place import Place, told
from dashboards.screens import overview, replies, sentiment, translation
from dashboards.view import View

HERE = Path(__file__).parent
# How often a page looks whether the lake has changed.
REFRESH = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name in the menu, its title, its icon, and what draws it."""

    name: str
    title: str
    icon: str
    body: Callable[[View], None]


def main() -> None:
    """Draw the page that is open, with a menu of all pages."""
    st.set_page_config("Duologue dashboard", str(HERE / "icon.svg"), layout="wide", menu_items={})
    st.html(HERE / "style.css")
    st.logo(str(HERE / "logo.svg"), size="large", icon_image=str(HERE / "icon.svg"))
    pages = [
        st.Page(_opens(path), title=page.name, icon=page.icon, url_path=path, default=path == "overview")
        for path, page in PAGES.items()
    ]
    st.navigation(pages, position="top").run()


def show(path: str) -> None:
    """Draw one page with its filters."""
    page, place = PAGES[path], told()
    try:
        there = _contents(Lake(place.lake))
    except AnalyticsError:
        there = {}
    origins, spoken = there.get("origins"), there.get("languages")
    demo_there = origins is not None and bool(origins["demo"].any())
    choice = choose(spoken["language"].to_list() if spoken is not None else [], demo_there)
    _refreshed(place, page, choice)


def _opens(path: str) -> Callable[[], None]:
    return lambda: show(path)


def _overview(view: View) -> None:
    now = datetime.now(UTC)
    tick = now - timedelta(seconds=now.second % 10, microseconds=now.microsecond)
    question = view.question
    frames = panels.loading(lambda: data.overview(question))
    overview.draw(view, frames, data.live(question.root, question.fingerprint, view.choice.demo, tick))


def _translation(view: View) -> None:
    translation.draw(view, panels.loading(lambda: data.translations(view.question)))


def _sentiment(view: View) -> None:
    sentiment.draw(view, panels.loading(lambda: data.sentiments(view.question)))


def _replies(view: View) -> None:
    replies.draw(view, panels.loading(lambda: data.suggestions(view.question)))


PAGES = {
    "overview": Page("Overview", "Overview", ":material/monitoring:", _overview),
    "translation": Page("Translation", "Languages and translation", ":material/translate:", _translation),
    "sentiment": Page("Sentiment", "Sentiment", ":material/mood:", _sentiment),
    "replies": Page("Replies", "Replies", ":material/quickreply:", _replies),
}


def _contents(lake: Lake) -> Frames:
    return data.contents(str(lake.root), lake.fingerprint())


@st.fragment(run_every=REFRESH)
def _refreshed(place: Place, page: Page, choice: Choice) -> None:
    """The part of a page that is drawn anew every few seconds."""
    lake = Lake(place.lake)
    panels.heading(page.title, choice.in_words(), lake.as_of(), choice.zone)
    try:
        _draw(lake, place, choice, page.body)
    except AnalyticsError as error:
        panels.failed(str(error))


def _draw(lake: Lake, place: Place, choice: Choice, body: Callable[[View], None]) -> None:
    there = _contents(lake)
    origins = there["origins"]
    if origins.is_empty():
        panels.no_messages(place.chat, collected=lake.as_of() is not None)
        return
    scope = choice.scope(datetime.now(UTC))
    question = Question(
        str(lake.root),
        lake.fingerprint(),
        scope,
        choice.axis(scope, origins.select(pl.col("first_at").min()).item()),
    )
    if not data.any_message(question):
        panels.nothing_chosen(origins, choice.demo, choice.zone)
        return
    body(View(choice, question, st.context.theme.type or "light"))


if __name__ == "__main__":
    main()
