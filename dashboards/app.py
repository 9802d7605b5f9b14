"""The dashboard: Streamlit runs this file for every viewer. See `dashboards.run` for how it is started."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl
import streamlit as st

from analytics.errors import AnalyticsError
from analytics.lake import Lake
from dashboards import (
    data,
    finding,
    health,
    hours,
    more,
    names,
    painpoints,
    panels,
    reading,
    speech,
    support,
    tongue,
    viewer,
    words,
)
from dashboards.data import Frames, Question
from dashboards.filters import Choice, choose, whose
from dashboards.gate import chat_at
from dashboards.place import Place, told
from dashboards.screens import conversations, overview, people, replies, response, sentiment, translation
from dashboards.screens import finding as finding_screen
from dashboards.screens import health as health_screen
from dashboards.screens import more as more_screen
from dashboards.screens import painpoints as painpoints_screen
from dashboards.speech import mark, t
from dashboards.view import View

HERE = Path(__file__).parent
# How often a page looks whether the lake has changed.
REFRESH = timedelta(seconds=5)
# Pages of cases read all that was ever said.
SLOWER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name in the menu, its title, its icon, what draws it, and how often."""

    name: str
    title: str
    icon: str
    body: Callable[[View], Frames]
    """Draws it, and gives the figures that can be taken away."""
    every: timedelta = REFRESH


def main() -> None:
    """Draw the page that is open, with a menu of all pages."""
    st.set_page_config("Duologue dashboard", str(HERE / "icon.svg"), layout="wide", menu_items={})
    tongue.settle(told().chat)
    st.html(HERE / "style.css")
    if speech.direction() == "rtl":
        st.html(HERE / "rtl.css")
    st.logo(str(HERE / "logo.svg"), size="large", icon_image=str(HERE / "icon.svg"))
    pages = [
        st.Page(_opens(path), title=t(page.name), icon=page.icon, url_path=path, default=path == "overview")
        for path, page in PAGES.items()
    ]
    who = viewer.here()
    if who is not None and who.operator:
        pages.append(
            st.Page(show_health, title=t("Health"), icon=":material/vital_signs:", url_path="health")
        )
    st.navigation(pages, position="top").run()


def show(path: str) -> None:
    """Draw one page with its filters, of what its viewer may see."""
    page, place, who = PAGES[path], told(), viewer.here()
    if who is None or not (who.operator or who.organisations):
        panels.shut()
        return
    lake, language = Lake(place.lake), tongue.settle(place.chat)
    of = whose(who, _organisations(lake), names.organisations(place.chat)) if who.operator else whose(who)
    try:
        there = _contents(lake, of.organisation)
    except AnalyticsError:
        there = {}
    origins, spoken = there.get("origins"), there.get("languages")
    demo_there = origins is not None and bool(origins["demo"].any())
    choice = choose(spoken["language"].to_list() if spoken is not None else [], demo_there, of)
    tongue.choose(place.chat)
    st.fragment(_refreshed, run_every=page.every)(place, path, choice, language)


def show_health() -> None:
    """Draw how the installation is, for who runs it."""
    language = tongue.settle(told().chat)
    tongue.choose(told().chat)
    st.fragment(_health, run_every=REFRESH)(told(), language)


def _health(place: Place, language: str) -> None:
    speech.speak(language)
    who = viewer.here()
    if who is None or not who.operator:
        panels.shut()
        return
    as_of, zone = Lake(place.lake).as_of(), words.zone(st.context.timezone)
    panels.heading(t("System health"), t("The whole installation"), as_of, zone)
    health_screen.draw(health.look(place.chat), as_of, zone)


def _opens(path: str) -> Callable[[], None]:
    return lambda: show(path)


def _overview(view: View) -> Frames:
    now = datetime.now(UTC)
    tick = now - timedelta(seconds=now.second % 10, microseconds=now.microsecond)
    question = view.question
    frames = panels.loading(lambda: data.overview(question))
    demo, organisation = view.choice.demo, question.scope.organisation
    overview.draw(view, frames, data.live(question.root, question.fingerprint, demo, organisation, tick))
    return _with_more(view, "overview", frames)


def _response(view: View) -> Frames:
    if not panels.loading(lambda: support.any_case(view.question)):
        return panels.no_cases()
    open_at = hours.of(told().chat, view.question.scope.organisation)
    frames = support.response(view.question, open_at if open_at and response.counts_hours(open_at) else None)
    response.draw(view, frames)
    return frames


def _conversations(view: View) -> Frames:
    if not panels.loading(lambda: support.any_case(view.question)):
        return panels.no_cases()
    frames = support.listed(view.question, conversations.choose())
    organisation = view.question.scope.organisation
    known = names.of(told().chat, organisation)
    conversations.draw(view, frames, known, f"{_chat()}/desk")
    if by := painpoints.session():
        finding_screen.draw(view, finding.search(told().chat, organisation, by), f"{_chat()}/desk")
    if reading.signed_in() and frames["cases"].height:
        conversations.read(view, frames, lambda one: reading.of(told().chat, one))
    return frames


def _people(view: View) -> Frames:
    if not panels.loading(lambda: support.any_case(view.question)):
        return panels.no_cases()
    frames = support.agents(view.question)
    people.draw(view, frames, names.of(told().chat, view.question.scope.organisation))
    return frames


def _translation(view: View) -> Frames:
    frames = panels.loading(lambda: data.translations(view.question))
    translation.draw(view, frames)
    return _with_more(view, "translation", frames)


def _sentiment(view: View) -> Frames:
    frames = panels.loading(lambda: data.sentiments(view.question))
    sentiment.draw(view, frames)
    return _with_more(view, "sentiment", frames)


def _painpoints(view: View) -> Frames:
    scope, by, chat = view.question.scope, painpoints.session(), told().chat
    one = painpoints.is_one(scope.organisation)
    found = panels.loading(lambda: painpoints.of(chat, scope, by)) if one and by else None
    if painpoints_screen.empty(found, one, bool(by)) or found is None or by is None:
        return {}
    frames = painpoints.frames(found)
    painpoints_screen.draw(view, found, frames)
    ask = partial(painpoints.behind, chat, scope, by=by)
    painpoints_screen.behind(view, found, frames["painpoints"], f"{_chat()}/desk", ask)
    return frames


def _replies(view: View) -> Frames:
    frames = panels.loading(lambda: data.suggestions(view.question))
    replies.draw(view, frames)
    return _with_more(view, "replies", frames)


def _with_more(view: View, path: str, frames: Frames) -> Frames:
    """What a page counts besides: drawn below, and to be taken away."""
    told = more.more(view.question, more.OF_PAGES[path])
    more_screen.draw(told)
    return {**frames, "more": told}


PAGES = {
    "overview": Page(mark("Overview"), mark("Overview"), ":material/monitoring:", _overview),
    "conversations": Page(
        mark("Conversations"), mark("Conversations"), ":material/forum:", _conversations, SLOWER
    ),
    "response": Page(
        mark("Response"), mark("Response and resolution"), ":material/support_agent:", _response, SLOWER
    ),
    "people": Page(mark("People"), mark("People and agents"), ":material/group:", _people, SLOWER),
    "translation": Page(
        mark("Translation"), mark("Languages and translation"), ":material/translate:", _translation
    ),
    "sentiment": Page(mark("Sentiment"), mark("Sentiment"), ":material/mood:", _sentiment),
    "painpoints": Page(mark("Pain points"), mark("Pain points"), ":material/topic:", _painpoints, SLOWER),
    "replies": Page(mark("Replies"), mark("Replies"), ":material/quickreply:", _replies),
}


def _organisations(lake: Lake) -> list[str]:
    return data.organisations(str(lake.root), lake.fingerprint())


def _contents(lake: Lake, organisation: str | None) -> Frames:
    return data.contents(str(lake.root), lake.fingerprint(), organisation)


def _refreshed(place: Place, path: str, choice: Choice, language: str) -> None:
    """The part of a page that is drawn anew every few seconds: for who looks now, not for who chose."""
    speech.speak(language)
    who = viewer.here()
    if who is None or not who.may_see(choice.whose.organisation):
        panels.shut()
        return
    page, lake = PAGES[path], Lake(place.lake)
    panels.heading(t(page.title), choice.in_words(), lake.as_of(), choice.zone)
    try:
        if frames := _draw(lake, choice, page.body):
            panels.downloads(path, frames)
    except AnalyticsError as error:
        panels.failed(str(error) if who.operator else None)


def _chat() -> str:
    """The chat, by the name that this page was asked by."""
    return chat_at(told().chat, urlsplit(st.context.url or "").hostname)


def _draw(lake: Lake, choice: Choice, body: Callable[[View], Frames]) -> Frames:
    origins = _contents(lake, choice.whose.organisation)["origins"]
    if origins.is_empty():
        panels.no_messages(_chat(), collected=lake.as_of() is not None)
        return {}
    scope = choice.scope(datetime.now(UTC))
    counted = origins if choice.demo else origins.filter(~pl.col("demo"))
    first, earliest = (one.select(pl.col("first_at").min()).item() for one in (counted, origins))
    question = Question(
        str(lake.root), lake.fingerprint(), scope, choice.axis(scope, earliest), first
    )  # fmt: skip
    if not data.any_message(question):
        panels.nothing_chosen(origins, choice.demo, choice.zone)
        return {}
    return body(View(choice, question, st.context.theme.type or "light"))


if __name__ == "__main__":
    main()
