"""What the viewer chose in the sidebar. Every choice is in the URL, so that a view can be shared and kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import streamlit as st

from analytics.layout import NO_ORGANISATION
from analytics.metrics.axis import Axis, axis_for
from analytics.scope import Scope
from dashboards import tongue, words
from dashboards.speech import mark, t
from dashboards.viewer import Viewer

RANGES = {
    "1h": (mark("Last hour"), timedelta(hours=1)),
    "24h": (mark("Last 24 hours"), timedelta(hours=24)),
    "7d": (mark("Last 7 days"), timedelta(days=7)),
    "30d": (mark("Last 30 days"), timedelta(days=30)),
    "all": (mark("All time"), None),
}
DEFAULT = "30d"
EVERYBODY = "everybody"
"""The choice of no organisation in particular."""
MOMENT = timedelta(microseconds=1)
"""A scope ends before its end, and so does its axis: else there were a last bucket that is always empty."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose conversations count: of an organisation, of none (`NO_ORGANISATION`), or, null, everybody's.

    `name` stands above figures, `label` where it is chosen.
    """

    organisation: str | None
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The viewer's choice: key of a range, languages, whether demo data counts, and whose conversations."""

    range: str
    languages: tuple[str, ...]
    demo: bool
    zone: str
    whose: Whose

    def scope(self, now: datetime) -> Scope:
        """What to count, up to the end of this minute."""
        until = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
        length = RANGES[self.range][1]
        since = until - length if length else None
        return Scope(
            since=since,
            until=until,
            languages=self.languages,
            demo=self.demo,
            organisation=self.whose.organisation,
        )

    def axis(self, scope: Scope, first: datetime | None) -> Axis:
        """Buckets over the scope; over all there is, where the scope has no start."""
        until = scope.until or datetime.now(UTC)
        start = scope.since or min(first or until, until - timedelta(hours=1))
        return axis_for(start, until - MOMENT, self.zone)

    def in_words(self) -> str:
        """For the line under a page's title."""
        spoken = words.comma(map(words.language, self.languages))
        written = t("written in {languages}", languages=spoken) if spoken else t("all languages")
        when = f"{t(RANGES[self.range][0])} · {written}"
        return f"{words.plain(self.whose.name)} · {when}" if self.whose.name else when


def whose(viewer: Viewer, there: Sequence[str] = (), names: Mapping[str, str] | None = None) -> Whose:
    """Draw the choice of an organisation, where there is one, and give back what is chosen.

    Of what the viewer may see, whatever the URL or an earlier session says. `there`: ids of organisations
    that the event log knows, for an operator; `names`: of those of them that an account of theirs may know.
    """
    called = names or {}
    known = _open_to(viewer, there, called)
    if len(known) == 1:
        return known[0]
    every = [one.organisation or EVERYBODY for one in known]

    def label(organisation: str) -> str:
        return next(
            one.label
            for one in _open_to(viewer, there, called)
            if (one.organisation or EVERYBODY) == organisation
        )

    tongue.carried("of", every, label)
    chosen = st.sidebar.selectbox(
        t("Conversations of"), every, format_func=label, key="of", bind="query-params",
        persist_state="session",
    )  # fmt: skip
    return next((one for one in known if (one.organisation or EVERYBODY) == chosen), known[0])


def _open_to(viewer: Viewer, there: Sequence[str], names: Mapping[str, str]) -> list[Whose]:
    """In words of the language that is spoken."""
    if not viewer.operator:
        return _named({one.id: one.name for one in viewer.organisations})
    direct = t("Direct chats")
    every = [Whose(None, "", t("Everybody")), Whose(NO_ORGANISATION, direct, direct)]
    unknown = [(one, t("Organisation {id}", id=words.short_id(one))) for one in there if one not in names]
    known = _named({one: names[one] for one in there if one in names})
    return every + known + [Whose(one, name, name) for one, name in unknown]


def _named(names: Mapping[str, str]) -> list[Whose]:
    """By their names; where another has the same, with what tells them apart."""
    times = Counter(names.values())
    return [
        Whose(one, name, name if times[name] == 1 else f"{name} {words.short_id(one)}")
        for one, name in names.items()
    ]


def choose(spoken: Sequence[str], demo_there: bool, of: Whose) -> Choice:
    """Draw the other filters and give back what is chosen."""

    def name(key: str) -> str:
        return t(RANGES[key][0])

    tongue.carried("range", list(RANGES), name)
    chosen = st.sidebar.selectbox(
        t("Time range"), list(RANGES), index=list(RANGES).index(DEFAULT), format_func=name,
        key="range", bind="query-params", persist_state="session",
    )  # fmt: skip
    tongue.carried("lang", spoken, words.language, several=True)
    languages = st.sidebar.multiselect(
        t("Written in"), sorted(spoken, key=words.language), format_func=words.language, key="lang",
        bind="query-params", persist_state="session", placeholder=t("All languages"),
        help=t("Counts messages written in these languages. On Replies: replies to such messages."),
    )  # fmt: skip
    demo = st.sidebar.toggle(
        t("Include demo data"), value=True, key="demo", bind="query-params", persist_state="session",
        help=t("Demo data comes from `duologue demo`. It is kept apart from what people really wrote."),
    )  # fmt: skip
    if demo and demo_there:
        st.sidebar.caption(f":material/science: {t('Figures include example conversations.')}")
    return Choice(chosen or DEFAULT, tuple(languages), bool(demo), words.zone(st.context.timezone), of)
