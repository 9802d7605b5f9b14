"""The dashboard: Streamlit runs this file for every viewer. See `dashboards.run` for how it is started."""

from __future__ import annotations

from collections.abc import Callable
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


def main() -> None:
    """Draw the page that is open."""
    st.set_page_config("Duologue dashboard", str(HERE / "icon.svg"), layout="wide")
    st.html(HERE / "style.css")
    st.logo(str(HERE / "logo.svg"), size="large", icon_image=str(HERE / "icon.svg"))
    place = told()
    pages = [
        st.Page(_page(place, "Overview", _overview), title="Overview", icon=":material/monitoring:",
                url_path="overview", default=True),
        st.Page(_page(place, "Languages and translation", _translation), title="Translation",
                icon=":material/translate:", url_path="translation"),
        st.Page(_page(place, "Sentiment", _sentiment), title="Sentiment", icon=":material/mood:",
                url_path="sentiment"),
        st.Page(_page(place, "Replies", _replies), title="Replies", icon=":material/quickreply:",
                url_path="replies"),
    ]  # fmt: skip
    st.navigation(pages, position="top").run()


def _overview(view: View) -> None:
    now = datetime.now(UTC)
    tick = now - timedelta(seconds=now.second % 10, microseconds=now.microsecond)
    question = view.question
    frames = panels.loading(lambda: data.overview(question))
    overview.draw(view, frames, data.live(question.root, question.fingerprint, view.choice.demo, tick))


def _translation(view: View) -> None:
    translation.draw(view, panels.loading(lambda: data.translations(view.question)))


def _sentiment(view: View) -> None:
    sentiment.draw(view, panels.loading(lambda: data.moods(view.question)))


def _replies(view: View) -> None:
    replies.draw(view, panels.loading(lambda: data.suggestions(view.question)))


def _page(place: Place, title: str, body: Callable[[View], None]) -> Callable[[], None]:
    def page() -> None:
        try:
            there = _contents(Lake(place.lake))
        except AnalyticsError:
            there = {}
        origins, spoken = there.get("origins"), there.get("languages")
        demo_there = origins is not None and bool(origins["demo"].any())
        choice = choose(spoken["language"].to_list() if spoken is not None else [], demo_there)
        _refreshed(place, title, choice, body)

    page.__name__ = title.split()[0].lower()
    return page


def _contents(lake: Lake) -> Frames:
    return data.contents(str(lake.root), lake.fingerprint())


@st.fragment(run_every=REFRESH)
def _refreshed(place: Place, title: str, choice: Choice, body: Callable[[View], None]) -> None:
    """The part of a page that is drawn anew every few seconds."""
    lake = Lake(place.lake)
    panels.heading(title, choice.in_words(), lake.as_of(), choice.zone)
    try:
        _draw(lake, place, choice, body)
    except AnalyticsError as error:
        panels.failed(str(error))


def _draw(lake: Lake, place: Place, choice: Choice, body: Callable[[View], None]) -> None:
    there = _contents(lake)
    origins = there["origins"]
    if origins.is_empty():
        panels.no_messages(place.chat)
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
